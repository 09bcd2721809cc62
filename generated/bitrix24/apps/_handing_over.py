# Copied from generator/runtime/apps/_handing_over.py by "python -m generator generate". Edit that file.
"""Work that nobody waits for: what it raises is logged, without secrets."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from .._core.redact import redact
from .calls import Call

_LOG: Final = logging.getLogger("bitrix24.apps")


def check(work: Callable[[Any], object], *, awaited: bool) -> None:
    """Is it something that works when it is called, `awaited` or not? Else calls would be answered, and lost.

    Raises:
        TypeError: It is not.
    """
    function: object = work
    while isinstance(function, partial):
        function = function.func
    if not callable(function):
        raise TypeError(f"calls are given to a function, not to {type(function).__name__}")
    functions = (function, getattr(function, "__call__", None))  # noqa: B004  # of an object
    if any(map(inspect.isgeneratorfunction, functions)) or any(map(inspect.isasyncgenfunction, functions)):
        raise TypeError("a generator function does nothing when it is called")
    if not awaited and any(map(inspect.iscoroutinefunction, functions)):
        raise TypeError(
            "nobody here awaits a coroutine function; FastAPI, Starlette, aiohttp and AsyncOfflineEvents do"
        )


def check_outcome(outcome: object) -> None:
    """Raises:
    TypeError: Something has yet to be done with it, and nobody will.
    """
    if inspect.iscoroutine(outcome):
        outcome.close()
    if inspect.iscoroutine(outcome) or inspect.isgenerator(outcome) or inspect.isasyncgen(outcome):
        raise TypeError(f"what the call was given to gave a {type(outcome).__name__}, and has not worked")


def run(work: Callable[[Call], object], call: Call) -> None:
    """Call it; raises nothing."""
    try:
        check_outcome(work(call))
    except Exception as error:
        _log(call, error)


async def run_async(work: Callable[[Call], object], call: Call) -> None:
    """Call it, in a thread if it is no coroutine function, and await what it may return; raises nothing."""
    try:
        outcome = work(call) if inspect.iscoroutinefunction(work) else await asyncio.to_thread(work, call)
        if inspect.isawaitable(outcome):
            await outcome
        else:
            check_outcome(outcome)
    except Exception as error:
        _log(call, error)


def _log(call: Call, error: Exception) -> None:
    _LOG.error("%s was not worked off: %s", type(call).__name__, redact(f"{type(error).__name__}: {error}"))
