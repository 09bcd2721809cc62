# Copied from generator/runtime/_core/single_flight.py by "python -m generator generate". Edit that file.
"""Something that many want done and that must be done once: the first does it, the others wait for the end.

Who does it may never come to the end: its event loop is closed, or stands still because of the one who waits. So nobody
waits blindly: those who wait look again and again, and take over from one that cannot go on.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Generator
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

from .anew import anew
from .own import Own

if TYPE_CHECKING:
    import asyncio

# How often those who wait look whether the one they wait for can go on. Seconds.
LOOK_AGAIN: Final = 0.5

# How long an event loop may stand still, and how long the whole may take, before another begins anew. Seconds.
_STANDSTILL: Final = 10.0
_LONGEST: Final = 300.0


class Flight:
    """One run of the flow, in this thread or, if there is one, in the event loop."""

    def __init__(self, flow: Generator[Any, Any, None], loop: asyncio.AbstractEventLoop | None = None) -> None:
        self.done = False
        self.error: Exception | None = None
        self._flow: Final = flow
        self._loop: Final = loop
        self._thread: Final = threading.current_thread()
        self._begun: Final = time.monotonic()
        self._seen_running = self._begun
        # One for each who waits: a lock that all share might be lost to a signal.
        self._wake: list[Callable[[], object]] = []

    def when_done(self, wake: Callable[[], object]) -> None:
        """Have it called at the end; look at `done` afterwards, for it may have come already."""
        self._wake.append(wake)

    def waits_for_the_caller(self) -> bool:
        """Must the caller go on for the flight to end? It is part of it, or holds its event loop up."""
        if _WITHIN.get() is self:
            return True
        if self._loop is None:
            return False
        import asyncio

        try:
            return asyncio.get_running_loop() is self._loop
        except RuntimeError:
            return False

    @contextlib.contextmanager
    def within(self) -> Generator[None, None, None]:
        """What is called here, and the tasks and threads that take over its context, are part of the flight."""
        before = _WITHIN.set(self)
        try:
            yield
        finally:
            _WITHIN.reset(before)

    def is_lost(self) -> bool:
        """It will not come to an end."""
        now = time.monotonic()
        if now - self._begun > _LONGEST:
            return True
        if self._loop is None:
            return not self._thread.is_alive()
        if self._loop.is_running():
            self._seen_running = now
        return self._loop.is_closed() or now - self._seen_running > _STANDSTILL

    def land(self, error: BaseException | None) -> None:
        self.error = error if isinstance(error, Exception) else None
        self.done = True
        for wake in self._wake:
            with contextlib.suppress(RuntimeError):  # that event loop is closed
                wake()

    def abandon(self) -> None:
        """Have the flow give back what it holds, such as the lock of a store."""
        with contextlib.suppress(Exception):  # it is at work after all, or its store fails
            self._flow.close()


# The flight that the caller is part of.
_WITHIN: Final[ContextVar[Flight | None]] = ContextVar("within", default=None)

_ENDLESS: Final = (
    "the token is being renewed by who calls here, and cannot wait for itself: inside an event loop await AsyncClient,"
    " or call Client in a thread; in a store, call no client of the same token"
)


class SingleFlight:
    """One thing that at most one caller does at a time. Safe for threads, tasks and event loops, also mixed.

    A process that is forked meanwhile knows nothing of what runs in its parent.
    """

    def __init__(self) -> None:
        self._state = Own(_State)

    def begin(self, mine: Flight) -> Flight:
        """The flight that is running: the caller's, if there was none, and the caller must `finish` it then."""
        state = self._state()
        with state.lock:
            if state.running is None or state.running.done:
                state.running = mine
            return state.running

    def finish(self, flight: Flight, error: BaseException | None) -> None:
        """It has ended; those who wait get the error, or go on and look again if it was only broken off.

        Nothing happens unless it is the one that is running.
        """
        if self._state().running is flight:
            flight.land(error)

    def join(self, flight: Flight) -> None:
        """Until it has ended, or is lost.

        Raises:
            RuntimeError: It cannot end while the caller waits.
            Exception: What ended the flight.
        """
        if flight.waits_for_the_caller():
            raise RuntimeError(_ENDLESS)
        ended = threading.Lock()
        ended.acquire()
        flight.when_done(ended.release)
        while not flight.done:
            ended.acquire(timeout=LOOK_AGAIN)
            self._look_after(flight)
        if flight.error is not None:
            raise anew(flight.error)

    async def ajoin(self, flight: Flight) -> None:
        """`join`, awaited."""
        import asyncio

        if _WITHIN.get() is flight:
            raise RuntimeError(_ENDLESS)
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[Any] = loop.create_future()
        flight.when_done(lambda: loop.call_soon_threadsafe(_resolve, ended))
        while not flight.done:
            await asyncio.wait([ended], timeout=LOOK_AGAIN)
            self._look_after(flight)
        if flight.error is not None:
            raise anew(flight.error)

    def _look_after(self, flight: Flight) -> None:
        """End it, if it is lost."""
        if not flight.done and flight.is_lost():
            flight.abandon()
            self.finish(flight, None)


class _State:
    """What a process knows."""

    def __init__(self) -> None:
        self.lock: Final = threading.RLock()
        self.running: Flight | None = None


def _resolve(future: asyncio.Future[Any]) -> None:
    if not future.done():
        future.set_result(None)
