"""Downloads and uploads: streamed, whole or not there at all."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bitrix24 import AsyncClient, Client
from bitrix24.errors import ApiError, BadAnswer, ConnectionFailed, PortalError, TransportError
from bitrix24.files import File
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Fault, Stub, running

CONTENT = bytes(range(256)) * 4_000


def download_sync(stub: Stub, path: Path, link: str = "/disk/file?auth=t0ken123") -> Path:
    with Client(stub.url, clock=FakeClock()) as client:
        return client.download(stub.origin + link, path)


def download_async(stub: Stub, path: Path, link: str = "/disk/file?auth=t0ken123") -> Path:
    async def main() -> Path:
        async with AsyncClient(stub.url, clock=FakeClock()) as client:
            return await client.download(stub.origin + link, path)

    return asyncio.run(main())


def upload_sync(stub: Stub, file: Any) -> object:
    with Client(stub.url, clock=FakeClock()) as client:
        return client.upload(f"{stub.origin}/rest/upload.json?auth=t0ken123&token=x", "file", file).result


def upload_async(stub: Stub, file: Any) -> object:
    async def main() -> object:
        async with AsyncClient(stub.url, clock=FakeClock()) as client:
            return (await client.upload(f"{stub.origin}/rest/upload.json?auth=t0ken123&token=x", "file", file)).result

    return asyncio.run(main())


downloads = pytest.mark.parametrize("download", [download_sync, download_async])
uploads = pytest.mark.parametrize("upload", [upload_sync, upload_async])
Download = Callable[..., Path]
Upload = Callable[..., object]


@downloads
def test_a_file_is_fetched_whole(download: Download, tmp_path: Path) -> None:
    with running(lambda _: Answer(CONTENT)) as stub:
        assert download(stub, tmp_path / "a.bin") == tmp_path / "a.bin"
    assert (tmp_path / "a.bin").read_bytes() == CONTENT
    assert [path.name for path in tmp_path.iterdir()] == ["a.bin"]
    assert (stub.seen[0].verb, stub.seen[0].path) == ("GET", "/disk/file?auth=t0ken123")
    assert stub.seen[0].headers["User-Agent"].startswith("bitrix24-client/")


@downloads
def test_a_redirect_to_where_the_file_lies_is_followed(download: Download, tmp_path: Path) -> None:
    answers = iter([Answer(b"", 302, {"Location": "/elsewhere"}), Answer(CONTENT)])
    with running(lambda _: next(answers)) as stub:
        download(stub, tmp_path / "a.bin")
    assert (tmp_path / "a.bin").read_bytes() == CONTENT


@downloads
def test_a_download_that_breaks_off_begins_anew(download: Download, tmp_path: Path) -> None:
    answers: Iterator[Answer | Fault] = iter([Fault.HALF, Fault.RESET, Answer(b"x", 503), Answer(CONTENT)])
    with running(lambda _: next(answers)) as stub:
        download(stub, tmp_path / "a.bin")
    assert (tmp_path / "a.bin").read_bytes() == CONTENT


@downloads
@pytest.mark.parametrize(
    ("failure", "kind"),
    [(Fault.HALF, ConnectionFailed), (Answer(b"no", 404), BadAnswer), (Answer(b"no", 500), PortalError)],
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


@downloads
def test_a_folder_that_is_not_there(download: Download, tmp_path: Path) -> None:
    with running(lambda _: Answer(CONTENT)) as stub, pytest.raises(FileNotFoundError):
        download(stub, tmp_path / "no" / "a.bin")


@uploads
def test_a_file_is_uploaded_under_the_field_the_portal_named(upload: Upload, tmp_path: Path) -> None:
    path = tmp_path / "call.mp3"
    path.write_bytes(CONTENT)
    with running(lambda _: Answer({"result": {"FILE_ID": 5}})) as stub:
        for file in (path, File("call.mp3", CONTENT), File("call.mp3", io.BytesIO(CONTENT))):
            assert upload(stub, file) == {"FILE_ID": 5}
    for seen in stub.seen:
        assert re.search(rb'name="file"; filename="call.mp3"', seen.body)
        assert CONTENT in seen.body
        assert seen.headers["Content-Type"].startswith("multipart/form-data")


@uploads
def test_an_upload_that_fails_is_not_repeated(upload: Upload) -> None:
    file = File("a", b"x")
    with running(lambda _: Fault.RESET) as stub, pytest.raises(TransportError, match=r"^upload: "):
        upload(stub, file)
    assert len(stub.seen) == 1
    with (
        running(lambda _: Answer({"error": "X", "error_description": "no"}, 400)) as stub,
        pytest.raises(ApiError, match="no"),
    ):
        upload(stub, file)


@uploads
def test_an_upload_needs_a_name(upload: Upload) -> None:
    with running(lambda _: Answer()) as stub, pytest.raises(ValueError, match="needs a name"):
        upload(stub, b"x")
    assert stub.seen == []
