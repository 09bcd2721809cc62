# Copied from generator/runtime/portal/leaky_bucket.py by "python -m generator generate". Edit that file.
"""The limit on the rate of requests (limits.html): a leaky bucket."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from .errors import Refused

_CAPACITY: Final = 50
_DRAINED: Final = 2


class Bucket:
    """Takes 50 requests at once and lets go of two, once a second, as on an ordinary plan."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._level = 0
        self._seen = int(now())

    def take(self) -> None:
        """Let a request in. Raises Refused when the bucket is full."""
        second = int(self._now())
        self._level = max(0, self._level - (second - self._seen) * _DRAINED)
        self._seen = second
        if self._level >= _CAPACITY:
            raise Refused("QUERY_LIMIT_EXCEEDED", "Too many requests", 503)
        self._level += 1
