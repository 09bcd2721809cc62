"""Tokens that expire in the middle, and stores that fail: what was read, executed and refreshed is counted."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bitrix24 import AsyncClient, Client
from bitrix24._core.convert import anything, list_of
from bitrix24._core.method import Listing, ListMethod, Method
from bitrix24.errors import TokenStoreError
from bitrix24.oauth import StoredOAuth
from bitrix24.retries import NO_RETRIES
from bitrix24.tokens import MemoryStore, Token
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Fault, Seen, Stub, running
from tests.runtime.token_portal import TokenPortal, app, first_token

pytestmark = pytest.mark.slow

ADD = Method("item.add", anything)
LIST = ListMethod("item.list", list_of(anything), writes=False, listing=Listing("start"), row=anything)


class ShortLived:
    """A portal where a token is good for so many requests, and where a batch may find it expired halfway through."""

    def __init__(self, rows: int, per_token: int, expires_inside: int = 0) -> None:
        self.rows = rows
        self.per_token = per_token
        self.expires_inside = expires_inside
        self.current = 1
        self.used = 0
        self.refreshes = 0
        self.executed: list[str] = []
        self.lock = threading.Lock()
        self.origin = ""

    def __call__(self, seen: Seen) -> Answer | Fault:
        with self.lock:
            if seen.verb == "GET":
                return self.refresh(seen.query["refresh_token"])
            if seen.json["auth"] != f"access-{self.current}" or self.used >= self.per_token:
                return Answer({"error": "expired_token"}, 401)
            self.used += 1
            if seen.method == "batch":
                return Answer({"result": self.batch(seen.json["cmd"])})
            return Answer(self.page(seen.json))

    def refresh(self, refresh_token: str) -> Answer:
        if refresh_token != f"refresh-{self.current}":
            return Answer({"error": "invalid_grant"}, 400)
        self.refreshes += 1
        self.current += 1
        self.used = 0
        pair = {"access_token": f"access-{self.current}", "refresh_token": f"refresh-{self.current}"}
        return Answer({**pair, "client_endpoint": f"{self.origin}/rest/"})

    def page(self, params: dict[str, Any]) -> dict[str, Any]:
        start = int(params.get("start", 0))
        following = {"next": start + 50} if start + 50 < self.rows else {}
        return {"result": list(range(start, min(start + 50, self.rows))), "total": self.rows, **following}

    def batch(self, commands: dict[str, str]) -> dict[str, Any]:
        results: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        nexts: dict[str, int] = {}
        for key, command in commands.items():
            if self.expires_inside and len(self.executed) >= self.expires_inside and self.current == 1:
                errors[key] = {"error": "expired_token", "error_description": "expired"}
                continue
            self.executed.append(command)
            results[key] = command
            if "start=" in command:
                page = self.page({"start": command.rpartition("start=")[2]})
                results[key] = page["result"]
                nexts |= {key: page["next"]} if "next" in page else {}
        return {"result": results, "result_error": errors or [], "result_next": nexts or []}

    def credentials(self, stub: Stub) -> StoredOAuth:
        self.origin = stub.origin
        return StoredOAuth(app(stub), MemoryStore(Token("access-1", "refresh-1", stub.origin)))


def list_sync(credentials: StoredOAuth) -> list[object]:
    with Client(credentials, clock=FakeClock()) as client:
        return list(client.invoke_list(LIST, {}).all())


def list_async(credentials: StoredOAuth) -> list[object]:
    async def main() -> list[object]:
        async with AsyncClient(credentials, clock=FakeClock()) as client:
            return [row async for row in client.invoke_list(LIST, {}).all()]

    return asyncio.run(main())


def batch_sync(credentials: StoredOAuth, halt: bool) -> list[object]:
    with Client(credentials, clock=FakeClock()) as client:
        with client.batch(halt=halt) as batch:
            calls = [batch.invoke(ADD, {"n": number}) for number in range(120)]
        return [call.result for call in calls]


def batch_async(credentials: StoredOAuth, halt: bool) -> list[object]:
    async def main() -> list[object]:
        async with AsyncClient(credentials, clock=FakeClock()) as client:
            async with client.batch(halt=halt) as batch:
                calls = [batch.invoke(ADD, {"n": number}) for number in range(120)]
            return [call.result for call in calls]

    return asyncio.run(main())


@pytest.mark.parametrize("read", [list_sync, list_async])
def test_a_token_that_expires_again_and_again_in_a_list(read: Callable[[StoredOAuth], list[object]]) -> None:
    portal = ShortLived(rows=12_500, per_token=2)
    with running(portal) as stub:
        assert read(portal.credentials(stub)) == list(range(12_500))
    assert portal.refreshes == 2  # the first page and five batches, two to a token


@pytest.mark.parametrize("halt", [True, False])
@pytest.mark.parametrize("send", [batch_sync, batch_async])
def test_a_token_that_expires_between_the_requests_of_a_batch(send: Callable[..., list[object]], halt: bool) -> None:
    portal = ShortLived(rows=0, per_token=1)
    commands = [f"item.add?n={number}" for number in range(120)]
    with running(portal) as stub:
        assert send(portal.credentials(stub), halt) == commands
    assert portal.executed == commands
    assert portal.refreshes == 2


@pytest.mark.parametrize("halt", [True, False])
@pytest.mark.parametrize("send", [batch_sync, batch_async])
def test_a_token_that_expires_inside_a_request_of_a_batch(send: Callable[..., list[object]], halt: bool) -> None:
    portal = ShortLived(rows=0, per_token=100, expires_inside=30)
    commands = [f"item.add?n={number}" for number in range(120)]
    with running(portal) as stub:
        assert send(portal.credentials(stub), halt) == commands
    assert sorted(portal.executed) == sorted(commands)
    assert portal.refreshes == 1


def test_eight_threads_with_a_batch_each_on_one_expired_token() -> None:
    portal = ShortLived(rows=0, per_token=100)
    portal.used = 100
    with running(portal) as stub:
        credentials = portal.credentials(stub)
        with Client(credentials, retries=NO_RETRIES) as client, ThreadPoolExecutor(8) as pool:

            def send(thread: int) -> list[object]:
                with client.batch() as batch:
                    calls = [batch.invoke(ADD, {"n": thread * 10 + number}) for number in range(10)]
                return [call.result for call in calls]

            results = [result for found in pool.map(send, range(8)) for result in found]
    commands = [f"item.add?n={number}" for number in range(80)]
    assert results == commands
    assert sorted(portal.executed) == sorted(commands)
    assert portal.refreshes == 1


def test_a_hundred_tasks_on_one_expired_token() -> None:
    portal = TokenPortal()

    async def main(credentials: StoredOAuth) -> list[object]:
        async with AsyncClient(credentials, retries=NO_RETRIES) as client:
            return list(await asyncio.gather(*(client.invoke(ADD, {}) for _ in range(100))))

    with running(portal) as stub:
        portal.stub = stub
        assert asyncio.run(main(StoredOAuth(app(stub), MemoryStore(first_token(stub))))) == ["access-2"] * 100
    assert (portal.refreshes, portal.executed) == (1, 100)


class Flaky(MemoryStore):
    """Fails once, at the call that it is told."""

    def __init__(self, token: Token, at: str) -> None:
        super().__init__(token)
        self.at = at

    def fail(self, at: str) -> None:
        if self.at == at:
            self.at = ""
            raise OSError("no space left")

    def load(self) -> Token | None:
        self.fail("load")
        return super().load()

    def save(self, token: Token) -> None:
        self.fail("save")
        super().save(token)

    def try_lock(self) -> bool:
        self.fail("try_lock")
        return super().try_lock()

    def unlock(self) -> None:
        super().unlock()
        self.fail("unlock")


def twice_sync(credentials: StoredOAuth) -> object:
    with Client(credentials, clock=FakeClock()) as client:
        with pytest.raises(TokenStoreError, match="OSError: no space left"):
            client.invoke(ADD, {})
        return client.invoke(ADD, {})


def twice_async(credentials: StoredOAuth) -> object:
    async def main() -> object:
        async with AsyncClient(credentials, clock=FakeClock()) as client:
            with pytest.raises(TokenStoreError, match="OSError: no space left"):
                await client.invoke(ADD, {})
            return await client.invoke(ADD, {})

    return asyncio.run(main())


@pytest.mark.parametrize("at", ["load", "try_lock", "save", "unlock"])
@pytest.mark.parametrize("twice", [twice_sync, twice_async])
def test_a_store_that_fails_ends_one_call_and_loses_no_token(twice: Callable[[StoredOAuth], object], at: str) -> None:
    portal = TokenPortal()
    with running(portal) as stub:
        portal.stub = stub
        store = Flaky(first_token(stub), at)
        assert twice(StoredOAuth(app(stub), store)) == "access-2"
    assert (portal.refreshes, portal.executed) == (1, 1)
    kept = store.load()
    assert kept is not None
    assert kept.refresh_token == "refresh-2"
