# Copied from generator/runtime/portal/server.py by "python -m generator generate". Edit that file.
"""The portal listening on a socket, with uvicorn."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Final

import uvicorn

from .app import CODE, create_app
from .calls import USER

_LAST_REQUESTS: Final = 3
"""Seconds that requests under way get to finish when the portal stops."""


class Server(uvicorn.Server):
    """Calls `ready` once connections are taken. `limited`, `host`: see `create_app`."""

    def __init__(self, ready: Callable[[], None], limited: bool = False, host: str = "") -> None:
        super().__init__(
            uvicorn.Config(
                create_app(limited=limited, host=host),
                log_config=None,
                log_level="error",
                access_log=False,
                lifespan="off",
                timeout_graceful_shutdown=_LAST_REQUESTS,
            )
        )
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


def listen(host: str, port: int) -> socket.socket:
    """A socket that is bound, on a free port for 0. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.create_server((host, port), family=family)
    # Connections inherit it; otherwise each answer waits 40 ms for the client to confirm its headers.
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return bound


def webhook_url(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/rest/{USER}/{CODE}/"
