# Copied from generator/runtime/portal/operating_time.py by "python -m generator generate". Edit that file.
"""The limit on the time that a method has been at work (limits.html), for each application or webhook by itself."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from math import inf
from typing import Final

from .calls import Caller
from .errors import OPERATION_TIME_LIMIT, Refused

LIMIT: Final = 480.0
_BASKET: Final = 60
KEPT: Final = 600
"""Seconds after which a basket is forgotten."""


@dataclass(frozen=True)
class Spent:
    """What a method has used up.

    Args:
        seconds: The sum of its baskets.
        reset_at: When the oldest of them is forgotten; seconds since 1970.
    """

    seconds: float
    reset_at: int


class UsedUp(Refused):
    """The error, with what has been used up."""

    def __init__(self, spent: Spent) -> None:
        super().__init__(OPERATION_TIME_LIMIT.code, OPERATION_TIME_LIMIT.message, OPERATION_TIME_LIMIT.status)
        self.spent = spent


@dataclass
class _Basket:
    """The calls of a minute, the first of which began at that second."""

    begun: int
    seconds: float


_Key = tuple[str, int, str]


class OperatingTime:
    """Counts always, and refuses where the portal is limited. `now` gives seconds since 1970."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.limited = False
        self._now = now
        self._costs: dict[str, float] = {}
        self._baskets: defaultdict[_Key, deque[_Basket]] = defaultdict(deque)

    def cost(self, method: str, seconds: float) -> None:
        """What each call of a method, or of those of a pattern, counts for, whatever it takes. Raises ValueError."""
        if not 0 <= seconds < inf:
            raise ValueError("cost: seconds, from 0")
        self._costs[method.lower()] = seconds

    def check(self, rest: int, method: str, caller: Caller) -> None:
        """Before a call. Raises Refused for a method that has used up more than there is."""
        spent = self._spent((caller.name, rest, method.lower()))
        if self.limited and spent.seconds > LIMIT:
            raise UsedUp(spent)

    def add(self, rest: int, method: str, caller: Caller, seconds: float) -> Spent:
        """After a call that has taken so long: what its method has used up so far."""
        key, now = (caller.name, rest, method.lower()), int(self._now())
        baskets = self._baskets[key]
        if not baskets or now // _BASKET != baskets[-1].begun // _BASKET:
            baskets.append(_Basket(now, 0.0))
        baskets[-1].seconds += self._cost(key[2], seconds)
        return self._spent(key)

    def _cost(self, method: str, seconds: float) -> float:
        """Of several that fit, the one that was said last."""
        for pattern, cost in reversed(self._costs.items()):
            if fnmatchcase(method, pattern):
                return cost
        return seconds

    def _spent(self, key: _Key) -> Spent:
        baskets = self._baskets.get(key)
        while baskets and self._now() - baskets[0].begun >= KEPT:
            baskets.popleft()
        if not baskets:
            return Spent(0.0, int(self._now()) + KEPT)
        return Spent(sum(basket.seconds for basket in baskets), baskets[0].begun + KEPT)
