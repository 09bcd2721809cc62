"""What a user's type checker sees of files: run by mypy and pyright in `make check`, never executed."""

from pathlib import Path

from typing_extensions import assert_type

from bitrix24 import AsyncClient, Client, File, Response
from bitrix24.types.disk import Folder
from bitrix24.v2.telephony.external_call.results import ExternalCallAttachRecordResult


def upload(b24: Client) -> None:
    link = b24.disk.folder.upload_file(id=1, data={"NAME": "a.pdf"})
    assert_type(b24.upload(link, Path("a.pdf")), Folder)
    record = b24.telephony.external_call.attach_record(call_id="externalCall.1", filename="a.mp3")
    assert_type(b24.upload(record, File("a.mp3", b"")), ExternalCallAttachRecordResult)
    assert_type(b24.upload(b24.call("some.new.method"), File("a", b"")), Response)


async def upload_async(b24: AsyncClient) -> None:
    link = await b24.disk.folder.upload_file(id=1, data={"NAME": "a.pdf"})
    assert_type(await b24.upload(link, Path("a.pdf")), Folder)


def download(b24: Client) -> None:
    assert_type(b24.download("https://portal.bitrix24.com/disk/file", "a.pdf"), Path)


def wrong_calls(b24: Client) -> None:
    b24.upload("https://portal.bitrix24.com/upload", b"")  # type: ignore[type-var]  # pyright: ignore[reportArgumentType]  # no link
