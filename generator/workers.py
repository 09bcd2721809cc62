"""Processes that work for a run, and end with it, however it ends."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, connection, get_context, parent_process
from threading import Thread
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# Ctrl+C, and the alarm by which it waits for the end of an import.
_STOPPING: Final = frozenset(getattr(signal, name) for name in ("SIGINT", "SIGALRM") if hasattr(signal, name))


class _Pool(ProcessPoolExecutor):
    """Starts processes to which Ctrl+C is nothing until they have begun: half imported, they would say where it was."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
        try:
            return super().submit(fn, *args, **kwargs)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _nothing() -> None:
    """A worker that has nothing to do before its work."""


@contextmanager
def workers(begin: Callable[[], object] = _nothing) -> Generator[ProcessPoolExecutor]:
    """One for each core; `begin`, a function of a module, is called first in each.

    After an error nobody waits for their end, and what it left undone is not begun.

    Raises:
        ChildProcessError: The system ended one, for want of memory say.
    """
    # Spawned, not forked: threads of this process may hold locks that a fork would copy and nobody release.
    kind = _Pool if hasattr(signal, "pthread_sigmask") else ProcessPoolExecutor
    try:
        pool = kind(mp_context=get_context("spawn"), initializer=_begin, initargs=(begin,))
    except BrokenPipeError:  # of what would clear up after them
        raise ChildProcessError("no process can be started to work for this run") from None
    try:
        yield pool
        # They are idle by now. Were this process to end first, Python might write to a pipe that it is just closing.
        pool.shutdown()
    except KeyboardInterrupt:
        for process in active_children():  # one that only begins would not find what this run takes down
            process.kill()
        raise
    except (BrokenProcessPool, BrokenPipeError):
        raise ChildProcessError("a process that worked for this run was ended (is there memory enough?)") from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _begin(begin: Callable[[], object]) -> None:
    # Ctrl+C goes to all processes of a terminal: these end without a word, the run says what there is to say.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
    Thread(target=_end_with_the_run, daemon=True).start()
    begin()


def _end_with_the_run() -> None:
    """A run that was killed tells its workers nothing, and they would wait for work for ever."""
    run = parent_process()
    if run is not None:
        connection.wait([run.sentinel])
        os._exit(1)
