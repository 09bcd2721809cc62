"""Work that nobody waits for: what it raises is logged, without secrets."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Callable
from typing import Final

from .._core.redact import redact
from .calls import Call

_LOG: Final = logging.getLogger("bitrix24.apps")


def run(work: Callable[[Call], object], call: Call) -> None:
    """Call it; raises nothing."""
    try:
        work(call)
    except Exception as error:
        _log(call, error)


async def run_async(work: Callable[[Call], object], call: Call) -> None:
    """Call it, in a thread if it is no coroutine function, and await what it may return; raises nothing."""
    try:
        outcome = work(call) if inspect.iscoroutinefunction(work) else await asyncio.to_thread(work, call)
        if inspect.isawaitable(outcome):
            await outcome
    except Exception as error:
        _log(call, error)


def _log(call: Call, error: Exception) -> None:
    _LOG.error("%s was not worked off: %s", type(call).__name__, redact(f"{type(error).__name__}: {error}"))
