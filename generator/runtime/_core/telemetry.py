"""Tells hooks and the log of each attempt; `observe` says what they are told."""

from __future__ import annotations

import logging
from typing import Final

from ..errors import ApiError, Bitrix24Error
from ..observe import Attempt, Hooks, Moved, Outcome, Renewed
from ..response import Response

_LOG: Final = logging.getLogger("bitrix24")


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


def moved(hooks: Hooks, what: Moved) -> None:
    """The portal has another address."""
    _LOG.info("the portal moved from %s to %s", what.old, what.new)
    if hooks.moved is not None:
        hooks.moved(what)


def not_kept(new: str, error: Bitrix24Error) -> None:
    """The portal has another address, which the store of its token does not have."""
    _LOG.warning("the portal moved to %s, which is not kept: %s", new, error)


def renewed(hooks: Hooks, what: Renewed) -> None:
    """The access token has been refreshed."""
    _LOG.info("the access token for %s has been refreshed", what.portal)
    if hooks.renewed is not None:
        hooks.renewed(what)
