"""How many requests of an async client are being sent and answered at a time."""

from __future__ import annotations

import asyncio
from typing import Final

# httpx.AsyncClient gets slower with the number of requests it has in hand, so the others wait outside. Fewer would be
# faster still where the portal answers at once, and slower where it takes its time.
_MOST_AT_ONCE: Final = 16

# Seconds after which a request does not count any more: it only waits, and nobody should wait for it.
_SLOW: Final = 0.1


class InFlight:
    """A block of requests; who comes when it is full waits for a place, at most a tenth of a second for each sixteen
    who came before.
    """

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(_MOST_AT_ONCE)

    async def enter(self) -> Place:
        await self._places.acquire()
        return Place(self._places)


class Place:
    """One request's place, until it leaves or turns out to be slow."""

    __slots__ = ("_places", "_slow")

    def __init__(self, places: asyncio.Semaphore) -> None:
        self._places: asyncio.Semaphore | None = places
        self._slow = asyncio.get_running_loop().call_later(_SLOW, self.leave)

    def leave(self) -> None:
        """May be called again."""
        places, self._places = self._places, None
        if places is not None:
            self._slow.cancel()
            places.release()
