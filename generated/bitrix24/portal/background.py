# Copied from generator/runtime/portal/background.py by "python -m generator generate". Edit that file.
"""A loop in a thread of its own, one for a process, in which portals without a socket answer programs that wait."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from typing import Final

# In a tuple, where tools that freeze time for a test do not find it.
_CLOCK: Final = (time.monotonic,)
_LOCK: Final = threading.Lock()
_running: dict[int, asyncio.AbstractEventLoop] = {}


class UnfrozenLoop(asyncio.SelectorEventLoop):
    """Goes on, and ends, while a test has stopped the clock of its program."""

    def time(self) -> float:
        return _CLOCK[0]()


def background_loop() -> asyncio.AbstractEventLoop:
    """Begun when it is first needed; a process that was forked has one of its own."""
    with _LOCK:
        if os.getpid() not in _running:
            _running.clear()
            loop = _running[os.getpid()] = UnfrozenLoop()
            threading.Thread(target=loop.run_forever, name="portal without a socket", daemon=True).start()
        return _running[os.getpid()]
