"""What can be watched of a client: hooks of the caller's, and the log `bitrix24`.

Each attempt is logged at DEBUG, each repetition at INFO. Neither hooks nor the log are ever given a secret or a body.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from .errors import Bitrix24Error

__all__ = ["NO_HOOKS", "Attempt", "Hooks", "Outcome"]


class Attempt(NamedTuple):
    """A request that is about to be sent.

    Args:
        method: Wire name.
        rest: 2 or 3.
        number: 1 for the first attempt of a call.
        request_id: Of the call, the same for all its attempts; also sent as the header `X-Request-ID`.
    """

    method: str
    rest: int
    number: int
    request_id: str


class Outcome(NamedTuple):
    """What came of an attempt.

    Args:
        seconds: From sending to the end of the answer.
        status: HTTP status; None if no answer came.
        error: None if the call succeeded.
    """

    attempt: Attempt
    seconds: float
    status: int | None
    error: Bitrix24Error | None


class Hooks(NamedTuple):
    """Functions to be called before each request and after it. What they raise ends the call."""

    request: Callable[[Attempt], None] | None = None
    response: Callable[[Outcome], None] | None = None


NO_HOOKS: Final = Hooks()
