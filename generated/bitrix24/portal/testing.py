# Copied from generator/runtime/portal/testing.py by "python -m generator generate". Edit that file.
"""The portal for tests: `with running_portal() as url: …`."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from typing import Any, Final

from .server import Server, listen, webhook_url

__all__ = ["running_portal"]

# In a tuple, where tools that freeze time for a test do not find it.
_CLOCK: Final = (time.monotonic,)


class _Loop(asyncio.SelectorEventLoop):
    """Goes on, and ends, while a test has stopped the clock of its program."""

    def time(self) -> float:
        return _CLOCK[0]()


def _run(work: Coroutine[Any, Any, None]) -> None:
    loop = _Loop()
    try:
        loop.run_until_complete(work)
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


@contextmanager
def running_portal(*, limited: bool = False) -> Generator[str, None, None]:
    """A fresh portal on a free port of this machine; yields its webhook URL and stops it at the end.

    Args:
        limited: Should it refuse requests that come too fast, as a portal in the cloud does?
    """
    ready = threading.Event()
    with listen("127.0.0.1", 0) as bound:
        server = Server(ready.set, limited)

        def serve() -> None:
            try:
                _run(server.serve(sockets=[bound]))
            finally:
                ready.set()

        # Who never leaves the `with` can still end the program.
        thread = threading.Thread(target=serve, name="portal", daemon=True)
        thread.start()
        try:
            # A server that is not up yet would not notice that it is to stop.
            ready.wait()
            yield webhook_url(bound)
        finally:
            server.should_exit = True
            thread.join()
