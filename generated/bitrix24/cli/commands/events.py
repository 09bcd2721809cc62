# Copied from generator/runtime/cli/commands/events.py by "python -m generator generate". Edit that file.
"""`b24 events`: events as they come."""

from __future__ import annotations

import os
from typing import Final

import click

from ..messages import tell
from ..output import write_line

_TOKEN: Final = "BITRIX24_APPLICATION_TOKEN"


@click.command("events")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8025, show_default=True, help="The port, 0 for a free one."
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="End after so many.")
def command(host: str, port: int, limit: int | None) -> None:
    """Print events as they come.

    \b
    b24 events
    b24 events --limit 1 | jq .data

    What portals post is printed as lines of JSON: events, robots, automation rules, opened pages. The portal needs a
    way to this address: a tunnel, or a proxy. The handler is bound with b24 call event.bind, or in the card of the
    application or outgoing webhook. Tokens in what is posted are not printed. What does not carry the token in
    BITRIX24_APPLICATION_TOKEN is refused; where that is not set, anyone's is taken.
    """
    from ..event_listener import Listener

    token, count = os.environ.get(_TOKEN, ""), 0

    def hand_over(post: object) -> bool:
        nonlocal count
        write_line(post)
        count += 1
        return limit is None or count < limit

    try:
        listener = Listener((host, port), token, hand_over, tell)
    except OSError as error:
        raise click.ClickException(f"cannot listen on {host}:{port}: {error.strerror or error}") from None
    with listener:
        tell(f"listening on http://{host}:{listener.server_address[1]}/")
        if not token:
            tell(f"{_TOKEN} is not set: what anyone posts is printed")
        listener.serve_forever()
    if listener.failure is not None:
        raise listener.failure
