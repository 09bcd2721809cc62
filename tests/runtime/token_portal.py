"""A portal with its authorization server, where tokens expire and are refreshed; what ran is counted."""

from __future__ import annotations

import threading

from bitrix24.oauth import App
from bitrix24.tokens import Token
from tests.runtime.stub_portal import Answer, Fault, Seen, Stub


class TokenPortal:
    """A portal and its authorization server: token 1 has expired; each refresh makes a new pair and voids the last."""

    def __init__(self) -> None:
        self.current = 2
        self.refreshes = 0
        self.executed = 0
        self.refusal: Answer | Fault | None = None
        self.moved_to = ""
        self.lock = threading.Lock()
        self.stub: Stub | None = None

    def __call__(self, seen: Seen) -> Answer | Fault:
        with self.lock:
            return self.token(seen) if seen.path.startswith("/oauth/token/") else self.method(seen)

    def method(self, seen: Seen) -> Answer:
        if seen.json["auth"] != f"access-{self.current}" or self.refreshes == 0:
            return Answer({"error": "expired_token", "error_description": "expired"}, 401)
        self.executed += 1
        return Answer({"result": seen.json["auth"]})

    def token(self, seen: Seen) -> Answer | Fault:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            return refusal
        query = seen.query
        known = {"client_id": "app.1", "client_secret": "app-secret"}
        grant = {"grant_type": "refresh_token", "refresh_token": f"refresh-{self.current - (self.refreshes == 0)}"}
        if query not in ({**known, **grant}, {**known, "grant_type": "authorization_code", "code": "code-123"}):
            return Answer({"error": "invalid_grant", "error_description": "no such token"}, 400)
        if self.refreshes:
            self.current += 1
        self.refreshes += 1
        assert self.stub is not None
        pair = {
            "access_token": f"access-{self.current}",
            "refresh_token": f"refresh-{self.current}",
            "expires_in": 3600,
        }
        endpoint = self.moved_to or self.stub.origin
        return Answer(
            {**pair, "client_endpoint": f"{endpoint}/rest/", "member_id": "m1", "scope": "crm", "user_id": 67}
        )


def app(stub: Stub) -> App:
    return App("app.1", "app-secret", token_url=f"{stub.origin}/oauth/token/")


def first_token(stub: Stub) -> Token:
    return Token("access-1", "refresh-1", stub.origin)
