# Copied from generator/runtime/portal/chats.py by "python -m generator generate". Edit that file.
"""Chats and their messages, and the bots that hear of them, whoever writes and in whatever dialect."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .bot_events import in_second_version
from .calls import USER
from .conditions import belonging
from .errors import Refused
from .fields import now
from .identity import member_id
from .store import Body, Id, Store, Where
from .tokens import TOKEN
from .values import integer, list_of, map_of

CHATS: Final = "im.chat"
MESSAGES: Final = "im.message"
BOTS: Final = "imbot"
COMMANDS: Final = "imbot.command"
BOT_EVENTS: Final = "imbot.event"
APPLICATION_TOKEN: Final = "application-token"
_COMMAND: Final = re.compile(r"/(\w+)\s*(.*)", re.DOTALL)
_MENTION: Final = re.compile(r"\[(?:USER|BOT)=(\d+)")

Tell = Callable[[str, Mapping[str, Any]], None]


@dataclass(frozen=True)
class Chats:
    """Args:
    store: Where they are.
    tell: Hears of what bots are told.
    """

    store: Store
    tell: Tell

    # Chats.

    def add(self, owner: int, users: Iterable[int], fields: Mapping[str, Any]) -> int:
        id = self.store.new_id(CHATS)
        everybody = list(dict.fromkeys([owner, *users]))
        body = {"type": "chat", "title": f"Chat {id}", **fields, "owner": owner, "users": everybody}
        self.store.put(CHATS, id, {**body, "datecreate": now()})
        for bot in everybody:
            self._tell_joined(bot, id)
        return id

    def of_dialog(self, dialog: object, by: int = USER) -> tuple[int, Body]:
        """`chat5`, or a user's id for the chat of two, which is made when it is first needed. Raises Refused."""
        text = str(dialog)
        if text.lower().startswith("chat"):
            return self.of_id(text[4:])
        other = _number(text)
        if other is None or not self.is_somebody(other):
            raise Refused("ACCESS_ERROR", "You do not have access to the specified dialog", 403)
        pair = ":".join(map(str, sorted((by, other))))
        rows = self.store.select(CHATS, belonging({"pair": pair}), limit=1)
        if rows:
            return int(rows[0][0]), rows[0][1]
        id = self.add(by, [other], {"type": "private", "title": "", "pair": pair})
        return id, self.store.get(CHATS, id) or {}

    def of_id(self, id: object) -> tuple[int, Body]:
        number = _number(id)
        body = None if number is None else self.store.get(CHATS, number)
        if number is None or body is None:
            raise Refused("ACCESS_ERROR", "You do not have access to the specified dialog", 403)
        return number, body

    def is_somebody(self, id: int) -> bool:
        return self.store.get("user", id) is not None or self.store.get(BOTS, id) is not None

    def change(self, id: int, body: Body, **changes: object) -> None:
        self.store.put(CHATS, id, {**body, **changes})

    def enter(self, id: int, body: Body, users: Iterable[int]) -> None:
        new = [user for user in users if user not in body["users"]]
        self.change(id, body, users=[*body["users"], *new])
        for user in new:
            self._tell_joined(user, id)

    def leave(self, id: int, body: Body, user: int) -> bool:
        """False where the user was not in it."""
        self.change(id, body, users=[each for each in body["users"] if each != user])
        return user in body["users"]

    # Messages.

    def post(self, chat: int, body: Body, author: int, text: str, **more: object) -> int:
        """Raises Refused for one that says nothing."""
        if not text.strip() and not more.get("attach"):
            raise Refused("MESSAGE_EMPTY", "Message can't be empty")
        id = self.store.new_id(MESSAGES)
        message = {"chatid": chat, "authorid": author, "date": now(), "text": text, "uuid": str(uuid.uuid4()), **more}
        self.store.put(MESSAGES, id, {"params": {}, **message})
        self._tell_bots("MESSAGEADD", id, message, body)
        return id

    def message(self, id: object) -> tuple[int, Body]:
        number = _number(id)
        body = None if number is None else self.store.get(MESSAGES, number)
        if number is None or body is None:
            raise Refused("CANT_EDIT_MESSAGE", "Time has expired for modification or you don't have access")
        return number, body

    def edit(self, id: int, message: Body, **changes: object) -> None:
        self.store.put(MESSAGES, id, {**message, **changes})
        _, chat = self.of_id(message["chatid"])
        self._tell_bots("MESSAGEUPDATE", id, {**message, **changes}, chat)

    def delete(self, id: int, message: Body) -> None:
        self.store.remove(MESSAGES, id)
        _, chat = self.of_id(message["chatid"])
        self._tell_bots("MESSAGEDELETE", id, message, chat)

    def like(self, id: int, message: Body, user: int, action: str) -> bool:
        """False where nothing has changed."""
        params = map_of(message.get("params"))
        likes = list_of(params.get("LIKE"))
        wanted = {"plus": True, "minus": False}.get(action, user not in likes)
        if wanted == (user in likes):
            return False
        likes = [*likes, user] if wanted else [each for each in likes if each != user]
        self.store.put(MESSAGES, id, {**message, "params": {**params, "LIKE": likes} if likes else {}})
        return True

    def messages(self, chat: int, *, before: int | None, after: int | None, limit: int) -> list[tuple[Id, Body]]:
        """The newest first; those after one the oldest first."""
        sql, values = "json_extract(body, '$.chatid') = ?", [chat]
        for number, sign in ((before, "<"), (after, ">")):
            if number is not None:
                sql, values = f"{sql} AND id {sign} ?", [*values, number]
        order = Where("id" if after is not None else "id DESC")
        return self.store.select(MESSAGES, Where(sql, tuple(values)), order, limit)

    def count(self, chat: int) -> int:
        return self.store.count(MESSAGES, belonging({"chatid": chat}))

    def last(self, chat: int) -> tuple[int, Body] | None:
        rows = self.messages(chat, before=None, after=None, limit=1)
        return (int(rows[0][0]), rows[0][1]) if rows else None

    # Bots.

    def bot(self, id: object) -> tuple[int, Body]:
        """The one that is meant; without an id the only one. Raises Refused."""
        number = _number(id)
        if number is None:
            rows = self.store.select(BOTS, order=Where("id DESC"), limit=1)
        else:
            body = self.store.get(BOTS, number)
            rows = [] if body is None else [(number, body)]
        if not rows:
            raise Refused("BOT_ID_ERROR", "Bot not found")
        return int(rows[0][0]), rows[0][1]

    def _tell_joined(self, user: int, chat: int) -> None:
        bot = self.store.get(BOTS, user)
        if bot is None:
            return
        params = {"CHAT_TYPE": "C", "MESSAGE_TYPE": "C", "BOT_ID": user, "USER_ID": USER, "CHAT_ID": chat}
        data = {"BOT": self._shown_bot(user, bot), "PARAMS": {**params, "DIALOG_ID": f"chat{chat}", "LANGUAGE": "en"}}
        self._tell(user, bot, "JOINCHAT", {**data, "USER": self._author(USER)})

    def _tell_bots(self, what: str, id: int, message: Mapping[str, Any], chat: Mapping[str, Any]) -> None:
        """A bot hears all in a chat of two, and in others what names it, unless it is made to hear everything."""
        author = message["authorid"]
        named = {int(each) for each in _MENTION.findall(str(message.get("text", "")))}
        for user in chat["users"]:
            bot = None if user == author else self.store.get(BOTS, user)
            if bot is None:
                continue
            hears_all = chat.get("type") == "private" or bot.get("type") in ("S", "O", "supervisor", "openline")
            if not hears_all and user not in named:
                continue
            if what == "MESSAGEADD" and self._tell_command(user, bot, id, message, chat):
                continue
            self._tell(user, bot, what, self._data(user, bot, id, message, chat))

    def _data(self, user: int, bot: Body, id: int, message: Mapping[str, Any], chat: Mapping[str, Any]) -> Body:
        author, is_private = message["authorid"], chat.get("type") == "private"
        params = {
            "MESSAGE": message.get("text", ""),
            "MESSAGE_TYPE": "P" if is_private else "C",
            "FROM_USER_ID": author,
            "AUTHOR_ID": author,
            "TO_CHAT_ID": message["chatid"],
            "CHAT_ID": message["chatid"],
            "TO_USER_ID": user if is_private else 0,
            "DIALOG_ID": str(author) if is_private else f"chat{message['chatid']}",
            "MESSAGE_ID": id,
            "CHAT_TYPE": "P" if is_private else "C",
            "SYSTEM": "N",
            "COMMAND_CONTEXT": "TEXTAREA",
            "LANGUAGE": "en",
        }
        return {"BOT": self._shown_bot(user, bot), "PARAMS": params, "USER": self._author(author)}

    def _tell_command(self, user: int, bot: Body, id: int, message: Mapping[str, Any], chat: Mapping[str, Any]) -> bool:
        """True where the message is a command that the bot knows."""
        match = _COMMAND.match(str(message.get("text", "")))
        if match is None:
            return False
        known = self.store.select(COMMANDS, belonging({"botid": user, "command": match[1]}), limit=1)
        for number, _ in known:
            data = self._data(user, bot, id, message, chat)
            command = {
                **data["BOT"][str(user)],
                "COMMAND": match[1],
                "COMMAND_ID": number,
                "COMMAND_PARAMS": match[2].strip(),
                "COMMAND_CONTEXT": "TEXTAREA",
                "MESSAGE_ID": id,
            }
            told = {"COMMAND": {str(number): command}, "PARAMS": data["PARAMS"], "USER": data["USER"]}
            self._tell(user, bot, "COMMANDADD", told)
        return bool(known)

    def _tell(self, user: int, bot: Body, what: str, data: Mapping[str, Any]) -> None:
        """By its handler, or into the queue that a bot of the second version asks."""
        if bot.get("version") == 2:
            chat = self.store.get(CHATS, data["PARAMS"]["CHAT_ID"]) or {}
            data = in_second_version(user, bot, chat, data)
            note = {"botid": user, "type": f"ONIMBOTV2{what}", "date": now(), "data": data}
            self.store.put(BOT_EVENTS, self.store.new_id(BOT_EVENTS), note)
            if bot.get("eventmode") == "webhook":
                self.tell(f"ONIMBOTV2{what}", data)
            return
        self.tell("ONIMCOMMANDADD" if what == "COMMANDADD" else f"ONIMBOT{what}", data)

    def _author(self, id: int) -> dict[str, object]:
        body = self.store.get("user", id) or {}
        name = f"{body.get('name', '')} {body.get('lastname', '')}".strip()
        return {
            "ID": id,
            "NAME": name,
            "FIRST_NAME": body.get("name", ""),
            "LAST_NAME": body.get("lastname", ""),
            "WORK_POSITION": body.get("workposition", ""),
            "GENDER": "M",
            "IS_BOT": "N" if body else "Y",
            "IS_CONNECTOR": "N",
            "IS_NETWORK": "N",
            "IS_EXTRANET": "N",
        }

    def _shown_bot(self, id: int, body: Mapping[str, Any]) -> dict[str, object]:
        auth = {
            "access_token": TOKEN,
            "expires_in": "3600",
            "scope": "imbot",
            "status": "L",
            "member_id": member_id(self.store),
            "user_id": id,
            "application_token": APPLICATION_TOKEN,
        }
        return {str(id): {**auth, "AUTH": auth, "BOT_ID": id, "BOT_CODE": body.get("code", "")}}


def _number(value: object) -> int | None:
    try:
        return integer(value)
    except ValueError:
        return None
