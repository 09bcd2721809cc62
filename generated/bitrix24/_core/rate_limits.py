# Copied from generator/runtime/_core/rate_limits.py by "python -m generator generate". Edit that file.
"""The portal's limits: how many requests it takes, and how long each of its methods may work.

The cloud lets requests into a leaky bucket per portal and source address, and answers 503 once it overflows. The client
keeps the same bucket and waits instead, one bucket for all clients of the process. Self-hosted portals have no bucket.
"""

from __future__ import annotations

import contextlib
import math
import os
import threading
from bisect import bisect_left, insort
from itertools import count
from typing import Final

from ..clock import Clock
from ..errors import FieldError
from ..limits import Plan
from ..response import Time
from .bucket_level import BucketLevel
from .own import Own

# Every call's turn, lower than those of all calls that came later.
TURNS: Final = count()

# Other processes and hosts may fill the portal's bucket as well. Who is refused goes half as fast, and then by so much
# faster each second, of what it does: all come to the same share, whoever was first.
_SLOWER: Final = 0.5
_FASTER: Final = 0.05
_LEAST_SHARE: Final = 1 / 256

# Refusals within so many seconds are one: the requests were sent before the first of them was known.
_ONE_REFUSAL: Final = 1.0

# Who waits looks again after a part of the wait, for those before it may have given up; seconds at least.
_LOOK_AGAIN: Final = 1.0
_PART: Final = 1 / 16


# Of a request: what has drained in parts is whole again, whatever the floating point says.
_ROUNDING: Final = 1e-6


class LeakyBucket:
    """The portal's bucket, kept in this process. Safe for threads and tasks.

    A call has a turn, a number; the lowest of those who wait is let through first. Turns come with time alone, and
    nobody has to take theirs for the others to go on; a turn that is given back is as if it had never been. The lock is
    one that its thread may take again: a signal's handler may call in between any two lines.
    """

    def __init__(self, plan: Plan, clock: Clock) -> None:
        self.plan = plan
        self._clock = clock
        self._lock = Own(threading.RLock)
        self._level = BucketLevel(plan, clock.now())
        self._seen = clock.now()
        self._share = 1.0
        self._slowed = -math.inf
        self._waiting: list[int] = []  # ascending
        self._let_through: set[int] = set()

    def wait(self, turn: int) -> float:
        """Take the turn, or queue for it; how many seconds it will be, and 0 once it is taken."""
        with self._lock():
            self._let_in()
            if turn not in self._let_through and not self._is_waiting(turn):
                insort(self._waiting, turn)
                self._let_in()
            if turn in self._let_through:
                self._let_through.discard(turn)
                return 0.0
            before = bisect_left(self._waiting, turn)
            return self._level.wait(self._capacity() - before - 1, self._seen, self._drained())

    def give_back(self, turn: int) -> None:
        """The turn is not wanted any more. Nothing if it has been taken."""
        with self._lock():
            if turn in self._let_through:
                self._let_through.discard(turn)
                self._level.not_sent()
            elif self._is_waiting(turn):
                with contextlib.suppress(ValueError):
                    self._waiting.remove(turn)

    def refused(self) -> None:
        """The portal refused a request for its rate."""
        with self._lock():
            self._leak()
            self._level.fill(self._capacity())
            if self._seen - self._slowed >= _ONE_REFUSAL:
                self._share = max(_LEAST_SHARE, self._share * _SLOWER)
                self._slowed = self._seen

    def change(self, plan: Plan) -> None:
        """The portal has another plan."""
        with self._lock():
            level = self._leak()
            self.plan, self._level = plan, BucketLevel(plan, self._seen, level)

    def forget_waiting(self) -> None:
        """After a fork, those who waited wait in the other process."""
        self._waiting = []
        self._let_through = set()

    @property
    def empty(self) -> bool:
        with self._lock():
            return self._leak() == 0 and not self._waiting and not self._let_through and self._share == 1

    def _is_waiting(self, turn: int) -> bool:
        index = bisect_left(self._waiting, turn)
        return index < len(self._waiting) and self._waiting[index] == turn

    def _let_in(self) -> None:
        places = max(0, int(self._capacity() + _ROUNDING - self._leak()))
        first = self._waiting[:places]
        del self._waiting[:places]
        self._let_through.update(first)
        self._level.sent(self._seen, len(first))

    def _leak(self) -> float:
        now = self._clock.now()
        level = self._level.at(now, self._drained())
        self._share = min(1.0, self._share * (1 + (now - self._seen) * _FASTER))
        self._seen = now
        return level

    def _drained(self) -> float:
        """What the portal takes out at a time, of what this process has put in."""
        return self.plan.rate * self._level.second * self._share

    def _capacity(self) -> float:
        """One request at a time there always is."""
        return max(1.0, self.plan.capacity)


def look_again_after(wait: float) -> float:
    """How much of a wait is slept at a time."""
    return min(wait, max(_LOOK_AGAIN, wait * _PART))


# Buckets that are kept although they are empty; above it they are dropped, for they would start empty again.
_MOST_BUCKETS: Final = 1000


class Buckets:
    """One bucket for each portal."""

    def __init__(self) -> None:
        self._lock = Own(threading.RLock)
        self._buckets: dict[str, LeakyBucket] = {}

    def of(self, portal: str, plan: Plan, clock: Clock) -> LeakyBucket:
        """The portal's bucket; the plan said last is the portal's plan."""
        with self._lock():
            if len(self._buckets) >= _MOST_BUCKETS:
                self._buckets = {name: bucket for name, bucket in self._buckets.items() if not bucket.empty}
            bucket = self._buckets.setdefault(portal, LeakyBucket(plan, clock))
            if bucket.plan != plan:
                bucket.change(plan)
            return bucket

    def after_fork(self) -> None:
        """The child keeps what has been sent, and none of those who waited."""
        for bucket in self._buckets.values():
            bucket.forget_waiting()


SHARED_BUCKETS: Final = Buckets()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=SHARED_BUCKETS.after_fork)

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
