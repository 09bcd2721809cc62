"""Tokens that expire: one refresh for all who wait, stored before it is used, and nothing lost when something fails."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bitrix24 import AsyncClient, Client
from bitrix24._core.convert import anything
from bitrix24._core.method import Method
from bitrix24.errors import (
    ApiError,
    AuthError,
    BadAnswer,
    CredentialsError,
    PermissionDenied,
    TokenExpired,
    TokenStoreBusy,
    TransportError,
)
from bitrix24.oauth import App, StoredOAuth, aexchange_code, exchange_code
from bitrix24.tokens import FileStore, MemoryStore, Token
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Fault, Seen, running
from tests.runtime.token_portal import TokenPortal, app, first_token

pytestmark = pytest.mark.slow

PROFILE = Method("profile", anything, writes=False)
ADD = Method("crm.deal.add", anything)


def call_sync(credentials: StoredOAuth, method: Method[Any] = PROFILE, **options: Any) -> object:
    with Client(credentials, clock=FakeClock(), **options) as client:
        return client.invoke(method, {})


def call_async(credentials: StoredOAuth, method: Method[Any] = PROFILE, **options: Any) -> object:
    async def main() -> object:
        async with AsyncClient(credentials, clock=FakeClock(), **options) as client:
            return await client.invoke(method, {})

    return asyncio.run(main())


Call = Callable[..., object]
both = pytest.mark.parametrize("call", [call_sync, call_async])


@both
def test_an_expired_token_is_refreshed_once_and_the_call_repeated(call: Call) -> None:
    portal = TokenPortal()
    with running(portal) as stub:
        portal.stub = stub
        store = MemoryStore(first_token(stub))
        credentials = StoredOAuth(app(stub), store)
        assert call(credentials, ADD) == "access-2"
        assert call(credentials, ADD) == "access-2"
    assert (portal.refreshes, portal.executed) == (1, 2)
    assert store.load() == Token("access-2", "refresh-2", stub.origin, "m1", 67, "crm")


def test_sync_and_async_clients_share_one_refresh() -> None:
    portal = TokenPortal()
    with running(portal) as stub:
        portal.stub = stub
        credentials = StoredOAuth(app(stub), MemoryStore(first_token(stub)))
        with ThreadPoolExecutor(4) as pool:
            results = list(pool.map(lambda call: call(credentials), [call_sync, call_async] * 2))
    assert results == ["access-2"] * 4
    assert portal.refreshes == 1


def test_the_store_has_the_new_token_before_any_call_uses_it() -> None:
    portal = TokenPortal()
    events: list[str] = []

    class Watching(MemoryStore):
        def save(self, token: Token) -> None:
            events.append(f"saved {token.access_token}")
            super().save(token)

    def handler(seen: Seen) -> Answer | Fault:
        if seen.verb == "POST":
            events.append(f"used {seen.json['auth']}")
        return portal(seen)

    with running(handler) as stub:
        portal.stub = stub
        call_sync(StoredOAuth(app(stub), Watching(first_token(stub))))
    assert events == ["used access-1", "saved access-2", "used access-2"]


@both
def test_another_process_may_have_refreshed_already(call: Call, tmp_path: Path) -> None:
    portal = TokenPortal()
    with running(portal) as stub:
        portal.stub = stub
        path = tmp_path / "token.json"
        FileStore(path).save(first_token(stub))
        mine, theirs = StoredOAuth(app(stub), FileStore(path)), StoredOAuth(app(stub), FileStore(path))
        assert call(theirs) == "access-2"
        assert call(mine) == "access-2"
    assert portal.refreshes == 1


def test_the_token_of_another_process_may_have_expired_as_well() -> None:
    portal = TokenPortal()
    with running(portal) as stub:
        portal.stub = stub
        store = MemoryStore(first_token(stub))
        mine = StoredOAuth(app(stub), store)
        assert call_sync(mine) == "access-2"
        store.save(Token("access-2b", "refresh-2", stub.origin))
        portal.current = 2
        mine_again = StoredOAuth(app(stub), store)
        assert call_sync(mine_again) == "access-3"


@both
def test_a_token_that_expires_at_once_is_not_refreshed_for_ever(call: Call) -> None:
    portal = TokenPortal()

    def handler(seen: Seen) -> Answer | Fault:
        return portal(seen) if seen.verb == "GET" else Answer({"error": "expired_token"}, 401)

    with running(handler) as stub:
        portal.stub = stub
        with pytest.raises(TokenExpired):
            call(StoredOAuth(app(stub), MemoryStore(first_token(stub))))
    assert portal.refreshes == 2


@both
@pytest.mark.parametrize(
    ("refusal", "kind"),
    [
        (Answer({"error": "invalid_grant", "error_description": "app-secret"}, 400), AuthError),
        (Answer({"error": "PAYMENT_REQUIRED"}, 200), PermissionDenied),
    ],
)
def test_a_refused_refresh_reaches_all_who_wait(call: Call, refusal: Answer, kind: type[ApiError]) -> None:
    portal = TokenPortal()
    portal.refusal = refusal
    with running(portal) as stub, pytest.raises(kind, match="oauth/token: ") as caught:
        call(StoredOAuth(app(stub), MemoryStore(first_token(stub))))
    assert portal.executed == 0
    assert "app-secret" not in str(caught.value)


@both
@pytest.mark.parametrize("failure", [Fault.RESET, Answer(b"<h1>502</h1>", 502)])
def test_a_refresh_that_fails_on_the_way_is_tried_again(call: Call, failure: Answer | Fault) -> None:
    portal = TokenPortal()
    portal.refusal = failure
    with running(portal) as stub:
        portal.stub = stub
        assert call(StoredOAuth(app(stub), MemoryStore(first_token(stub)))) == "access-2"


@both
def test_an_answer_without_a_token(call: Call) -> None:
    portal = TokenPortal()
    portal.refusal = Answer({"refresh_token": "x"}, 201)
    with running(portal) as stub, pytest.raises(BadAnswer, match="without a token"):
        call(StoredOAuth(app(stub), MemoryStore(first_token(stub))))


@both
def test_a_portal_that_moved_says_so_at_the_refresh(call: Call) -> None:
    portal = TokenPortal()
    with running(portal) as stub, running(portal) as other:
        portal.stub = stub
        portal.moved_to = other.origin
        credentials = StoredOAuth(app(stub), MemoryStore(first_token(stub)))
        assert call(credentials) == "access-2"
        assert credentials.portal == other.origin
    assert len(other.seen) == 1


@both
def test_an_empty_store(call: Call) -> None:
    with pytest.raises(CredentialsError, match="holds no token"):
        call(StoredOAuth(App("a", "b"), MemoryStore()))


def test_a_lock_that_is_never_given_back() -> None:
    portal = TokenPortal()
    with running(portal) as stub:
        store = MemoryStore(first_token(stub))
        assert store.try_lock()
        with pytest.raises(TokenStoreBusy, match="60 s"):
            call_sync(StoredOAuth(app(stub), store))
    assert portal.refreshes == 0


def test_a_cancelled_caller_leaves_the_refresh_to_the_others() -> None:
    portal = TokenPortal()
    asked, go_on = threading.Event(), threading.Event()

    def handler(seen: Seen) -> Answer | Fault:
        if seen.verb == "GET":
            asked.set()
            go_on.wait()
        return portal(seen)

    async def main(credentials: StoredOAuth) -> object:
        async with AsyncClient(credentials) as client:
            first = asyncio.create_task(client.invoke(ADD, {}))
            await asyncio.to_thread(asked.wait)
            second = asyncio.create_task(client.invoke(ADD, {}))
            first.cancel()
            with pytest.raises(asyncio.CancelledError):
                await first
            go_on.set()
            return await second

    with running(handler) as stub:
        portal.stub = stub
        store = MemoryStore(first_token(stub))
        assert asyncio.run(main(StoredOAuth(app(stub), store))) == "access-2"
    assert (portal.refreshes, portal.executed) == (1, 1)


def test_a_code_is_exchanged_for_the_first_token() -> None:
    portal = TokenPortal()
    with running(portal) as stub:
        portal.stub = stub
        token = exchange_code(app(stub), "code-123")
        assert token == Token("access-2", "refresh-2", stub.origin, "m1", 67, "crm")
        assert asyncio.run(aexchange_code(app(stub), "code-123")).access_token == "access-3"
        with pytest.raises(AuthError, match="invalid_grant"):
            exchange_code(app(stub), "other")


def test_a_code_is_not_sent_twice() -> None:
    with running(lambda _: Fault.RESET) as stub, pytest.raises(TransportError):
        exchange_code(app(stub), "code-123")
    assert len(stub.seen) == 1


def test_where_the_user_authorizes() -> None:
    url = App("app.1", "s").authorize_url("portal.bitrix24.com", "a b&c")
    assert url == "https://portal.bitrix24.com/oauth/authorize/?client_id=app.1&state=a+b%26c"
    with pytest.raises(CredentialsError, match="not a portal"):
        App("app.1", "s").authorize_url("a b", "")


def test_reprs_hide_every_secret(tmp_path: Path) -> None:
    token = Token("access-secret", "refresh-secret", "https://p.example", "m1", 5)
    credentials = StoredOAuth(App("app.1", "client-secret"), FileStore(tmp_path / "t.json"))
    shown = repr([token, MemoryStore(token), credentials])
    assert "-secret" not in shown
    assert "t.json" in shown


def test_a_file_store_keeps_the_token_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    store = FileStore(path)
    assert store.load() is None
    token = Token("a", "r", "https://p.example", "m1", 5, "crm")
    store.save(token)
    store.save(token)
    assert FileStore(path).load() == token
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["token.json"]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"access_token": "a"}', '{"access_token": "a", "refresh_token": "r"}', "{"]
)
def test_a_file_without_a_token_is_refused_without_showing_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "token.json"
    path.write_text(text)
    with pytest.raises(CredentialsError, match="token"):
        FileStore(path).load()


def test_a_file_store_is_locked_by_one_at_a_time(tmp_path: Path) -> None:
    one, other = FileStore(tmp_path / "t.json"), FileStore(tmp_path / "t.json")
    assert one.try_lock()
    assert not other.try_lock()
    assert not one.try_lock()
    one.unlock()
    assert other.try_lock()
    other.unlock()


ANOTHER_PROCESS = """
import sys
from bitrix24 import Client
from bitrix24.oauth import App, StoredOAuth
from bitrix24.tokens import FileStore

app = App("app.1", "app-secret", token_url=sys.argv[1])
with Client(StoredOAuth(app, FileStore(sys.argv[2]))) as client:
    print("ready", flush=True)
    sys.stdin.readline()
    print(client.call("profile").result)
"""


def test_two_processes_share_one_file_and_one_refresh(tmp_path: Path) -> None:
    portal, path = TokenPortal(), tmp_path / "token.json"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with running(portal) as stub:
        portal.stub = stub
        FileStore(path).save(first_token(stub))
        command = [sys.executable, "-c", ANOTHER_PROCESS, app(stub).token_url, str(path)]
        with contextlib.ExitStack() as stack:
            popen = partial(subprocess.Popen, command, env=environment, text=True)
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
            processes = [stack.enter_context(popen(**pipes)) for _ in range(2)]
            for process in processes:
                assert process.stdout is not None
                assert process.stdout.readline() == "ready\n"
            for process in processes:
                assert process.stdin is not None
                process.stdin.write("go\n")
                process.stdin.flush()
            assert [process.communicate()[0] for process in processes] == ["access-2\n"] * 2
    assert (portal.refreshes, portal.executed) == (1, 2)


def test_a_token_survives_its_dict() -> None:
    token = Token("a", "r", "https://p.example", "m1", None, "crm,task")
    assert Token.from_dict(json.loads(json.dumps(token.to_dict()))) == token
