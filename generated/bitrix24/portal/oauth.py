# Copied from generator/runtime/portal/oauth.py by "python -m generator generate". Edit that file.
"""The authorization server that comes with the portal: `/oauth/authorize/` and `/oauth/token/` (settings/oauth/)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from .errors import Refused
from .tokens import Tokens


def oauth_routes(tokens: Tokens) -> list[Route]:
    async def authorize(request: Request) -> Response:
        """The application has no address to return to, so its user is shown the code, to copy it."""
        try:
            return PlainTextResponse(tokens.authorize(request.query_params.get("client_id", "")))
        except Refused as refused:
            return PlainTextResponse(refused.message, refused.status)

    async def token(request: Request) -> Response:
        try:
            return JSONResponse(tokens.grant(request.query_params, str(request.base_url).rstrip("/")))
        except Refused as refused:
            return JSONResponse({"error": refused.code, "error_description": refused.message}, refused.status)

    return [Route("/oauth/authorize/", authorize), Route("/oauth/token/", token)]
