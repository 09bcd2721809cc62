# Copied from generator/runtime/_core/connecting.py by "python -m generator generate". Edit that file.
"""Connections that an async call is making when it is cancelled.

Nobody has a name for a connection before it is made, so older versions of anyio leave one whose caller is cancelled to
the collector. Here it is made in a task of its own, which goes on and closes what nobody wants any more.
"""

from __future__ import annotations

import contextlib
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import asyncio

# Seconds that closing a client waits for what its cancelled calls are still connecting to.
_PATIENCE: Final = 1.0


class Connecting:
    """What one client is connecting to."""

    def __init__(self) -> None:
        self._unwanted: set[asyncio.Task[None]] = set()

    async def made(self, making: Coroutine[Any, Any, Any]) -> Any:
        """The stream, once it is made; if the caller is cancelled before, it is closed then."""
        import asyncio

        task = asyncio.create_task(making)
        try:
            return await asyncio.shield(task)
        except BaseException:
            if not task.done() or (not task.cancelled() and task.exception() is None):
                closing = asyncio.create_task(_close_when_made(task))
                self._unwanted.add(closing)
                closing.add_done_callback(self._unwanted.discard)
            raise

    async def settle(self) -> None:
        """Until nothing is being made for nobody any more; what takes long is broken off."""
        import asyncio

        if self._unwanted:
            _, slow = await asyncio.wait(self._unwanted, timeout=_PATIENCE)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)


async def _close_when_made(task: asyncio.Task[Any]) -> None:
    with contextlib.suppress(Exception):
        await (await task).aclose()
