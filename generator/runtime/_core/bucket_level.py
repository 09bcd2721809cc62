"""How full the portal's bucket may be, from what is known here: when requests were sent.

The portal empties its bucket in one go each second, at a moment of the second that it does not tell, and a request
comes some time after it was sent. So the bucket is kept once for each of many such moments, a request is counted in as
late as it may come, and the fullest counts: as many may go as the portal takes whatever its moment is, and no fewer.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Final

from ..limits import Plan

# How many moments of the second are told apart.
_MOMENTS: Final = 50

# How long a request may be on its way, of a second. What is on its way longer may be refused, and is sent again.
_ON_ITS_WAY: Final = 0.05

# A bucket that takes less than so many seconds of its rate is no plan of the cloud: it is emptied more often, or it
# could not be filled at its rate.
_SECONDS_HELD: Final = 10

# Seconds: a wait that was slept is over, whatever the floating point says.
_ROUNDING: Final = 1e-6


class BucketLevel:
    """Not safe for threads. `drained`, where it is asked for: how much the portal takes out at a time."""

    def __init__(self, plan: Plan, now: float, level: float = 0.0) -> None:
        self.second: Final = min(1.0, max(1.0, plan.capacity) / plan.rate / _SECONDS_HELD)
        self._levels = [level] * _MOMENTS
        self._on_their_way: deque[float] = deque()
        self._slot = self._slot_of(now)

    def at(self, now: float, drained: float) -> float:
        """The level; time goes on to that moment."""
        late = self.second * _ON_ITS_WAY
        while self._on_their_way and self._on_their_way[0] + late <= now:
            self._drain(self._on_their_way.popleft() + late, drained)
            self._levels = [level + 1 for level in self._levels]
        self._drain(now, drained)
        return max(self._levels) + len(self._on_their_way)

    def sent(self, now: float, count: int) -> None:
        self._on_their_way.extend([now] * count)

    def not_sent(self) -> None:
        """One that was counted as sent."""
        if self._on_their_way:
            self._on_their_way.pop()
        else:
            self._levels = [max(0.0, level - 1) for level in self._levels]

    def fill(self, level: float) -> None:
        """It is so full at least."""
        self._on_their_way.clear()
        self._levels = [max(level, known) for known in self._levels]

    def wait(self, highest: float, now: float, drained: float) -> float:
        """Seconds until the level is so low, if nothing more is sent."""
        last, coming = self._slot, len(self._on_their_way)
        come = self._slot_of(self._on_their_way[-1] + self.second * _ON_ITS_WAY) if coming else self._slot
        for moment, level in enumerate(self._levels):
            next_one = self._slot + 1 + (moment - self._slot - 1) % _MOMENTS
            if next_one <= come and level < drained:  # what is on its way then is not drained
                level, next_one = 0.0, next_one + _MOMENTS
            if (times := math.ceil((level + coming - highest) / drained - _ROUNDING)) > 0:
                last = max(last, next_one + (times - 1) * _MOMENTS)
        return last * self.second / _MOMENTS - now + _ROUNDING

    def _drain(self, now: float, drained: float) -> None:
        whole, rest = divmod(max(0, self._slot_of(now) - self._slot), _MOMENTS)
        if whole:
            self._levels = [max(0.0, level - whole * drained) for level in self._levels]
        for slot in range(self._slot + 1, self._slot + 1 + rest):
            self._levels[slot % _MOMENTS] = max(0.0, self._levels[slot % _MOMENTS] - drained)
        self._slot += whole * _MOMENTS + rest

    def _slot_of(self, now: float) -> int:
        return math.floor(now * _MOMENTS / self.second)
