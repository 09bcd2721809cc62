"""Uploads in two steps: a method gives a link, the file goes there, streamed; nothing is sent twice."""

from __future__ import annotations

import asyncio
import io
import os
import re
import threading
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from bitrix24 import AsyncClient, Client
from bitrix24._core.convert import integer
from bitrix24._core.method import Method
from bitrix24._core.views import View, field
from bitrix24.errors import ApiError, ResultError, TransportError
from bitrix24.files import File
from bitrix24.response import Response
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Fault, Seen, Stub, running

pytestmark = pytest.mark.slow

CONTENT = bytes(range(256)) * 4_000
TARGET = "/rest/upload.json?auth=t0ken123&token=disk%7CaWQ"


class Uploaded(View):
    __slots__ = ()
    id = field("ID", integer)


UPLOAD_FILE = Method("disk.folder.uploadFile", Uploaded)


class Disk:
    """A portal that gives links, under either of the two names for the field, and takes files."""

    def __init__(self, name: str = "field") -> None:
        self.name = name
        self.files: list[bytes] = []
        self.failure: Answer | Fault | None = None
        self.origin = ""

    def __call__(self, seen: Seen) -> Answer | Fault:
        if seen.path != TARGET:
            return Answer({"result": {"uploadUrl": self.origin + TARGET, self.name: "file"}})
        if self.failure is not None:
            failure, self.failure = self.failure, None
            return failure
        self.files.append(seen.body)
        return Answer({"result": {"ID": 9011}})


def upload_sync(stub: Stub, file: Any, **options: Any) -> Uploaded:
    with Client(stub.url, clock=FakeClock(), **options) as client:
        return client.upload(client.invoke(UPLOAD_FILE, {"id": 8930}), file)


def upload_async(stub: Stub, file: Any, **options: Any) -> Uploaded:
    async def main() -> Uploaded:
        async with AsyncClient(stub.url, clock=FakeClock(), **options) as client:
            return await client.upload(await client.invoke(UPLOAD_FILE, {"id": 8930}), file)

    return asyncio.run(main())


def undescribed_sync(stub: Stub, file: Any) -> Response:
    with Client(stub.url) as client:
        return client.upload(client.call("telephony.externalCall.attachRecord"), file)


def undescribed_async(stub: Stub, file: Any) -> Response:
    async def main() -> Response:
        async with AsyncClient(stub.url) as client:
            return await client.upload(await client.call("telephony.externalCall.attachRecord"), file)

    return asyncio.run(main())


Upload = Callable[..., Any]
both = pytest.mark.parametrize("upload", [upload_sync, upload_async])


@pytest.fixture
def disk() -> Disk:
    return Disk()


def on(stub: Stub, disk: Disk) -> Stub:
    disk.origin = stub.origin
    return stub


@both
def test_the_link_and_then_the_file(upload: Upload, disk: Disk) -> None:
    with running(disk) as stub:
        assert upload(on(stub, disk), File("a.bin", CONTENT)).id == 9011
    asked, sent = stub.seen
    assert (asked.method, asked.json) == ("disk.folder.uploadFile", {"id": 8930})
    assert (sent.verb, sent.path) == ("POST", TARGET)
    assert sent.headers["Content-Type"].startswith("multipart/form-data")
    assert sent.headers["User-Agent"].startswith("bitrix24-client/")
    assert re.search(rb'name="file"; filename="a.bin"', sent.body)
    assert sent.body.count(CONTENT) == 1


@pytest.mark.parametrize("upload", [undescribed_sync, undescribed_async])
def test_the_link_of_a_method_that_no_spec_knows(upload: Upload) -> None:
    disk = Disk("fieldName")
    with running(disk) as stub:
        assert upload(on(stub, disk), File("call.mp3", CONTENT)).result == {"ID": 9011}
    assert len(disk.files) == 1


@both
def test_every_source_arrives_from_where_it_stands(upload: Upload, disk: Disk, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"skipped" + CONTENT)
    memory = io.BytesIO(b"skipped" + CONTENT)
    memory.seek(7)
    with running(disk) as stub, path.open("rb") as opened:
        opened.seek(7)
        for file in (opened, File("a.bin", memory), File("a.bin", bytearray(CONTENT))):
            upload(on(stub, disk), file)
        assert not opened.closed
        upload(stub, path)
    assert [b"skipped" in body for body in disk.files] == [False, False, False, True]
    assert all(CONTENT in body and b'filename="a.bin"' in body for body in disk.files)
    assert all("Content-Length" in seen.headers for seen in stub.seen)


def piped(content: bytes) -> tuple[threading.Thread, int]:
    """A thread that writes the content to a pipe, and the pipe's end to read from."""
    reading, writing = os.pipe()

    def write() -> None:
        with os.fdopen(writing, "wb") as end:
            end.write(content)

    thread = threading.Thread(target=write)
    thread.start()
    return thread, reading


@both
def test_a_pipe_is_sent_as_it_comes(upload: Upload, disk: Disk) -> None:
    thread, reading = piped(CONTENT)
    with running(disk) as stub, os.fdopen(reading, "rb") as pipe:
        assert upload(on(stub, disk), File("a.bin", pipe)).id == 9011
    thread.join()
    assert CONTENT in disk.files[0]


@both
def test_a_large_file_is_not_held_in_memory(upload: Upload, disk: Disk, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    with path.open("wb") as file:
        file.truncate(60_000_000)
    with running(disk) as stub:
        on(stub, disk)
        tracemalloc.start()
        try:
            upload(stub, path)
            highest = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert int(disk.files[0].split()[0]) > 60_000_000
    assert highest < 6_000_000


@both
def test_what_the_cloud_does_not_take_is_not_read(upload: Upload, tmp_path: Path) -> None:
    """Two gigabytes with what goes around a file. Self-hosted portals have limits of their own."""
    asked: list[str] = []

    def portal(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        link = f"{request.url.scheme}://{request.url.host}{TARGET}"
        return httpx.Response(200, json={"result": {"uploadUrl": link, "field": "file"}})

    class Unread(io.BytesIO):
        def tell(self) -> int:
            return 0

        def seek(self, offset: int, whence: int = 0, /) -> int:
            return 2 * 1024**3 if whence == os.SEEK_END else offset

        def read(self, size: int | None = -1, /) -> bytes:
            raise AssertionError(f"{size} read although it is too large")

    path = tmp_path / "a.bin"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    stub = Stub(lambda _: Answer())
    stub.origin = "https://p.bitrix24.com"
    for content in (path, File("a.bin", Unread())):
        with pytest.raises(ValueError, match="a file of 2147483648 bytes is too large"):
            upload(stub, content, transport=httpx.MockTransport(portal))
    assert asked == ["/rest/1/secret123/disk.folder.uploadFile"] * 2
    stub.origin = "https://crm.example"
    with pytest.raises(AssertionError, match="read although"):
        upload(stub, File("a.bin", Unread()), transport=httpx.MockTransport(portal))


@both
@pytest.mark.parametrize(
    "failure",
    [
        Answer({"error": "ERROR_COULD_NOT_SAVE_FILE", "error_description": "no"}, 400),
        Answer({"error": "expired_token"}, 401),
        Answer(b"<h1>413 Request Entity Too Large</h1>", 413),
        Answer(b"<h1>502</h1>", 502),
        Fault.CLOSE,
        Fault.RESET,
        Fault.HALF,
    ],
)
def test_an_upload_that_fails_after_the_link_was_given_is_not_repeated(
    upload: Upload, disk: Disk, failure: Answer | Fault
) -> None:
    disk.failure = failure
    with running(disk) as stub, pytest.raises((ApiError, TransportError), match=r"^upload: ") as caught:
        upload(on(stub, disk), File("a", CONTENT))
    assert [seen.path == TARGET for seen in stub.seen] == [False, True]
    assert disk.files == []
    assert "t0ken123" not in str(caught.value)


@both
def test_an_upload_that_was_refused_for_its_rate_is_sent_again_from_its_beginning(upload: Upload, disk: Disk) -> None:
    with running(disk) as stub:
        for content in (CONTENT, io.BytesIO(CONTENT)):
            disk.failure = Answer({"error": "QUERY_LIMIT_EXCEEDED"}, 503)
            assert upload(on(stub, disk), File("a", content)).id == 9011
    assert [seen.path == TARGET for seen in stub.seen] == [False, True, True] * 2
    assert len(disk.files) == 2
    assert all(CONTENT in body for body in disk.files)


@both
def test_a_pipe_that_was_read_is_not_sent_again(upload: Upload, disk: Disk) -> None:
    disk.failure = Answer({"error": "QUERY_LIMIT_EXCEEDED"}, 503)
    thread, reading = piped(CONTENT)
    with running(disk) as stub, os.fdopen(reading, "rb") as pipe, pytest.raises(ApiError):
        upload(on(stub, disk), File("a.bin", pipe))
    thread.join()
    assert [seen.path == TARGET for seen in stub.seen] == [False, True]


@both
@pytest.mark.parametrize(
    "result",
    [True, [], {"ID": 5}, {"uploadUrl": "x", "field": "f"}, {"uploadUrl": "https://p.example/?auth=t0ken123"}],
)
def test_without_a_link_no_file_is_sent(result: object, upload: Upload) -> None:
    undescribed = undescribed_sync if upload is upload_sync else undescribed_async
    with (
        running(lambda _: Answer({"result": result})) as stub,
        pytest.raises(ResultError, match="no uploadUrl") as caught,
    ):
        undescribed(stub, File("a", CONTENT))
    assert len(stub.seen) == 1
    assert "t0ken123" not in str(caught.value)


@both
def test_an_answer_of_another_shape(upload: Upload, disk: Disk) -> None:
    disk.failure = Answer({"result": "fine"})
    with running(disk) as stub, pytest.raises(ResultError, match="upload: expected object, got 'fine'"):
        upload(on(stub, disk), File("a", CONTENT))


@both
@pytest.mark.parametrize(
    ("file", "kind", "message"),
    [
        (b"x", ValueError, "needs a name"),
        (File("a", io.StringIO("x")), TypeError, "binary mode"),  # type: ignore[arg-type]  # that it is refused
        (Path("/nowhere/a.bin"), FileNotFoundError, "a.bin"),
    ],
)
def test_what_cannot_be_read_is_not_sent(
    upload: Upload, disk: Disk, file: object, kind: type[Exception], message: str
) -> None:
    with running(disk) as stub, pytest.raises(kind, match=message):
        upload(on(stub, disk), file)
    assert [seen.path == TARGET for seen in stub.seen] == [False]


@both
def test_a_file_that_fails_while_it_is_read_ends_the_upload_with_its_own_error(upload: Upload, disk: Disk) -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 100_000:
                raise OSError("the disk is broken")
            return super().read(size)

    with running(disk) as stub, pytest.raises(OSError, match="the disk is broken"):
        upload(on(stub, disk), File("a", Failing(CONTENT)))
    assert disk.files == []


def test_a_cancelled_upload_leaves_the_client_in_order(disk: Disk) -> None:
    asked = threading.Event()

    def portal(seen: Seen) -> Answer | Fault:
        if seen.path == TARGET and not asked.is_set():
            asked.set()
            return Fault.SILENCE
        return disk(seen)

    async def main(url: str) -> int:
        async with AsyncClient(url) as client:
            link = await client.invoke(UPLOAD_FILE, {"id": 8930})
            task = asyncio.create_task(client.upload(link, File("a", CONTENT)))
            await asyncio.to_thread(asked.wait)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return (await client.upload(link, File("a", CONTENT))).id

    with running(portal) as stub:
        assert asyncio.run(main(on(stub, disk).url)) == 9011
    assert len(disk.files) == 1
