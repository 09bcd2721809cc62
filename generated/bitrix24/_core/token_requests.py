# Copied from generator/runtime/_core/token_requests.py by "python -m generator generate". Edit that file.
"""What is asked of the authorization server: tokens, for a code or for a refresh token."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import httpx

from .._version import USER_AGENT
from ..errors import ApiError, AuthError, BadAnswer, CredentialsError, PermissionDenied, PortalError, RateLimited
from ..retries import Retries
from ..tokens import Token
from .effects import Flow, Reply, Request, Sleep, send
from .envelope import Hide
from .header_text import fits_header
from .json_types import is_map
from .redact import redact
from .retry_state import RetryState
from .session import random_fraction

if TYPE_CHECKING:
    from ..oauth import App

# What errors and logs call a request to the authorization server.
_NAME: Final = "oauth/token"
_TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
_HEADERS: Final = {"User-Agent": USER_AGENT, "Accept": "application/json"}


def exchange(app: App, code: object) -> Flow[Token]:
    """The first token, for the code with which the user came back; ApiError if the server refuses."""
    if not isinstance(code, str) or not code or not fits_header(code):  # unchecked programs hand on whatever came
        raise ValueError("not a code: it comes from the authorization server, as text")
    # A code works once: after a lost answer it is spent.
    attempts = RetryState(Retries(), harmless=False, random=random_fraction)
    asked = _token_request(app, grant_type="authorization_code", code=code)
    return _fetch_token(asked, attempts, None, lambda text: redact(text, [app.client_secret, code]))


def refresh(app: App, token: Token) -> Flow[Token]:
    """The next token, for the refresh token of the last one; ApiError if the server refuses."""
    # If the answer is lost, the old token may still be good, and asking again cannot make it worse.
    attempts = RetryState(Retries(), harmless=True, random=random_fraction)
    asked = _token_request(app, grant_type="refresh_token", refresh_token=token.refresh_token)
    return _fetch_token(
        asked,
        attempts,
        token,
        lambda text: redact(text, [app.client_secret, token.refresh_token, token.access_token]),
    )


def _token_request(app: App, **grant: str) -> Request:
    query = urlencode({"client_id": app.client_id, "client_secret": app.client_secret, **grant})
    return Request(_NAME, f"{app.token_url}?{query}", b"", _HEADERS, _TIMEOUT, "GET")


def _fetch_token(request: Request, attempts: RetryState, old: Token | None, hide: Hide) -> Flow[Token]:
    while True:
        outcome = yield from send(request)
        answer = _read_token(outcome, old, hide) if isinstance(outcome, Reply) else outcome
        if isinstance(answer, Token):
            return answer
        wait = attempts.wait_after(answer)
        if wait is None:
            raise answer
        yield Sleep(wait)


def _read_token(reply: Reply, old: Token | None, hide: Hide) -> Token | ApiError | BadAnswer:
    """`old`: the token that is renewed; None where the first is asked for."""
    try:
        found: object = json.loads(reply.body)
    except (ValueError, RecursionError):
        found = None
    values: Mapping[str, object] = found if is_map(found) else {}
    token = _token_of(values, old)
    if token is not None:
        if old is not None and old.member_id and token.member_id != old.member_id:
            message = "the authorization server answered with the token of another portal; it is not used"
            return AuthError("", message, reply.status, _NAME)
        return token
    if "error" in values:
        code, message = hide(str(values["error"])), hide(str(values.get("error_description", "")))
        return _refusal(code, reply.status)(code, message, reply.status, _NAME)
    message = f"the authorization server answered without a token (HTTP {reply.status})"
    if reply.status == 429 or reply.status >= 500:
        return _refusal("", reply.status)("", message, reply.status, _NAME)
    error = BadAnswer(message, _NAME)
    error.status = reply.status
    return error


def _token_of(values: Mapping[str, object], old: Token | None) -> Token | None:
    if old is not None:
        return old.renewed(values)
    try:
        return Token.from_dict(values)
    except CredentialsError:
        return None


def _refusal(code: str, status: int) -> type[ApiError]:
    if code.casefold() in ("payment_required", "insufficient_scope") or status == 402:
        return PermissionDenied
    if status == 429:
        return RateLimited
    return PortalError if status >= 500 else AuthError
