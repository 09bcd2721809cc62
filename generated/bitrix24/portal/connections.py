# Copied from generator/runtime/portal/connections.py by "python -m generator generate". Edit that file.
"""The connections of the portal: how many there may be, and how one ends before its answer does."""

from __future__ import annotations

import asyncio
import sys
from typing import Any, Final

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from .faults import ConnectionDropped

MOST: Final = 500
"""Connections that are open at a time, or half of what the system allows; whoever comes then takes the place of the one
that has been idle longest, or has not sent all of its request yet."""

_Peer = tuple[str, int]


class Connections:
    """Of one server, which runs `app` and makes its connections with `protocol()`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._open: dict[_Peer, asyncio.Transport] = {}
        self._busy: set[_Peer] = set()
        self._most = min(MOST, _files() // 2)

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        peer = scope.get("client") or ("", 0)

        async def receive_all() -> Message:
            message = await receive()
            if not message.get("more_body"):
                self._busy.add(peer)
            return message

        try:
            await self._app(scope, receive_all, send)
        except (ConnectionDropped, ClientDisconnect):
            transport = self._open.get(peer)
            if transport is not None:
                transport.close()
            # Until the server knows, it would put an answer of its own in the place of ours.
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self._busy.discard(peer)
            if peer in self._open:
                self._open[peer] = self._open.pop(peer)  # the last to become idle

    def protocol(self) -> type[H11Protocol]:
        connections = self

        class Protocol(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                connections.made(transport)

            def connection_lost(self, exc: Exception | None) -> None:
                connections.lost(self.transport)
                super().connection_lost(exc)

        return Protocol

    def made(self, transport: asyncio.Transport) -> None:
        if len(self._open) >= self._most:
            idle = next((peer for peer in self._open if peer not in self._busy), None)
            if idle is not None:
                self._open.pop(idle).abort()
        self._open[_peer(transport)] = transport

    def lost(self, transport: asyncio.Transport) -> None:
        if self._open.get(_peer(transport)) is transport:
            del self._open[_peer(transport)]


def _files() -> int:
    """How many the process may have open."""
    if sys.platform == "win32":
        return 2 * MOST
    import resource

    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def _peer(transport: asyncio.Transport) -> _Peer:
    found: Any = transport.get_extra_info("peername") or ("", 0)
    return str(found[0]), int(found[1])
