"""Processes that work for a run, and end with it, however it ends."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process
from threading import Thread


@contextmanager
def workers(begin: Callable[[], object]) -> Generator[ProcessPoolExecutor]:
    """One for each core; `begin`, a function of a module, is called first in each.

    Nobody waits for their end: what was asked for is there by then, and what an error left undone is not begun.

    Raises:
        ChildProcessError: The system ended one, for want of memory say.
    """
    # Spawned, not forked: threads of this process may hold locks that a fork would copy and nobody release.
    pool = ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=_begin, initargs=(begin,))
    try:
        yield pool
    except (BrokenProcessPool, BrokenPipeError):
        raise ChildProcessError("a process that worked for this run was ended (is there memory enough?)") from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _begin(begin: Callable[[], object]) -> None:
    # Ctrl+C goes to all processes of a terminal: these end without a word, the run says what there is to say.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=_end_with_the_run, daemon=True).start()
    begin()


def _end_with_the_run() -> None:
    """A run that was killed tells its workers nothing, and they would wait for work for ever."""
    run = parent_process()
    if run is not None:
        connection.wait([run.sentinel])
        os._exit(1)
