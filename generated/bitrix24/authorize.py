"""The first token of an application: exchanges the code with which the user comes back from the portal."""

from __future__ import annotations

import httpx

from .clock import SystemClock
from .oauth import App, exchange
from .shells import AsyncShell, SyncShell
from .tokens import Token


def exchange_code(app: App, code: str, *, transport: httpx.BaseTransport | None = None) -> Token:
    """The token for the code, which is good for 30 seconds and once; save it in the store of a `StoredOAuth`.

    Raises:
        ApiError: The authorization server refuses.
        TransportError: It cannot be reached, or answers without a token.
    """
    flow = exchange(app, code)
    del code  # a traceback may show the locals of this frame
    shell = SyncShell(None, transport, SystemClock())
    try:
        return shell.run(flow)
    finally:
        shell.close()


async def aexchange_code(app: App, code: str, *, transport: httpx.AsyncBaseTransport | None = None) -> Token:
    """`exchange_code`, awaited."""
    flow = exchange(app, code)
    del code  # a traceback may show the locals of this frame
    shell = AsyncShell(None, transport, SystemClock())
    try:
        return await shell.run(flow)
    finally:
        await shell.close()
