"""Files on the local portal: they come with a call or by an `uploadUrl`, and go by a link."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bitrix24 import BadAnswer, Client, File

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.portal.conftest import Portal

FOLDER = 8930
TEXT = base64.b64encode(b"Hello").decode()
NAMED = {"id": FOLDER, "data": {"NAME": "a"}}


def upload(portal: Portal, name: str, **more: object) -> dict[str, object]:
    params = {"id": FOLDER, "data": {"NAME": name}, "fileContent": [name, TEXT], **more}
    found: dict[str, object] = portal.call("disk.folder.uploadFile", params).result
    return found


def test_a_file_comes_with_the_call_and_goes_by_its_link(portal: Portal) -> None:
    new = upload(portal, "hello.txt")
    shown = portal.call("disk.file.get", {"id": new["ID"]}).result

    assert (new["NAME"], new["SIZE"], new["PARENT_ID"]) == ("hello.txt", "5", "8930")
    assert shown == {
        **new,
        "ID": "9011",
        "FILE_ID": "9011",
        "DELETED_TYPE": "0",
        "GLOBAL_CONTENT_VERSION": "1",
        "DELETED_BY": "0",
    }
    assert portal.http.get(shown["DOWNLOAD_URL"]).content == b"Hello"
    assert portal.http.get(f"{portal.root}rest/download.json?token=guess").status_code == 404


def test_without_content_the_call_says_where_to_send_it(portal: Portal) -> None:
    where = portal.call("disk.folder.uploadFile", {"id": FOLDER}).result
    assert where["field"] == "file"

    new = portal.send("POST", where["uploadUrl"], files={"file": ("big.bin", b"\0" * 100_000)}).result
    assert (new["NAME"], new["SIZE"]) == ("big.bin", "100000")

    again = portal.send("POST", where["uploadUrl"], files={"file": ("big.bin", b"")})
    assert again.error == (401, "NO_AUTH_FOUND", "Wrong authorization data")


def test_an_upload_has_to_be_in_the_field_that_was_named(portal: Portal) -> None:
    where = portal.call("disk.folder.uploadFile", {"id": FOLDER}).result

    status, code, _ = portal.send("POST", where["uploadUrl"], files={"other": ("big.bin", b"")}).error
    assert (status, code) == (400, "ERROR_ARGUMENT")


def test_a_name_is_taken_once_unless_another_may_be_made(portal: Portal) -> None:
    upload(portal, "a.b.txt")

    assert upload(portal, "a.b.txt", generateUniqueName=True)["NAME"] == "a.b (1).txt"
    assert upload(portal, "a.b.txt", generateUniqueName="Y")["NAME"] == "a.b (2).txt"
    params = {"id": FOLDER, "data": {"NAME": "a.b.txt"}, "fileContent": ["", TEXT]}
    assert portal.call("disk.folder.uploadFile", params).error[:2] == (400, "DISK_OBJ_22000")


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("folder.uploadFile", {}, "ERROR_ARGUMENT"),
        ("folder.uploadFile", {"id": 1}, "ERROR_NOT_FOUND"),
        ("folder.uploadFile", {"id": FOLDER, "fileContent": ["a", TEXT]}, "DISK_BASE_SERVICE_22001"),
        ("folder.uploadFile", {**NAMED, "fileContent": ["a", "?"]}, "ERROR_COULD_NOT_SAVE_FILE"),
        ("folder.uploadFile", {**NAMED, "fileContent": TEXT}, "ERROR_COULD_NOT_SAVE_FILE"),
        ("file.get", {}, "ERROR_ARGUMENT"),
        ("file.get", {"id": "x"}, "ERROR_NOT_FOUND"),
        ("file.get", {"id": 1}, "ERROR_NOT_FOUND"),
    ],
)
def test_what_cannot_be_done_is_refused(untouched: Portal, method: str, params: object, code: str) -> None:
    assert untouched.call(f"disk.{method}", params).error[:2] == (400, code)


def test_the_client_sends_and_fetches_files(client: Client, tmp_path: Path) -> None:
    inline = client.disk.folder.upload_file(id=FOLDER, data={"NAME": "inline.txt"}, file_content=["inline.txt", TEXT])
    link = client.disk.folder.upload_file(id=FOLDER, data={"NAME": "streamed.txt"})
    streamed = client.upload(link, File("streamed.txt", b"World"))

    assert client.download(inline.download_url, tmp_path / "inline.txt").read_bytes() == b"Hello"
    assert client.download(streamed.download_url, tmp_path / "streamed.txt").read_bytes() == b"World"
    with pytest.raises(BadAnswer):
        client.download(f"{inline.download_url}x", tmp_path / "no.txt")
