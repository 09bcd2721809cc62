"""Downloads: streamed to the disk, whole or not there at all, and nothing of them left behind."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bitrix24 import AsyncClient, Client
from bitrix24.errors import BadAnswer, ConnectionFailed, PortalError
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Fault, Seen, Stub, running

pytestmark = pytest.mark.slow

CONTENT = bytes(range(256)) * 4_000
LINK = "/disk/file?auth=t0ken123"


def download_sync(stub: Stub, path: Path, link: str | None = None) -> Path:
    with Client(stub.url, clock=FakeClock()) as client:
        return client.download(stub.origin + LINK if link is None else link, path)


def download_async(stub: Stub, path: Path, link: str | None = None) -> Path:
    async def main() -> Path:
        async with AsyncClient(stub.url, clock=FakeClock()) as client:
            return await client.download(stub.origin + LINK if link is None else link, path)

    return asyncio.run(main())


Download = Callable[..., Path]
both = pytest.mark.parametrize("download", [download_sync, download_async])


@both
def test_a_file_is_fetched_whole(download: Download, tmp_path: Path) -> None:
    with running(lambda _: Answer(CONTENT)) as stub:
        assert download(stub, tmp_path / "a.bin") == tmp_path / "a.bin"
    assert (tmp_path / "a.bin").read_bytes() == CONTENT
    assert [path.name for path in tmp_path.iterdir()] == ["a.bin"]
    (seen,) = stub.seen
    assert (seen.verb, seen.path) == ("GET", LINK)
    assert seen.headers["User-Agent"].startswith("bitrix24-client/")
    assert (seen.headers["Accept"], seen.headers["Accept-Language"]) == ("*/*", "en-US,en;q=0.9")
    assert seen.headers["Referer"] == f"{stub.origin}/"


@both
def test_a_redirect_to_where_the_file_lies_is_followed(download: Download, tmp_path: Path) -> None:
    answers = iter([Answer(b"", 302, {"Location": "/elsewhere"}), Answer(CONTENT)])
    with running(lambda _: next(answers)) as stub:
        download(stub, tmp_path / "a.bin")
    assert (tmp_path / "a.bin").read_bytes() == CONTENT


@both
def test_a_redirect_in_a_circle(download: Download, tmp_path: Path) -> None:
    with (
        running(lambda seen: Answer(b"", 302, {"Location": seen.path})) as stub,
        pytest.raises(BadAnswer, match="download: redirected in a circle"),
    ):
        download(stub, tmp_path / "a.bin")
    assert len(stub.seen) == 21
    assert list(tmp_path.iterdir()) == []


@both
def test_a_download_that_breaks_off_begins_anew(download: Download, tmp_path: Path) -> None:
    answers: Iterator[Answer | Fault] = iter([Fault.HALF, Fault.RESET, Answer(b"x", 503), Answer(CONTENT)])
    with running(lambda _: next(answers)) as stub:
        download(stub, tmp_path / "a.bin")
    assert (tmp_path / "a.bin").read_bytes() == CONTENT
    assert len(stub.seen) == 4


@both
@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (Fault.HALF, ConnectionFailed),
        (Answer(b"no", 404), BadAnswer),
        (Answer(b"no", 500), PortalError),
        (Answer(b"no gzip", headers={"Content-Encoding": "gzip"}), BadAnswer),
    ],
)
def test_a_download_that_fails_leaves_the_old_file(
    download: Download, tmp_path: Path, failure: Answer | Fault, kind: type[Exception]
) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    with running(lambda _: failure) as stub, pytest.raises(kind, match=r"^download: ") as caught:
        download(stub, path)
    assert "t0ken123" not in str(caught.value)
    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["a.bin"]


@both
def test_a_folder_that_is_not_there(download: Download, tmp_path: Path) -> None:
    with running(lambda _: Answer(CONTENT)) as stub, pytest.raises(FileNotFoundError):
        download(stub, tmp_path / "no" / "a.bin")


@both
def test_a_name_as_long_as_a_name_may_be(download: Download, tmp_path: Path) -> None:
    path = tmp_path / ("я" * 127)
    with running(lambda _: Answer(CONTENT)) as stub:
        assert download(stub, path).read_bytes() == CONTENT


@both
@pytest.mark.parametrize("link", ["", "file.pdf", "ftp://p.example/t0ken123", "http://[::/t0ken123", "http://p:x/"])
def test_what_is_no_link_is_refused_without_showing_it(download: Download, tmp_path: Path, link: str) -> None:
    with running(lambda _: Answer()) as stub, pytest.raises(ValueError, match="not a link to a file") as caught:
        download(stub, tmp_path / "a.bin", link)
    assert "t0ken123" not in str(caught.value)
    assert stub.seen == []


class Meeting:
    """Answers each of so many requests only when all of them have come, each with a content of its own."""

    def __init__(self, count: int) -> None:
        self.barrier = threading.Barrier(count)

    def __call__(self, seen: Seen) -> Answer:
        self.barrier.wait(10)
        return Answer(seen.query["n"].encode() * 1_000_000)


def test_threads_that_download_to_one_path_do_not_mix_their_files(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    with running(Meeting(4)) as stub, Client(stub.url) as client, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: client.download(f"{stub.origin}/file?n={n}", path), range(4)))
    content = path.read_bytes()
    assert content in {str(n).encode() * 1_000_000 for n in range(4)}
    assert [found.name for found in tmp_path.iterdir()] == ["a.bin"]


def test_tasks_that_download_to_one_path_do_not_mix_their_files(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"

    async def main(stub: Stub) -> None:
        async with AsyncClient(stub.url) as client:
            await asyncio.gather(*(client.download(f"{stub.origin}/file?n={n}", path) for n in range(4)))

    with running(Meeting(4)) as stub:
        asyncio.run(main(stub))
    assert path.read_bytes() in {str(n).encode() * 1_000_000 for n in range(4)}
    assert [found.name for found in tmp_path.iterdir()] == ["a.bin"]


def test_a_cancelled_download_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")

    async def main(stub: Stub) -> None:
        async with AsyncClient(stub.url) as client:
            task = asyncio.create_task(client.download(stub.origin + LINK, path))
            while not any(found.stat().st_size for found in tmp_path.glob("*.part")):
                await asyncio.sleep(0.001)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert [found.name for found in tmp_path.iterdir()] == ["a.bin"]
            stub.handler = lambda _: Answer(CONTENT)
            await client.download(stub.origin + LINK, path)

    with running(lambda _: Fault.STUCK) as stub:
        asyncio.run(main(stub))
    assert path.read_bytes() == CONTENT
    assert [found.name for found in tmp_path.iterdir()] == ["a.bin"]


def test_an_interrupted_download_leaves_nothing_behind(tmp_path: Path) -> None:
    main_thread = threading.get_ident()

    def interrupt() -> None:
        while not any(found.stat().st_size for found in tmp_path.glob("*.part")):
            time.sleep(0.001)
        signal.pthread_kill(main_thread, signal.SIGINT)

    with running(lambda _: Fault.STUCK) as stub, ThreadPoolExecutor(1) as pool:
        pool.submit(interrupt)
        with pytest.raises(KeyboardInterrupt):
            download_sync(stub, tmp_path / "a.bin")
    assert list(tmp_path.iterdir()) == []
