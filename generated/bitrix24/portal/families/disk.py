# Copied from generator/runtime/portal/families/disk.py by "python -m generator generate". Edit that file.
"""The drive, `disk.*`: storages, folders, files and their versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from ..answer import Answer
from ..conditions import Conditions, containing
from ..documented import Method
from ..drive import OBJECTS, STORAGES, VERSIONS, Drive, decoded, download_url, named, not_found, shown
from ..errors import Refused
from ..fields import Field
from ..records import PAGE, Call, Records, State
from ..store import Body, Id, Where
from ..values import flag, integer, is_map, positive
from .lists import masked

_KINDS: Final = {
    "integer": "storageid realobjectid parentid deletedtype globalcontentversion fileid size createdby updatedby "
    "deletedby objectid entityid rootobjectid",
    "datetime": "createtime updatetime deletetime",
    "string": "name code type moduleid entitytype",
}
_FIELDS: Final[Mapping[str, Field]] = {
    "id": Field("id", "integer"),
    **{key: Field(key, kind) for kind, keys in _KINDS.items() for key in keys.split()},
}


class OfDrive(Records):
    """What its methods do stands in `drive.py`; here they are called and answered."""

    def __init__(self, state: State, family: str, methods: Sequence[Method]) -> None:
        super().__init__(state, family, methods)
        self._drive = Drive(state.store)

    def worded(self, refused: Refused, method: Method) -> Refused:
        value, _, rest = refused.message.partition("{")[2].partition("}")
        is_missing = refused.message.startswith("Could not find")
        name = value if is_missing else rest.partition("{")[2].partition("}")[0]
        if name.startswith("data"):
            return Refused("DISK_BASE_SERVICE_22001", "Error: required parameter NAME (DISK_BASE_SERVICE_22001)")
        if name == "fileContent":
            return Refused("ERROR_COULD_NOT_SAVE_FILE", "Could not save file")
        if is_missing:
            return Refused("ERROR_ARGUMENT", "Invalid value of parameter {Parameter #0}")
        return not_found(value) if name.lower().endswith("id") else refused

    def page(self, kind: str, fixed: Where, call: Call) -> tuple[list[tuple[Id, Body]], int, int | None]:
        """A page of what the filter lets through: the rows, how many there are, and where the next begins."""
        given = {name.lower(): value for name, value in call.params.items()}
        wanted = given.get("filter")
        masks = {masked(name, value): value for name, value in wanted.items()} if is_map(wanted) else wanted
        conditions = Conditions(lambda name: _FIELDS.get(name.replace("_", "").lower()), "id")
        where, order = conditions.where(masks), conditions.order(given.get("order"))
        both = Where(f"({where.sql} AND {fixed.sql})", (*where.values, *fixed.values))
        start = max(_number(given.get("start")), 0)
        rows = self.state.store.select(kind, both, order, PAGE, start)
        total = self.state.store.count(kind, both)
        return rows, total, start + PAGE if start + PAGE < total else None

    def _upload(self, folder: int, call: Call) -> Answer:
        """The file, if its content came along; else where to send it."""
        unique, origin = _is_set(call.params.get("generateUniqueName")), call.caller.origin
        if "fileContent" not in call.params:
            return Answer(self._drive.upload_url(folder, unique, origin))
        name = named(call.params.get("data"))
        id, body = self._drive.add_file(folder, name, decoded(call.params["fileContent"])[1], unique=unique)
        return Answer(shown(id, body, origin, is_new=True))

    def _listed(self, folder: int, call: Call) -> Answer:
        """What is in a folder and not in the bin."""
        inside = Where("json_extract(body, '$.parentid') = ? AND json_extract(body, '$.deletedtype') = 0", (folder,))
        rows, total, after = self.page(OBJECTS, inside, call)
        return Answer([shown(id, body, call.caller.origin) for id, body in rows], total, after)


class Objects(OfDrive):
    """Folders or files."""

    type: ClassVar[str] = ""
    also: ClassVar[Mapping[str, str]] = {
        "get": "get",
        "rename": "rename",
        "moveto": "move",
        "copyto": "copy",
        "markdeleted": "mark_deleted",
        "restore": "restore",
        "getexternallink": "link",
        "delete": "delete",
        "deletetree": "delete",
    }

    def kind(self, call: Call) -> str:
        return OBJECTS

    def example(self, body: Body) -> Body:
        return {"token": "", "size": 0, **body, "type": self.type, "deletedtype": 0, "globalcontentversion": 1}

    def found(self, call: Call) -> tuple[int, Body]:
        return self._drive.item(call.params.get("id"), self.type)

    def get(self, call: Call) -> Answer:
        return self._shown(*self.found(call), call)

    def _shown(self, id: Id, body: Body, call: Call) -> Answer:
        return Answer(shown(id, body, call.caller.origin))

    def rename(self, call: Call) -> Answer:
        id, body = self.found(call)
        return self._shown(id, self._drive.rename(id, body, call.params.get("newName")), call)

    def move(self, call: Call) -> Answer:
        id, body = self.found(call)
        return self._shown(id, self._drive.move(id, body, self._target(call)), call)

    def copy(self, call: Call) -> Answer:
        id, body = self._drive.copy(*self.found(call), self._target(call))
        return Answer(shown(id, body, call.caller.origin, is_new=True))

    def _target(self, call: Call) -> int:
        return self._drive.item(call.params.get("targetFolderId"), "folder")[0]

    def mark_deleted(self, call: Call) -> Answer:
        id, body = self.found(call)
        return self._shown(id, self._drive.mark_deleted(id, body), call)

    def restore(self, call: Call) -> Answer:
        id, body = self.found(call)
        return self._shown(id, self._drive.restore(id, body), call)

    def link(self, call: Call) -> Answer:
        """Of a file one that really brings it."""
        id, body = self.found(call)
        origin = call.caller.origin
        return Answer(download_url(body["token"], origin) if "token" in body else f"{origin}/~{id}")

    def delete(self, call: Call) -> Answer:
        self._drive.delete(*self.found(call))
        return Answer(True)


class Folders(Objects):
    type = "folder"
    also: ClassVar[Mapping[str, str]] = {
        **Objects.also,
        "addsubfolder": "add_folder",
        "getchildren": "children",
        "uploadfile": "upload",
        "sharetouser": "share",
    }

    def add_folder(self, call: Call) -> Answer:
        id, body = self._drive.add_folder(self.found(call)[0], call.params.get("data"))
        return Answer(shown(id, body, call.caller.origin, is_new=True))

    def children(self, call: Call) -> Answer:
        return self._listed(self.found(call)[0], call)

    def upload(self, call: Call) -> Answer:
        return self._upload(self.found(call)[0], call)

    def share(self, call: Call) -> Answer:
        self.found(call)
        return Answer(True)


class Files(Objects):
    type = "file"
    also: ClassVar[Mapping[str, str]] = {
        **Objects.also,
        "getversions": "versions",
        "uploadversion": "upload_version",
        "restorefromversion": "restore_version",
        "search": "search",
    }

    def versions(self, call: Call) -> Answer:
        """The newest first."""
        id, _ = self.found(call)
        newest = Call(call.method, {"order": {"ID": "DESC"}, **call.params}, call.caller)
        rows, total, after = self.page(VERSIONS, Where("json_extract(body, '$.objectid') = ?", (id,)), newest)
        return Answer([shown_version(version, body, call.caller.origin) for version, body in rows], total, after)

    def upload_version(self, call: Call) -> Answer:
        id, body = self.found(call)
        _, content = decoded(call.params.get("fileContent"))
        return self._shown(id, self._drive.new_version(id, body, content), call)

    def restore_version(self, call: Call) -> Answer:
        id, body = self.found(call)
        return self._shown(id, self._drive.restore_version(id, body, call.params.get("versionId")), call)

    def search(self, call: Call) -> Answer:
        text = containing(str(call.params.get("QUERY", "")))
        wanted = str(call.params.get("TYPE") or "file")
        sql = "json_extract(body, '$.name') LIKE ? ESCAPE '\\' AND json_extract(body, '$.deletedtype') = 0"
        values: tuple[object, ...] = (text,)
        if wanted != "all":
            sql, values = f"{sql} AND json_extract(body, '$.type') = ?", (*values, wanted)
        rows, total, after = self.page(OBJECTS, Where(sql, values), call)
        return Answer([shown(id, body, call.caller.origin) for id, body in rows], total, after)


def shown_version(id: Id, body: Body, origin: str) -> dict[str, object]:
    return {
        "ID": str(id),
        "OBJECT_ID": str(body["objectid"]),
        "SIZE": str(body["size"]),
        "NAME": body["name"],
        "GLOBAL_CONTENT_VERSION": str(body["globalcontentversion"]),
        "CREATE_TIME": body["createtime"],
        "CREATED_BY": str(body["createdby"]),
        "DOWNLOAD_URL": download_url(body["token"], origin),
    }


class Versions(OfDrive):
    has_examples: ClassVar[bool] = False

    also: ClassVar[Mapping[str, str]] = {"get": "get"}

    def get(self, call: Call) -> Answer:
        try:
            id = positive(call.params["id"])
        except ValueError:
            raise not_found(call.params["id"]) from None
        body = self.state.store.get(VERSIONS, id)
        if body is None:
            raise not_found(id)
        return Answer(shown_version(id, body, call.caller.origin))


class Storages(OfDrive):
    also: ClassVar[Mapping[str, str]] = {
        "get": "get",
        "getlist": "list",
        "getforapp": "of_application",
        "rename": "rename",
        "addfolder": "add_folder",
        "getchildren": "children",
        "uploadfile": "upload",
    }

    def get(self, call: Call) -> Answer:
        return Answer(_storage(*self._drive.storage(call.params.get("id"))))

    def list(self, call: Call) -> Answer:
        rows, total, after = self.page(STORAGES, Where("1"), call)
        return Answer([_storage(id, body) for id, body in rows], total, after)

    def of_application(self, call: Call) -> Answer:
        own = Where("json_extract(body, '$.entitytype') = 'restapp'")
        found = [_storage(id, body) for id, body in self.state.store.select(STORAGES, own)]
        if not found:
            raise not_found(0)
        return Answer(found[0])

    def rename(self, call: Call) -> Answer:
        id, body = self._drive.storage(call.params.get("id"))
        body = {**body, "name": str(call.params.get("newName"))}
        self.state.store.put(STORAGES, id, body)
        return Answer(_storage(id, body))

    def add_folder(self, call: Call) -> Answer:
        id, body = self._drive.add_folder(self._root(call), call.params.get("data"))
        return Answer(shown(id, body, call.caller.origin, is_new=True))

    def children(self, call: Call) -> Answer:
        return self._listed(self._root(call), call)

    def upload(self, call: Call) -> Answer:
        return self._upload(self._root(call), call)

    def _root(self, call: Call) -> int:
        _, body = self._drive.storage(call.params.get("id"))
        return int(body["rootobjectid"])


def _storage(id: Id, body: Body) -> dict[str, object]:
    return {
        "ID": str(id),
        "NAME": body["name"],
        "CODE": body.get("code"),
        "MODULE_ID": "disk",
        "ENTITY_TYPE": body["entitytype"],
        "ENTITY_ID": str(body["entityid"]),
        "ROOT_OBJECT_ID": str(body["rootobjectid"]),
    }


def _number(value: object) -> int:
    try:
        return integer(value)
    except ValueError:
        return 0


def _is_set(value: object) -> bool:
    try:
        return flag(value)
    except ValueError:
        return value in ("Y", "true")
