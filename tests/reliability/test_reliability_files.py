"""Files that change while they are sent, and pages that come in the place of files: none is taken for a whole file."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bitrix24 import AsyncClient, Client
from bitrix24._core.file_content import file_text
from bitrix24._core.views import View
from bitrix24.errors import ApiError, BadAnswer, Bitrix24Error
from bitrix24.files import Content, File
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Stub, running

SIZE = 2_000_000

# One that the kernel makes up as it is read; its size is said to be 0.
MADE_UP = Path("/proc/self/cmdline")


def send_sync(stub: Stub, content: Content) -> object:
    link = View({"uploadUrl": f"{stub.origin}/rest/upload.json", "field": "file"})
    with Client(stub.url, clock=FakeClock()) as client:
        return client.upload(link, File("a.bin", content))


def send_async(stub: Stub, content: Content) -> object:
    async def main() -> object:
        link = View({"uploadUrl": f"{stub.origin}/rest/upload.json", "field": "file"})
        async with AsyncClient(stub.url, clock=FakeClock()) as client:
            return await client.upload(link, File("a.bin", content))

    return asyncio.run(main())


def get_sync(stub: Stub, path: Path) -> Path:
    with Client(stub.url, clock=FakeClock()) as client:
        return client.download(f"{stub.origin}/file?auth=t0ken123", path)


def get_async(stub: Stub, path: Path) -> Path:
    async def main() -> Path:
        async with AsyncClient(stub.url, clock=FakeClock()) as client:
            return await client.download(f"{stub.origin}/file?auth=t0ken123", path)

    return asyncio.run(main())


Send = Callable[[Stub, Content], object]
Get = Callable[[Stub, Path], Path]
sends = pytest.mark.parametrize("send", [send_sync, send_async])
gets = pytest.mark.parametrize("get", [get_sync, get_async])


class Changing(io.FileIO):
    """A file that something happens to once its first part has been read."""

    def __init__(self, path: Path, happen: Callable[[Path], object]) -> None:
        super().__init__(path)
        self.path = path
        self.happen: Callable[[Path], object] | None = happen

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size if size is not None and 0 <= size < SIZE // 2 else SIZE // 2)
        if self.happen is not None:
            happen, self.happen = self.happen, None
            happen(self.path)
        return data


def overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"y" * SIZE)
    os.utime(path, ns=(1, 1))  # what a clock of fine steps would have seen


CHANGES: dict[str, Callable[[Path], object]] = {
    "it grows": lambda path: os.truncate(path, SIZE * 2),
    "it shrinks": lambda path: os.truncate(path, SIZE * 3 // 4),
    "it is emptied": lambda path: os.truncate(path, 0),
    "it is written anew": overwrite,
}


@sends
@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changes_while_it_is_uploaded_never_arrives_whole(send: Send, change: str, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"x" * SIZE)
    with running(lambda _: Answer({"result": {"ID": 1}})) as stub:
        with Changing(path, CHANGES[change]) as file, pytest.raises(ValueError, match="changed while it was read"):
            send(stub, file)
        assert [len(seen.body) for seen in stub.seen] == []


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changes_while_it_is_put_into_a_request_is_not_sent(change: str, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"x" * SIZE)
    with Changing(path, CHANGES[change]) as file, pytest.raises(ValueError, match="changed while it was read"):
        file_text(file)


@sends
def test_a_file_that_stays_as_it_is_arrives_from_where_it_stands(send: Send, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"x" * SIZE)
    with running(lambda _: Answer({"result": {"ID": 1}})) as stub, path.open("rb") as file:
        file.seek(SIZE - 10)
        send(stub, path)
        send(stub, file)
        send(stub, io.BytesIO(b"x" * 10))
        send(stub, b"")
    assert [seen.body.count(b"x" * 10) for seen in stub.seen] == [SIZE // 10, 1, 1, 0]


LOGIN = b"<!DOCTYPE html><html><form name='form_auth'><input name='USER_LOGIN'><input type='password'></form></html>"
PAGE = b"\n <html><body>There is no such file</body></html>"
HTML = {"Content-Type": "text/html; charset=utf-8"}
JSON = {"Content-Type": "application/json"}
REFUSED: dict[str, tuple[Answer, type[Bitrix24Error], str]] = {
    "a page to log in": (Answer(LOGIN, 200, HTML), BadAnswer, "a.bin"),
    "a page to log in, where a page is wanted": (Answer(LOGIN, 200, HTML), BadAnswer, "a.html"),
    "a page": (Answer(PAGE, 200, HTML), BadAnswer, "a.bin"),
    "a page of another kind": (Answer(PAGE, 200, {"Content-Type": "application/xhtml+xml"}), BadAnswer, "a.pdf"),
    "a page without a kind": (Answer(PAGE, 200, {"Content-Type": ""}), BadAnswer, "a.pdf"),
    "a page in capitals": (Answer(b"<HTML>no</HTML>", 200, {"Content-Type": "TEXT/HTML"}), BadAnswer, "a.pdf"),
    "a page with a mark": (Answer(b"\xef\xbb\xbf<!DOCTYPE html>", 200, HTML), BadAnswer, "a.pdf"),
    "an error": (Answer({"error": "ERROR_NOT_FOUND", "error_description": "no file"}), ApiError, "a.bin"),
    "an expired token": (Answer({"error": "expired_token"}, 200, JSON), ApiError, "a.json"),
    "an error of REST 3.0": (Answer({"error": {"code": "X", "message": "no"}}), ApiError, "a.bin"),
}


@gets
@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_file_is_not_kept_as_one(get: Get, kind: str, tmp_path: Path) -> None:
    answer, error, name = REFUSED[kind]
    path = tmp_path / name
    path.write_bytes(b"the old one")
    with running(lambda _: answer) as stub, pytest.raises(error) as caught:
        get(stub, path)
    assert len(stub.seen) == 1
    assert "t0ken123" not in str(caught.value)
    assert path.read_bytes() == b"the old one"
    assert [found.name for found in tmp_path.iterdir()] == [name]


ATTACHED = {"Content-Disposition": 'attachment; filename="x"'}
FILES: dict[str, tuple[Answer, str]] = {
    "a page that is attached": (Answer(PAGE, 200, {**HTML, **ATTACHED}), "a.bin"),
    "a page to log in that is attached": (Answer(LOGIN, 200, {**HTML, **ATTACHED}), "a.bin"),
    "a page that was asked for": (Answer(PAGE, 200, HTML), "a.HTM"),
    "a page said to be bytes": (Answer(PAGE, 200, {"Content-Type": "application/octet-stream"}), "a.bin"),
    "text said to be a page": (Answer(b"a < b", 200, HTML), "a.txt"),
    "JSON": (Answer(json.dumps({"result": 1, "rows": []}).encode(), 200, JSON), "a.json"),
    "JSON that is attached": (Answer(json.dumps({"error": "x"}).encode(), 200, {**JSON, **ATTACHED}), "a.json"),
    "a list": (Answer(b"[1, 2]", 200, JSON), "a.json"),
    "nothing": (Answer(b"", 200, HTML), "a.bin"),
    "a picture": (
        Answer(b"<svg xmlns='http://www.w3.org/2000/svg'/>", 200, {"Content-Type": "image/svg+xml"}),
        "a.svg",
    ),
}


@gets
@pytest.mark.parametrize("kind", FILES)
def test_what_is_a_file_is_kept(get: Get, kind: str, tmp_path: Path) -> None:
    answer, name = FILES[kind]
    with running(lambda _: answer) as stub:
        get(stub, tmp_path / name)
    assert (tmp_path / name).read_bytes() == answer.content()[0]


@gets
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o666, 0o400, 0o444, 0o755])
def test_a_download_keeps_the_mode_of_the_file_that_is_there(get: Get, mode: int, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    path.chmod(mode)
    seen: list[int] = []

    def answer(_: object) -> Answer:
        seen.extend(stat.S_IMODE(part.stat().st_mode) for part in tmp_path.glob("*.part"))
        return Answer(b"new", 200, {"Content-Type": "application/octet-stream"})

    with running(answer) as stub:
        get(stub, path)
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert seen == [0o600]


@gets
def test_a_new_file_has_the_mode_of_any_new_file(get: Get, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"")
    with running(lambda _: Answer(b"new")) as stub:
        get(stub, tmp_path / "a.bin")
    assert (tmp_path / "a.bin").stat().st_mode == (tmp_path / "other").stat().st_mode


@gets
def test_a_folder_is_no_place_for_a_file(get: Get, tmp_path: Path) -> None:
    with running(lambda _: Answer(b"new")) as stub, pytest.raises(IsADirectoryError):
        get(stub, tmp_path)
    assert stub.seen == []


@sends
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_what_need_not_end_is_no_file(send: Send, kind: str, tmp_path: Path) -> None:
    path = Path("/dev/zero")
    if kind == "pipe":
        path = tmp_path / "pipe.bin"
        os.mkfifo(path)
    with running(lambda _: Answer()) as stub, pytest.raises(ValueError, match="is no file"):
        send(stub, path)
    with pytest.raises(ValueError, match="is no file"):
        file_text(path)
    assert stub.seen == []


@pytest.mark.skipif(not MADE_UP.exists(), reason="this system has none")
def test_a_file_that_does_not_know_its_size_is_sent_whole() -> None:
    content = MADE_UP.read_bytes()
    with running(lambda _: Answer({"result": {}})) as stub:
        send_sync(stub, MADE_UP)
    assert content in stub.seen[0].body
    assert base64.b64decode(file_text(MADE_UP)) == content
