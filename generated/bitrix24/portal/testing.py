# Copied from generator/runtime/portal/testing.py by "python -m generator generate". Edit that file.
"""The portal for tests: `with running_portal() as url: …`."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager

from .server import Server, listen, webhook_url

__all__ = ["running_portal"]


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
                server.run(sockets=[bound])
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
