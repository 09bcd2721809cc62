"""A bot that answers in its chats: it says what it is told once more, louder.

python chat_bot.py https://portal.bitrix24.com/rest/1/secret/

It fetches its events, so it needs no address that the portal could reach. Where it got to is in a file: what came while
it was away is answered when it is back.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from bitrix24 import OMIT, Bitrix24Error, Client

CODE = "loud"
PAUSE = 1.0
"""Seconds between two looks for new messages."""


def main(webhook: str, token: str, place: Path) -> None:
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with Client(webhook) as b24:
        bot = register(b24, token)
        print(f"bot {bot} listens", flush=True)
        while not stopped.is_set():
            more = answer_new(b24, bot, token, place)
            if not more:
                stopped.wait(PAUSE)


def register(b24: Client, token: str) -> int:
    """The bot's id. A bot with this code that is there already stays the same one."""
    found = b24.imbot.v2.bot.register(
        fields={"code": CODE, "botToken": token, "properties": {"name": "Loud"}, "eventMode": "fetch"}
    )
    return found.bot.id


def answer_new(b24: Client, bot: int, token: str, place: Path) -> bool:
    """Answer what is new; True where there is more to fetch."""
    offset = int(place.read_text()) if place.exists() else OMIT
    found = b24.imbot.v2.event.get(bot_id=bot, bot_token=token, offset=offset)
    for event in found.events:
        if event.type == "ONIMBOTV2MESSAGEADD" and event.data is not None:
            message, chat = event.data["message"], event.data["chat"]
            b24.imbot.v2.chat.message.send(
                bot_id=bot,
                bot_token=token,
                dialog_id=chat["dialogId"],
                fields={"message": f"{message['text'].upper()}!"},
            )
    place.write_text(str(found.next_offset))
    return bool(found.has_more)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        main(sys.argv[1], os.environ.get("BOT_TOKEN", "a-secret-of-the-bot"), Path("chat_bot.offset"))
    except Bitrix24Error as error:
        sys.exit(str(error))
