# Copied from generator/runtime/portal/app.py by "python -m generator generate". Edit that file.
"""The portal as an ASGI application: `create_app()`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Final

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from .errors import Refused
from .exchange import Incoming, Outgoing
from .faults import ConnectionDropped, Fault
from .file_transfer import transfer_routes
from .guard import Guard
from .inside import Inside
from .local import LocalPortal
from .oauth import oauth_routes
from .page.routes import page_routes
from .request import nested
from .values import Params

_REST: Final = "/rest/"
_FILES: Final = frozenset({"/rest/upload.json", "/rest/download.json"})
_MULTIPART: Final = "multipart/form-data"
_MOST_PARTS: Final = 1000


def create_app(*, limited: bool = False, host: str = "", examples: bool = False) -> ASGIApp:
    """A portal of its own, with nothing in it but what it starts with.

    Args:
        limited: Does it keep the limits on the rate of requests and on operating time?
        host: A name with dots that it is reached by; addresses, and names without dots, need not be told.
        examples: Does it start with the records that the documentation's examples speak of?
    """
    return LocalPortal(limited=limited, host=host, examples=examples).app


def app_of(portal: LocalPortal, inside: Inside, host: str = "") -> ASGIApp:
    """`host`: see `create_app`."""
    return Guard(_App(portal, inside), host)


class _App:
    """Calls go straight to the portal, everything else through the routes of Starlette."""

    def __init__(self, portal: LocalPortal, inside: Inside) -> None:
        self._inside = inside
        self._rest = Starlette(routes=[*oauth_routes(inside), *transfer_routes(inside), *page_routes(portal, inside)])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith(_REST) or path in _FILES:
            await self._rest(scope, receive, send)
            return
        if scope["method"] not in ("GET", "POST"):
            await PlainTextResponse("Method Not Allowed", 405, {"Allow": "GET, POST"})(scope, receive, send)
            return
        try:
            incoming = await _incoming(scope, receive)
        except HTTPException as error:
            await PlainTextResponse(error.detail, error.status_code)(scope, receive, send)
            return
        await self._call(incoming, send)

    async def _call(self, incoming: Incoming, send: Send) -> None:
        fault = self._inside.fault_of(incoming)
        if fault.latency:
            await asyncio.sleep(fault.latency)
        if fault.drop == "before":
            self._inside.drop(incoming)
            raise ConnectionDropped("Server disconnected without sending a response.")
        outgoing = self._inside.run(incoming, fault)
        if fault.drop == "after":
            raise ConnectionDropped("Server disconnected without sending a response.")
        await _send(outgoing, fault, send)
        await self._inside.deliver()


async def _send(outgoing: Outgoing, fault: Fault, send: Send) -> None:
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in outgoing.headers.items()]
    headers.append((b"content-length", str(len(outgoing.body)).encode()))
    await send({"type": "http.response.start", "status": outgoing.status, "headers": headers})
    if fault.truncated:
        half = outgoing.body[: len(outgoing.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        raise ConnectionDropped("peer closed connection without sending complete message body")
    await send({"type": "http.response.body", "body": outgoing.body})


async def _incoming(scope: Scope, receive: Receive) -> Incoming:
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    content_type = headers.get(b"content-type", "")
    scheme, _, bearer = headers.get(b"authorization", "").partition(" ")
    body, form = await _body(receive), None
    if content_type.lower().startswith(_MULTIPART):
        body, form = b"", await _fields(Headers(scope=scope), body)
    return Incoming(
        path=scope["path"][len(_REST) :],
        origin=f"{scope['scheme']}://{headers.get(b'host', '')}",
        query=scope["query_string"].decode("latin-1"),
        content_type=content_type,
        body=body,
        bearer=bearer.strip() if scheme.lower() == "bearer" else None,
        key=headers.get(b"idempotency-key"),
        form=form,
    )


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionDropped("The client has gone")
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _fields(headers: Headers, body: bytes) -> Params:
    """Those with a text; files are no parameters, as PHP has it."""

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    parser = MultiPartParser(headers, stream(), max_files=_MOST_PARTS, max_fields=_MOST_PARTS)
    try:
        form = await parser.parse()
        await form.close()
        return nested((name, value) for name, value in form.multi_items() if isinstance(value, str))
    except (MultiPartException, KeyError, Refused) as error:
        raise HTTPException(400, "The multipart body cannot be read") from error
