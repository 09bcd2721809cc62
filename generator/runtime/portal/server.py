"""The portal listening on a socket, with uvicorn."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from .access import CODE
from .background import UnfrozenLoop
from .calls import USER
from .connections import Connections

_LAST_REQUESTS: Final = 3
"""Seconds that requests under way get to finish when the portal stops."""


class _Server(uvicorn.Server):
    def __init__(self, app: ASGIApp, ready: Callable[[], None], stopping: Callable[[], None]) -> None:
        connections = Connections(app)
        super().__init__(
            uvicorn.Config(
                connections.app,
                http=connections.protocol(),
                interface="asgi3",
                proxy_headers=False,
                ws="none",
                log_config=None,
                log_level="error",
                access_log=False,
                lifespan="off",
                timeout_graceful_shutdown=_LAST_REQUESTS,
            )
        )
        self._ready = ready
        self._stopping = stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping()
        await super().shutdown(sockets)


@contextmanager
def listening(app: ASGIApp, host: str, port: int, stopping: Callable[[], None]) -> Generator[str, None, None]:
    """From a thread, until the end of the `with`; yields the URL of the webhook. Raises OSError.

    `stopping` is called when the end has come, to end what would go on by itself.
    """
    ready = threading.Event()
    with _bound(host, port) as bound:
        server = _Server(app, ready.set, stopping)

        def serve() -> None:
            try:
                _run(server, bound)
            finally:
                ready.set()

        # Who never leaves the `with` can still end the program.
        thread = threading.Thread(target=serve, name="portal", daemon=True)
        thread.start()
        try:
            # A server that is not up yet would not notice that it is to stop.
            ready.wait()
            yield _webhook_url(bound)
        finally:
            server.should_exit = True
            thread.join()


def _run(server: uvicorn.Server, bound: socket.socket) -> None:
    loop: asyncio.AbstractEventLoop = UnfrozenLoop()
    try:
        loop.run_until_complete(server.serve(sockets=[bound]))
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


def _bound(host: str, port: int) -> socket.socket:
    """On a free port for 0."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.create_server((host, port), family=family)
    # Connections inherit it; otherwise each answer waits 40 ms for the client to confirm its headers.
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return bound


def _webhook_url(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/rest/{USER}/{CODE}/"
