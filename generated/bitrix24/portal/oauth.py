# Copied from generator/runtime/portal/oauth.py by "python -m generator generate". Edit that file.
"""The authorization server that comes with the portal: `/oauth/authorize/` and `/oauth/token/` (settings/oauth/)."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from .errors import Refused
from .inside import Inside
from .page.rendered import rendered
from .tokens import SCOPE, Application

_SEE_OTHER: Final = 303


def oauth_routes(inside: Inside) -> list[Route]:
    async def authorize(request: Request) -> Response:
        """Asks the user, and sends him back with a code.

        An application without an address to return to is given none: its user is shown the code, to copy it.
        """
        asked = request.query_params
        try:
            with inside.lock:
                application = inside.exchange.tokens.application(asked.get("client_id", ""))
                back = _address(asked.get("redirect_uri") or application.redirect_uri)
                if back and request.method == "GET":
                    return rendered("authorize.html", application=application, back=back)
                code = inside.exchange.tokens.authorize(application.client_id)
        except Refused as refused:
            return PlainTextResponse(refused.message, refused.status)
        if not back:
            return PlainTextResponse(code)
        return RedirectResponse(_with_code(back, code, application, inside.member_id, request), _SEE_OTHER)

    async def token(request: Request) -> Response:
        asked = dict(request.query_params)
        if request.method == "POST":
            async with request.form() as form:
                asked |= {name: value for name, value in form.multi_items() if isinstance(value, str)}
        try:
            with inside.lock:
                granted = inside.exchange.tokens.grant(asked, str(request.base_url).rstrip("/"))
        except Refused as refused:
            return JSONResponse({"error": refused.code, "error_description": refused.message}, refused.status)
        return JSONResponse(granted)

    return [
        Route("/oauth/authorize/", authorize, methods=["GET", "POST"]),
        Route("/oauth/token/", token, methods=["GET", "POST"]),
    ]


def _address(given: str) -> str:
    """Raises Refused for what no browser should be sent to."""
    try:
        parts = urlsplit(given)
        good = not given or (parts.scheme in ("http", "https") and bool(parts.hostname))
    except ValueError:
        good = False
    if not good:
        raise Refused("invalid_request", "redirect_uri is no address of the web")
    return given


def _with_code(back: str, code: str, application: Application, member_id: str, request: Request) -> str:
    query = {
        "code": code,
        "state": request.query_params.get("state", ""),
        "domain": request.url.netloc,
        "member_id": member_id,
        "scope": SCOPE if application.scope is None else ",".join(sorted(application.scope)),
        "server_domain": request.url.netloc,
    }
    return f"{back}{'&' if urlsplit(back).query else '?'}{urlencode(query)}"
