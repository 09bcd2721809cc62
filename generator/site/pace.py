"""When the next request to a site may be made, and whether there is any use in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

from .source import SourceError

# A site that has answered nothing for so many seconds, and failed so many times since, is down.
_SILENCE: Final = 30.0
_FAILURES: Final = 8
# Seconds. A site that wants to be left alone for longer is read another time.
_LONGEST_WAIT: Final = 120.0


@dataclass(frozen=True)
class Clock:
    """Seconds from some start, and a way to let them pass."""

    now: Callable[[], float]
    sleep: Callable[[float], object]


class Pace:
    """One for all threads that ask one site."""

    def __init__(self, site: str, clock: Clock) -> None:
        self._site = site
        self._clock = clock
        self._lock = Lock()
        self._interval = 0.0
        self._next = 0.0
        self._heard = clock.now()
        self._failures = 0

    def keep_apart(self, seconds: float) -> None:
        """So many seconds lie between requests from now on."""
        self._interval = seconds

    def wait(self) -> None:
        """Until the next request may be made. Raises SourceError where the site is down."""
        with self._lock:
            now = self._clock.now()
            begin = max(now, self._next)
            self._next = begin + self._interval
        if begin > now:
            self._clock.sleep(begin - now)

    def rest(self, seconds: float) -> None:
        """The site wants no requests for so many seconds. Raises SourceError where that is too long to wait."""
        if seconds > _LONGEST_WAIT:
            raise SourceError(
                f"{self._site}: wants to be asked again in {seconds:.0f} s; what was read is kept, try again then"
            )
        with self._lock:
            self._next = max(self._next, self._clock.now() + seconds)

    def answered(self) -> None:
        with self._lock:
            self._heard = self._clock.now()
            self._failures = 0

    def failed(self, why: str) -> None:
        """A request came to nothing. Raises SourceError where all have, for too long."""
        with self._lock:
            self._failures += 1
            silence = self._clock.now() - self._heard
            is_down = self._failures >= _FAILURES and silence >= _SILENCE
        if is_down:
            raise SourceError(
                f"{self._site}: has given no page for {silence:.0f} s ({why}); what was read is kept, try again later"
            )
