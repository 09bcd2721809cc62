"""OAuth on the local portal: codes, tokens, renewal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bitrix24 import ApiError, App, Client, MemoryStore, StoredOAuth, Token
from bitrix24.oauth import exchange_code
from generator.runtime.portal.errors import Refused
from generator.runtime.portal.tokens import Tokens

if TYPE_CHECKING:
    from tests.portal.conftest import Portal

APP = {"client_id": "local.app", "client_secret": "app-secret"}
ORIGIN = "http://127.0.0.1:8024"


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_an_expired_token_is_told_from_one_that_is_none(untouched: Portal) -> None:
    def with_token(token: str) -> tuple[int, str, str]:
        return untouched.send("POST", f"{untouched.root}rest/profile", json={"auth": token}).error

    assert with_token("expired-token") == (401, "expired_token", "The access token provided has expired")
    assert with_token("guess") == (401, "NO_AUTH_FOUND", "Wrong authorization data")


def test_a_pair_of_tokens_has_the_documented_fields(portal: Portal) -> None:
    query = {**APP, "grant_type": "refresh_token", "refresh_token": "refresh-token"}

    pair = portal.http.get(f"{portal.root}oauth/token/", params=query).json()

    assert pair["client_endpoint"] == f"{portal.root}rest/"
    assert (pair["expires_in"], len(pair["member_id"]), pair["user_id"]) == (3600, 32, 1)
    answer = portal.send("POST", f"{portal.root}rest/profile", json={"auth": pair["access_token"]})
    assert answer.result["ID"] == "1"


def test_a_token_lives_for_an_hour() -> None:
    clock = Clock()
    tokens = Tokens("", clock)
    query = {**APP, "grant_type": "refresh_token", "refresh_token": "refresh-token"}
    token = tokens.grant(query, ORIGIN)["access_token"]

    clock.now += 3599
    tokens.check(token)
    clock.now += 1
    with pytest.raises(Refused, match="expired_token"):
        tokens.check(token)


def test_a_code_works_once_and_for_thirty_seconds() -> None:
    clock = Clock()
    tokens = Tokens("", clock)
    codes = [tokens.authorize("local.app") for _ in range(2)]

    def grant(code: str) -> object:
        return tokens.grant({**APP, "grant_type": "authorization_code", "code": code}, ORIGIN)

    assert grant(codes[0])
    with pytest.raises(Refused, match="invalid_grant"):
        grant(codes[0])
    clock.now += 30
    with pytest.raises(Refused, match="invalid_grant"):
        grant(codes[1])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({**APP, "client_secret": "guess", "grant_type": "refresh_token"}, "invalid_client"),
        ({**APP, "grant_type": "password"}, "invalid_request"),
        ({**APP, "grant_type": "refresh_token", "refresh_token": "guess"}, "invalid_grant"),
        ({**APP, "grant_type": "authorization_code"}, "invalid_grant"),
    ],
)
def test_no_token_is_given_for_less(untouched: Portal, query: dict[str, str], code: str) -> None:
    answer = untouched.send("GET", f"{untouched.root}oauth/token/", params=query)

    assert (answer.status, answer.body["error"]) == (400, code)


def test_an_unknown_application_gets_no_code(untouched: Portal) -> None:
    assert untouched.http.get(f"{untouched.root}oauth/authorize/?client_id=guess").status_code == 400


def test_the_client_exchanges_a_code_and_renews_what_has_expired(portal: Portal) -> None:
    app = App("local.app", "app-secret", f"{portal.root}oauth/token/")
    code = portal.http.get(app.authorize_url(portal.origin, state="s")).text
    first = exchange_code(app, code)
    expired = MemoryStore(Token("expired-token", "refresh-token", portal.origin))

    for store in (MemoryStore(first), expired):
        with Client(StoredOAuth(app, store)) as b24:
            assert b24.profile().raw["NAME"] == "Alex"

    renewed = expired.load()
    assert renewed is not None
    assert renewed.access_token != "expired-token"
    used = StoredOAuth(app, MemoryStore(Token("expired-token", "refresh-token", portal.origin)))
    with Client(used) as b24, pytest.raises(ApiError, match="invalid_grant"):
        b24.profile()
