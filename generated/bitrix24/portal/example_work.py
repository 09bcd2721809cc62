# Copied from generator/runtime/portal/example_work.py by "python -m generator generate". Edit that file.
"""The records beside the CRM that the documentation's example calls name, for a portal that is to answer them.

What a parameter's name means here: `TASKID` a task, `DIALOG_ID` a chat. Each is put in as one that its methods can
work with, for the documented answers are too incomplete to make records of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from .calls import USER
from .chats import CHATS
from .documented import Method, documentation
from .drive import OBJECTS, VERSIONS
from .fields import key_of, now
from .store import Body, Id, Store
from .values import integer, is_list, is_map

_USERS: Final = frozenset(
    {"userid", "users", "responsibleid", "createdby", "creatorid", "authorid"}
    | {"ownerid", "userids", "ufhead", "fromuserid", "touserid"}
)
_WITH_USERS: Final = ("im", "imbot", "task", "tasks", "timeman", "sonet_group", "user", "log", "department")
_KINDS: Final[Mapping[str, str]] = {
    "taskid": "tasks.task",
    "chatid": CHATS,
    "botid": "imbot",
    "commandid": "imbot.command",
    "messageid": "im.message",
    "iblockid": "lists",
    "elementid": "lists.element",
    "sectionid": "lists.section",
    "fieldid": "lists.field",
    "postid": "log.blogpost",
    "groupid": "sonet_group",
    "eventid": "calendar.event",
    "commentid": "task.commentitem",
    "targetfolderid": OBJECTS,
    "versionid": VERSIONS,
}
"""The kind of record that a parameter names."""

_OF_FAMILY: Final[Mapping[str, str]] = {
    "tasks.task": "tasks.task",
    "calendar.event": "calendar.event",
    "calendar.section": "calendar.section",
    "calendar.resource": "calendar.resource",
    "disk.file": OBJECTS,
    "disk.folder": OBJECTS,
    "disk.version": VERSIONS,
    "department": "department",
    "user": "user",
    "user.userfield": "user.userfield",
    "task.item.userfield": "task.item.userfield",
    "im.user": "user",
    "im.user.list": "user",
    "im.notify": "im.notify",
    "tasks.task.result": "tasks.task.result",
    "sonet_group.user": "sonet_group",
}
"""The kind of record that a family's parameter `id` names."""

_OF_MEMBERS: Final = ("im.chat.setOwner", "im.chat.user.delete")
"""They speak of somebody who is in the chat."""
_TASK_THERE: Final = 51
_ITEMS: Final = ("task.commentitem", "task.checklistitem", "task.elapseditem")
_PREFIXES: Final = ("im", "imbot", "task", "tasks", "lists", "log", "sonet_group", "socialnetwork", "calendar", "disk")


def put_work_examples(store: Store) -> None:
    """Puts them into a store, but for those that are there."""
    for method in documentation():
        example = method.described.get("example")
        if is_map(example) and method.name.partition(".")[0] in (*_PREFIXES, "user", "department", "timeman", "entity"):
            for kind, id in _named(method, example):
                known = store.get(kind, id)
                if known is None:
                    store.put(kind, id, _body(kind, id, method, example))
                elif kind == CHATS and method.name in _OF_MEMBERS:
                    users = _members({key_of(name): value for name, value in example.items()})
                    store.put(kind, id, {**known, "users": list(dict.fromkeys([*known["users"], *users]))})


def _named(method: Method, example: Mapping[str, Any]) -> Iterator[tuple[str, Id]]:
    family = method.name.rpartition(".")[0]
    if family.startswith("entity") and isinstance(example.get("ENTITY"), str) and method.name != "entity.add":
        yield from _of_entity(method, example)
        return
    for name, value in [*example.items(), *_inner(example)]:
        key = key_of(name)
        kind = _KINDS.get(key) or (_OF_FAMILY.get(family) if key in ("id", "taskid", "userid") else None)
        if kind == "lists" and not method.name.startswith("lists."):
            continue
        if kind == "lists.field":
            yield kind, str(value)
        elif key == "dialogid":
            yield from _of_dialog(value)
        elif key in _USERS and method.name.startswith(_WITH_USERS):
            yield from (("user", id) for id in _numbers(value))
        elif key == "itemid" and family in _ITEMS:
            yield from ((family, id) for id in _numbers(value))
        elif key == "afteritemid":
            yield from (("task.checklistitem", id) for id in _numbers(value))
        elif kind is not None:
            yield from ((kind, id) for id in _numbers(value))
            if kind == "sonet_group":
                yield from (("sonet_group.user", f"{id}:{USER}") for id in _numbers(value))
    if family in ("task.item", "task.elapseditem", "task.commentitem"):
        yield from (("tasks.task", id) for id in _numbers(next(iter(example.values()), None)))
    if method.name == "imbot.v2.Bot.get":
        yield "imbot", 456
    if method.name == "im.disk.file.commit":
        yield from ((OBJECTS, id) for id in _numbers(example.get("FILE_ID")))


def _inner(example: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The fields that are sent too: who is responsible has to be there."""
    for name in ("fields", "FIELDS", "params", "TASKDATA"):
        if is_map(example.get(name)):
            yield from example[name].items()


def _of_entity(method: Method, example: Mapping[str, Any]) -> Iterator[tuple[str, Id]]:
    entity = example["ENTITY"]
    yield "entity", entity
    if method.record.does in ("update", "delete", "get"):
        if isinstance(example.get("PROPERTY"), str):
            yield f"entity.item.property:{entity}", example["PROPERTY"]
        kind = method.name.rpartition(".")[0]
        if kind in ("entity.item", "entity.section"):
            yield from ((kind, id) for id in _numbers(example.get("ID")))


def _of_dialog(dialog: object) -> Iterator[tuple[str, Id]]:
    text = str(dialog)
    if text.lower().startswith("chat") and text[4:].isdigit():
        yield CHATS, int(text[4:])
    else:
        yield from (("user", id) for id in _numbers(dialog))


def _numbers(value: object) -> list[int]:
    found: list[int] = []
    for each in value if is_list(value) else [value]:
        try:
            found.append(integer(each))
        except ValueError:
            continue
    return [number for number in found if number > 0]


def _body(kind: str, id: Id, method: Method, example: Mapping[str, Any]) -> Body:
    """One that the methods of its family can work with."""
    moment = now()
    given = {key_of(name): value for name, value in example.items()}
    made: Mapping[str, Body] = {
        "sonet_group.user": {
            "groupid": next(iter(_numbers(str(id).partition(":")[0])), 0),
            "userid": USER,
            "role": "A",
        },
        "user": {"name": "John", "lastname": "Smith", "email": f"user{id}@example.com", "active": True},
        "department": {"name": "Department", "sort": 500, "parent": 1},
        "tasks.task": {**_TASK, "createddate": moment, "changeddate": moment, "activitydate": moment},
        CHATS: {"type": "chat", "title": "Chat", "owner": 1, "users": [1, *_members(given)], "datecreate": moment},
        "im.message": {"chatid": 5, "authorid": 1, "date": moment, "text": "Hello", "uuid": "", "params": {}},
        "im.notify": {
            "userid": 1,
            "authorid": 1,
            "text": "Hello",
            "tag": "",
            "subtag": "",
            "read": False,
            "date": moment,
        },
        "imbot": {"code": "support_bot", "type": "bot", "name": "Bot", "version": 2, "eventmode": "fetch"},
        "imbot.command": {"botid": given.get("botid", 456), "command": "help"},
        "lists": {"iblocktypeid": given.get("iblocktypeid", "lists"), "name": "List", "sort": 500},
        "lists.field": {"name": "Field", "type": "L", "sort": 10, **_of_list(given)},
        "lists.section": {"name": "Section", "sort": 500, "active": "Y", "datecreate": moment, **_of_list(given)},
        "lists.element": {"name": "Element", "createdby": 1, "datecreate": moment, **_of_list(given)},
        "log.blogpost": {"title": "Post", "detailtext": "Text", "authorid": 1, "datepublish": moment},
        "sonet_group": {"name": "Group", "ownerid": 1, "siteid": "s1", "active": "Y", "datecreate": moment},
        "calendar.event": {**_EVENT, "datefrom": moment, "dateto": moment, "datecreate": moment, "timestampx": moment},
        "calendar.section": {"caltype": "user", "ownerid": 1, "name": "Section", "datecreate": moment},
        "calendar.resource": {"name": "Resource", "createdby": 1},
        "entity": {"number": 1, "iblocktypeid": "rest_entity", "name": "Dishes"},
        "user.userfield": {"fieldname": f"UF_USR_{id}", "usertypeid": "string", "entityid": "USER"},
        "task.item.userfield": {"fieldname": f"UF_TASK_{id}", "usertypeid": "string", "entityid": "TASKS_TASK"},
        VERSIONS: {
            "objectid": given.get("id", 1),
            "size": 5,
            "name": "a.txt",
            "globalcontentversion": 1,
            **_FILE_TIMES,
        },
        OBJECTS: {**_OBJECT, "name": f"example-{id}.txt", "type": _type_of(method, id, given), **_FILE_TIMES},
    }
    if kind in made:
        return dict(made[kind])
    if kind in _ITEMS:
        task = _first_number(example) if method.name.rpartition(".")[0] in _ITEMS else _TASK_THERE
        return {"taskid": task, "title": "Item", "sortindex": 0, "postmessage": "Text", "seconds": 60}
    return {"entity": given.get("entity"), "name": "Name", "taskid": _TASK_THERE, "text": "Text", "createdby": 1}


_TASK: Final[Body] = {"title": "Task", "createdby": 1, "responsibleid": 1, "status": 2, "priority": 1, "chatid": 2537}
_EVENT: Final[Body] = {"caltype": "user", "ownerid": 1, "name": "Event", "createdby": 1, "meetingstatus": "Y"}
_FILE_TIMES: Final[Body] = {
    "createtime": "2026-01-12T09:00:00+00:00",
    "updatetime": "2026-01-12T09:00:00+00:00",
    "createdby": 1,
    "updatedby": 1,
    "token": "example",
}
_OBJECT: Final[Body] = {
    "storageid": 1357,
    "parentid": 8875,
    "deletedtype": 0,
    "size": 5,
    "fileid": 1,
}


def _type_of(method: Method, id: Id, given: Mapping[str, object]) -> str:
    """What is moved or copied to is a folder; else what the family has."""
    is_folder = method.name.startswith("disk.folder.") or given.get("targetfolderid") == id
    return "folder" if is_folder else "file"


def _members(given: Mapping[str, object]) -> list[int]:
    return [*_numbers(given.get("userid")), *_numbers(given.get("users"))]


def _of_list(given: Mapping[str, object]) -> Body:
    return {"iblockid": next(iter(_numbers(given.get("iblockid"))), 1), "code": given.get("elementcode")}


def _first_number(example: Mapping[str, Any]) -> int | None:
    return next(iter(_numbers(next(iter(example.values()), None))), None)
