# Copied from generator/runtime/portal/guard.py by "python -m generator generate". Edit that file.
"""Keeps other people's pages out: a browser on this machine would send their forms here, and hand them the answers.

Whoever calls the portal names it as it is reached, by an address or a name of a local network, and comes from no page
of another site. Bodies have a limit.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a body."""

_HOST: Final = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<name>[A-Za-z0-9._-]+))(?::[0-9]{1,5})?\Z")
# Pages that a link of another site may open, in a browser that tells that site nothing of them.
_LED_TO: Final = frozenset({"/", "/oauth/authorize/"})


class Guard:
    """`host`: a name that the portal has besides."""

    def __init__(self, app: ASGIApp, host: str = "") -> None:
        self._app = app
        self._host = host.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        reason = self._reason_to_refuse(headers, scope)
        if reason:
            content = {"error": "ACCESS_DENIED", "error_description": reason}
            await JSONResponse(content, 403)(scope, receive, send)
        elif _length(headers) > LARGEST:
            await _too_large()(scope, receive, send)
        else:
            await self._app(scope, _limited(receive), send)

    def _reason_to_refuse(self, headers: Headers, scope: Scope) -> str:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._is_ours(hosts[0]):
            return "The header Host names no address of this portal; its --host, localhost and addresses are taken"
        ours = f"{scope.get('scheme', 'http')}://{hosts[0]}".lower()
        if headers.get("origin", ours).lower() != ours:
            return "A page of another origin may not call this portal"
        foreign = headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
        # All that an older browser says of an image or a link.
        foreign = foreign or not f"{headers.get('referer', ours)}/".lower().startswith(f"{ours}/")
        if foreign and not (scope["path"] in _LED_TO and scope["method"] == "GET"):
            return "A page of another site may not call this portal"
        return ""

    def _is_ours(self, host: str) -> bool:
        """A name with a dot may be anyone's, and may be made to point here."""
        match = _HOST.match(host)
        if match is None:
            return False
        if match["six"]:
            return True
        name = match["name"].lower()
        return "." not in name or name == self._host or name.endswith(".localhost") or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.IPv4Address(name)
    except ValueError:
        return False
    return True


def _length(headers: Headers) -> int:
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def _too_large() -> JSONResponse:
    return JSONResponse({"error": "INVALID_REQUEST", "error_description": "The request body is too large"}, 413)


def _limited(receive: Receive) -> Receive:
    """A body that does not say its length is measured as it comes."""
    size = 0

    async def receive_limited() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > LARGEST:
            raise HTTPException(413)
        return message

    return receive_limited
