# Copied from generator/runtime/_core/rate_limits.py by "python -m generator generate". Edit that file.
"""The portal's limits: how many requests it takes, and how long each of its methods may work.

The cloud lets requests into a leaky bucket per portal and source address, and answers 503 once it overflows. The client
keeps the same bucket and waits instead, one bucket for all clients of the process. Self-hosted portals have no bucket.
"""

from __future__ import annotations

import threading
from typing import Final

from ..clock import Clock
from ..errors import FieldError
from ..limits import Plan
from ..response import Time
from .own import Own


class LeakyBucket:
    """The portal's bucket, kept in this process. Safe for threads and tasks; who reserves first goes first."""

    blocking = False

    def __init__(self, plan: Plan, clock: Clock) -> None:
        self.plan = plan
        self._clock = clock
        self._lock = Own(threading.Lock)
        self._level = 0.0
        self._seen = clock.now()

    def reserve(self) -> float:
        with self._lock():
            level = self._leak() + 1
            self._level = level
            return max(0.0, (level - self._usable()) / self.plan.rate)

    def refused(self) -> None:
        with self._lock():
            self._level = max(self._leak(), self._usable())

    @property
    def empty(self) -> bool:
        with self._lock():
            return self._leak() == 0

    def _leak(self) -> float:
        now = self._clock.now()
        self._level = max(0.0, self._level - (now - self._seen) * self.plan.rate)
        self._seen = now
        return self._level

    def _usable(self) -> float:
        # The portal empties its bucket in one go each second: until then it may be fuller than ours by what leaks in
        # one.
        return self.plan.capacity - self.plan.rate + 0.5


# Buckets that are kept although they are empty; above it they are dropped, for they would start empty again.
_MOST_BUCKETS: Final = 1000


class Buckets:
    """One bucket for each portal."""

    def __init__(self) -> None:
        self._lock = Own(threading.Lock)
        self._buckets: dict[str, LeakyBucket] = {}

    def of(self, portal: str, plan: Plan, clock: Clock) -> LeakyBucket:
        """The portal's bucket; the plan said last is the portal's plan."""
        with self._lock():
            if len(self._buckets) >= _MOST_BUCKETS:
                self._buckets = {name: bucket for name, bucket in self._buckets.items() if not bucket.empty}
            bucket = self._buckets.setdefault(portal, LeakyBucket(plan, clock))
            bucket.plan = plan
            return bucket


SHARED_BUCKETS: Final = Buckets()

# The portal counts a method's execution time in baskets of a minute, and gives back one basket at a time.
_BASKET: Final = 60.0


class OperatingTime:
    """Which methods have to rest, because they used up their execution time, and until when.

    `time.operating` is the sum over ten minutes already, so the last answer is all there is to know. Moments are those
    of the client's clock; the portal's clock is only compared with itself.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._resets: dict[str, float] = {}
        self._rests: dict[str, float] = {}

    def wait(self, method: str) -> float:
        """Seconds until the method may be called again; 0 for nearly all."""
        until = self._rests.get(method)
        return max(0.0, until - self._clock.now()) if until is not None else 0.0

    def answered(self, method: str, time: Time | None) -> None:
        """The method works, and says when it gets time back."""
        self._rests.pop(method, None)
        seconds = seconds_until_reset(time)
        if seconds is not None:
            self._resets[method] = self._clock.now() + seconds

    def refused(self, method: str, seconds: float | None) -> float:
        """The method must rest, by its last answer if the refusal does not say how long; seconds."""
        now = self._clock.now()
        reset = self._resets.get(method, now)
        rest = seconds if seconds is not None else reset - now if reset > now else _BASKET
        self._rests[method] = now + rest
        return rest


def seconds_until_reset(time: Time | None) -> float | None:
    """How long after the answer the portal gives back operating time, by its own clock; None if it does not say."""
    try:
        if time is None or time.operating_reset_at is None or time.finish is None:
            return None
        return max(0.0, time.operating_reset_at - time.finish)
    except FieldError:
        return None
