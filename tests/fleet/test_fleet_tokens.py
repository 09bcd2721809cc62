"""One token and one registry for many processes: in Redis, in SQLite and in PostgreSQL."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from bitrix24 import AsyncClient, Client, StoredOAuth, Token
from bitrix24._core import kept_token, lease
from bitrix24._core.drivers import SyncDriver
from bitrix24.apps import Application, Portals
from bitrix24.clock import SystemClock
from bitrix24.errors import CredentialsError, TokenStoreError
from bitrix24.observe import NO_HOOKS
from bitrix24.redis import RedisLimiter, RedisPortals, RedisStore
from bitrix24.sql import SqlPortals, SqlStore
from bitrix24.tokens import TokenStore
from tests.conftest import ROOT
from tests.fleet.places import SQL, Place, engine, make_store
from tests.fleet.servers import PATIENCE, RedisServer, free_port
from tests.runtime.stub_portal import Answer, Fault, Seen, Stub, running
from tests.runtime.token_portal import TokenPortal, app, first_token

NewStore = Callable[[], TokenStore]
NewPortals = Callable[[], Portals]

OLD = Token("access-1", "refresh-1", "https://old.example", "m1", 7, "crm", 1_700_000_000)
SECRETS = ("access-", "refresh-", "proof-", "s3cr3t")


def test_a_store_gives_back_what_it_was_given(new_store: NewStore) -> None:
    assert new_store().load() is None
    new_store().save(OLD)
    assert new_store().load() == OLD
    newer = replace(OLD, access_token="access-2", refresh_token="refresh-2", first="abc")
    new_store().save(newer)
    assert new_store().load() == newer


def test_a_lock_has_one_holder_and_only_the_holder_gives_it_back(new_store: NewStore) -> None:
    first, second = new_store(), new_store()
    assert first.try_lock()
    assert not first.try_lock()
    assert not second.try_lock()
    second.unlock()
    assert not second.try_lock()
    first.unlock()
    assert second.try_lock()
    first.unlock()
    assert not first.try_lock()
    second.unlock()


def test_of_many_who_want_the_lock_at_once_one_gets_it(new_store: NewStore) -> None:
    stores = [new_store() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda store: store.try_lock(), stores)) == 1
    for store in stores:
        store.unlock()


def test_a_lock_is_held_for_as_long_as_its_holder_lives(new_store: NewStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is extended, again and again; a lease that nobody extends would have ended by itself."""
    extended = threading.Semaphore(0)
    holder, other = new_store(), new_store()
    leases: Any = vars(holder)["_lock"]._leases
    extend = leases.extend

    def extending(name: str) -> bool:
        found: bool = extend(name)
        extended.release()
        return found

    monkeypatch.setattr(leases, "extend", extending, raising=False)
    monkeypatch.setattr(lease, "LEASE", 0.1)  # how often; how long the server keeps it is another's matter
    assert holder.try_lock()
    for _ in range(3):
        assert extended.acquire(timeout=PATIENCE)
    assert not other.try_lock()
    holder.unlock()
    assert other.try_lock()
    other.unlock()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Python 3.12: there are threads
def test_a_process_that_is_forked_does_not_hold_the_lock(new_store: NewStore) -> None:
    store = new_store()
    assert store.try_lock()
    pid = os.fork()
    if pid == 0:
        store.unlock()
        os._exit(0)
    os.waitpid(pid, 0)
    assert not new_store().try_lock()
    store.unlock()


def test_what_is_no_token_is_not_shown(place: Place, new_store: NewStore) -> None:
    new_store().save(OLD)
    if place.kind == SQL:
        from sqlalchemy import text

        with engine(place.url).begin() as connection:
            connection.execute(text('UPDATE bitrix24_tokens SET token = \'{"access_token": "access-9"}\''))
    else:
        import redis

        with redis.Redis.from_url(place.url, socket_timeout=30) as client:
            client.set(f"bitrix24:{{{place.name}}}:token", '{"access_token": "access-9"}')
    with pytest.raises(CredentialsError, match="does not hold a token") as caught:
        new_store().load()
    assert "access-9" not in str(caught.value)


# Refreshing.


class HeldPortal(TokenPortal):
    """Keeps the first who asks for a token waiting until it is let go; one that was killed meanwhile gets nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Event()
        self.go = threading.Event()
        self.killed = False

    def __call__(self, seen: Seen) -> Answer | Fault:
        if seen.path.startswith("/oauth/token/") and not self.asked.is_set():
            self.asked.set()
            assert self.go.wait(PATIENCE)
            if self.killed:
                return Fault.CLOSE
        return super().__call__(seen)


def call(stub: Stub, store: TokenStore) -> object:
    with Client(StoredOAuth(app(stub), store)) as client:
        return client.call("crm.deal.add").result


def call_awaited(stub: Stub, store: TokenStore) -> object:
    async def main() -> object:
        async with AsyncClient(StoredOAuth(app(stub), store)) as client:
            return (await client.call("crm.deal.add")).result

    return asyncio.run(main())


def test_one_refresh_serves_all_that_share_a_store(new_store: NewStore) -> None:
    portal = TokenPortal()
    with running(portal) as stub, ThreadPoolExecutor(8) as pool:
        portal.stub = stub
        new_store().save(first_token(stub))
        calls = [pool.submit(one, stub, new_store()) for one in [call, call_awaited] * 4]
        assert [one.result() for one in calls] == ["access-2"] * 8
    assert portal.refreshes == 1
    kept = new_store().load()
    assert kept is not None
    assert kept.refresh_token == "refresh-2"


@pytest.mark.long
def test_who_refreshes_may_be_killed(place: Place, new_store: NewStore) -> None:
    """One of the others refreshes, once; all stay logged in."""
    portal = HeldPortal()
    with running(portal) as stub, ThreadPoolExecutor(3) as pool:
        portal.stub = stub
        new_store().save(first_token(stub))
        words = [sys.executable, "-m", "tests.fleet.workers", stub.origin, place.kind, place.url, place.name]
        path = os.pathsep.join([str(ROOT), str(ROOT / "generated")])
        with subprocess.Popen(words, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}) as holder:
            assert portal.asked.wait(PATIENCE)
            others = [pool.submit(one, stub, new_store()) for one in (call, call_awaited, call)]
            holder.kill()
        portal.killed = True
        portal.go.set()
        assert [one.result() for one in others] == ["access-2"] * 3
    assert portal.refreshes == 1
    assert new_store().load() == Token("access-2", "refresh-2", stub.origin, "m1", 67, "crm")


@pytest.mark.servers
def test_redis_may_be_killed_while_a_token_is_refreshed(mortal_redis: RedisServer) -> None:
    """Meanwhile a refresh is refused, and none is made unlocked; then it goes on, and there is one."""
    portal = HeldPortal()

    def new_store() -> RedisStore:
        return RedisStore(mortal_redis.url, "portal")

    with running(portal) as stub, ThreadPoolExecutor(2) as pool:
        portal.stub = stub
        new_store().save(first_token(stub))
        waiting = StoredOAuth(app(stub), new_store())
        SyncDriver(None, None, SystemClock()).run(waiting.load())
        _after_its_first_seconds(new_store())
        with Client(waiting) as client:
            holder = pool.submit(call, stub, new_store())
            assert portal.asked.wait(PATIENCE)
            mortal_redis.kill()
            with pytest.raises(TokenStoreError, match="the token store cannot lock: ConnectionError"):
                client.call("crm.deal.add")
            mortal_redis.start()
            other = pool.submit(client.call, "crm.deal.add")
            assert not other.done()
            portal.go.set()
            assert holder.result() == "access-2"
            assert other.result().result == "access-2"
    assert portal.refreshes == 1
    assert new_store().load() == Token("access-2", "refresh-2", stub.origin, "m1", 67, "crm")


def _after_its_first_seconds(store: RedisStore) -> None:
    """One that keeps nothing gives no lock before."""
    ends = time.monotonic() + PATIENCE
    while not store.try_lock():
        assert time.monotonic() < ends
        time.sleep(0.1)
    store.unlock()


@pytest.mark.servers
def test_a_token_is_saved_though_redis_is_away_for_a_moment(
    mortal_redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_token, "_SAVE_FOR", PATIENCE)
    store = RedisStore(mortal_redis.url, "portal")
    mortal_redis.kill()
    with ThreadPoolExecutor(1) as pool:
        saved = pool.submit(store.save, OLD)
        mortal_redis.start()
        saved.result()
    assert store.load() == OLD


# A server that cannot be asked.


@pytest.fixture(params=["redis", "sql"])
def dead_place(request: pytest.FixtureRequest, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(kept_token, "_SAVE_FOR", 0.0)
    if request.param == "redis":
        return Place("redis", f"redis://:s3cr3t@127.0.0.1:{free_port()}/0", "x")
    return Place(SQL, f"sqlite:///{tmp_path}/no-folder/tokens.sqlite", "x")


@pytest.mark.parametrize("call", [call, call_awaited])
def test_a_store_that_cannot_be_asked_says_so_and_nothing_else(
    call: Callable[..., object], dead_place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    portal = TokenPortal()
    with caplog.at_level(logging.DEBUG), running(portal) as stub:
        portal.stub = stub
        store = make_store(dead_place)
        with pytest.raises(TokenStoreError, match="the token store cannot load: ") as caught:
            call(stub, store)
        with pytest.raises(TokenStoreError, match="the token store cannot save: ") as unsaved:
            store.save(OLD)
        with pytest.raises(TokenStoreError, match="the token store cannot lock: "):
            store.try_lock()
        store.unlock()
    shown = str(caught.value) + str(unsaved.value) + repr(store) + caplog.text
    assert not any(secret in shown for secret in SECRETS)
    for error in (caught.value, unsaved.value):
        assert error.__context__ is None
        assert not _locals(error)
    assert portal.refreshes == 0


def _locals(error: BaseException) -> list[str]:
    """Where a frame of the client holds a secret."""
    found, trace = [], error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        if frame.f_code.co_filename != __file__:
            held = repr(frame.f_locals)
            found += [frame.f_code.co_name for secret in SECRETS if secret in held]
        trace = trace.tb_next
    return found


# Portals.


def test_a_registry_knows_who_was_added(new_portals: NewPortals) -> None:
    portals = new_portals()
    assert portals.application_token("m1") is None
    assert portals.tokens("m1").load() is None
    portals.add(OLD, "proof-1")
    portals.add(replace(OLD, member_id="m2", portal="https://two.example"), "proof-2")
    again = new_portals()
    assert (again.application_token("m1"), again.application_token("m2")) == ("proof-1", "proof-2")
    assert again.tokens("m1").load() == OLD
    newer = replace(OLD, access_token="access-2")
    again.add(newer, "proof-1")
    assert portals.tokens("m1").load() == newer
    with pytest.raises(CredentialsError, match="another application token"):
        portals.add(OLD, "proof-9")
    assert portals.tokens("m1").load() == newer
    assert _addresses(portals) == {"m1": "https://old.example", "m2": "https://two.example"}
    portals.remove("m1")
    portals.remove("m1")
    assert again.application_token("m1") is None
    assert again.tokens("m1").load() is None
    assert _addresses(again) == {"m2": "https://two.example"}
    portals.add(OLD, "proof-9")
    assert again.application_token("m1") == "proof-9"


def test_of_those_who_install_one_portal_at_once_one_is_believed(new_portals: NewPortals) -> None:
    registries = [new_portals() for _ in range(8)]
    ready = threading.Barrier(8)

    def install(number: int) -> bool:
        ready.wait(PATIENCE)
        try:
            registries[number].add(replace(OLD, access_token=f"access-{number}"), f"proof-{number}")
        except CredentialsError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        believed = [number for number, came in enumerate(pool.map(install, range(8))) if came]
    assert len(believed) == 1
    assert new_portals().application_token("m1") == f"proof-{believed[0]}"
    kept = new_portals().tokens("m1").load()
    assert kept is not None
    assert kept.access_token == f"access-{believed[0]}"


def test_a_registry_is_told_of_a_rename(new_portals: NewPortals) -> None:
    portals = new_portals()
    portals.add(OLD, "proof-1")
    with running(lambda _: Answer()) as stub:
        application = Application(portals, app(stub))
    credentials = application.oauth("m1")
    driver = SyncDriver(None, None, SystemClock())
    driver.run(credentials.load())
    driver.run(credentials.move("https://old.example", "https://new.example", NO_HOOKS))
    assert _addresses(new_portals()) == {"m1": "https://new.example"}
    assert new_portals().application_token("m1") == "proof-1"


def test_applications_do_not_see_each_others_portals(place: Place, new_portals: NewPortals) -> None:
    new_portals().add(OLD, "proof-1")
    others = (
        SqlPortals(engine(place.url), f"{place.name}2")
        if place.kind == SQL
        else RedisPortals(place.url, f"{place.name}2")
    )
    assert others.application_token("m1") is None
    assert others.tokens("m1").load() is None
    assert others.addresses() == {}


def test_nothing_shows_a_secret(place: Place, new_store: NewStore, new_portals: NewPortals) -> None:
    new_store().save(OLD)
    new_portals().add(OLD, "proof-1")
    shown = repr(new_store()) + repr(new_portals()) + repr(new_portals().tokens("m1"))
    if place.kind == "redis":
        import redis

        with redis.Redis.from_url(place.url, decode_responses=True, socket_timeout=30) as client:
            shown += repr(client.keys("*"))
    assert not any(secret in shown for secret in SECRETS)


@pytest.mark.parametrize("name", ["", "x" * 300])
def test_what_is_no_name_is_refused(name: str) -> None:
    for make in (SqlStore, SqlPortals):
        with pytest.raises(ValueError, match=r"1 to \d+ characters"):
            make(engine("sqlite://"), name)
    for made in (RedisStore, RedisPortals):
        with pytest.raises(ValueError, match="is a name"):
            made("redis://127.0.0.1:1", name)


def test_the_url_of_redis_is_shown_nowhere() -> None:
    url = "redis://user:s3cr3t@127.0.0.1:1/0"
    for shown in (RedisStore(url, "x"), RedisPortals(url, "x"), RedisLimiter(url, "x", processes=1)):
        assert "s3cr3t" not in repr(shown)


def _addresses(portals: Portals) -> dict[str, str]:
    assert isinstance(portals, (SqlPortals, RedisPortals))
    return portals.addresses()
