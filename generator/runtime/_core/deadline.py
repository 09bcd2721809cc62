"""The moment by which a call must have come to its end, whatever it is doing then."""

from __future__ import annotations

import math
from typing import Final

from ..clock import Clock
from ..errors import TimedOut


class Deadline:
    """Begins when it is made. `seconds`: None is without end; then `left` is infinite."""

    __slots__ = ("_clock", "_ends", "seconds")

    def __init__(self, clock: Clock, seconds: float | None) -> None:
        self.seconds: Final = seconds
        self._clock = clock
        self._ends = math.inf if seconds is None else clock.now() + seconds

    @property
    def left(self) -> float:
        """Seconds; 0 once it has passed."""
        return math.inf if self.seconds is None else max(0.0, self._ends - self._clock.now())

    @property
    def left_or_none(self) -> float | None:
        """None without end, as requests have it."""
        return None if self.seconds is None else self.left

    def passed_before_sending(self, method: str, wait: float) -> TimedOut:
        """The error of a call that is not sent, because it would have to wait so long."""
        reason = f"it must wait {wait:.1f} s for the portal's limits" if wait else "its time is up"
        return TimedOut(f"not sent, {reason} (deadline {self.seconds:g} s)", method, may_have_run=False)
