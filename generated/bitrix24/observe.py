"""What can be watched of a client: hooks of the caller's, and the log `bitrix24`.

Each attempt is logged at DEBUG, each repetition at INFO. Neither hooks nor the log are ever given a secret or a body.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import NamedTuple

from .errors import ApiError, Bitrix24Error
from .response import Response

_LOG = logging.getLogger("bitrix24")


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


NO_HOOKS = Hooks()


def before(hooks: Hooks, attempt: Attempt) -> None:
    """An attempt begins."""
    if hooks.request is not None:
        hooks.request(attempt)


def after(hooks: Hooks, attempt: Attempt, seconds: float, outcome: Response | Bitrix24Error) -> None:
    """An attempt has ended."""
    error = outcome if isinstance(outcome, Bitrix24Error) else None
    status = outcome.status if isinstance(outcome, (Response, ApiError)) else None
    if _LOG.isEnabledFor(logging.DEBUG):
        what = error if error is not None else f"HTTP {status}"
        _LOG.debug("%s [%s.%d] %.0f ms: %s", attempt.method, attempt.request_id, attempt.number, seconds * 1000, what)
    if hooks.response is not None:
        hooks.response(Outcome(attempt, seconds, status, error))


def repeating(attempt: Attempt, error: Bitrix24Error, seconds: float) -> None:
    """The call will be sent again after so many seconds."""
    _LOG.info("%s [%s.%d] again in %.2f s: %s", attempt.method, attempt.request_id, attempt.number, seconds, error)
