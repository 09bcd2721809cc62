# Copied from generator/runtime/_core/single_flight.py by "python -m generator generate". Edit that file.
"""Something that many want done and that must be done once: the first does it, the others wait for the end."""

from __future__ import annotations

import threading
from concurrent.futures import Future


class SingleFlight:
    """One thing that at most one caller does at a time. Safe for threads and tasks, also mixed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: Future[None] | None = None

    def start_or_join(self) -> tuple[Future[None], bool]:
        """What ends when the thing is done, and whether the caller is the one to do it, and then to call `finish`."""
        with self._lock:
            if self._running is not None:
                return self._running, False
            self._running = Future()
            return self._running, True

    def finish(self, error: BaseException | None) -> None:
        """It is done, or failed; waiters get the error, or go on and look again if it was only broken off."""
        with self._lock:
            future, self._running = self._running, None
        if future is None:
            return
        if error is None or not isinstance(error, Exception):
            future.set_result(None)
        else:
            future.set_exception(error)
