"""A token that was received is never lost, a dead one is not asked for again, and a store that fails says so."""

from __future__ import annotations

import asyncio
import errno
import json
import logging
import os
import signal
import stat
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from bitrix24 import AsyncClient, Client, StoredOAuth, Token
from bitrix24._core.convert import anything
from bitrix24._core.drivers import SyncDriver
from bitrix24._core.method import Method
from bitrix24.clock import SystemClock
from bitrix24.errors import AuthError, Bitrix24Error, CredentialsError, PermissionDenied, TokenStoreError
from bitrix24.oauth import App, exchange_code
from bitrix24.observe import NO_HOOKS
from bitrix24.tokens import FileStore, MemoryStore
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Fault, Seen, running
from tests.runtime.token_portal import TokenPortal, app, first_token

ADD = Method("crm.deal.add", anything)
CALLS = 20
SECRETS = ("access-", "refresh-", "app-secret")


def calls_sync(credentials: StoredOAuth, times: int = 1) -> list[object]:
    """What came of each call: its result, or its error."""
    outcomes: list[object] = []
    with Client(credentials, clock=FakeClock()) as client:
        for _ in range(times):
            try:
                outcomes.append(client.invoke(ADD, {}))
            except Bitrix24Error as error:
                outcomes.append(error)
    return outcomes


def calls_async(credentials: StoredOAuth, times: int = 1) -> list[object]:
    async def main() -> list[object]:
        async with AsyncClient(credentials, clock=FakeClock()) as client:
            return [(await asyncio.gather(client.invoke(ADD, {}), return_exceptions=True))[0] for _ in range(times)]

    return asyncio.run(main())


Calls = Callable[..., list[object]]
both = pytest.mark.parametrize("calls", [calls_sync, calls_async])

# What an authorization server may write beside a good pair of tokens.
ODD_FIELDS: list[dict[str, object]] = [
    {"scope": ["crm", "task"]},
    {"scope": {"0": "crm"}},
    {"scope": None},
    {"scope": True},
    {"user_id": "x"},
    {"user_id": []},
    {"user_id": {"ID": 1}},
    {"user_id": False},
    {"user_id": 1.5},
    {"user_id": "9" * 5_000},
    {"member_id": None},
    {"member_id": []},
    {"member_id": ""},
    {"expires": "soon"},
    {"expires": [1]},
    {"expires_in": "an hour"},
    {"client_endpoint": None},
    {"client_endpoint": ""},
    {"client_endpoint": []},
    {"client_endpoint": 7},
    {"client_endpoint": "/rest/"},
    {"client_endpoint": "https://xn--/rest/"},
    {"client_endpoint": "https://p.example:99999/rest/"},
    {"client_endpoint": "nonsense with blanks"},
    {"client_endpoint": "{origin}/rest/1/"},
    {"client_endpoint": "{origin}/rest/api/v1/?x=1#y"},
    {"client_endpoint": " {origin}/rest/ "},
    {"client_endpoint": "{origin}"},
    {"error": None},
    {"error": ""},
    {"error": False},
    {"error_description": "none"},
    {"status": {"deep": [[[]]]}},
    {"server_endpoint": 5},
    {"domain": []},
    {"refresh_token": None},
    {"refresh_token": ""},
    {"refresh_token": []},
]


class OddServer(TokenPortal):
    """Adds to its answers what it is told; with 500 as their status, if that is wanted."""

    def __init__(self, odd: dict[str, object], status: int = 200) -> None:
        super().__init__()
        self.odd = odd
        self.status = status

    def token(self, seen: Seen) -> Answer | Fault:
        answer = super().token(seen)
        assert isinstance(answer, Answer)
        assert isinstance(answer.body, dict)
        assert self.stub is not None
        if "access_token" not in answer.body:
            return answer
        text = json.dumps({**answer.body, **self.odd}).replace("{origin}", self.stub.origin)
        return Answer(json.loads(text), self.status)


@both
@pytest.mark.parametrize("odd", ODD_FIELDS, ids=str)
def test_an_odd_optional_field_costs_no_token(calls: Calls, odd: dict[str, object]) -> None:
    portal = OddServer(odd)
    with running(portal) as stub:
        portal.stub = stub
        store = MemoryStore(Token("access-1", "refresh-1", stub.origin, "m1", 67, "crm"))
        assert calls(StoredOAuth(app(stub), store), 2) == ["access-2"] * 2
        kept = store.load()
    assert portal.refreshes == 1
    assert kept is not None
    assert (kept.access_token, kept.portal, kept.member_id) == ("access-2", stub.origin, "m1")
    assert kept.refresh_token == ("refresh-1" if "refresh_token" in odd else "refresh-2")


@both
@pytest.mark.parametrize("status", [201, 302, 400, 401, 429, 500, 503])
def test_a_pair_of_tokens_is_taken_whatever_the_status_says(calls: Calls, status: int) -> None:
    portal = OddServer({}, status)
    with running(portal) as stub:
        portal.stub = stub
        assert calls(StoredOAuth(app(stub), MemoryStore(first_token(stub)))) == ["access-2"]
    assert portal.refreshes == 1


@pytest.mark.parametrize(
    "odd", [field for field in ODD_FIELDS if not {"refresh_token", "client_endpoint"} & set(field)], ids=str
)
def test_an_odd_optional_field_costs_no_code(odd: dict[str, object]) -> None:
    portal = OddServer(odd)
    with running(portal) as stub:
        portal.stub = stub
        assert exchange_code(app(stub), "code-123").access_token == "access-2"


DEAD: dict[str, tuple[Answer, type[Bitrix24Error], int]] = {
    "revoked": (Answer({"error": "invalid_grant", "error_description": "no such token"}, 400), AuthError, 1),
    "no such application": (Answer({"error": "invalid_client"}, 401), AuthError, 1),
    "not paid": (Answer({"error": "PAYMENT_REQUIRED"}, 402), PermissionDenied, CALLS),  # which may be paid meanwhile
}


@both
@pytest.mark.parametrize("refusal", DEAD)
def test_a_refresh_token_that_was_refused_is_not_asked_again(calls: Calls, refusal: str) -> None:
    answer, kind, asked = DEAD[refusal]

    class Refusing(TokenPortal):
        def token(self, seen: Seen) -> Answer | Fault:
            assert seen.query["grant_type"] == "refresh_token"
            self.refreshes += 1
            return answer

    portal = Refusing()
    with running(portal) as stub:
        portal.stub = stub
        credentials = StoredOAuth(app(stub), MemoryStore(first_token(stub)))
        outcomes = calls(credentials, CALLS)
    assert [type(outcome) for outcome in outcomes] == [kind] * CALLS
    assert len({str(outcome) for outcome in outcomes}) == 1
    assert portal.refreshes == asked


def test_a_hundred_threads_ask_a_dead_refresh_token_once() -> None:
    portal = TokenPortal()
    with running(portal) as stub:
        portal.stub = stub
        credentials = StoredOAuth(app(stub), MemoryStore(Token("access-1", "dead", stub.origin)))

        def call(_: int) -> object:
            return calls_sync(credentials)[0]

        with ThreadPoolExecutor(20) as pool:
            outcomes = list(pool.map(call, range(100)))
        asked = sum(seen.path.startswith("/oauth/") for seen in stub.seen)
    assert [type(outcome) for outcome in outcomes] == [AuthError] * 100
    assert asked == 1


@both
def test_a_token_that_the_user_has_authorized_anew_is_used_at_once(calls: Calls) -> None:
    portal = TokenPortal()
    with running(portal) as stub:
        portal.stub = stub
        store = MemoryStore(Token("access-1", "dead", stub.origin))
        credentials = StoredOAuth(app(stub), store)
        assert isinstance(calls(credentials)[0], AuthError)
        store.save(first_token(stub))
        assert calls(credentials) == ["access-2"]


class Failing(MemoryStore):
    """Fails so many times where it is told to, with an error as databases write them: the values are in it."""

    def __init__(self, token: Token, at: str, times: int) -> None:
        super().__init__(token)
        self.at = at
        self.times = times
        self.saved = 0

    def fail(self, at: str, token: Token | None = None) -> None:
        if self.at == at and self.times > 0:
            self.times -= 1
            values = token.to_dict() if token is not None else ""
            raise RuntimeError(f"(OperationalError) database is locked [parameters: {values}]")

    def load(self) -> Token | None:
        self.fail("load")
        return super().load()

    def save(self, token: Token) -> None:
        self.fail("save", token)
        self.saved += 1
        super().save(token)

    def try_lock(self) -> bool:
        self.fail("lock")
        return super().try_lock()

    def unlock(self) -> None:
        super().unlock()
        self.fail("unlock")


def shown(error: BaseException) -> str:
    """All that a printer of tracebacks could show: of every frame but those of this file, the locals as well."""
    trace = without_tests(error.__traceback__)
    detailed = traceback.TracebackException(type(error), error, trace, capture_locals=True)
    return "".join(detailed.format()) + repr(error.__context__) + repr(error.__cause__)


def without_tests(trace: TracebackType | None) -> TracebackType | None:
    if trace is None:
        return None
    rest = without_tests(trace.tb_next)
    if trace.tb_frame.f_code.co_filename == __file__:
        return rest
    return TracebackType(rest, trace.tb_frame, trace.tb_lasti, trace.tb_lineno)


@both
@pytest.mark.parametrize("at", ["load", "save", "lock", "unlock"])
def test_a_store_that_fails_three_times_loses_no_token_and_shows_none(calls: Calls, at: str) -> None:
    portal = TokenPortal()
    with running(portal) as stub:
        portal.stub = stub
        store = Failing(first_token(stub), at, 3)
        outcomes = calls(StoredOAuth(app(stub), store), 6)
    failed = [outcome for outcome in outcomes if isinstance(outcome, TokenStoreError)]
    assert len(failed) == (1 if at == "unlock" else 3)
    for error in failed:
        assert str(error).startswith(
            f"the token store cannot {at}: RuntimeError: (OperationalError) database is locked"
        )
        assert not any(secret in shown(error) for secret in SECRETS)
    assert [outcome for outcome in outcomes if not isinstance(outcome, TokenStoreError)] == ["access-2"] * (
        6 - len(failed)
    )
    assert portal.refreshes == 1
    kept = store.load()
    assert kept is not None
    assert kept.refresh_token == "refresh-2"


@both
def test_a_token_that_could_not_be_saved_does_not_replace_a_newer_one(calls: Calls) -> None:
    portal = TokenPortal()
    with running(portal) as stub:
        portal.stub = stub
        store = Failing(first_token(stub), "save", 1)
        credentials = StoredOAuth(app(stub), store)
        assert isinstance(calls(credentials)[0], TokenStoreError)
        newer = Token("access-7", "refresh-7", stub.origin, "m1")
        store.save(newer)  # the user has authorized anew
        portal.current, portal.refreshes = 7, 2
        assert calls(credentials) == ["access-7"]
        assert store.load() == newer


def test_nor_does_it_when_the_portal_moves() -> None:
    portal = TokenPortal()
    with running(portal) as stub:
        portal.stub = stub
        store = Failing(first_token(stub), "save", 1)
        credentials = StoredOAuth(app(stub), store)
        assert isinstance(calls_sync(credentials)[0], TokenStoreError)
        store.save(Token("access-7", "refresh-7", stub.origin, "m1"))  # the user has authorized anew
        SyncDriver(None, None, SystemClock()).run(credentials.move(stub.origin, "https://new.example", NO_HOOKS))
    assert store.load() == Token("access-7", "refresh-7", "https://new.example", "m1")
    assert credentials.token == "access-7"


def test_a_token_without_a_refresh_token_says_that_it_cannot_be_renewed() -> None:
    portal = TokenPortal()
    with running(portal) as stub:
        portal.stub = stub
        credentials = StoredOAuth(app(stub), MemoryStore(Token("access-1", "", stub.origin)))
        (outcome,) = calls_sync(credentials)
    assert isinstance(outcome, CredentialsError)
    assert "authorize anew" in str(outcome)
    assert portal.refreshes == 0


@pytest.mark.parametrize("values", [("app.1", b"s3cr3t-key"), ("app.1", ["s3cr3t-key"]), (None, "s3cr3t-key")])
def test_an_application_of_the_wrong_types_is_refused_and_not_shown(values: tuple[Any, Any]) -> None:
    with pytest.raises(TypeError, match="client_secret") as caught:
        StoredOAuth(App(*values), MemoryStore())
    assert "s3cr3t-key" not in shown(caught.value)


# The file store.


def test_a_file_store_is_not_led_astray_by_what_lies_in_its_folder(tmp_path: Path) -> None:
    target, victim = tmp_path / "token.json", tmp_path / "victim"
    victim.write_text("precious")
    names = [f"token.json.{os.getpid()}.new", "token.json.new", f"token.json.{os.getppid()}.new"]
    for name in names:
        (tmp_path / name).symlink_to(victim)
    (tmp_path / "token.json.1.new").write_text("open to all")
    (tmp_path / "token.json.1.new").chmod(0o666)
    os.umask(0)
    try:
        FileStore(target).save(Token("access-2", "refresh-2", "https://p.example"))
    finally:
        os.umask(0o022)
    assert victim.read_text() == "precious"
    assert stat.S_IMODE(victim.stat().st_mode) == 0o644
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert not target.is_symlink()


@pytest.mark.parametrize("mode", [0o666, 0o644, 0o604])
def test_a_file_store_that_others_could_read_is_closed_to_them_when_it_is_saved(tmp_path: Path, mode: int) -> None:
    target = tmp_path / "token.json"
    target.write_text("{}")
    target.chmod(mode)
    FileStore(target).save(Token("access-2", "refresh-2", "https://p.example"))
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_save_that_fails_leaves_the_old_token_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, token = FileStore(tmp_path / "token.json"), Token("access-1", "refresh-1", "https://p.example")
    store.save(token)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.save(Token("access-2", "refresh-2", "https://p.example"))
    assert store.load() == token
    assert [path.name for path in tmp_path.iterdir()] == ["token.json"]


_SAVES = """
import sys
from bitrix24.tokens import FileStore, Token
store = FileStore(sys.argv[1])
print("ready", flush=True)
number = 0
while number < 200_000:
    number += 1
    store.save(Token(f"access-{number}", f"refresh-{number}", "https://p.example"))
"""


@pytest.mark.slow
def test_processes_killed_while_they_save_leave_a_whole_token_and_no_copies(tmp_path: Path) -> None:
    target = tmp_path / "token.json"
    killed = 0
    for delay in (0.0, 0.003, 0.007, 0.011, 0.019, 0.031):
        with subprocess.Popen([sys.executable, "-c", _SAVES, str(target)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            threading.Event().wait(delay)
            process.kill()
        killed += process.returncode == -signal.SIGKILL
        token = FileStore(target).load()
        assert token is None or token.access_token.removeprefix("access-") == token.refresh_token.removeprefix(
            "refresh-"
        )
    assert killed == 6
    FileStore(target).save(Token("access-0", "refresh-0", "https://p.example"))
    assert [path.name for path in tmp_path.iterdir()] == ["token.json"]


def test_what_a_killed_process_left_is_removed_and_what_another_one_writes_is_not(tmp_path: Path) -> None:
    target = tmp_path / "token.json"
    (tmp_path / "token.json.4242.new").write_text("of an older version, with a token in it")
    (tmp_path / "token.json.notes.txt").write_text("somebody's")
    (tmp_path / "other.json.4242.new").write_text("of another store")
    errors: list[BaseException] = []

    def save(number: int) -> None:
        try:
            for _ in range(25):
                FileStore(target).save(Token(f"access-{number}", f"refresh-{number}", "https://p.example"))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "other.json.4242.new",
        "token.json",
        "token.json.notes.txt",
    ]
    token = FileStore(target).load()
    assert token is not None
    assert token.access_token[-1] == token.refresh_token[-1]


def test_a_log_of_all_this_holds_no_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    portal = TokenPortal()
    with running(portal) as stub:
        portal.stub = stub
        calls_sync(StoredOAuth(app(stub), Failing(first_token(stub), "save", 1)), 3)
    assert not any(secret in caplog.text for secret in SECRETS)


def test_a_token_file_that_is_a_mount_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As containers have it: nothing can be put in its place."""

    def busy(*_: object) -> Path:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

    store = FileStore(tmp_path / "token.json")
    store.save(Token("a-longer-access-token", "refresh-1", "https://portal.example"))
    monkeypatch.setattr(Path, "replace", busy)
    for access in ("short", "a-much-longer-access-token-than-that-before"):
        store.save(token := Token(access, "refresh-2", "https://portal.example"))
        assert store.load() == token
    assert [file.name for file in tmp_path.iterdir()] == ["token.json"]


class _Awaited(MemoryStore):
    async def save(self, _: Token) -> None:  # type: ignore[override]  # the mistake
        raise AssertionError


class _Forgetful(MemoryStore):
    def try_lock(self) -> bool:
        return None  # type: ignore[return-value]  # the mistake


@pytest.mark.parametrize("store", [_Awaited(), MemoryStore], ids=["coroutine functions", "a class"])
def test_what_is_no_store_is_refused_when_it_is_given(store: Any) -> None:
    with pytest.raises(TypeError):
        StoredOAuth(App("local.app", "app-secret"), store)


def test_a_lock_that_says_nothing_is_not_waited_for() -> None:
    with running(TokenPortal()) as stub:
        store = _Forgetful(first_token(stub))
        (outcome,) = calls_sync(StoredOAuth(app(stub), store))
    assert isinstance(outcome, TokenStoreError)
