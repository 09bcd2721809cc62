"""Disks that hang, as network folders do: whoever waits for them in an event loop waits alone, and only so long."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bitrix24 import NO_RETRIES, AsyncClient
from bitrix24._core import aside, fetched
from bitrix24._core.views import View
from bitrix24.errors import Bitrix24Error, TimedOut
from bitrix24.files import File
from tests.benchmarks.bench_client_server import make_certificate
from tests.runtime.stub_portal import Answer, Stub, running

CONTENT = os.urandom(200_000)


class Slow(io.BytesIO):
    """A file that gives nothing before it may; `asked` is set once somebody wants something of it."""

    def __init__(self, content: bytes, go: threading.Event) -> None:
        super().__init__(content)
        self.go = go
        self.asked = threading.Event()

    def read(self, size: int | None = -1, /) -> bytes:
        self.asked.set()
        assert self.go.wait(60)
        return super().read(size)


class OnDisk(io.RawIOBase):
    """No file in memory, as far as anyone can see."""

    def __init__(self, file: Slow) -> None:
        self.file = file

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, *where: int) -> int:
        return self.file.seek(*where)

    def tell(self) -> int:
        return self.file.tell()

    def read(self, size: int = -1, /) -> bytes:
        return self.file.read(size)


@pytest.fixture
def go() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def link(stub: Stub) -> View:
    return View({"uploadUrl": f"{stub.origin}/rest/upload.json", "field": "file"})


Send = Callable[[AsyncClient, Stub, io.RawIOBase], Awaitable[object]]


async def in_a_call(client: AsyncClient, _: Stub, file: io.RawIOBase) -> object:
    return await client.call("some.add", {"fields": {"photo": File("a.bin", file)}})  # type: ignore[arg-type]  # a BinaryIO


async def uploaded(client: AsyncClient, stub: Stub, file: io.RawIOBase) -> object:
    return await client.upload(link(stub), File("a.bin", file))  # type: ignore[arg-type]  # a BinaryIO


sends = pytest.mark.parametrize("send", [in_a_call, uploaded])


def answered(_: object) -> Answer:
    return Answer({"result": {"ID": 1}})


@sends
def test_others_go_on_while_a_file_is_waited_for(send: Send, go: threading.Event) -> None:
    async def main(stub: Stub) -> list[str]:
        file = Slow(CONTENT, go)
        async with AsyncClient(stub.url) as client:
            sending = asyncio.ensure_future(send(client, stub, OnDisk(file)))
            while not file.asked.is_set():  # the event loop turns meanwhile
                await asyncio.sleep(0.001)
            await client.call("app.info")
            go.set()
            await sending
            return [seen.method for seen in stub.seen]

    with running(answered) as stub:
        assert asyncio.run(main(stub))[0] == "app.info"


@sends
def test_a_deadline_holds_for_files_too(send: Send, go: threading.Event) -> None:
    async def main(stub: Stub) -> None:
        async with AsyncClient(stub.url, deadline=0.2) as client:
            await send(client, stub, OnDisk(Slow(CONTENT, go)))

    with running(answered) as stub, pytest.raises(TimedOut) as caught:
        asyncio.run(main(stub))
    assert stub.seen == []
    assert send is uploaded or not caught.value.may_have_run


@sends
def test_who_is_cancelled_does_not_wait_and_the_file_is_free_again(send: Send, go: threading.Event) -> None:
    async def main(stub: Stub) -> int:
        file = Slow(CONTENT, go)
        async with AsyncClient(stub.url) as client:
            source = OnDisk(file)
            sending = asyncio.ensure_future(send(client, stub, source))
            while not file.asked.is_set():
                await asyncio.sleep(0.001)
            sending.cancel()
            await asyncio.wait({sending})
            assert sending.cancelled()
            assert not go.is_set()
            go.set()
            while not stub.seen:  # until the thread has read what it was to read, the file is being sent
                with contextlib.suppress(ValueError):
                    source.seek(0)
                    await send(client, stub, source)
                await asyncio.sleep(0.001)
            return len(stub.seen)

    with running(answered) as stub:
        assert asyncio.run(asyncio.wait_for(main(stub), 60)) == 1


@sends
def test_what_reading_raises_arrives(send: Send, go: threading.Event) -> None:
    class Broken(OnDisk):
        def read(self, _: int = -1, /) -> bytes:
            raise StopIteration("odd")

    async def main(stub: Stub) -> None:
        async with AsyncClient(stub.url) as client:
            await send(client, stub, Broken(Slow(CONTENT, go)))

    with running(answered) as stub, pytest.raises(RuntimeError, match="StopIteration"):
        asyncio.run(main(stub))


def test_a_thread_for_a_file_ends_with_it(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(CONTENT)

    async def main(stub: Stub) -> None:
        async with AsyncClient(stub.url) as client:
            for _ in range(5):
                await client.upload(link(stub), tmp_path / "a.bin")
                await client.call("some.add", {"photo": tmp_path / "a.bin"})

    with running(answered) as stub:
        asyncio.run(main(stub))
        assert all(CONTENT in seen.body for seen in stub.seen[::2])
    for thread in threading.enumerate():
        if thread.name == "bitrix24 files":
            thread.join(30)
            assert not thread.is_alive()


def test_bytes_take_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    from bitrix24._core.aside import Aside

    monkeypatch.setattr(Aside, "_begin", lambda _: pytest.fail("a thread was begun"))

    async def main(stub: Stub) -> None:
        async with AsyncClient(stub.url) as client:
            await client.upload(link(stub), File("a.bin", CONTENT))
            await client.upload(link(stub), File("a.bin", io.BytesIO(CONTENT)))
            await client.call("some.add", {"photo": [File("a.bin", CONTENT)], "n": 1})

    with running(answered) as stub:
        asyncio.run(main(stub))
        assert len(stub.seen) == 3


def test_a_download_that_is_cancelled_while_the_disk_hangs_leaves_nothing(
    tmp_path: Path, go: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = threading.Event(), threading.Event()
    opened = fetched.Part.opened

    class Hanging(fetched.Part):
        def opened(self) -> Any:
            begun.set()
            assert go.wait(60)
            return opened(self)

        def drop(self) -> None:
            super().drop()
            if go.is_set():
                ended.set()

    monkeypatch.setattr("bitrix24._core.file_transfer.Part", Hanging)

    async def main(stub: Stub) -> None:
        async with AsyncClient(stub.url) as client:
            fetching = asyncio.ensure_future(client.download(f"{stub.origin}/file", tmp_path / "a.bin"))
            while not begun.is_set():
                await asyncio.sleep(0.001)
            fetching.cancel()
            await asyncio.wait({fetching})
            assert fetching.cancelled()
            go.set()

    with running(lambda _: Answer(CONTENT, headers={"Content-Disposition": "attachment"})) as stub:
        asyncio.run(main(stub))
    assert ended.wait(60)
    assert list(tmp_path.iterdir()) == []


def test_a_download_whose_disk_hangs_is_not_begun_again(
    tmp_path: Path, go: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(_: object) -> Any:
        assert go.wait(60)

    monkeypatch.setattr(fetched.Part, "opened", opened)

    async def main(stub: Stub) -> None:
        async with AsyncClient(stub.url, deadline=0.2) as client:
            await client.download(f"{stub.origin}/file", tmp_path / "a.bin")

    with (
        running(lambda _: Answer(CONTENT, headers={"Content-Disposition": "attachment"})) as stub,
        pytest.raises(TimedOut),
    ):
        asyncio.run(main(stub))
    assert len(stub.seen) <= 1


def early(answer: bytes, context: ssl.SSLContext | None) -> Iterator[str]:
    """A portal that answers once it has the headers of a request."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
                connection = stack.enter_context(listener.accept()[0])
                if context is not None:
                    connection = stack.enter_context(context.wrap_socket(connection, server_side=True))
                got = b""
                while b"\r\n\r\n" not in got:
                    got += connection.recv(65536)
                connection.sendall(answer)
                while answer and connection.recv(65536):
                    pass

        threading.Thread(target=serve, daemon=True).start()
        yield f"http{'s' if context else ''}://127.0.0.1:{listener.getsockname()[1]}"


REFUSAL = json.dumps({"error": "TOO_LARGE", "error_description": "no more room"}).encode()
EARLY = b"HTTP/1.1 413 X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(REFUSAL), REFUSAL)


@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize("answer", [EARLY, b""])
def test_who_answers_while_the_file_hangs_is_heard(
    answer: bytes, encrypted: bool, go: threading.Event, tmp_path: Path
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if encrypted else None
    if context is not None:
        context.load_cert_chain(make_certificate(tmp_path))

    async def main(origin: str) -> None:
        upload = View({"uploadUrl": f"{origin}/rest/upload.json", "field": "file"})
        async with AsyncClient(f"{origin}/rest/1/s/", verify=False, retries=NO_RETRIES) as client:
            await client.upload(upload, File("a.bin", OnDisk(Slow(CONTENT, go))))  # type: ignore[arg-type]  # as above

    with contextlib.contextmanager(early)(answer, context) as origin, pytest.raises(Bitrix24Error) as caught:
        asyncio.run(main(origin))
    assert not isinstance(caught.value, TimedOut)
    assert ("no more room" in str(caught.value)) is bool(answer)
    assert not go.is_set()


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_file_that_hangs_now_and_then_arrives_whole(
    encrypted: bool, go: threading.Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In TLS there is something to be read before the portal answers."""
    monkeypatch.setattr(aside, "_HANGS", 0.0)  # each time, as if it hung
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if encrypted else None
    if context is not None:
        context.load_cert_chain(make_certificate(tmp_path))
    go.set()

    async def main(stub: Stub) -> None:
        async with AsyncClient(stub.url, verify=False) as client:
            for _ in range(3):
                await client.upload(link(stub), File("a.bin", OnDisk(Slow(CONTENT, go))))  # type: ignore[arg-type]  # as above

    with running(answered, context=context) as stub:
        asyncio.run(main(stub))
        assert [CONTENT in seen.body for seen in stub.seen] == [True] * 3
