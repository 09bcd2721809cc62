# Copied from generator/runtime/_core/shared_bucket.py by "python -m generator generate". Edit that file.
"""What one process knows of a bucket that many share: enough to go on alone, and to tell a server that forgot it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from ..limits import Plan
from .own import Own

_MICRO: Final = 1_000_000

# Seconds by which a request may come later than it was booked for, and not fall into the turns of others. It costs a
# little of what may go at once, and nothing of the rate.
_LATE: Final = 0.5


def usable(plan: Plan) -> float:
    """How much of the portal's bucket is filled at most. The portal empties it in one go each second: until then it may
    be fuller than ours by what leaks in one. One request at a time there always is.
    """
    return max(1.0, plan.capacity - plan.rate + 0.5)


class SharedBucket:
    """Moments are whole microseconds of the server's clock, or of what this process takes for it.

    `empty` is the moment at which the bucket will be empty if nothing more is booked.

    Args:
        processes: How many share the bucket. Who is alone takes it that each of the others does as it does itself.
    """

    def __init__(self, plan: Plan, processes: int, now: Callable[[], float] = time.monotonic) -> None:
        self.each: Final = round(_MICRO / plan.rate)
        self.fits: Final = round(_MICRO * max(1.0, usable(plan) - plan.rate * _LATE) / plan.rate)
        self._processes: Final = processes
        self._now: Final = now
        self._lock: Final = Own(threading.RLock)
        self._ahead = time.time() - now()  # of our clock is the server's
        self._empty = 0
        self._seen = 0

    @property
    def known(self) -> tuple[int, int]:
        """When it will be empty, and when that was learnt."""
        with self._lock():
            return self._empty, self._seen

    def told(self, empty: int, now: int) -> float:
        """What the server says, now; how many seconds a request must wait that has been booked."""
        with self._lock():
            self._ahead = now / _MICRO - self._now()
            if now >= self._seen or self._seen - now > _MICRO:  # an answer that was overtaken is older by less
                self._empty, self._seen = empty, now
        return self._wait(empty, now)

    def book_alone(self) -> float:
        """A request without the server; seconds to wait."""
        return self._alone(lambda empty, now: max(empty, now) + self.each * self._processes)

    def give_back_alone(self) -> None:
        self._alone(lambda empty, now: max(now, empty - self.each * self._processes))

    def fill_alone(self) -> None:
        """The portal says that the bucket is full."""
        self._alone(lambda empty, now: max(empty, now + self.fits))

    def _alone(self, change: Callable[[int, int], int]) -> float:
        with self._lock():
            now = round((self._now() + self._ahead) * _MICRO)
            self._empty, self._seen = change(self._empty, now), now
            return self._wait(self._empty, now)

    def _wait(self, empty: int, now: int) -> float:
        return max(0, empty - self.fits - now) / _MICRO
