# Copied from generator/runtime/portal/tokens.py by "python -m generator generate". Edit that file.
"""The OAuth tokens of the portal's application (settings/oauth/)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from typing import Final

from .calls import USER
from .errors import Refused

CLIENT_ID: Final = "local.app"
CLIENT_SECRET: Final = "app-secret"
TOKEN: Final = "token"
"""An access token that does not expire: `auth=token` or `Authorization: Bearer token`."""
EXPIRED_TOKEN: Final = "expired-token"
REFRESH_TOKEN: Final = "refresh-token"
"""Goes with the expired token, and is good for one renewal, as each is."""
MEMBER_ID: Final = "a0000000000000000000000000000001"
SCOPE: Final = "crm,disk,task,tasks,user"

_TOKEN_SECONDS: Final = 3600
_CODE_SECONDS: Final = 30


class Tokens:
    """In memory. `now` gives seconds since 1970."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._expiry: dict[str, float] = {TOKEN: float("inf"), EXPIRED_TOKEN: 0.0}
        self._refresh = {REFRESH_TOKEN}
        self._codes: dict[str, float] = {}

    def check(self, token: object) -> None:
        """Raises Refused for a token that is none or has expired."""
        expires = self._expiry.get(token) if isinstance(token, str) else None
        if expires is None:
            raise Refused("NO_AUTH_FOUND", "Wrong authorization data", 401)
        if expires <= self._now():
            raise Refused("expired_token", "The access token provided has expired", 401)

    def authorize(self, client_id: str) -> str:
        """A code for the application, good for 30 seconds. Raises Refused."""
        if client_id != CLIENT_ID:
            raise Refused("invalid_client", "No such application")
        code = secrets.token_hex(16)
        self._codes[code] = self._now() + _CODE_SECONDS
        return code

    def grant(self, asked: Mapping[str, str], origin: str) -> dict[str, object]:
        """A pair of tokens for a code or a refresh token, each of which works once. Raises Refused."""
        if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            raise Refused("invalid_client", "No such application, or another secret")
        kind = asked.get("grant_type")
        if kind == "authorization_code":
            good = self._codes.pop(asked.get("code", ""), 0.0) > self._now()
        elif kind == "refresh_token":
            good = asked.get("refresh_token") in self._refresh
            self._refresh.discard(asked.get("refresh_token", ""))
        else:
            raise Refused("invalid_request", "grant_type is authorization_code or refresh_token")
        if not good:
            raise Refused("invalid_grant", "The code or refresh token is not good, or no longer")
        return self._new_pair(origin)

    def _new_pair(self, origin: str) -> dict[str, object]:
        access, refresh = secrets.token_hex(16), secrets.token_hex(16)
        expires = self._now() + _TOKEN_SECONDS
        self._expiry[access] = expires
        self._refresh.add(refresh)
        return {
            "access_token": access,
            "client_endpoint": f"{origin}/rest/",
            "domain": origin.partition("://")[2],
            "expires": int(expires),
            "expires_in": _TOKEN_SECONDS,
            "member_id": MEMBER_ID,
            "refresh_token": refresh,
            "scope": SCOPE,
            "server_endpoint": f"{origin}/rest/",
            "status": "L",
            "user_id": USER,
        }
