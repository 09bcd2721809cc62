# Copied from generator/runtime/clock.py by "python -m generator generate". Edit that file.
"""Time, and waiting for it; tests put a clock of their own in its place."""

from __future__ import annotations

import threading
import time
from typing import Protocol

__all__ = ["Clock", "SystemClock"]


class Clock(Protocol):
    """`now` counts seconds from anywhere and never jumps; `sleep` and `asleep` wait, or until `wake` is set."""

    def now(self) -> float: ...

    def sleep(self, seconds: float, wake: threading.Event | None = None) -> None: ...

    async def asleep(self, seconds: float) -> None: ...


class SystemClock:
    """The machine's monotonic clock: setting the wall clock moves nothing."""

    # Taken once: what stops the clock in tests, such as freezegun, puts another into modules, and waits would not end.
    _monotonic = staticmethod(time.monotonic)

    def now(self) -> float:
        return self._monotonic()

    def sleep(self, seconds: float, wake: threading.Event | None = None) -> None:
        if wake is None:
            time.sleep(seconds)
        else:
            wake.wait(seconds)

    async def asleep(self, seconds: float) -> None:
        import asyncio  # here, because a sync program need not pay for it

        await asyncio.sleep(seconds)
