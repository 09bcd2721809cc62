"""A clock that moves only when someone sleeps, and remembers how long."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable


class FakeClock:
    """Starts anywhere; `slept` are the waits in their order, and after each `on_sleep` is called."""

    def __init__(self, start: float = 1000.0) -> None:
        self._now = start
        self._lock = threading.Lock()
        self.slept: list[float] = []
        self.on_sleep: Callable[[], None] = lambda: None

    def now(self) -> float:
        with self._lock:
            return self._now

    def sleep(self, seconds: float, wake: threading.Event | None = None) -> None:
        assert wake is None or not wake.is_set()
        with self._lock:
            self._now += seconds
            self.slept.append(seconds)
        self.on_sleep()

    async def asleep(self, seconds: float) -> None:
        self.sleep(seconds)
        await asyncio.sleep(0)

    def pass_by(self, seconds: float) -> None:
        """Time passes without anyone sleeping."""
        with self._lock:
            self._now += seconds
