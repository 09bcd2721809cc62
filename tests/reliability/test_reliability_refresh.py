"""Refreshes that never come to their end, and those who wait for them: all go on, with one refresh where it can be."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bitrix24 import AsyncClient, Client
from bitrix24._core import single_flight
from bitrix24.errors import TokenStoreError
from bitrix24.oauth import StoredOAuth
from bitrix24.observe import Hooks
from bitrix24.tokens import MemoryStore, Token
from tests.runtime.stub_portal import Answer, Fault, Seen, Stub, running
from tests.runtime.token_portal import TokenPortal, app, first_token

PATIENCE = 20.0

Call = Callable[[StoredOAuth], object]


class Slow(TokenPortal):
    """A portal whose authorization server takes its time with the first refresh, and says that it was asked."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds
        self.asked = threading.Event()

    def __call__(self, seen: Seen) -> Answer | Fault:
        if seen.path.startswith("/oauth/token/") and not self.asked.is_set():
            self.asked.set()
            time.sleep(self.seconds)
            if self.seconds > 1:
                return Fault.CLOSE  # that token was never made
        return super().__call__(seen)


@contextlib.contextmanager
def slow(seconds: float) -> Iterator[tuple[Slow, Stub, StoredOAuth]]:
    portal = Slow(seconds)
    with running(portal) as stub:
        portal.stub = stub
        yield portal, stub, StoredOAuth(app(stub), MemoryStore(first_token(stub)))


def call_sync(credentials: StoredOAuth) -> object:
    with Client(credentials, limits=None) as client:
        return client.call("item.get").result


async def call_async(credentials: StoredOAuth) -> object:
    async with AsyncClient(credentials, limits=None) as client:
        return (await client.call("item.get")).result


def leave_in_the_middle(credentials: StoredOAuth, portal: Slow) -> asyncio.AbstractEventLoop:
    """An event loop that stands still while a refresh in it waits for its answer."""
    loop = asyncio.new_event_loop()
    client = AsyncClient(credentials, limits=None)

    async def begin() -> asyncio.Task[object]:
        async def call() -> object:
            return (await client.call("item.get")).result

        task = asyncio.create_task(call())
        while not portal.asked.is_set():
            await asyncio.sleep(0.01)
        return task

    loop.left = loop.run_until_complete(begin())  # type: ignore[attr-defined]  # or it would be collected
    return loop


def ways_to_wait(credentials: StoredOAuth) -> list[Callable[[], object]]:
    return [lambda: call_sync(credentials), lambda: asyncio.run(call_async(credentials))] * 3


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # what a closed loop leaves behind
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_loop_that_is_closed_in_the_middle_of_a_refresh_holds_nobody_up() -> None:
    with slow(1.5) as (portal, _, credentials), ThreadPoolExecutor(6) as pool:
        loop = leave_in_the_middle(credentials, portal)
        waiting = [pool.submit(way) for way in ways_to_wait(credentials)]
        time.sleep(0.1)
        loop.close()
        assert [one.result(PATIENCE) for one in waiting] == ["access-2"] * 6
        assert portal.refreshes == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_loop_that_stands_still_holds_nobody_up_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single_flight, "_STANDSTILL", 0.2)
    with slow(1.5) as (portal, _, credentials), ThreadPoolExecutor(6) as pool:
        loop = leave_in_the_middle(credentials, portal)
        waiting = [pool.submit(way) for way in ways_to_wait(credentials)]
        assert [one.result(PATIENCE) for one in waiting] == ["access-2"] * 6
        # It goes on after all: its refresh was given up, and it has the token of the others.
        assert loop.run_until_complete(loop.left) == "access-2"  # type: ignore[attr-defined]
        loop.close()
        assert portal.refreshes == 1


def test_a_sync_call_inside_the_loop_that_refreshes_is_refused_at_once_and_costs_nothing() -> None:
    async def main(portal: Slow, credentials: StoredOAuth) -> object:
        task = asyncio.create_task(call_async(credentials))
        while not portal.asked.is_set():
            await asyncio.sleep(0.01)
        with pytest.raises(RuntimeError, match="await AsyncClient, or call Client in a thread"):
            call_sync(credentials)
        beside = asyncio.to_thread(call_sync, credentials)
        return await asyncio.gather(task, beside), call_sync(credentials)

    with slow(0.3) as (portal, _, credentials):
        assert asyncio.run(main(portal, credentials)) == (["access-2"] * 2, "access-2")
        assert portal.refreshes == 1


def test_a_loop_that_ends_and_one_in_another_thread_that_waits() -> None:
    """asyncio.run cancels what is left; those in other loops begin anew."""

    async def given_up(portal: Slow, credentials: StoredOAuth) -> None:
        task = asyncio.create_task(call_async(credentials))
        while not portal.asked.is_set():
            await asyncio.sleep(0.01)
        task.cancel()

    with slow(1.5) as (portal, _, credentials), ThreadPoolExecutor(6) as pool:
        ending = pool.submit(asyncio.run, given_up(portal, credentials))
        portal.asked.wait(PATIENCE)
        waiting = [pool.submit(way) for way in ways_to_wait(credentials)[:4]]
        ending.result(PATIENCE)
        assert [one.result(PATIENCE) for one in waiting] == ["access-2"] * 4
        assert portal.refreshes == 1


class Calling(MemoryStore):
    """A store that calls the client whose token it keeps."""

    call: Callable[[], object]

    def save(self, token: Token) -> None:
        super().save(token)
        self.call()


def run_async(credentials: StoredOAuth) -> object:
    return asyncio.run(call_async(credentials))


@pytest.mark.parametrize("inner", [call_sync, run_async])
@pytest.mark.parametrize("outer", [call_sync, run_async])
def test_a_store_that_calls_with_the_token_it_saves_is_refused(outer: Call, inner: Call) -> None:
    portal = TokenPortal()
    with running(portal) as stub:
        portal.stub = stub
        store = Calling(first_token(stub))
        credentials = StoredOAuth(app(stub), store)
        store.call = lambda: inner(credentials)
        with pytest.raises(TokenStoreError, match="in a store, call no client of the same token"):
            outer(credentials)
        store.call = lambda: None
        assert outer(credentials) == "access-2"
        assert portal.refreshes == 1


def test_a_hook_that_hears_of_the_new_token_may_call_with_it() -> None:
    portal, heard = TokenPortal(), list[object]()
    with running(portal) as stub:
        portal.stub = stub
        credentials = StoredOAuth(app(stub), MemoryStore(first_token(stub)))
        hooks = Hooks(renewed=lambda _: heard.append(call_sync(credentials)))
        with Client(credentials, limits=None, hooks=hooks) as client:
            assert client.call("item.get").result == "access-2"
    assert (heard, portal.refreshes) == (["access-2"], 1)


def test_callers_who_are_cancelled_while_they_wait_leave_the_others_waiting() -> None:
    async def main(portal: Slow, credentials: StoredOAuth) -> list[object]:
        async with AsyncClient(credentials, limits=None) as client:
            calls = [asyncio.create_task(client.call("item.get")) for _ in range(60)]
            while not portal.asked.is_set():
                await asyncio.sleep(0.01)
            for call in calls[::2]:
                call.cancel()
            return [one.result for one in await asyncio.gather(*calls[1::2])]

    with slow(0.3) as (portal, _, credentials):
        assert asyncio.run(main(portal, credentials)) == ["access-2"] * 30
        assert portal.refreshes == 1
