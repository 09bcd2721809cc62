# Copied from generator/runtime/_core/own.py by "python -m generator generate". Edit that file.
"""What must not be shared: each process has its own, also one that was forked, and so may each thread or event loop."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable
from typing import Any, Final, Generic, TypeVar

V = TypeVar("V")


class Own(Generic[V]):
    """A value of its own for each place, made when it is first asked for there; calling this gives it.

    The process is asked for its number instead of being told of a fork: not everything that forks tells Python. There
    is no lock in it, for that might be held when the process is forked.

    Args:
        place: Where the caller is; by default, in which process.
        is_past: Is that place one that nobody will ask from again?
    """

    def __init__(
        self,
        make: Callable[[], V],
        place: Callable[[], Hashable] = os.getpid,
        is_past: Callable[[Any], bool] = lambda _: False,
    ) -> None:
        self._make: Final = make
        self._place: Final = place
        self._is_past: Final = is_past
        self._values: dict[Any, V] = {}

    def __call__(self) -> V:
        place = self._place()
        try:
            return self._values[place]
        except KeyError:
            for past in filter(self._is_past, list(self._values)):
                self._values.pop(past, None)
            return self._values.setdefault(place, self._make())

    def drop(self, value: V) -> bool:
        """Make another when it is next asked for; False if it is nowhere."""
        places = [place for place, known in list(self._values.items()) if known is value]
        return sum(self._values.pop(place, None) is not None for place in places) > 0

    def values(self) -> list[V]:
        return list(self._values.values())

    def drop_all(self) -> dict[Any, V]:
        """What there is, by its places."""
        values, self._values = self._values, {}
        return values
