"""A renamed portal and a renewed token: the store has them, and the program is told, once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bitrix24 import AsyncClient, Client, Hooks, Moved, OAuth, Renewed, StoredOAuth, Token
from bitrix24._core.convert import anything
from bitrix24._core.method import Method
from bitrix24.auth import Credentials, Webhook
from bitrix24.tokens import FileStore, MemoryStore
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Seen, Stub, running
from tests.runtime.token_portal import TokenPortal, app, first_token

ADD = Method("crm.deal.add", anything)


def call_sync(credentials: Credentials, hooks: Hooks, times: int = 1) -> object:
    with Client(credentials, clock=FakeClock(), hooks=hooks) as client:
        return [client.invoke(ADD, {}) for _ in range(times)]


def call_async(credentials: Credentials, hooks: Hooks, times: int = 1) -> object:
    async def main() -> object:
        async with AsyncClient(credentials, clock=FakeClock(), hooks=hooks) as client:
            return list(await asyncio.gather(*(client.invoke(ADD, {}) for _ in range(times))))

    return asyncio.run(main())


both = pytest.mark.parametrize("call", [call_sync, call_async])
Call = Callable[..., Any]


class Told:
    """What the hooks were called with."""

    def __init__(self) -> None:
        self.moved: list[Moved] = []
        self.renewed: list[Renewed] = []
        self.hooks = Hooks(moved=self.moved.append, renewed=self.renewed.append)


@contextmanager
def renamed() -> Iterator[tuple[Stub, Stub, TokenPortal]]:
    """A portal's old address and its new one, with the authorization server."""
    portal = TokenPortal()

    def moved(seen: Seen) -> Answer:
        return Answer(b"moved", 302, {"Location": new.origin + seen.path})

    with running(portal) as new, running(moved) as old:
        portal.stub = new
        yield old, new, portal


@both
@pytest.mark.parametrize("make", [lambda portal: Webhook(portal.url), lambda portal: OAuth(portal.origin, "access-1")])
def test_the_program_is_told_once_that_the_portal_moved(call: Call, make: Callable[[Stub], Credentials]) -> None:
    told = Told()
    with (
        running(lambda _: Answer()) as new,
        running(lambda seen: Answer(b"", 302, {"Location": new.origin + seen.path})) as old,
    ):
        credentials = make(old)
        assert call(credentials, told.hooks, 4) == [True] * 4
    assert told.moved == [Moved(old.origin, new.origin)]
    assert credentials.portal == new.origin
    assert told.renewed == []


@both
def test_the_store_has_the_new_address_before_the_program_is_told(call: Call, tmp_path: Path) -> None:
    store = FileStore(tmp_path / "token.json")
    seen: list[Token | None] = []
    told = Told()

    def moved(what: Moved) -> None:
        told.moved.append(what)
        seen.append(store.load())

    hooks = Hooks(moved=moved)
    with renamed() as (old, new, portal):
        portal.refreshes = 1
        store.save(Token("access-2", "refresh-2", old.origin, "m1", 67, "crm"))
        assert call(StoredOAuth(app(new), store), hooks, 4) == ["access-2"] * 4
        first = len(old.seen)
        assert call(StoredOAuth(app(new), FileStore(tmp_path / "token.json")), hooks) == ["access-2"]
        assert len(old.seen) == first  # a new process begins at the new address
    assert told.moved == [Moved(old.origin, new.origin)]
    assert seen == [Token("access-2", "refresh-2", new.origin, "m1", 67, "crm")]
    assert portal.refreshes == 1


@both
def test_the_program_is_told_once_for_each_refresh(call: Call) -> None:
    portal, told = TokenPortal(), Told()
    with running(portal) as stub:
        portal.stub = stub
        credentials = StoredOAuth(app(stub), MemoryStore(first_token(stub)))
        assert call(credentials, told.hooks, 4) == ["access-2"] * 4
    assert told.renewed == [Renewed(stub.origin, "m1")]
    assert told.moved == []


@both
def test_the_authorization_server_may_say_that_the_portal_moved(call: Call) -> None:
    told = Told()
    with renamed() as (old, new, portal):
        store = MemoryStore(first_token(old))
        portal.stub = new
        old.handler = portal
        assert call(StoredOAuth(app(new), store), told.hooks) == ["access-2"]
    assert told.moved == [Moved(old.origin, new.origin)]
    assert told.renewed == [Renewed(new.origin, "m1")]
    assert store.load() == Token("access-2", "refresh-2", new.origin, "m1", 67, "crm")


@both
def test_a_portal_may_move_while_the_token_expires(call: Call) -> None:
    told = Told()
    with renamed() as (old, new, portal):
        store = MemoryStore(first_token(old))
        assert call(StoredOAuth(app(new), store), told.hooks, 4) == ["access-2"] * 4
        assert portal.refreshes == 1
    assert told.moved == [Moved(old.origin, new.origin)]
    assert store.load() == Token("access-2", "refresh-2", new.origin, "m1", 67, "crm")


def test_the_token_that_another_process_has_renewed_is_not_lost_in_a_move() -> None:
    told = Told()
    with renamed() as (old, new, portal):
        portal.refreshes = 1
        store = MemoryStore(Token("access-1", "refresh-1", old.origin))

        def moved(seen: Seen) -> Answer:
            store.save(Token("access-2", "refresh-2", old.origin))  # by another process, while the call is on its way
            return Answer(b"", 302, {"Location": new.origin + seen.path})

        old.handler = moved
        assert call_sync(StoredOAuth(app(new), store), told.hooks) == ["access-2"]
    assert store.load() == Token("access-2", "refresh-2", new.origin)
    assert told.moved == [Moved(old.origin, new.origin)]
    assert told.renewed == []


def test_what_a_hook_raises_ends_the_call_and_the_store_is_right_all_the_same() -> None:
    def fail(_: object) -> None:
        raise KeyError("mine")

    with renamed() as (old, new, portal):
        portal.refreshes = 1
        store = MemoryStore(Token("access-2", "refresh-2", old.origin))
        with pytest.raises(KeyError, match="mine"):
            call_sync(StoredOAuth(app(new), store), Hooks(moved=fail))
        assert portal.executed == 1
    assert store.load() == Token("access-2", "refresh-2", new.origin)
