# Copied from generator/runtime/portal/connections.py by "python -m generator generate". Edit that file.
"""The connections of the portal: how many there may be, and how one ends before its answer does."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from .faults import ConnectionDropped

MOST: Final = 500
"""Connections that are open at a time; whoever comes then takes the place of the one that has been idle longest."""

_Peer = tuple[str, int]


class Connections:
    """Of one server, which runs `app` and makes its connections with `protocol()`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._open: dict[_Peer, asyncio.Transport] = {}
        self._busy: set[_Peer] = set()

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        peer = scope.get("client") or ("", 0)
        self._busy.add(peer)
        try:
            await self._app(scope, receive, send)
        except ConnectionDropped:
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
        if len(self._open) >= MOST:
            idle = next((peer for peer in self._open if peer not in self._busy), None)
            if idle is not None:
                self._open.pop(idle).abort()
        self._open[_peer(transport)] = transport

    def lost(self, transport: asyncio.Transport) -> None:
        if self._open.get(_peer(transport)) is transport:
            del self._open[_peer(transport)]


def _peer(transport: asyncio.Transport) -> _Peer:
    found: Any = transport.get_extra_info("peername") or ("", 0)
    return str(found[0]), int(found[1])
