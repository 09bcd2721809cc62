# Copied from generator/runtime/portal/bot_events.py by "python -m generator generate". Edit that file.
"""What bots of the second version hear (api-reference/chat-bots/chat-bots-v2/imbot.v2/events/events.html)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .fields import now
from .store import Body


def in_second_version(bot: int, body: Body, chat: Mapping[str, Any], data: Mapping[str, Any]) -> Body:
    """The data of an event of the first version as the second has it; `body` and `chat` as they are kept."""
    params, author = data["PARAMS"], data["USER"]
    number = params.get("CHAT_ID")
    found: Body = {
        "bot": {"id": bot, "code": body.get("code", ""), "type": body.get("type", "bot")},
        "chat": {
            "id": number,
            "dialogId": params.get("DIALOG_ID"),
            "name": chat.get("title", ""),
            "type": chat.get("type", "chat"),
            "owner": chat.get("owner", 0),
        },
        "user": {
            "id": author["ID"],
            "name": author["NAME"],
            "firstName": author["FIRST_NAME"],
            "lastName": author["LAST_NAME"],
            "workPosition": author["WORK_POSITION"],
            "bot": author["IS_BOT"] == "Y",
        },
        "language": params.get("LANGUAGE", "en"),
    }
    if "MESSAGE_ID" in params:
        found["message"] = {
            "id": params["MESSAGE_ID"],
            "chatId": number,
            "authorId": params["AUTHOR_ID"],
            "date": now(),
            "text": params["MESSAGE"],
        }
    else:
        found["dialogId"] = params.get("DIALOG_ID")
    for id, command in data.get("COMMAND", {}).items():
        words = {"command": f"/{command['COMMAND']}", "params": command["COMMAND_PARAMS"], "context": "textarea"}
        found["command"] = {"id": int(id), **words}
    return found
