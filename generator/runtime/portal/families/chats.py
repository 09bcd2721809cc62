"""Chats, messages and notifications: `im.*`, and `imbot.*` for what bots do in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from ..answer import Answer
from ..calls import USER
from ..chats import BOTS, CHATS, Chats
from ..documented import Method
from ..drive import OBJECTS, Drive, download_url
from ..errors import Refused
from ..fields import now
from ..records import Call, Records, State
from ..store import Body, Id, Where
from ..values import integer, is_list
from .users import members, user_of

_EMPTY: Final = {
    "CHAT_ID": ("CHAT_ID_EMPTY", "Chat ID can't be empty"),
    "DIALOG_ID": ("DIALOG_ID_EMPTY", "Dialog ID can't be empty"),
    "USER_ID": ("USER_ID_EMPTY", "User ID can't be empty"),
    "MESSAGE_ID": ("MESSAGE_ID_ERROR", "Message ID can't be empty"),
    "MESSAGE": ("MESSAGE_EMPTY", "Message can't be empty"),
    "BOT_ID": ("BOT_ID_ERROR", "Bot not found"),
    "TITLE": ("TITLE_EMPTY", "Title can't be empty"),
}
_COLOUR: Final = "#df532d"


class InChats(Records):
    """Its methods speak as the one who calls, those of `imbot` as a bot."""

    def __init__(self, state: State, family: str, methods: Sequence[Method]) -> None:
        super().__init__(state, family, methods)
        self.chats = Chats(state.store, state.tell)

    def worded(self, refused: Refused, method: Method) -> Refused:
        name = refused.message.partition("{")[2].partition("}")[0]
        known = _EMPTY.get(name)
        return Refused(*known) if known is not None and refused.message.startswith("Could not find") else refused

    def speaker(self, call: Call) -> int:
        if call.method.name.startswith("imbot."):
            return self.chats.bot(call.params.get("BOT_ID"))[0]
        return USER

    def chat(self, call: Call) -> tuple[int, Body]:
        if call.params.get("CHAT_ID"):
            return self.chats.of_id(call.params["CHAT_ID"])
        return self.chats.of_dialog(call.params.get("DIALOG_ID"), self.speaker(call))

    def user(self, id: int) -> dict[str, object] | None:
        """A person or a bot, as the messenger shows one."""
        return shown_user(self.state, id)


def shown_user(state: State, id: int) -> dict[str, object] | None:
    body, bot = user_of(state.store, id), state.store.get(BOTS, id)
    if body is None and bot is None:
        return None
    person: Mapping[str, Any] = body or bot or {}
    name, last_name = str(person.get("name") or ""), str(person.get("lastname") or "")
    return {
        "id": id,
        "active": True,
        "name": f"{name} {last_name}".strip(),
        "first_name": name,
        "last_name": last_name,
        "work_position": person.get("workposition") or None,
        "color": _COLOUR,
        "avatar": "",
        "avatar_hr": "",
        "gender": "M",
        "birthday": "",
        "extranet": False,
        "network": False,
        "bot": body is None,
        "connector": False,
        "external_auth_id": "bot" if body is None else "default",
        "status": "online",
        "idle": False,
        "last_activity_date": now(),
        "mobile_last_date": False,
        "desktop_last_date": False,
        "absent": False,
        "departments": person.get("ufdepartment") or [],
        "phones": False,
        "bot_data": None,
        "type": "bot" if body is None else "user",
        "website": "",
        "email": person.get("email") or "",
    }


class ChatRooms(InChats):
    """`im.chat.*`, `imbot.chat.*`."""

    also: ClassVar[Mapping[str, str]] = {
        "add": "add",
        "get": "get",
        "leave": "leave",
        "mute": "mute",
        "setowner": "set_owner",
        "setmanager": "nothing",
        "sendtyping": "nothing",
        "updateavatar": "update",
        "updatecolor": "update",
        "updatetitle": "update",
    }

    def add(self, call: Call) -> Answer:
        speaker, given = self.speaker(call), call.params
        fields = {
            "type": {"OPEN": "open", "CHANNEL": "channel"}.get(str(given.get("TYPE")), "chat"),
            **({"title": str(given["TITLE"])} if given.get("TITLE") else {}),
            "description": given.get("DESCRIPTION") or "",
            "color": given.get("COLOR"),
            "entitytype": given.get("ENTITY_TYPE") or "",
            "entityid": str(given.get("ENTITY_ID") or ""),
        }
        id = self.chats.add(speaker, members(given.get("USERS") or []), fields)
        if given.get("MESSAGE"):
            self.chats.post(id, self.chats.of_id(id)[1], speaker, str(given["MESSAGE"]))
        return Answer(id)

    def get(self, call: Call) -> Answer:
        """By what the chat belongs to: null where there is none."""
        sql = "json_extract(body, '$.entitytype') = ? AND json_extract(body, '$.entityid') = ?"
        wanted = (str(call.params.get("ENTITY_TYPE")), str(call.params.get("ENTITY_ID")))
        rows = self.state.store.select(CHATS, Where(sql, wanted), limit=1)
        return Answer({"ID": rows[0][0]} if rows else None)

    def leave(self, call: Call) -> Answer:
        self.chats.leave(*self.chat(call), self.speaker(call))
        return Answer(True)

    def mute(self, call: Call) -> Answer:
        id, body = self.chat(call)
        muted = [each for each in body.get("muted", []) if each != USER]
        self.chats.change(id, body, muted=[*muted, USER] if call.params.get("MUTE", "Y") in ("Y", True) else muted)
        return Answer(True)

    def set_owner(self, call: Call) -> Answer:
        id, body = self.chat(call)
        user = integer(call.params["USER_ID"])
        if user not in body["users"]:
            raise Refused("WRONG_REQUEST", "Change owner can only owner and user must be member in chat")
        self.chats.change(id, body, owner=user)
        return Answer(True)

    def update(self, call: Call) -> Answer:
        id, body = self.chat(call)
        what = call.method.name.rpartition(".update")[2].lower()
        self.chats.change(id, body, **{what: call.params[what.upper()]})
        return Answer(True)

    def nothing(self, call: Call) -> Answer:
        self.chat(call)
        return Answer(True)


class ChatMembers(InChats):
    """`im.chat.user.*`, `imbot.chat.user.*`."""

    also: ClassVar[Mapping[str, str]] = {"add": "add", "delete": "remove", "list": "all"}

    def add(self, call: Call) -> Answer:
        self.chats.enter(*self.chat(call), members(call.params["USERS"]))
        return Answer(True)

    def remove(self, call: Call) -> Answer:
        if not self.chats.leave(*self.chat(call), integer(call.params["USER_ID"])):
            raise Refused("USER_NOT_FOUND", "The specified user is not in the chat")
        return Answer(True)

    def all(self, call: Call) -> Answer:
        return Answer(self.chat(call)[1]["users"])


class Messages(InChats):
    """`im.message.*`, `imbot.message.*`, `imbot.command.answer`."""

    also: ClassVar[Mapping[str, str]] = {"add": "add", "update": "update", "delete": "delete", "like": "like"}

    def add(self, call: Call) -> Answer:
        id, body = self.chat(call)
        text = str(call.params.get("MESSAGE") or "")
        extra: dict[str, object] = {}
        for name in ("ATTACH", "KEYBOARD", "MENU"):
            if call.params.get(name):
                extra[name.lower()] = call.params[name]
        return Answer(self.chats.post(id, body, self.speaker(call), text, **extra))

    def update(self, call: Call) -> Answer:
        id, message = self.chats.message(call.params["MESSAGE_ID"])
        text = call.params.get("MESSAGE")
        if text == "":
            self.chats.delete(id, message)
        elif text is not None:
            self.chats.edit(id, message, text=str(text))
        return Answer(True)

    def delete(self, call: Call) -> Answer:
        self.chats.delete(*self.chats.message(call.params["MESSAGE_ID"]))
        return Answer(True)

    def like(self, call: Call) -> Answer:
        id, message = self.chats.message(call.params["MESSAGE_ID"])
        if not self.chats.like(id, message, self.speaker(call), str(call.params.get("ACTION") or "auto")):
            raise Refused("WITHOUT_CHANGES", "Action completed without changes")
        return Answer(True)


class Dialogs(InChats):
    """`im.dialog.*`, `imbot.dialog.get`."""

    also: ClassVar[Mapping[str, str]] = {"get": "get", "read": "read", "unread": "unread", "writing": "unread"}

    def get(self, call: Call) -> Answer:
        id, body = self.chat(call)
        last, is_private = self.chats.last(id), body.get("type") == "private"
        last_id = last[0] if last is not None else 0
        return Answer(
            {
                "id": id,
                "parent_chat_id": 0,
                "parent_message_id": 0,
                "name": body.get("title") or "",
                "description": body.get("description") or "",
                "owner": body["owner"],
                "extranet": False,
                "avatar": "",
                "color": body.get("color") or _COLOUR,
                "type": body["type"],
                "counter": 0,
                "user_counter": len(body["users"]),
                "message_count": self.chats.count(id),
                "unread_id": 0,
                "restrictions": dict.fromkeys(_RESTRICTIONS, True),
                "last_message_id": last_id,
                "last_id": last_id,
                "marked_id": 0,
                "disk_folder_id": body.get("folder") or 0,
                "entity_type": body.get("entitytype") or "",
                "entity_id": body.get("entityid") or "",
                "entity_data_1": "",
                "entity_data_2": "",
                "entity_data_3": "",
                "mute_list": body.get("muted", []),
                "date_create": body["datecreate"],
                "message_type": "P" if is_private else "C",
                "public": "",
                "role": "owner" if body["owner"] == USER else "member",
                "entity_link": {"type": body.get("entitytype") or "", "url": ""},
                "permissions": _PERMISSIONS,
                "is_new": False,
                "readed_list": [],
                "manager_list": [] if is_private else [body["owner"]],
                "last_message_views": {"message_id": last_id, "first_viewers": [], "count_of_viewers": 0},
                "dialog_id": str(call.params["DIALOG_ID"]),
            }
        )

    def read(self, call: Call) -> Answer:
        id, _ = self.chat(call)
        last = self.chats.last(id)
        seen = integer(call.params.get("MESSAGE_ID") or (last[0] if last else 0))
        return Answer({"dialogId": str(call.params["DIALOG_ID"]), "chatId": id, "lastId": seen, "counter": 0})

    def unread(self, call: Call) -> Answer:
        self.chat(call)
        return Answer(True)


_RESTRICTIONS: Final = ("avatar", "rename", "extend", "call", "mute", "leave", "leave_owner", "send", "user_list")
_PERMISSIONS: Final = {
    "manage_users_add": "member",
    "manage_users_delete": "manager",
    "manage_ui": "member",
    "manage_settings": "owner",
    "manage_messages": "member",
    "can_post": "member",
}


class DialogMessages(InChats):
    """`im.dialog.messages.get`, `im.dialog.messages.search`."""

    also: ClassVar[Mapping[str, str]] = {"get": "get", "search": "get"}

    def get(self, call: Call) -> Answer:
        id, _ = self.chat(call)
        before, after = _id_of(call, "LAST_ID", "Last ID"), _id_of(call, "FIRST_ID", "First ID")
        limit = min(max(integer(call.params.get("LIMIT") or 20), 1), 50)
        text = call.params.get("SEARCH_MESSAGE")
        rows = self.chats.messages(id, before=before, after=after, limit=-1 if text else limit)
        if text:
            rows = [row for row in rows if str(text).lower() in str(row[1]["text"]).lower()][:limit]
        users = [self.user(author) for author in dict.fromkeys(body["authorid"] for _, body in rows)]
        shown = [_shown_message(message, body) for message, body in rows]
        return Answer({"chat_id": id, "messages": shown, "users": [each for each in users if each], "files": []})


def _id_of(call: Call, name: str, words: str) -> int | None:
    value = call.params.get(name)
    if value in (None, ""):
        return None
    try:
        return integer(value)
    except ValueError:
        raise Refused(f"{name}_STRING", f"{words} can't be string") from None


def _shown_message(id: Id, body: Body) -> dict[str, object]:
    return {
        "id": id,
        "chat_id": body["chatid"],
        "author_id": body["authorid"],
        "date": body["date"],
        "text": body["text"],
        "unread": False,
        "uuid": body["uuid"],
        "replaces": [],
        "params": body.get("params") or [],
        "disappearing_date": None,
    }


class DialogUsers(InChats):
    """`im.dialog.users.list`."""

    also: ClassVar[Mapping[str, str]] = {"list": "all"}

    def all(self, call: Call) -> Answer:
        _, body = self.chat(call)
        offset, limit = integer(call.params.get("OFFSET") or 0), integer(call.params.get("LIMIT") or 50)
        users = [self.user(id) for id in body["users"]]
        return Answer([each for each in users if each][offset : offset + limit])


class People(InChats):
    """`im.user.get`, `im.user.list.get`."""

    also: ClassVar[Mapping[str, str]] = {"get": "get"}

    def get(self, call: Call) -> Answer:
        if call.method.name == "im.user.list.get":
            users = {id: self.user(id) for id in members(call.params["ID"])}
            as_list = call.params.get("RESULT_TYPE") == "array"
            return Answer(
                [each for each in users.values() if each] if as_list else {str(id): users[id] for id in users}
            )
        found = self.user(integer(call.params.get("ID") or USER))
        if found is None:
            raise Refused("USER_NOT_EXISTS", "User does not exist")
        return Answer(found)


class Recent(InChats):
    """`im.recent.get`, `im.recent.list`: the chats of the one who calls, the latest first."""

    also: ClassVar[Mapping[str, str]] = {
        "get": "get",
        "list": "all",
        "pin": "nothing",
        "hide": "nothing",
        "unread": "nothing",
    }

    def get(self, call: Call) -> Answer:
        return Answer(self._items())

    def all(self, call: Call) -> Answer:
        return Answer({"items": self._items(), "hasMore": False, "hasMorePages": False})

    def nothing(self, call: Call) -> Answer:
        self.chat(call)
        return Answer(True)

    def _items(self) -> list[dict[str, object]]:
        found: list[tuple[int, dict[str, object]]] = []
        for id, body in self.state.store.select(CHATS):
            last = self.chats.last(integer(id))
            if last is not None and USER in body["users"]:
                found.append((last[0], self._item(integer(id), body, last)))
        return [item for _, item in sorted(found, key=lambda each: -each[0])]

    def _item(self, id: int, body: Body, last: tuple[int, Body]) -> dict[str, object]:
        number, message = last
        is_private = body["type"] == "private"
        other = next((each for each in body["users"] if each != USER), USER)
        person = self.user(other) if is_private else None
        return {
            "id": other if is_private else f"chat{id}",
            "chat_id": id,
            "type": "user" if is_private else "chat",
            "avatar": {"url": "", "color": _COLOUR},
            "title": person["name"] if person else body.get("title"),
            "message": {
                "id": number,
                "text": message["text"],
                "file": False,
                "author_id": message["authorid"],
                "attach": "attach" in message,
                "sticker": None,
                "date": message["date"],
                "status": "received",
                "uuid": message["uuid"],
            },
            "counter": 0,
            "last_id": number,
            "pinned": False,
            "unread": False,
            "has_reminder": False,
            "date_update": message["date"],
            "date_last_activity": message["date"],
            **(
                {"user": person}
                if is_private
                else {"chat": {"id": id, "name": body.get("title"), "owner": body["owner"]}}
            ),
        }


_NOTIFICATIONS: Final = "im.notify"


class Notifications(InChats):
    """`im.notify`, `im.notify.*`."""

    also: ClassVar[Mapping[str, str]] = {
        "notify": "add",
        "add": "add",
        "get": "get",
        "delete": "delete",
        "read": "read",
        "all": "read_all",
        "list": "read",
        "answer": "answered",
        "confirm": "answered",
    }

    def kind(self, call: Call) -> str:
        return _NOTIFICATIONS

    def add(self, call: Call) -> Answer:
        user = integer(call.params["USER_ID"])
        if user_of(self.state.store, user) is None:
            raise Refused("USER_ID_EMPTY", "User ID can't be empty")
        is_system = ".system." in call.method.name or call.params.get("TYPE") == "SYSTEM"
        id = self.state.store.new_id(_NOTIFICATIONS)
        body = {
            "userid": user,
            "authorid": 0 if is_system else USER,
            "text": call.params["MESSAGE"],
            "tag": call.params.get("TAG") or "",
            "subtag": call.params.get("SUB_TAG") or "",
            "read": False,
            "date": now(),
        }
        self.state.store.put(_NOTIFICATIONS, id, body)
        return Answer(id)

    def get(self, call: Call) -> Answer:
        """Those of the one who calls, the newest first."""
        mine = Where("json_extract(body, '$.userid') = ?", (USER,))
        rows = self.state.store.select(_NOTIFICATIONS, mine, Where("id DESC"))
        last = integer(call.params.get("LAST_ID") or 0)
        limit = integer(call.params.get("LIMIT") or 50)
        page = [row for row in rows if not last or integer(row[0]) < last][:limit]
        users = [self.user(author) for author in dict.fromkeys(body["authorid"] for _, body in page)]
        unread = sum(not body["read"] for _, body in rows)
        shown = [_shown_notification(id, body) for id, body in page]
        counts = {"total_count": len(rows), "total_unread_count": unread, "chat_id": 1}
        return Answer({**counts, "notifications": shown, "users": [each for each in users if each]})

    def delete(self, call: Call) -> Answer:
        wanted = {"tag": call.params.get("TAG"), "subtag": call.params.get("SUB_TAG")}
        for id, body in self.state.store.select(_NOTIFICATIONS):
            by_tag = any(value and body[key] == value for key, value in wanted.items())
            if by_tag or str(id) == str(call.params.get("ID")):
                self.state.store.remove(_NOTIFICATIONS, id)
        return Answer(True)

    def read(self, call: Call) -> Answer:
        given = call.params.get("IDS", call.params.get("ID"))
        self._mark(members(given or []), is_read=call.params.get("ACTION", "Y") in ("Y", True))
        return Answer(True)

    def read_all(self, call: Call) -> Answer:
        self._mark([integer(id) for id, _ in self.state.store.select(_NOTIFICATIONS)], is_read=True)
        return Answer({"result": True, "newCounter": 0})

    def _mark(self, ids: list[int], *, is_read: bool) -> None:
        for id in ids:
            body = self.state.store.get(_NOTIFICATIONS, id)
            if body is not None:
                self.state.store.put(_NOTIFICATIONS, id, {**body, "read": is_read})

    def answered(self, call: Call) -> Answer:
        return self.describe(call)


def _shown_notification(id: Id, body: Body) -> dict[str, object]:
    return {
        "id": id,
        "chat_id": 1,
        "author_id": body["authorid"],
        "date": body["date"],
        "notify_type": 2 if body["authorid"] else 3,
        "notify_module": "rest",
        "notify_event": "rest_notify",
        "notify_tag": body["tag"],
        "notify_sub_tag": body["subtag"],
        "notify_title": "",
        "setting_name": "rest|rest_notify",
        "text": body["text"],
        "notify_read": "Y" if body["read"] else "N",
        "params": None,
    }


class ChatFiles(InChats):
    """`im.disk.folder.get`, `im.disk.file.commit`: a chat's folder on the drive, and files that are shown in it."""

    also: ClassVar[Mapping[str, str]] = {"get": "folder", "commit": "commit"}

    def folder(self, call: Call) -> Answer:
        id, body = self.chat(call)
        if not body.get("folder"):
            number, _ = Drive(self.state.store).add_folder(8893, {"NAME": f"Chat {id}"})
            self.chats.change(id, body, folder=number)
            return Answer({"ID": number})
        return Answer({"ID": body["folder"]})

    def commit(self, call: Call) -> Answer:
        id, body = self.chat(call)
        given = call.params.get("FILE_ID", call.params.get("UPLOAD_ID"))
        files: dict[str, object] = {}
        for number in members(given if is_list(given) else [given]):
            file = self.state.store.get(OBJECTS, number)
            if file is None or file["type"] != "file":
                raise Refused("FILE_NOT_FOUND", "File not found")
            files[f"upload{number}"] = self._shown_file(number, file, id, call)
        text = str(call.params.get("MESSAGE") or "")
        message = self.chats.post(id, body, self.speaker(call), text, attach=list(files))
        return Answer({"FILES": files, "MESSAGE_ID": message})

    def _shown_file(self, id: int, file: Body, chat: int, call: Call) -> dict[str, object]:
        return {
            "id": id,
            "chatId": chat,
            "date": file["createtime"],
            "type": "file",
            "name": file["name"],
            "extension": str(file["name"]).rpartition(".")[2],
            "size": file["size"],
            "image": False,
            "status": "done",
            "progress": 100,
            "authorId": self.speaker(call),
            "urlDownload": download_url(str(file["token"]), call.caller.origin),
        }
