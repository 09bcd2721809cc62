# Copied from generator/runtime/_core/aside.py by "python -m generator generate". Edit that file.
"""A thread for reading and writing files: an event loop goes on meanwhile, and nobody waits for a disk that is gone."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextvars import copy_context
from functools import partial
from queue import SimpleQueue
from typing import Any, Final, TypeAlias, TypeVar, cast

import httpx

from ..errors import Bitrix24Error
from .effects import TooSlow
from .exchange import Exchange

T = TypeVar("T")

# Seconds after which a step is one that hangs: whoever waits for it does something else meanwhile.
_HANGS: Final = 0.2

_Steps: TypeAlias = "SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None]"

_Meanwhile: TypeAlias = "Callable[[asyncio.Future[Any], float | None], Awaitable[None]]"


class Aside:
    """A thread of its own, begun with the first step, that takes steps one after the other.

    Neither the end of the event loop nor that of the program waits for one that hangs, and none takes a thread of the
    loop's pool, which names of hosts and token stores need.
    """

    def __init__(self) -> None:
        self._steps: _Steps = SimpleQueue()
        self._begun = False
        self.is_behind = False

    async def step(
        self, function: Callable[[], T], seconds: float | None = None, meanwhile: _Meanwhile | None = None
    ) -> T:
        """What the function returns or raises. Who is cancelled, or has waited so long, leaves it behind.

        Args:
            meanwhile: What to do while it hangs: waits for it no longer than so many seconds. What that raises is
                raised here.

        Raises:
            TooSlow: It has not ended after so many seconds.
            Bitrix24Error: No thread can be started.
        """
        if not self._begun:
            self._begin()
        waiting = asyncio.wrap_future(self._put(function))
        try:
            if meanwhile is None or (seconds is not None and seconds <= _HANGS):
                await asyncio.wait({waiting}, timeout=seconds)
            else:
                await asyncio.wait({waiting}, timeout=_HANGS)
                if not waiting.done():
                    await meanwhile(waiting, None if seconds is None else seconds - _HANGS)
            if not waiting.done():
                raise TooSlow
            return waiting.result()
        finally:
            self.is_behind |= waiting.cancel()

    def end(self, last: Callable[[], object]) -> None:
        """This is the last step, of which nothing is heard."""
        if self._begun:
            self._put(last)
            self._steps.put(None)

    def _put(self, function: Callable[[], T]) -> Future[T]:
        outcome: Future[T] = Future()
        self._steps.put((outcome, partial(copy_context().run, function)))
        return outcome

    def _begin(self) -> None:
        """Raises:
        Bitrix24Error: The system or the interpreter starts no more threads; at its end one would wait for ever.
        """
        failure = "the program is ending" if sys.is_finalizing() else ""
        if not failure:
            try:
                threading.Thread(target=_work, args=(self._steps,), name="bitrix24 files", daemon=True).start()
            except RuntimeError as error:
                failure = str(error)
        if failure:
            raise Bitrix24Error(f"no thread could be started for a file ({failure})")
        self._begun = True


def _work(steps: _Steps) -> None:
    while (step := steps.get()) is not None:
        outcome, function = step
        if outcome.set_running_or_notify_cancel():
            try:
                outcome.set_result(function())
            except StopIteration as error:  # which no future takes, and whoever waits for it would wait for ever
                outcome.set_exception(RuntimeError(f"a file raised {error!r}"))
            except BaseException as error:
                outcome.set_exception(error)
        del step, outcome, function  # it would keep them until the next step


async def done_aside(function: Callable[[], T], seconds: float | None) -> T:
    """One step in a thread of its own; see `Aside.step`."""
    aside = Aside()
    try:
        return await aside.step(function, seconds)
    finally:
        aside.end(lambda: None)


class _Left(Exception):
    """What a context is left with that did not come to its end; the error itself belongs to another thread."""


@contextlib.asynccontextmanager
async def entered_aside(
    make: Callable[[], contextlib.AbstractContextManager[T]], seconds: float | None
) -> AsyncGenerator[tuple[Aside, T], None]:
    """A context that is entered and left in a thread, where its file is to be used too.

    Who is cancelled, or has left a step behind, does not wait until the context is left: the thread does that as soon
    as it can.
    """
    aside, stack = Aside(), contextlib.ExitStack()
    leave = partial(stack.__exit__, _Left, _Left(), None)
    try:
        yield aside, await aside.step(lambda: stack.enter_context(make()), seconds)
        if not aside.is_behind:
            await aside.step(stack.close)
    except Exception:
        if not aside.is_behind:
            await aside.step(leave)
        raise
    finally:
        aside.end(leave)


async def read_aside(
    make: Callable[[], httpx.Request], aside: Aside, seconds: float | None
) -> Callable[[Exchange], httpx.Request]:
    """A form with a file in it that is made in the file's thread, and read there as it is sent.

    What comes back makes it part of its exchange: the form itself is no local of any frame, as its repr has the URL.
    """
    made: list[httpx.Request] = []
    await aside.step(lambda: made.append(make()), seconds)

    def form_in(exchange: Exchange) -> httpx.Request:
        made[0].stream = _Form(made[0], aside, exchange)
        return made[0]

    return form_in


class _Form(httpx.AsyncByteStream):
    def __init__(self, form: httpx.Request, aside: Aside, exchange: Exchange) -> None:
        self._pieces: Final = cast("httpx.SyncByteStream", form.stream)
        self._timeout: Final[float | None] = form.extensions["timeout"]["write"]
        self._aside: Final = aside
        self._exchange: Final = exchange

    async def __aiter__(self) -> AsyncGenerator[bytes, None]:
        pieces = iter(self._pieces)
        while (piece := await self._next(pieces)) is not None:
            yield piece

    async def _next(self, pieces: Iterator[bytes]) -> bytes | None:
        """Raises:
        httpx.TimeoutException: The disk takes longer than the portal may.
        httpcore.WriteError: The portal has answered meanwhile.
        """
        patience = self._exchange.patience(self._timeout)
        try:
            return await self._aside.step(partial(next, pieces, None), patience, self._exchange.listen_during)
        except TooSlow:
            self._exchange.within_deadline()
        raise httpx.WriteTimeout("the file could not be read in time")
