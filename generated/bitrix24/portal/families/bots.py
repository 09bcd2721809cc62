# Copied from generator/runtime/portal/families/bots.py by "python -m generator generate". Edit that file.
"""Chat bots of both versions, `imbot.*`: who they are, what commands they know, and what they do in chats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from ..answer import Answer
from ..chats import BOT_EVENTS, BOTS, CHATS, COMMANDS, MESSAGES
from ..conditions import belonging
from ..documented import Method
from ..errors import Refused
from ..records import Call
from ..store import Body, Id, Where
from ..values import integer, is_map
from .chats import InChats, shown_user
from .users import members

_HANDLERS: Final = {
    "EVENT_MESSAGE_ADD": "ONIMBOTMESSAGEADD",
    "EVENT_MESSAGE_UPDATE": "ONIMBOTMESSAGEUPDATE",
    "EVENT_MESSAGE_DELETE": "ONIMBOTMESSAGEDELETE",
    "EVENT_WELCOME_MESSAGE": "ONIMBOTJOINCHAT",
    "EVENT_BOT_DELETE": "ONIMBOTDELETE",
}
_V2: Final = ("MESSAGEADD", "MESSAGEUPDATE", "MESSAGEDELETE", "JOINCHAT", "DELETE", "COMMANDADD", "REACTIONCHANGE")


class Bots(InChats):
    """`imbot.register`, `.update`, `.unregister`, `imbot.bot.list`; `imbot.command.*` stands beside."""

    also: ClassVar[Mapping[str, str]] = {
        "register": "register",
        "update": "change",
        "unregister": "unregister",
        "list": "all",
    }

    def register(self, call: Call) -> Answer:
        """Of a code that is known the bot that has it, with its new handlers."""
        given = call.params
        code = str(given["CODE"])
        known = self.state.store.select(BOTS, belonging({"code": code}), limit=1)
        id = integer(known[0][0]) if known else self.state.store.new_id("user")
        body = {"code": code, "type": given.get("TYPE") or "B", "openline": given.get("OPENLINE") or "N", "version": 1}
        self.state.store.put(BOTS, id, {**body, **_properties(given.get("PROPERTIES"))})
        self._listen(given, call)
        return Answer(id)

    def _listen(self, given: Mapping[str, Any], call: Call) -> None:
        for name, event in _HANDLERS.items():
            url = given.get(name) or given.get("EVENT_HANDLER")
            if url:
                self.state.listen(event, str(url), call.caller)

    def change(self, call: Call) -> Answer:
        id, body = self.chats.bot(call.params["BOT_ID"])
        given = call.params["FIELDS"]
        fields: Mapping[str, Any] = given if is_map(given) else {}
        code = {"code": str(fields["CODE"])} if fields.get("CODE") else {}
        self.state.store.put(BOTS, id, {**body, **code, **_properties(fields.get("PROPERTIES"))})
        self._listen(fields, call)
        return Answer(True)

    def unregister(self, call: Call) -> Answer:
        id, body = self.chats.bot(call.params["BOT_ID"])
        self.state.store.remove(BOTS, id)
        self.state.tell("ONIMBOTDELETE", {"BOT_ID": id, "BOT_CODE": body["code"]})
        return Answer(True)

    def all(self, call: Call) -> Answer:
        rows = self.state.store.select(BOTS)
        names = {str(id): {"ID": id, "NAME": body.get("name"), "CODE": body["code"]} for id, body in rows}
        return Answer(
            {
                id: {**names[id], "OPENLINE": body.get("openline", "N")}
                for id, (_, body) in zip(names, rows, strict=True)
            }
            or []
        )


def _properties(given: object) -> Body:
    names = {
        "NAME": "name",
        "LAST_NAME": "lastname",
        "WORK_POSITION": "workposition",
        "COLOR": "color",
        "EMAIL": "email",
    }
    fields: Mapping[str, Any] = given if is_map(given) else {}
    return {key: fields[name] for name, key in names.items() if name in fields}


class Commands(InChats):
    """`imbot.command.*`."""

    also: ClassVar[Mapping[str, str]] = {
        "register": "register",
        "update": "change",
        "unregister": "unregister",
        "answer": "answer_command",
    }

    def register(self, call: Call) -> Answer:
        bot, _ = self.chats.bot(call.params["BOT_ID"])
        id = self.state.store.new_id(COMMANDS)
        command = str(call.params["COMMAND"]).lstrip("/")
        self.state.store.put(COMMANDS, id, {"botid": bot, "command": command, "lang": call.params.get("LANG")})
        if call.params.get("EVENT_COMMAND_ADD"):
            self.state.listen("ONIMCOMMANDADD", str(call.params["EVENT_COMMAND_ADD"]), call.caller)
        return Answer(id)

    def _command(self, call: Call) -> tuple[int, Body]:
        id = integer(call.params.get("COMMAND_ID") or 0)
        body = self.state.store.get(COMMANDS, id)
        if body is None:
            wanted = {"command": str(call.params.get("COMMAND")).lstrip("/")}
            rows = self.state.store.select(COMMANDS, belonging(wanted), limit=1)
            if not rows:
                raise Refused("COMMAND_ID_ERROR", "Command not found")
            return integer(rows[0][0]), rows[0][1]
        return id, body

    def change(self, call: Call) -> Answer:
        id, body = self._command(call)
        given = call.params.get("FIELDS")
        self.state.store.put(COMMANDS, id, {**body, "lang": given.get("LANG") if is_map(given) else None})
        return Answer(True)

    def unregister(self, call: Call) -> Answer:
        self.state.store.remove(COMMANDS, self._command(call)[0])
        return Answer(True)

    def answer_command(self, call: Call) -> Answer:
        """Into the chat where the command was given."""
        _, command = self._command(call)
        _, message = self.chats.message(call.params["MESSAGE_ID"])
        chat, body = self.chats.of_id(message["chatid"])
        text = str(call.params.get("MESSAGE") or "")
        return Answer(self.chats.post(chat, body, command["botid"], text, attach=call.params.get("ATTACH")))


class InChatsV2(InChats):
    """Of the second version: a bot says which it is, and by a token that it is it."""

    def worded(self, refused: Refused, method: Method) -> Refused:
        if "{botId}" in refused.message and refused.message.startswith("Could not find"):
            return Refused("BOT_ID_REQUIRED", "Bot ID is required")
        return refused

    def speaker(self, call: Call) -> int:
        return self.me(call)[0]

    def me(self, call: Call) -> tuple[int, Body]:
        rows: list[tuple[Id, Body]] = []
        if call.params.get("botId"):
            body = self.state.store.get(BOTS, integer(call.params["botId"]))
            rows = [] if body is None else [(integer(call.params["botId"]), body)]
        elif call.params.get("code"):
            rows = self.state.store.select(BOTS, belonging({"code": call.params["code"]}), limit=1)
        if not rows:
            raise Refused("BOT_NOT_FOUND", "Bot not found")
        token = rows[0][1].get("token")
        if token and call.params.get("botToken") not in (None, token):
            raise Refused("BOT_OWNERSHIP_ERROR", "Bot is registered by another application")
        return integer(rows[0][0]), rows[0][1]

    def chat(self, call: Call) -> tuple[int, Body]:
        return self.chats.of_dialog(call.params["dialogId"], self.speaker(call))

    def person(self, id: int) -> dict[str, object]:
        """In camel case."""
        return {_camel(name): value for name, value in (shown_user(self.state, id) or {}).items()}

    def fields_of(self, call: Call) -> Mapping[str, Any]:
        given = call.params.get("fields")
        return given if is_map(given) else {}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


_DONE: Final = {"result": True}


class BotsV2(InChatsV2):
    """`imbot.v2.Bot.*`."""

    also: ClassVar[Mapping[str, str]] = {
        "register": "register",
        "get": "get",
        "list": "all",
        "update": "change",
        "unregister": "unregister",
    }

    def register(self, call: Call) -> Answer:
        fields = self.fields_of(call)
        code = str(fields.get("code") or "")
        known = self.state.store.select(BOTS, belonging({"code": code}), limit=1)
        id = integer(known[0][0]) if known else self.state.store.new_id("user")
        body = {"code": code, "type": fields.get("type") or "bot", "eventmode": fields.get("eventMode") or "fetch"}
        made = {**body, "version": 2, "token": fields.get("botToken"), "hidden": bool(fields.get("isHidden"))}
        self._put(id, {**made, **_camel_properties(fields.get("properties"))}, fields, call)
        return self._shown(id)

    def _put(self, id: int, body: Body, fields: Mapping[str, Any], call: Call) -> None:
        self.state.store.put(BOTS, id, body)
        url = fields.get("webhookUrl")
        if url and body.get("eventmode") == "webhook":
            for what in _V2:
                self.state.listen(f"ONIMBOTV2{what}", str(url), call.caller)

    def change(self, call: Call) -> Answer:
        id, body = self.me(call)
        fields = self.fields_of(call)
        names = {"isHidden": "hidden", "eventMode": "eventmode", "type": "type"}
        changed = {key: fields[name] for name, key in names.items() if name in fields}
        self._put(id, {**body, **changed, **_camel_properties(fields.get("properties"))}, fields, call)
        return self._shown(id)

    def get(self, call: Call) -> Answer:
        return self._shown(self.me(call)[0])

    def all(self, call: Call) -> Answer:
        rows = self.state.store.select(BOTS)
        bots = [self._bot(integer(id), body) for id, body in rows]
        return Answer({"bots": bots, "users": [self.person(integer(id)) for id, _ in rows], "hasNextPage": False})

    def unregister(self, call: Call) -> Answer:
        self.state.store.remove(BOTS, self.me(call)[0])
        return Answer(_DONE)

    def _shown(self, id: int) -> Answer:
        return Answer({"bot": self._bot(id, self.state.store.get(BOTS, id) or {}), "users": [self.person(id)]})

    def _bot(self, id: int, body: Body) -> dict[str, object]:
        mine = belonging({"authorid": id})
        return {
            "id": id,
            "code": body["code"],
            "type": body["type"],
            "isHidden": body.get("hidden", False),
            "isSupportOpenline": False,
            "isReactionsEnabled": True,
            "backgroundId": None,
            "language": "en",
            "moduleId": "rest",
            "eventMode": body.get("eventmode", "webhook"),
            "countMessage": self.state.store.count(MESSAGES, mine),
            "countCommand": self.state.store.count(COMMANDS, belonging({"botid": id})),
            "countChat": sum(id in chat["users"] for _, chat in self.state.store.select(CHATS)),
            "countUser": 0,
        }


def _camel_properties(given: object) -> Body:
    names = {"name": "name", "lastName": "lastname", "workPosition": "workposition", "color": "color"}
    fields: Mapping[str, Any] = given if is_map(given) else {}
    return {key: fields[name] for name, key in names.items() if name in fields}


class ChatsV2(InChatsV2):
    """`imbot.v2.Chat.*`, its users and managers."""

    also: ClassVar[Mapping[str, str]] = {
        "add": "add",
        "get": "get",
        "update": "change",
        "leave": "leave",
        "setowner": "set_owner",
    }

    def add(self, call: Call) -> Answer:
        bot, fields = self.speaker(call), self.fields_of(call)
        made = {"title": fields.get("title") or "", "description": fields.get("description") or ""}
        made |= {"color": fields.get("color"), "entitytype": fields.get("entityType") or ""}
        id = self.chats.add(bot, members(fields.get("userIds") or []), made)
        body = self.chats.of_id(id)[1]
        if fields.get("message"):
            self.chats.post(id, body, bot, str(fields["message"]))
        return Answer({"chat": self._shown(id, body), "users": [self.person(user) for user in body["users"]]})

    def get(self, call: Call) -> Answer:
        return Answer({"chat": self._shown(*self.chat(call))})

    def change(self, call: Call) -> Answer:
        id, body = self.chat(call)
        fields = self.fields_of(call)
        self.chats.change(
            id, body, **{name: fields[name] for name in ("title", "description", "color") if name in fields}
        )
        return Answer(_DONE)

    def leave(self, call: Call) -> Answer:
        self.chats.leave(*self.chat(call), self.speaker(call))
        return Answer(_DONE)

    def set_owner(self, call: Call) -> Answer:
        id, body = self.chat(call)
        self.chats.change(id, body, owner=integer(call.params["userId"]))
        return Answer(_DONE)

    def _shown(self, id: int, body: Body) -> dict[str, object]:
        last = self.chats.last(id)
        is_private = body["type"] == "private"
        return {
            "id": id,
            "dialogId": f"chat{id}",
            "name": body.get("title") or "",
            "description": body.get("description") or "",
            "type": body["type"],
            "messageType": "P" if is_private else "C",
            "owner": body["owner"],
            "color": body.get("color") or "#4ba984",
            "avatar": "",
            "extranet": False,
            "containsCollaber": False,
            "entityType": body.get("entitytype") or "",
            "entityId": body.get("entityid") or "",
            "entityData1": "",
            "entityData2": "",
            "entityData3": "",
            "entityLink": [],
            "diskFolderId": body.get("folder") or 0,
            "role": "owner",
            "permissions": [],
            "muteList": body.get("muted", []),
            "parentChatId": None,
            "parentMessageId": None,
            "isNew": False,
            "textFieldEnabled": "Y",
            "backgroundId": None,
            "dateCreate": body["datecreate"],
            "lastMessageId": last[0] if last else 0,
            "lastMessageViews": [],
            "lastId": last[0] if last else None,
            "managerList": [],
            "markedId": None,
            "messageCount": self.chats.count(id),
            "public": "",
            "unreadId": None,
            "userCounter": len(body["users"]),
        }


class ChatMembersV2(InChatsV2):
    also: ClassVar[Mapping[str, str]] = {"add": "add", "delete": "remove", "list": "all"}

    def add(self, call: Call) -> Answer:
        self.chats.enter(*self.chat(call), members(call.params["userIds"]))
        return Answer(_DONE)

    def remove(self, call: Call) -> Answer:
        self.chats.leave(*self.chat(call), integer(call.params["userId"]))
        return Answer(_DONE)

    def all(self, call: Call) -> Answer:
        users = sorted(self.chat(call)[1]["users"])
        return Answer([self.person(user) for user in users[: integer(call.params.get("limit") or 50)]])


class MessagesV2(InChatsV2):
    also: ClassVar[Mapping[str, str]] = {
        "send": "send",
        "get": "get",
        "getcontext": "context",
        "read": "read",
        "update": "change",
        "delete": "remove",
    }

    def send(self, call: Call) -> Answer:
        bot, fields = self.speaker(call), self.fields_of(call)
        extra = {name: fields[name] for name in ("attach", "keyboard", "menu") if fields.get(name)}
        id = self.chats.post(*self.chat(call), bot, str(fields.get("message") or ""), **extra)
        return Answer({"id": id, "uuidMap": []})

    def _mine(self, call: Call) -> tuple[int, Body]:
        self.me(call)
        try:
            return self.chats.message(call.params["messageId"])
        except Refused:
            raise Refused("MESSAGE_NOT_FOUND", "Message not found") from None

    def get(self, call: Call) -> Answer:
        id, message = self._mine(call)
        return Answer({"message": _message(id, message), "user": self.person(message["authorid"])})

    def context(self, call: Call) -> Answer:
        id, message = self._mine(call)
        span = integer(call.params.get("range") or 50)
        rows = self.chats.messages(message["chatid"], before=id + 1, after=None, limit=span)[::-1]
        rows += self.chats.messages(message["chatid"], before=None, after=id, limit=span)
        users = dict.fromkeys(body["authorid"] for _, body in rows)
        return Answer(
            {"messages": [_message(each, body) for each, body in rows], "users": list(map(self.person, users))}
        )

    def read(self, call: Call) -> Answer:
        id, _ = self.chat(call)
        last = self.chats.last(id)
        seen = integer(call.params.get("messageId") or (last[0] if last else 0))
        return Answer({"chatId": id, "lastId": seen, "counter": 0, "viewedMessages": [seen]})

    def change(self, call: Call) -> Answer:
        id, message = self._mine(call)
        text = self.fields_of(call).get("message")
        self.chats.edit(id, message, **({} if text is None else {"text": str(text)}))
        return Answer(_DONE)

    def remove(self, call: Call) -> Answer:
        self.chats.delete(*self._mine(call))
        return Answer(_DONE)


def _message(id: Id, body: Body) -> dict[str, object]:
    return {
        "id": id,
        "chatId": body["chatid"],
        "authorId": body["authorid"],
        "date": body["date"],
        "text": body["text"],
        "isSystem": body["authorid"] == 0,
        "uuid": body["uuid"],
        "forward": None,
        "params": body.get("params") or [],
        "viewedByOthers": True,
    }


class ReactionsV2(MessagesV2):
    also: ClassVar[Mapping[str, str]] = {"add": "react", "delete": "react"}

    def react(self, call: Call) -> Answer:
        id, message = self._mine(call)
        action = "plus" if call.method.name.endswith(".add") else "minus"
        self.chats.like(id, message, self.speaker(call), action)
        return Answer(_DONE)


class CommandsV2(InChatsV2):
    also: ClassVar[Mapping[str, str]] = {
        "register": "register",
        "list": "all",
        "update": "change",
        "unregister": "unregister",
        "answer": "answer_command",
    }

    def register(self, call: Call) -> Answer:
        bot, fields = self.speaker(call), self.fields_of(call)
        if not fields.get("command"):
            raise Refused("COMMAND_REQUIRED", "Command is required")
        id = self.state.store.new_id(COMMANDS)
        body = {"botid": bot, "command": str(fields["command"]).lstrip("/"), "title": fields.get("title")}
        self.state.store.put(
            COMMANDS, id, {**body, "params": fields.get("params"), "common": bool(fields.get("common"))}
        )
        return Answer({"command": self._shown(id)})

    def _mine(self, call: Call) -> tuple[int, Body]:
        bot, id = self.speaker(call), integer(call.params["commandId"])
        body = self.state.store.get(COMMANDS, id)
        if body is None or body["botid"] != bot:
            raise Refused("COMMAND_NOT_FOUND", "Command not found")
        return id, body

    def all(self, call: Call) -> Answer:
        rows = self.state.store.select(COMMANDS, belonging({"botid": self.speaker(call)}))
        return Answer({"commands": [self._shown(integer(id)) for id, _ in rows]})

    def change(self, call: Call) -> Answer:
        id, body = self._mine(call)
        names = ("command", "title", "params", "common")
        fields = self.fields_of(call)
        self.state.store.put(COMMANDS, id, {**body, **{name: fields[name] for name in names if name in fields}})
        return Answer({"command": self._shown(id)})

    def unregister(self, call: Call) -> Answer:
        self.state.store.remove(COMMANDS, self._mine(call)[0])
        return Answer(_DONE)

    def answer_command(self, call: Call) -> Answer:
        self._mine(call)
        self.chats.post(*self.chat(call), self.speaker(call), str(self.fields_of(call).get("message") or ""))
        return Answer(_DONE)

    def _shown(self, id: int) -> dict[str, object]:
        body = self.state.store.get(COMMANDS, id) or {}
        flags = {"common": body.get("common", False), "hidden": False, "extranetSupport": False}
        return {"id": id, "botId": body["botid"], "command": f"/{body['command']}", **flags}


class EventsV2(InChatsV2):
    """`imbot.v2.Event.get`: what a bot has not asked for yet, from an offset on."""

    also: ClassVar[Mapping[str, str]] = {"get": "get"}

    def get(self, call: Call) -> Answer:
        bot, offset = self.speaker(call), integer(call.params.get("offset") or 0)
        limit = integer(call.params.get("limit") or 100)
        mine = Where("json_extract(body, '$.botid') = ? AND id >= ?", (bot, offset))
        rows = self.state.store.select(BOT_EVENTS, mine, limit=limit + 1)
        shown = [{"eventId": id, "type": b["type"], "date": b["date"], "data": b["data"]} for id, b in rows[:limit]]
        after = integer(rows[:limit][-1][0]) + 1 if rows else offset
        return Answer({"events": shown, "nextOffset": after, "hasMore": len(rows) > limit})


class Typing(InChatsV2):
    also: ClassVar[Mapping[str, str]] = {"notify": "nothing", "enabled": "nothing"}

    def nothing(self, call: Call) -> Answer:
        self.chat(call)
        return Answer(_DONE)
