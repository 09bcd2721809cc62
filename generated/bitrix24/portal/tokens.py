# Copied from generator/runtime/portal/tokens.py by "python -m generator generate". Edit that file.
"""The applications of the portal and their OAuth tokens (settings/oauth/)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from .calls import USER
from .errors import Refused

CLIENT_ID: Final = "local.app"
CLIENT_SECRET: Final = "app-secret"
TOKEN: Final = "token"
"""An access token of that application, which expires when the portal is told so alone: `auth=token`."""
EXPIRED_TOKEN: Final = "expired-token"
REFRESH_TOKEN: Final = "refresh-token"
"""Goes with both, and is good for one renewal, as each is."""
SCOPE: Final = "crm,disk,task,tasks,user"

_TOKEN_SECONDS: Final = 3600
_CODE_SECONDS: Final = 30


@dataclass(frozen=True)
class Application:
    """One that the portal has installed.

    Args:
        client_id: Tells it from others.
        client_secret: What it renews tokens with.
        scope: What it may call; None for everything.
        redirect_uri: Where its users are sent with a code, if it asks for no other place.
    """

    client_id: str
    client_secret: str = field(repr=False)
    scope: frozenset[str] | None = None
    redirect_uri: str = ""


@dataclass(frozen=True)
class _Issued:
    """A code or an access token."""

    application: Application
    expires: float


class Tokens:
    """In memory. `member_id`: the portal's; `now` gives seconds since 1970."""

    def __init__(self, member_id: str, now: Callable[[], float] = time.time) -> None:
        self._member_id = member_id
        self._now = now
        own = Application(CLIENT_ID, CLIENT_SECRET)
        self._applications: dict[str, Application] = {CLIENT_ID: own}
        self._access = {TOKEN: _Issued(own, float("inf")), EXPIRED_TOKEN: _Issued(own, 0.0)}
        self._refresh: dict[str, Application] = {REFRESH_TOKEN: own}
        self._codes: dict[str, _Issued] = {}

    def add(self, application: Application) -> None:
        self._applications[application.client_id] = application

    def application(self, client_id: str) -> Application:
        """Raises Refused."""
        found = self._applications.get(client_id)
        if found is None:
            raise Refused("invalid_client", "No such application")
        return found

    def expire(self, token: str | None = None) -> None:
        """All access tokens that there are, or one; refresh tokens stay good."""
        for each in list(self._access) if token is None else [token]:
            if each in self._access:
                self._access[each] = _Issued(self._access[each].application, 0.0)

    def check(self, token: object) -> Application:
        """Whose it is. Raises Refused for a token that is none or has expired."""
        access = self._access.get(token) if isinstance(token, str) else None
        if access is None:
            raise Refused("NO_AUTH_FOUND", "Wrong authorization data", 401)
        if access.expires <= self._now():
            raise Refused("expired_token", "The access token provided has expired", 401)
        return access.application

    def authorize(self, client_id: str) -> str:
        """A code for the application, good for 30 seconds. Raises Refused."""
        application = self.application(client_id)
        code = secrets.token_hex(16)
        self._codes[code] = _Issued(application, self._now() + _CODE_SECONDS)
        return code

    def grant(self, asked: Mapping[str, str], origin: str) -> dict[str, object]:
        """A pair of tokens for a code or a refresh token, each of which works once. Raises Refused."""
        application = self._applications.get(asked.get("client_id", ""))
        if application is None or asked.get("client_secret") != application.client_secret:
            raise Refused("invalid_client", "No such application, or another secret")
        kind = asked.get("grant_type")
        if kind == "authorization_code":
            code = self._codes.pop(asked.get("code", ""), None)
            good = code is not None and code.application == application and code.expires > self._now()
        elif kind == "refresh_token":
            token = asked.get("refresh_token", "")
            good = self._refresh.get(token) == application
            if good:
                del self._refresh[token]
        else:
            raise Refused("invalid_request", "grant_type is authorization_code or refresh_token")
        if not good:
            raise Refused("invalid_grant", "The code or refresh token is not good, or no longer")
        return self._new_pair(application, origin)

    def _new_pair(self, application: Application, origin: str) -> dict[str, object]:
        access, refresh = secrets.token_hex(16), secrets.token_hex(16)
        expires = self._now() + _TOKEN_SECONDS
        self._access[access] = _Issued(application, expires)
        self._refresh[refresh] = application
        return {
            "access_token": access,
            "client_endpoint": f"{origin}/rest/",
            "domain": origin.partition("://")[2],
            "expires": int(expires),
            "expires_in": _TOKEN_SECONDS,
            "member_id": self._member_id,
            "refresh_token": refresh,
            "scope": SCOPE if application.scope is None else ",".join(sorted(application.scope)),
            "server_endpoint": f"{origin}/rest/",
            "status": "L",
            "user_id": USER,
        }
