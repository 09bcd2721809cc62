# Copied from generator/runtime/portal/drive.py by "python -m generator generate". Edit that file.
"""The files and folders of the portal, with their contents and versions, whoever asks for them."""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from .calls import USER
from .conditions import belonging
from .errors import Refused
from .store import Body, Id, Store
from .time_info import iso
from .values import is_list, is_map, positive

FOLDER: Final = 8930
"""A folder that is there from the start."""
STORAGE: Final = 1357
"""The storage of the one who calls; its root is folder 8875."""

OBJECTS: Final = "disk.object"
VERSIONS: Final = "disk.version"
STORAGES: Final = "disk.storage"
_UPLOADS: Final = "disk.upload"
_FIELD: Final = "file"
"""The form's field in which an `uploadUrl` wants the file."""
_DELETED: Final = 3


@dataclass(frozen=True)
class Download:
    name: str
    content: bytes


class Drive:
    def __init__(self, store: Store) -> None:
        self._store = store

    # Finding.

    def item(self, id: object, type: str) -> tuple[int, Body]:
        """A file or a folder that is there. Raises Refused."""
        try:
            number = positive(id)
        except ValueError:
            raise not_found(id) from None
        body = self._store.get(OBJECTS, number)
        if body is None or body["type"] != type:
            raise not_found(id)
        return number, body

    def storage(self, id: object) -> tuple[int, Body]:
        try:
            number = positive(id)
        except ValueError:
            raise not_found(id) from None
        body = self._store.get(STORAGES, number)
        if body is None:
            raise not_found(id)
        return number, body

    def _children(self, folder: int) -> list[tuple[Id, Body]]:
        return self._store.select(OBJECTS, belonging({"parentid": folder}))

    # Making.

    def add_folder(self, parent: int, data: object) -> tuple[int, Body]:
        return self._put_new({"type": "folder", "name": self._free_name(parent, named(data), unique=False)}, parent)

    def add_file(self, parent: int, name: str, content: bytes, *, unique: bool) -> tuple[int, Body]:
        body = {"type": "file", "name": self._free_name(parent, name, unique=unique)}
        id, body = self._put_new(body, parent)
        return id, self._put_content(id, {**body, "fileid": id}, content)

    def _put_new(self, body: Body, parent: int) -> tuple[int, Body]:
        moment, id = iso(time.time()), self._store.new_id(OBJECTS)
        owner = self._store.get(OBJECTS, parent) or {}
        made = {
            "storageid": owner.get("storageid", STORAGE),
            "parentid": parent,
            "createtime": moment,
            "updatetime": moment,
            "createdby": USER,
            "updatedby": USER,
            "deletedtype": 0,
            **body,
        }
        self._store.put(OBJECTS, id, made)
        return id, made

    def _put_content(self, id: int, body: Body, content: bytes) -> Body:
        """A new version of a file."""
        token, number = secrets.token_urlsafe(24), body.get("globalcontentversion", 0) + 1
        moment = iso(time.time())
        self._store.keep(token, content)
        body = {**body, "size": len(content), "token": token, "globalcontentversion": number, "updatetime": moment}
        if number > 1:
            body["fileid"] = id * 100 + number
        self._store.put(OBJECTS, id, body)
        version = {
            "objectid": id,
            "size": len(content),
            "name": body["name"],
            "globalcontentversion": number,
            "createtime": moment,
            "createdby": USER,
            "token": token,
        }
        self._store.put(VERSIONS, self._store.new_id(VERSIONS), version)
        return body

    # Changing.

    def new_version(self, id: int, body: Body, content: bytes) -> Body:
        return self._put_content(id, body, content)

    def restore_version(self, id: int, body: Body, version_id: object) -> Body:
        try:
            version = self._store.get(VERSIONS, positive(version_id))
        except ValueError:
            version = None
        if version is None or version["objectid"] != id:
            raise not_found(version_id)
        return self._put_content(id, body, self._store.content(version["token"]) or b"")

    def rename(self, id: int, body: Body, name: object) -> Body:
        if not isinstance(name, str) or not name:
            raise Refused("0", "Empty name")
        if name != body["name"]:
            self._free_name(body["parentid"], name, unique=False)
        return self._change(id, body, name=name)

    def move(self, id: int, body: Body, target: int) -> Body:
        if target in self._and_above(target, id):
            raise Refused("DISK_OBJ_22001", "A folder cannot be moved into itself")
        self._free_name(target, body["name"], unique=False)
        storage = (self._store.get(OBJECTS, target) or {}).get("storageid")
        return self._change(id, body, parentid=target, storageid=storage)

    def _and_above(self, folder: int, id: int) -> Iterator[int]:
        """The folder itself, where `id` is it or above it."""
        at: int | None = folder
        while at is not None:
            if at == id:
                yield folder
            at = (self._store.get(OBJECTS, at) or {}).get("parentid")

    def copy(self, id: int, body: Body, target: int) -> tuple[int, Body]:
        name = self._free_name(target, body["name"], unique=False)
        if body["type"] == "file":
            return self.add_file(target, name, self._store.content(body["token"]) or b"", unique=False)
        inside = self._children(id)
        new_id, made = self._put_new({"type": "folder", "name": name}, target)
        for child, each in inside:
            self.copy(int(child), each, new_id)
        return new_id, made

    def mark_deleted(self, id: int, body: Body) -> Body:
        return self._change(id, body, deletedtype=_DELETED, deletetime=iso(time.time()), deletedby=USER)

    def restore(self, id: int, body: Body) -> Body:
        return self._change(id, body, deletedtype=0, deletedby=0)

    def delete(self, id: int, body: Body) -> None:
        """With all that is in it, for good."""
        if body["type"] == "folder":
            for child, each in self._children(id):
                self.delete(int(child), each)
        for version, _ in self._store.select(VERSIONS, belonging({"objectid": id})):
            self._store.remove(VERSIONS, version)
        self._store.remove(OBJECTS, id)

    def _change(self, id: int, body: Body, **changes: object) -> Body:
        body = {**body, "updatetime": iso(time.time()), "updatedby": USER, **changes}
        self._store.put(OBJECTS, id, body)
        return body

    def _free_name(self, folder: int, name: str, *, unique: bool) -> str:
        taken = {body["name"] for _, body in self._children(folder) if not body["deletedtype"]}
        if name in taken and not unique:
            raise Refused("DISK_OBJ_22000", "A file with this name already exists")
        return _free(name, taken)

    # Files that come and go outside of calls.

    def upload_url(self, folder: int, unique: bool, origin: str) -> dict[str, object]:
        token = secrets.token_urlsafe(24)
        self._store.put(_UPLOADS, token, {"folder": folder, "unique": unique})
        return {"field": _FIELD, "uploadUrl": f"{origin}/rest/upload.json?token={token}"}

    def receive(self, token: str, name: str, content: bytes, origin: str) -> object:
        """The file that an `uploadUrl` was given for, once. Raises Refused."""
        awaited = self._store.get(_UPLOADS, token)
        if awaited is None:
            raise Refused("NO_AUTH_FOUND", "Wrong authorization data", 401)
        self._store.remove(_UPLOADS, token)
        id, body = self.add_file(awaited["folder"], name, content, unique=awaited["unique"])
        return shown(id, body, origin, is_new=True)

    def behind(self, token: str) -> Download | None:
        """The file that a download link opens; it never ends."""
        content = self._store.content(token)
        return None if content is None else Download("file", content)


def shown(id: Id, body: Mapping[str, Any], origin: str, *, is_new: bool = False) -> dict[str, object]:
    """As a method answers it: what has just been made with its numbers, all else with texts."""

    def number(value: object) -> object:
        return value if is_new else None if value is None else str(value)

    is_file = body["type"] == "file"
    of_file = {
        "GLOBAL_CONTENT_VERSION": number(body.get("globalcontentversion")),
        "FILE_ID": number(body.get("fileid")),
        "SIZE": str(body.get("size")),
    }
    link = {"DOWNLOAD_URL": download_url(str(body.get("token")), origin)} if is_file else {}
    return {
        "ID": number(id),
        "NAME": body["name"],
        "CODE": body.get("code"),
        "STORAGE_ID": str(body["storageid"]),
        "TYPE": body["type"],
        **({} if is_file else {"REAL_OBJECT_ID": number(id)}),
        "PARENT_ID": None if body.get("parentid") is None else str(body["parentid"]),
        "DELETED_TYPE": number(body["deletedtype"]),
        **(of_file if is_file else {}),
        "CREATE_TIME": body["createtime"],
        "UPDATE_TIME": body["updatetime"],
        "DELETE_TIME": body.get("deletetime"),
        "CREATED_BY": str(body["createdby"]),
        "UPDATED_BY": str(body["updatedby"]),
        "DELETED_BY": body.get("deletedby") if is_new else str(body.get("deletedby") or 0),
        **link,
        "DETAIL_URL": f"{origin}/company/personal/user/{USER}/disk/{'file' if is_file else 'path'}/{id}",
    }


def download_url(token: str, origin: str) -> str:
    return f"{origin}/rest/download.json?token={token}"


def not_found(given: object) -> Refused:
    return Refused("ERROR_NOT_FOUND", f"Could not find entity with id `{given}`")


def decoded(content: object) -> tuple[str, bytes]:
    """From ["name", "base64"]."""
    if is_list(content) and len(content) == 2 and isinstance(content[1], str):
        try:
            return str(content[0]), base64.b64decode(content[1], validate=True)
        except ValueError:  # no base64, or not even in its letters
            pass
    raise Refused("ERROR_COULD_NOT_SAVE_FILE", "Could not save file")


def named(data: object) -> str:
    name = data.get("NAME") if is_map(data) else None
    if not isinstance(name, str) or not name:
        raise Refused("DISK_BASE_SERVICE_22001", "Error: required parameter NAME (DISK_BASE_SERVICE_22001)")
    return name


def _free(name: str, taken: set[str]) -> str:
    """file.docx, file (1).docx, file (2).docx…"""
    stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
    names = (name if number == 0 else f"{stem} ({number}){dot}{ending}" for number in count())
    return next(free for free in names if free not in taken)
