"""Ctrl+C that ends a run wherever it is."""

from __future__ import annotations

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_LOOK_AGAIN: Final = 0.02
_IMPORTING: Final = "<frozen importlib"


@contextmanager
def interruptible() -> Generator[None]:
    """Ctrl+C raises KeyboardInterrupt, but not in the middle of an import: Python would swallow it there, and keep a
    lock for which the run's other threads wait for ever. It waits for the end of the import. Afterwards it does
    nothing more: the run is ending.
    """
    is_main = threading.current_thread() is threading.main_thread()
    # Who starts a program with Ctrl+C ignored, as a shell does in the background, wants it to go on.
    if not is_main or not hasattr(signal, "setitimer") or signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        yield
        return
    before = {number: signal.signal(number, _stop) for number in (signal.SIGINT, signal.SIGALRM)}
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(_: int, frame: FrameType | None) -> None:
    while frame is not None:
        if frame.f_code.co_filename.startswith(_IMPORTING):
            signal.setitimer(signal.ITIMER_REAL, _LOOK_AGAIN)
            return
        frame = frame.f_back
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt
