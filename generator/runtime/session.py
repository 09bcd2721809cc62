"""What all calls of a client share: credentials, limits, stubbornness and time."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import httpx

from .auth import Credentials
from .clock import Clock
from .encode import Omitted
from .limits import ORDINARY, SHARED, Limiter, OperatingTime, Plan
from .observe import NO_HOOKS, Hooks
from .origin import is_cloud
from .retries import Retries

_LONGEST_KEY = 255
_PROCESS = os.urandom(6).hex()


@dataclass(slots=True)
class Session:
    """The lasting state behind a client and all its copies.

    `limits`: OMIT is the ordinary plan for a portal in the cloud and nothing for any other.
    """

    credentials: Credentials
    limits: Plan | Limiter | Omitted | None
    retries: Retries
    clock: Clock
    operating: OperatingTime
    hooks: Hooks = NO_HOOKS
    random: Callable[[], float] = field(default=random.random)
    _ids: count[int] = field(default_factory=count)

    def next_request_id(self) -> str:
        """A name for a call, in logs, hooks and errors."""
        return f"{_PROCESS}-{next(self._ids)}"

    def limiter(self) -> Limiter | None:
        """Whom to ask before a request."""
        limits, portal = self.limits, self.credentials.portal
        if isinstance(limits, Omitted):
            limits = ORDINARY if is_cloud(portal) else None
        return SHARED.of(portal, limits, self.clock) if isinstance(limits, Plan) else limits


@dataclass(frozen=True, slots=True)
class Options:
    """What may differ from call to call.

    Args:
        idempotency_key: 1 to 255 printable ASCII characters that name one write of REST 3.0, so that sending it again
            does not do it again; None lets the client make one.
    """

    timeout: httpx.Timeout
    idempotency_key: str | None = None

    def __post_init__(self) -> None:
        key = self.idempotency_key
        if key is not None and not (0 < len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()):
            raise ValueError(f"an idempotency key is 1 to {_LONGEST_KEY} printable ASCII characters")
