"""Folders, versions and the bin of the local portal's drive; files are in `test_portal_disk`."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.portal.in_process import InProcess

FOLDER = 8930


@pytest.fixture
def portal() -> InProcess:
    return InProcess()


def content(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def upload(portal: InProcess, name: str, text: str, folder: int = FOLDER) -> dict[str, Any]:
    params = {"id": folder, "data": {"NAME": name}, "fileContent": [name, content(text)]}
    found: dict[str, Any] = portal.call("disk.folder.uploadFile", params)
    return found


def names(portal: InProcess, folder: int, **params: object) -> list[str]:
    return [each["NAME"] for each in portal.call("disk.folder.getChildren", {"id": folder, **params})]


def test_folders_are_made_and_listed(portal: InProcess) -> None:
    made = portal.call("disk.folder.addSubFolder", {"id": FOLDER, "data": {"NAME": "Inner"}})
    upload(portal, "a.txt", "A")

    assert (made["TYPE"], made["PARENT_ID"], made["REAL_OBJECT_ID"]) == ("folder", str(FOLDER), made["ID"])
    assert names(portal, FOLDER) == ["Inner", "a.txt"]
    assert names(portal, FOLDER, order={"NAME": "DESC"}) == ["a.txt", "Inner"]
    assert names(portal, FOLDER, filter={"TYPE": "folder"}) == ["Inner"]
    assert names(portal, FOLDER, filter={"NAME": "%.txt"}) == ["a.txt"]
    assert portal.answer("disk.folder.getChildren", {"id": FOLDER})["total"] == 2
    twice = portal.refused("disk.folder.addSubFolder", {"id": FOLDER, "data": {"NAME": "Inner"}})
    assert twice[0] == "DISK_OBJ_22000"


def test_storages_have_a_root(portal: InProcess) -> None:
    storages = portal.call("disk.storage.getList", {"filter": {"ENTITY_TYPE": "user"}})

    assert [(each["ID"], each["ROOT_OBJECT_ID"]) for each in storages] == [("1357", "8875")]
    portal.call("disk.storage.addFolder", {"id": 1357, "data": {"NAME": "Top"}})
    params = {"id": 1357, "data": {"NAME": "top.txt"}, "fileContent": ["top.txt", content("x")]}
    portal.call("disk.storage.uploadFile", params)
    inside = portal.call("disk.storage.getChildren", {"id": 1357, "order": {"NAME": "ASC"}})
    assert [each["NAME"] for each in inside] == ["Archive", "Folder", "Top", "top.txt"]
    portal.as_application("disk.storage.rename", {"id": 1366, "newName": "App"})
    assert portal.as_application("disk.storage.getForApp", {})["NAME"] == "App"


def test_a_file_has_versions(portal: InProcess) -> None:
    file = upload(portal, "a.txt", "one")
    changed = portal.call("disk.file.uploadVersion", {"id": file["ID"], "fileContent": ["a.txt", content("two")]})

    assert (changed["GLOBAL_CONTENT_VERSION"], changed["SIZE"]) == ("2", "3")
    assert portal.fetched(changed["DOWNLOAD_URL"]) == b"two"
    assert portal.fetched(file["DOWNLOAD_URL"]) == b"one"
    versions = portal.call("disk.file.getVersions", {"id": file["ID"]})
    assert [each["GLOBAL_CONTENT_VERSION"] for each in versions] == ["2", "1"]
    assert portal.call("disk.version.get", {"id": versions[1]["ID"]}) == versions[1]
    back = portal.call("disk.file.restoreFromVersion", {"id": file["ID"], "versionId": versions[1]["ID"]})
    assert (back["GLOBAL_CONTENT_VERSION"], portal.fetched(back["DOWNLOAD_URL"])) == ("3", b"one")


def test_files_and_folders_are_moved_copied_and_renamed(portal: InProcess) -> None:
    inner = portal.call("disk.folder.addSubFolder", {"id": FOLDER, "data": {"NAME": "Inner"}})["ID"]
    file = upload(portal, "a.txt", "one", inner)["ID"]

    copy = portal.call("disk.folder.copyTo", {"id": inner, "targetFolderId": 9010})
    assert names(portal, copy["ID"]) == ["a.txt"]
    moved = portal.call("disk.file.moveTo", {"id": file, "targetFolderId": 9010})
    assert (moved["PARENT_ID"], names(portal, inner)) == ("9010", [])
    assert portal.call("disk.file.rename", {"id": file, "newName": "b.txt"})["NAME"] == "b.txt"
    assert portal.refused("disk.file.rename", {"id": file, "newName": "Inner"})[0] == "DISK_OBJ_22000"
    assert portal.refused("disk.folder.moveTo", {"id": 8907, "targetFolderId": FOLDER})[0] == "DISK_OBJ_22001"


def test_what_is_in_the_bin_comes_back_or_goes_for_good(portal: InProcess) -> None:
    file = upload(portal, "a.txt", "one")["ID"]

    gone = portal.call("disk.file.markDeleted", {"id": file})
    assert (gone["DELETED_TYPE"], gone["DELETED_BY"], names(portal, FOLDER)) == ("3", "1", [])
    assert portal.call("disk.file.restore", {"id": file})["DELETED_TYPE"] == "0"
    assert names(portal, FOLDER) == ["a.txt"]
    assert portal.call("disk.folder.deleteTree", {"id": FOLDER}) is True
    assert portal.refused("disk.file.get", {"id": file})[0] == "ERROR_NOT_FOUND"
    assert portal.refused("disk.folder.get", {"id": FOLDER}) == (
        "ERROR_NOT_FOUND",
        f"Could not find entity with id `{FOLDER}`",
    )


def test_files_are_found_by_name_and_open_by_a_link(portal: InProcess) -> None:
    file = upload(portal, "plan 50%.txt", "one")["ID"]

    assert [each["ID"] for each in portal.call("disk.file.search", {"QUERY": "50%"})] == [str(file)]
    assert portal.call("disk.file.search", {"QUERY": "folder"}) == []
    assert len(portal.call("disk.file.search", {"QUERY": "folder", "TYPE": "folder"})) == 2
    assert portal.fetched(portal.call("disk.file.getExternalLink", {"id": file})) == b"one"
