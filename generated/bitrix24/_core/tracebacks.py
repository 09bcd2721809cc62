# Copied from generator/runtime/_core/tracebacks.py by "python -m generator generate". Edit that file.
"""Takes secrets out of tracebacks: some tools print, log or send the locals of every frame.

What httpx raises itself is translated and leaves no frames (`transport_errors.py`). This is for what only passes
through: a task that is cancelled, Ctrl-C at any line, a file of the caller's that cannot be read.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import sys
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from typing_extensions import ParamSpec

    P = ParamSpec("P")

from . import answers, exchange

E = TypeVar("E", bound=BaseException)
R = TypeVar("R")

# These have the URL or the bytes of a request in their locals.
_HTTP_LIBRARIES: Final = frozenset(
    ("httpx", "httpcore", "h11", "h2", "hpack", "anyio", "asyncio", "ssl", "socksio", "aiohttp", "yarl")
)

# These are ours, and have the bytes of a request or of an answer.
_ON_THE_WAY: Final = frozenset({answers.__name__, exchange.__name__, f"{__package__}.aiohttp_transport"})


_OURSELVES: Final = __name__.partition(".")[0]

# These frames are left as they are: one that waits in the middle would be closed. What they hold has a repr without
# secrets.
_GENERATORS: Final = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


def forgetful(function: Callable[P, R]) -> Callable[P, R]:
    """For functions that are given secrets: the traceback of whatever is raised in them has no locals."""

    @functools.wraps(function)
    def call(*args: P.args, **named: P.kwargs) -> R:
        try:
            return function(*args, **named)
        except BaseException as error:
            del args, named
            raise without_locals(error)  # noqa: B904  # it is the same error

    return call


def without_locals(error: E) -> E:
    """The same error; its frames that have ended hold nothing more, but those of the program, and of what it has
    installed besides. An error that was not to be seen behind it is not to be found there either.
    """
    for one in _chain(error):
        if one.__suppress_context__ and one.__cause__ is None:
            one.__context__ = None
        trace = one.__traceback__
        while trace is not None:
            frame = trace.tb_frame
            package = _package(trace)
            ours = package == _OURSELVES or package in _HTTP_LIBRARIES or package in sys.stdlib_module_names
            if ours and not frame.f_code.co_flags & _GENERATORS:
                with contextlib.suppress(RuntimeError):  # it goes on
                    frame.clear()
            trace = trace.tb_next
    return error


def without_requests(error: E) -> E:
    """The same error; its traceback, and those of the errors behind it, without the frames of the HTTP libraries."""
    for one in _chain(error):
        one.__traceback__ = _thinned(one.__traceback__)
    return without_locals(error)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and all behind it."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, one.__context__, *getattr(one, "exceptions", ())]


def _package(trace: TracebackType) -> str:
    return str(trace.tb_frame.f_globals.get("__name__", "")).partition(".")[0]


def _thinned(trace: TracebackType | None) -> TracebackType | None:
    kept: list[TracebackType] = []
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if _package(trace) not in _HTTP_LIBRARIES and module not in _ON_THE_WAY:
            kept.append(trace)
        trace = trace.tb_next
    thinned: TracebackType | None = None
    for one in reversed(kept):
        # Where a signal strikes between two lines, Python knows of none.
        line = one.tb_lineno or one.tb_frame.f_code.co_firstlineno
        thinned = TracebackType(thinned, one.tb_frame, one.tb_lasti, line)
    return thinned
