"""Takes out of tracebacks the frames that hold a request: some tools print, log or send the locals of every frame.

What httpx raises itself is translated and leaves none (`transport_errors.py`). This is for what only passes through it:
a task that is cancelled, Ctrl-C, a file of the caller's that cannot be read.
"""

from __future__ import annotations

from types import TracebackType
from typing import Final, TypeVar

from . import answers, exchange

E = TypeVar("E", bound=BaseException)

# These have the URL or the bytes of a request in their locals.
_HTTP_LIBRARIES: Final = frozenset({"httpx", "httpcore", "h11", "h2", "hpack", "anyio", "asyncio", "ssl", "socksio"})

# These are ours, and have the bytes of a request or of an answer.
_ON_THE_WAY: Final = frozenset({answers.__name__, exchange.__name__})


def without_requests(error: E) -> E:
    """The same error; its traceback, and those of the errors behind it, without the frames of the HTTP libraries."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            one.__traceback__ = _thinned(one.__traceback__)
            waiting += [one.__cause__, one.__context__, *getattr(one, "exceptions", ())]
    return error


def _thinned(trace: TracebackType | None) -> TracebackType | None:
    kept: list[TracebackType] = []
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] not in _HTTP_LIBRARIES and module not in _ON_THE_WAY:
            kept.append(trace)
        trace = trace.tb_next
    thinned: TracebackType | None = None
    for one in reversed(kept):
        thinned = TracebackType(thinned, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return thinned
