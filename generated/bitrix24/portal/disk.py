# Copied from generator/runtime/portal/disk.py by "python -m generator generate". Edit that file.
"""The files of the portal, and the methods of its Drive that bring and show them (api-reference/disk/)."""

from __future__ import annotations

import base64
import binascii
import secrets
import time
from dataclasses import dataclass
from itertools import count
from typing import Final

from .calls import USER, Caller, Method
from .errors import Refused
from .time_info import iso
from .values import Params, flag, is_list, is_map, positive

FOLDER: Final = 8930
"""The portal's one folder."""

_STORAGE: Final = 1357
_FIELD: Final = "file"
"""The form's field in which an `uploadUrl` wants the file."""


@dataclass(frozen=True)
class File:
    id: int
    name: str
    content: bytes
    created: str
    token: str
    """Opens the link to download it."""


class Disk:
    """In memory, gone with the process."""

    def __init__(self) -> None:
        self._files: dict[int, File] = {}
        self._ids = count(9011)
        self._awaited: dict[str, bool] = {}

    def methods(self) -> dict[str, Method]:
        return {"disk.folder.uploadFile": self.upload, "disk.file.get": self.get}

    def upload(self, params: Params, caller: Caller) -> object:
        """The file, if its content came along; else where to send it."""
        if _id(params) != FOLDER:
            raise _not_found(params["id"])
        unique = _is_set(params.get("generateUniqueName"))
        if "fileContent" not in params:
            token = secrets.token_urlsafe(24)
            self._awaited[token] = unique
            return {"field": _FIELD, "uploadUrl": f"{caller.origin}/rest/upload.json?token={token}"}
        data = params.get("data")
        name = data.get("NAME") if is_map(data) else None
        if not isinstance(name, str) or not name:
            message = "Error: required parameter NAME (DISK_BASE_SERVICE_22001)"
            raise Refused("DISK_BASE_SERVICE_22001", message)
        return self._created(self._save(name, _decoded(params["fileContent"]), unique), caller.origin)

    def receive(self, token: str, name: str, content: bytes, origin: str) -> object:
        """The file that an `uploadUrl` was given for, once. Raises Refused."""
        unique = self._awaited.pop(token, None)
        if unique is None:
            raise Refused("NO_AUTH_FOUND", "Wrong authorization data", 401)
        return self._created(self._save(name, content, unique), origin)

    def get(self, params: Params, caller: Caller) -> object:
        file = self._files.get(_id(params))
        if file is None:
            raise _not_found(params["id"])
        texts = {"ID": str(file.id), "DELETED_TYPE": "0", "GLOBAL_CONTENT_VERSION": "1", "DELETED_BY": "0"}
        return {**self._created(file, caller.origin), **texts, "FILE_ID": str(file.id)}

    def behind(self, token: str) -> File | None:
        """The file that a download link opens."""
        return next((file for file in self._files.values() if file.token == token), None)

    def _save(self, name: str, content: bytes, unique: bool) -> File:
        taken = {file.name for file in self._files.values()}
        if name in taken and not unique:
            raise Refused("DISK_OBJ_22000", "A file with this name already exists")
        file = File(next(self._ids), _free(name, taken), content, iso(time.time()), secrets.token_urlsafe(24))
        self._files[file.id] = file
        return file

    def _created(self, file: File, origin: str) -> dict[str, object]:
        return {
            "ID": file.id,
            "NAME": file.name,
            "CODE": None,
            "STORAGE_ID": str(_STORAGE),
            "TYPE": "file",
            "PARENT_ID": str(FOLDER),
            "DELETED_TYPE": 0,
            "GLOBAL_CONTENT_VERSION": 1,
            "FILE_ID": file.id,
            "SIZE": str(len(file.content)),
            "CREATE_TIME": file.created,
            "UPDATE_TIME": file.created,
            "DELETE_TIME": None,
            "CREATED_BY": str(USER),
            "UPDATED_BY": str(USER),
            "DELETED_BY": None,
            "DOWNLOAD_URL": f"{origin}/rest/download.json?token={file.token}",
            "DETAIL_URL": f"{origin}/company/personal/user/{USER}/disk/file/{file.id}",
        }


def _id(params: Params) -> int:
    if "id" not in params:
        raise Refused("ERROR_ARGUMENT", "Invalid value of parameter {Parameter #0}")
    try:
        return positive(params["id"])
    except ValueError:
        raise _not_found(params["id"]) from None


def _not_found(given: object) -> Refused:
    return Refused("ERROR_NOT_FOUND", f"Could not find entity with id `{given}`")


def _is_set(value: object) -> bool:
    try:
        return flag(value)
    except ValueError:
        return value in ("Y", "true")


def _decoded(content: object) -> bytes:
    """From ["name", "base64"]."""
    if is_list(content) and len(content) == 2 and isinstance(content[1], str):
        try:
            return base64.b64decode(content[1], validate=True)
        except binascii.Error:
            pass
    raise Refused("ERROR_COULD_NOT_SAVE_FILE", "Could not save file")


def _free(name: str, taken: set[str]) -> str:
    """file.docx, file (1).docx, file (2).docx…"""
    stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
    names = (name if number == 0 else f"{stem} ({number}){dot}{ending}" for number in count())
    return next(free for free in names if free not in taken)
