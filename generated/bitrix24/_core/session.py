# Copied from generator/runtime/_core/session.py by "python -m generator generate". Edit that file.
"""What all calls of a client share: credentials, limits, retries and time."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextvars import ContextVar
from itertools import count
from random import Random
from typing import Final

import httpx

from ..auth import Credentials
from ..clock import Clock
from ..limits import ORDINARY, Limiter, Plan
from ..observe import NO_HOOKS, Hooks
from ..retries import Retries
from .effects import LARGEST_ANSWER
from .header_text import fits_header
from .omitted import Omitted
from .origin import is_cloud
from .own import Own
from .rate_limits import SHARED_BUCKETS, LeakyBucket, OperatingTime

_LONGEST_KEY: Final = 255
_PROCESS: Final = Own(lambda: os.urandom(6).hex())
_IDS: Final = count()

# A generator of our own: a program that seeds `random` must get the numbers that it expects.
_RANDOM: Final = Own(Random)


def random_fraction() -> float:
    """A number from 0 to 1, from a generator of this process's own: forked ones must not all come back at once."""
    return _RANDOM().random()


# The session whose `bulk` is collecting calls, while the program's function adds one.
COLLECTING: Final[ContextVar[Session | None]] = ContextVar("collecting", default=None)


class Session:
    """The lasting state behind a client and all its copies.

    `limits`: OMIT is the ordinary plan for a portal in the cloud and nothing for any other.
    """

    __slots__ = ("clock", "credentials", "hooks", "limits", "operating", "random", "retries")

    def __init__(
        self,
        credentials: Credentials,
        limits: Plan | Limiter | Omitted | None,
        retries: Retries,
        clock: Clock,
        operating: OperatingTime,
        hooks: Hooks = NO_HOOKS,
        random: Callable[[], float] = random_fraction,
    ) -> None:
        self.credentials: Final = credentials
        self.limits: Final = limits
        self.retries: Final = retries
        self.clock: Final = clock
        self.operating: Final = operating
        self.hooks: Final = hooks
        self.random: Final = random

    def next_request_id(self) -> str:
        """A name for a call, in logs, hooks and errors; no other call has it, in whichever process."""
        return f"{_PROCESS()}-{next(_IDS)}"

    def limiter(self) -> Limiter | LeakyBucket | None:
        """Whom to ask before a request."""
        limits, portal = self.limits, self.credentials.portal
        if isinstance(limits, Omitted):
            limits = ORDINARY if is_cloud(portal) else None
        return SHARED_BUCKETS.of(portal, limits, self.clock) if isinstance(limits, Plan) else limits


class Options:
    """What may differ from call to call.

    Args:
        idempotency_key: 1 to 255 printable ASCII characters that name one write of REST 3.0, so that sending it again
            does not do it again; None lets the client make one.
        deadline: Seconds that a call may take in all; None is without end.
        max_answer: Bytes of an answer, decompressed.
    """

    __slots__ = ("deadline", "idempotency_key", "max_answer", "timeout")

    def __init__(
        self,
        timeout: httpx.Timeout,
        idempotency_key: object = None,
        deadline: float | None = None,
        max_answer: int = LARGEST_ANSWER,
    ) -> None:
        key = idempotency_key
        if not (key is None or isinstance(key, str)):  # unchecked programs give numbers too
            raise TypeError(f"an idempotency key is text, not {type(key).__name__}")
        if key is not None and not (0 < len(key) <= _LONGEST_KEY and fits_header(key)):
            raise ValueError(f"an idempotency key is 1 to {_LONGEST_KEY} printable ASCII characters, no blanks around")
        self.timeout: Final = timeout
        self.idempotency_key: Final = key
        self.deadline: Final = deadline
        self.max_answer: Final = max_answer
