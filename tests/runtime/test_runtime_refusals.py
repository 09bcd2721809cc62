"""Refusals against a portal: which error each is, which of them renew the token, and which are waited for."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bitrix24 import AsyncClient, Client, OAuth, StoredOAuth
from bitrix24._core.convert import anything
from bitrix24._core.envelope import error_of
from bitrix24._core.method import Method
from bitrix24.auth import Credentials
from bitrix24.errors import (
    ApiError,
    AuthError,
    MethodNotFound,
    NotFound,
    PermissionDenied,
    RateLimited,
    TokenExpired,
    ValidationError,
)
from bitrix24.tokens import MemoryStore, Token
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Fault, Seen, running
from tests.runtime.token_portal import TokenPortal, app, first_token

ANSWERS = Path(__file__).resolve().parents[3] / "shared" / "real" / "answers.json"
V3 = "BITRIX_REST_V3_EXCEPTION_"
ADD = Method("tasks.task.add", anything, rest=3)
GET = Method("crm.deal.get", anything, writes=False)


def call_sync(credentials: str | Credentials, method: Method[Any], clock: FakeClock) -> object:
    with Client(credentials, clock=clock) as client:
        return client.invoke(method, {})


def call_async(credentials: str | Credentials, method: Method[Any], clock: FakeClock) -> object:
    async def main() -> object:
        async with AsyncClient(credentials, clock=clock) as client:
            return await client.invoke(method, {})

    return asyncio.run(main())


Call = Callable[["str | Credentials", Method[Any], FakeClock], object]
both = pytest.mark.parametrize("call", [call_sync, call_async])


def refusal(code: str, status: int, message: str = "") -> Answer:
    body = {"code": code, "message": message} if code.startswith(V3) else code
    return Answer({"error": body, "error_description": message}, status)


class V3TokenPortal(TokenPortal):
    """Says of an expired token what REST 3.0 says of every failed authentication."""

    expired: tuple[str, ...] = ()

    def method(self, seen: Seen) -> Answer:
        answer = super().method(seen)
        if seen.json["auth"] in self.expired:
            answer = Answer(status=401)
        return answer if answer.status == 200 else refusal(f"{V3}ACCESSDENIEDEXCEPTION", 401)


@both
def test_rest_3_does_not_say_that_a_token_expired_and_it_is_renewed_all_the_same(call: Call) -> None:
    portal = V3TokenPortal()
    with running(portal) as stub:
        portal.stub = stub
        assert call(StoredOAuth(app(stub), MemoryStore(first_token(stub))), ADD, FakeClock()) == "access-2"
    assert (portal.refreshes, portal.executed) == (1, 1)
    keys = [seen.headers["Idempotency-Key"] for seen in stub.seen if seen.verb == "POST"]
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_one_renewal_serves_all_calls_of_rest_3() -> None:
    portal = V3TokenPortal()

    async def main(credentials: StoredOAuth) -> list[object]:
        async with AsyncClient(credentials) as client:
            return list(await asyncio.gather(*(client.invoke(ADD, {}) for _ in range(8))))

    with running(portal) as stub:
        portal.stub = stub
        assert asyncio.run(main(StoredOAuth(app(stub), MemoryStore(first_token(stub))))) == ["access-2"] * 8
    assert portal.refreshes == 1


@both
def test_a_refusal_that_a_fresh_token_does_not_help_renews_once(call: Call) -> None:
    portal = TokenPortal()

    def handler(seen: Seen) -> Answer | Fault:
        return portal(seen) if seen.verb == "GET" else refusal(f"{V3}ACCESSDENIEDEXCEPTION", 401)

    with running(handler) as stub:
        portal.stub = stub
        with pytest.raises(AuthError) as caught:
            call(StoredOAuth(app(stub), MemoryStore(first_token(stub))), ADD, FakeClock())
    assert type(caught.value) is AuthError
    assert portal.refreshes == 1


@both
def test_a_token_from_the_store_may_have_expired_too(call: Call) -> None:
    portal = V3TokenPortal()
    with running(portal) as stub:
        portal.stub = stub
        store = MemoryStore(first_token(stub))
        credentials = StoredOAuth(app(stub), store)
        assert call(credentials, ADD, FakeClock()) == "access-2"
        store.save(Token("access-2b", "refresh-2", stub.origin))  # of another process, and expired meanwhile
        portal.expired = ("access-2",)
        assert call(credentials, ADD, FakeClock()) == "access-3"
    assert portal.refreshes == 2


@both
def test_without_a_renewer_it_is_an_auth_error(call: Call) -> None:
    with running(lambda _: refusal(f"{V3}ACCESSDENIEDEXCEPTION", 401)) as stub:
        for credentials in (stub.url, OAuth(stub.origin, "access-1")):
            with pytest.raises(AuthError) as caught:
                call(credentials, ADD, FakeClock())
            assert type(caught.value) is AuthError
    assert len(stub.seen) == 2


@both
@pytest.mark.parametrize(
    "limited",
    [
        refusal(f"{V3}RATELIMITEXCEPTION", 429),
        refusal(f"{V3}UNHEARDOFEXCEPTION", 429),
        refusal("TOO_MANY_OF_THEM", 429),
        Answer(b"<h1>429 Too Many Requests</h1>", 429),
    ],
)
def test_429_is_waited_for_whatever_its_code(call: Call, limited: Answer) -> None:
    answers = [limited, limited, Answer({"result": 5})]
    clock = FakeClock()
    with running(lambda _: answers.pop(0)) as stub:
        assert call(stub.url, ADD, clock) == 5
    assert len(stub.seen) == 3
    assert clock.now() >= 2


@both
def test_what_stands_before_the_portal_says_how_long_to_wait(call: Call) -> None:
    answers = [Answer(b"", 429, {"Retry-After": "17"}), Answer({"result": 5})]
    clock = FakeClock()
    begun = clock.now()
    with running(lambda _: answers.pop(0)) as stub:
        assert call(stub.url, ADD, clock) == 5
    assert clock.now() - begun >= 17


@both
@pytest.mark.parametrize("busy", [Answer({"error": "too_many"}, 429), Answer(b"<h1>Slow down</h1>", 429)])
def test_the_authorization_server_may_want_a_pause_too(call: Call, busy: Answer) -> None:
    portal = TokenPortal()
    portal.refusal = busy
    clock = FakeClock()
    with running(portal) as stub:
        portal.stub = stub
        assert call(StoredOAuth(app(stub), MemoryStore(first_token(stub))), GET, clock) == "access-2"
    assert portal.refreshes == 1
    assert clock.now() >= 1


def test_a_wait_beyond_the_budget_is_told() -> None:
    answer = Answer({"error": "X"}, 429, {"Retry-After": "600"})
    with running(lambda _: answer) as stub, pytest.raises(RateLimited) as caught:
        call_sync(stub.url, GET, FakeClock())
    assert caught.value.retry_after == 600
    assert len(stub.seen) == 1


@both
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refusal("APPLICATION_NOT_FOUND", 401), AuthError),
        (refusal("SOMETHING_NOT_FOUND", 401), AuthError),
        (refusal("SOMETHING_NOT_FOUND", 403), PermissionDenied),
        (refusal("SOMETHING", 402), PermissionDenied),
        (refusal("insufficient_scope", 401), PermissionDenied),
        (refusal(f"{V3}RESTUNAVAILABLEEXCEPTION", 402), PermissionDenied),
        (refusal(f"{V3}LICENSE_LICENSERESTRICTIONEXCEPTION", 403), PermissionDenied),
        (refusal(f"{V3}UNHEARDOFEXCEPTION", 403), PermissionDenied),
        (refusal(f"{V3}UNHEARDOFEXCEPTION", 400), ValidationError),
        (refusal("", 400, "Not found"), NotFound),
        (refusal("", 400, "Not found."), NotFound),
        (refusal("", 400, "Access denied."), PermissionDenied),
        (refusal("", 400, "The flow was not found in a list"), ApiError),
        (refusal("ERROR_METHOD_NOT_FOUND", 404), MethodNotFound),
    ],
)
def test_who_refuses_what(call: Call, answer: Answer, kind: type[ApiError]) -> None:
    with running(lambda _: answer) as stub, pytest.raises(ApiError) as caught:
        call(stub.url, GET, FakeClock())
    assert type(caught.value) is kind


def test_in_a_batch_where_there_is_no_status_alike() -> None:
    refused = {
        "c0": {"error": "", "error_description": "Not found"},
        "c1": {"error": "", "error_description": "Access denied."},
        "c2": {"error": "APPLICATION_NOT_FOUND", "error_description": "Application not found"},
        "c3": {"error": "ACCESS_ERROR", "error_description": "not yours"},
    }
    answer = Answer({"result": {"result": [], "result_error": refused}})
    with (
        running(lambda _: answer) as stub,
        Client(stub.url, clock=FakeClock()) as client,
        client.batch(halt=False) as batch,
    ):
        calls = [batch.call("crm.deal.get", {"ID": number}) for number in range(4)]
    assert [type(call.error) for call in calls] == [NotFound, PermissionDenied, AuthError, PermissionDenied]


def test_the_errors_that_portals_were_seen_to_answer() -> None:
    if not ANSWERS.is_file():
        pytest.skip("needs the recorded answers of real portals, answers.json, in ../shared/real")
    expected = {
        "expired_token": TokenExpired,
        "": NotFound,
        "access_error": PermissionDenied,
        "authorization_error": AuthError,
        "error_oauth": AuthError,
        "insufficient_scope": PermissionDenied,
        "invalid_token": AuthError,
        "access_denied": PermissionDenied,
        "user_access_error": PermissionDenied,
    }
    recorded = [each for each in json.loads(ANSWERS.read_text("utf-8")) if each["kind"] == "error"]
    assert recorded
    for each in recorded:
        error = error_of(each["method"], each["status"], each["body"], str)
        assert type(error) is expected.get(error.code.lower()), each
        assert error_of(each["method"], 200, each["body"], str).__class__ is type(error), each
