"""Calls that are interrupted at every line of ours: no frame, chain or repr shows a secret afterwards."""

from __future__ import annotations

import gc
import json
import logging
import sys
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import FrameType, TracebackType
from typing import Any

import httpx
import pytest

from bitrix24 import Client, OAuth, StoredOAuth
from bitrix24._core import redact
from bitrix24._core.convert import anything
from bitrix24._core.method import Method
from bitrix24._core.tracebacks import forgetful, without_locals, without_requests
from bitrix24.apps import Request, parse_call
from bitrix24.auth import Credentials, Webhook
from bitrix24.errors import Bitrix24Error, CredentialsError, EventError
from bitrix24.events import parse_event
from bitrix24.oauth import App, exchange_code
from bitrix24.observe import scrub
from bitrix24.retries import NO_RETRIES
from bitrix24.tokens import MemoryStore, Token

SECRET = "s3cr3t-0f-a11"
PORTAL = "https://p.example"
URL = f"{PORTAL}/rest/1/{SECRET}/"
PIN = Method("tasks.flow.Flow.pin", anything)
PIN_V3 = Method("tasks.flow.pin", anything, rest=3)

# How many lines of each operation are interrupted; all of them, in the slow test.
SOME = 60


class Interrupted(BaseException):
    """As Ctrl-C, at a line of our choice."""


def portal(request: httpx.Request) -> httpx.Response:
    if "/oauth/" in request.url.path:
        pair = {"access_token": f"{SECRET}-new", "refresh_token": f"{SECRET}-next", "member_id": "m1"}
        return httpx.Response(200, json={**pair, "client_endpoint": f"{PORTAL}/rest/"})
    if f"{SECRET}-expired" in request.content.decode():
        return httpx.Response(401, json={"error": "expired_token"})
    return httpx.Response(200, json={"result": True})


TRANSPORT = httpx.MockTransport(portal)


def stored() -> StoredOAuth:
    token = Token(f"{SECRET}-expired", f"{SECRET}-old", PORTAL, "m1")
    return StoredOAuth(App("app.1", f"{SECRET}-app"), MemoryStore(token))


def call(credentials: str | Credentials, method: Method[Any] = PIN) -> None:
    with Client(credentials, transport=TRANSPORT, retries=NO_RETRIES) as client:
        client.invoke(method, {"flowId": 1})


def batch(credentials: str | Credentials) -> None:
    with Client(credentials, transport=TRANSPORT, retries=NO_RETRIES) as client:
        client.call("batch", {"cmd": {"a": "profile"}})


EVENT = f"event=ONCRMDEALADD&data[FIELDS][ID]=1&auth[application_token]={SECRET}&auth[member_id]=m1&ts=1"
PAGE = {"AUTH_ID": SECRET, "REFRESH_ID": SECRET, "member_id": "m1", "DOMAIN": "p.example", "PLACEMENT_OPTIONS": "{}"}

OPERATIONS: dict[str, Callable[[], object]] = {
    "a call by webhook": lambda: call(URL),
    "a call of REST 3.0 by webhook": lambda: call(URL, PIN_V3),
    "a call by token": lambda: call(OAuth(PORTAL, SECRET)),
    "a batch by token": lambda: batch(OAuth(PORTAL, SECRET)),
    "a call whose token is renewed": lambda: call(stored()),
    "a code": lambda: exchange_code(App("app.1", f"{SECRET}-app"), f"{SECRET}-code", transport=TRANSPORT),
    "an event": lambda: parse_event(EVENT),
    "a page that is opened": lambda: parse_call(PAGE),
}


def is_traced(frame: FrameType) -> bool:
    """Ours, and what of the library we hand secrets to; but not the lines that do the forgetting themselves, and none
    that hold a lock: a tracer that raises where `with` ends would leave it locked.
    """
    name = str(frame.f_globals.get("__name__", ""))
    takes_a_lock = any("lock" in each.casefold() for each in frame.f_code.co_names)
    if takes_a_lock or frame.f_code.co_filename == "<string>":  # the second: what dataclasses write
        return False
    return name.partition(".")[0] in ("bitrix24", "json", "urllib", "re", "httpx") and not name.endswith(".tracebacks")


def interrupt(operation: Callable[[], object], at: int) -> tuple[BaseException | None, int]:
    """What came of the operation, when that line was reached, and how many lines were."""
    lines = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal lines
        if not is_traced(frame):
            return None
        if event == "line":
            lines += 1
            if lines == at:
                raise Interrupted
        return trace

    sys.settrace(trace)
    try:
        operation()
    except BaseException as error:
        return error, lines
    finally:
        sys.settrace(None)
    return None, lines


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def frames(trace: TracebackType | None) -> Iterator[FrameType]:
    while trace is not None:
        if trace.tb_frame.f_code.co_filename != __file__:
            yield trace.tb_frame
        trace = trace.tb_next


def leaks(error: BaseException) -> list[str]:
    """The places where a printer of tracebacks could find a secret."""
    found: list[str] = []
    for one in chain(error):
        if SECRET in repr(one) or SECRET in repr(vars(one)) or SECRET in str(one):
            found.append(repr(type(one)))
        for frame in frames(one.__traceback__):
            where = f"{frame.f_globals.get('__name__')}.{frame.f_code.co_name}"
            found += [f"{where}: {name}" for name, value in frame.f_locals.items() if SECRET in text_of(value)]
    return found


def text_of(value: object) -> str:
    """An object that is not made yet may have no repr."""
    try:
        return repr(value)
    except AttributeError:
        return ""


def count(name: str, most: int) -> tuple[int, dict[str, int]]:
    """How many lines were interrupted, and what leaked. In a thread of its own: a tracer that raises where `except`
    ends leaves the thread with an error that it handles for ever.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_count, name, most).result()


def _count(name: str, most: int) -> tuple[int, dict[str, int]]:
    operation = OPERATIONS[name]
    operation()  # what is imported and compiled at first is no part of it
    _, lines = interrupt(operation, 0)
    interrupted, leaked = 0, dict[str, int]()
    for at in range(1, lines + 1, max(1, lines // most)):
        error, _ = interrupt(operation, at)
        if isinstance(error, Interrupted):
            interrupted += 1
            for place in leaks(error):
                leaked[place] = leaked.get(place, 0) + 1
    return interrupted, leaked


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_that_is_interrupted_shows_no_secret(name: str) -> None:
    interrupted, leaked = count(name, SOME)
    assert interrupted >= SOME // 2
    assert leaked == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_that_is_interrupted_at_any_of_many_lines_shows_no_secret(name: str) -> None:
    interrupted, leaked = count(name, 500)
    assert interrupted >= SOME
    assert leaked == {}


def test_the_lines_and_the_programs_own_frames_are_still_there() -> None:
    def hook() -> None:
        mine = "a local of the program"
        raise KeyError(mine)

    def ours() -> None:
        hook()

    with pytest.raises(KeyError) as caught:
        forgetful(ours)()
    shown = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert "a local of the program" in shown
    assert "in hook" in shown


def test_a_generator_that_waits_is_not_closed() -> None:
    def rows() -> Iterator[int]:
        try:
            raise ValueError("kept")
        except ValueError as error:
            kept.append(error)
        yield 1
        yield 2

    kept: list[BaseException] = []
    reading = rows()
    assert next(reading) == 1
    without_locals(kept[0])
    assert next(reading) == 2


WRONG: list[Callable[[], object]] = [
    lambda: Client({"url": URL}),  # type: ignore[arg-type]  # the attack
    lambda: Client([URL]),  # type: ignore[arg-type]
    lambda: Client(URL.encode()),  # type: ignore[arg-type]
    lambda: Client(httpx.URL(URL)),  # type: ignore[arg-type]
    lambda: Client(URL.replace("rest", "rust")),
    lambda: Client(URL + "\u0000"),
    lambda: Client(URL.replace("p.example", "xn--")),
    lambda: Client(URL.replace("p.example", "p.example:99999")),
    lambda: Webhook({"url": URL}),  # type: ignore[arg-type]
    lambda: Webhook((URL,)),  # type: ignore[arg-type]
    lambda: OAuth(URL, "token"),
    lambda: OAuth(PORTAL, SECRET.encode()),  # type: ignore[arg-type]
    lambda: OAuth(PORTAL, [SECRET]),  # type: ignore[arg-type]
    lambda: OAuth({"portal": SECRET}, SECRET),  # type: ignore[arg-type]
    lambda: StoredOAuth(URL, MemoryStore()),  # type: ignore[arg-type]
    lambda: StoredOAuth(App("a", SECRET.encode()), MemoryStore()),  # type: ignore[arg-type]
    lambda: StoredOAuth(App("a", "b"), SECRET),  # type: ignore[arg-type]
    lambda: Client(URL, timeout=URL),  # type: ignore[arg-type]
    lambda: Client(URL, hooks=URL),  # type: ignore[arg-type]
    lambda: Client(URL, limits=URL),  # type: ignore[arg-type]
    lambda: Client(URL, retries=URL),  # type: ignore[arg-type]
    lambda: Client(URL, verify=URL),
    lambda: Client(URL, proxy=f"nonsense://{SECRET}"),
    lambda: Client(URL, http=URL),  # type: ignore[arg-type]
    lambda: Token.from_dict({"access_token": SECRET}),
    lambda: Token.from_auth({"refresh_token": SECRET}),
    lambda: parse_event(f"auth[access_token]={SECRET}"),
    lambda: parse_event(f"auth={SECRET}%FF"),
    lambda: parse_event({"event": object(), "auth": SECRET}),
    lambda: parse_call({**PAGE, "PLACEMENT_OPTIONS": SECRET}),
    lambda: parse_call({**PAGE, "member_id": SECRET}),
    lambda: parse_call(Request(f'{{"auth": "{SECRET}"'.encode(), content_type="application/json")),
    lambda: parse_call(Request(SECRET.encode() + b"\xff")),
]


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_what_is_wrong_with_credentials_is_said_without_them(number: int) -> None:
    with pytest.raises((TypeError, ValueError, OSError, Bitrix24Error)) as caught:
        WRONG[number]()
    assert leaks(caught.value) == []
    assert isinstance(caught.value, (CredentialsError, EventError, TypeError, ValueError, OSError))


def test_no_repr_shows_how_another_store_is_reached() -> None:
    class Database(MemoryStore):
        def __repr__(self) -> str:
            return f"Database('postgres://user:{SECRET}@db/tokens')"

    assert SECRET not in repr(StoredOAuth(App("a", "b"), Database()))
    half = object.__new__(StoredOAuth)
    assert repr(half) == "StoredOAuth(None, <NoneType>)"


# What Sentry's integrations of httpx, logging and the arguments of frames record; and what others do.
RECORDS: list[Any] = [
    {"type": "http", "category": "httplib", "data": {"url": f"{URL}profile", "method": "POST", "status_code": 200}},
    {
        "data": {
            "url": f"{PORTAL}/oauth/token/",
            "http.query": f"client_secret={SECRET}&refresh_token={SECRET}&code={SECRET}",
        }
    },
    {"data": {"url": f"{PORTAL}/rest/download.json", "http.query": f"token={SECRET}&auth={SECRET}"}},
    {"spans": [{"op": "http.client", "description": f"POST {URL}profile", "data": {"url.full": f"{URL}profile"}}]},
    {"breadcrumbs": {"values": [{"message": f'HTTP Request: POST {URL}profile "HTTP/1.1 200 OK"'}]}},
    {
        "exception": {
            "values": [{"stacktrace": {"frames": [{"vars": {"url": f"'{URL}'", "access_token": f"'{SECRET}'"}}]}}]
        }
    },
    {"request": {"data": {"auth": {"access_token": SECRET, "application_token": SECRET}, "AUTH_ID": SECRET}}},
    {"request": {"data": json.dumps({"auth": SECRET}), "headers": {"Authorization": f"Bearer {SECRET}"}}},
    {"request": {"query_string": f"code={SECRET}&state=1", "url": "https://app.example/oauth"}},
    {"extra": (f"{PORTAL}/rest/api/1/{SECRET}/tasks.task.get", [URL.encode()])},
    f"%3A%2F%2Fp.example%2Frest%2F1%2F{SECRET}%2F",
]


@pytest.mark.parametrize("number", range(len(RECORDS)))
def test_what_other_tools_record_can_be_scrubbed(number: int) -> None:
    record = RECORDS[number]
    before = repr(record)
    clean = scrub(record, {"httpx_request": "…"})
    assert SECRET in before
    assert SECRET not in repr(clean)
    assert repr(record) == before
    assert type(clean) is type(record)


def test_what_holds_no_secret_is_scrubbed_to_itself() -> None:
    record = {
        "level": "info",
        "data": {"status_code": 200, "code": "NOT_FOUND", "empty": None, "auth": ""},
        "n": [1, (2.5,)],
    }
    assert scrub(record) == record


def test_a_record_that_holds_itself_ends() -> None:
    record: dict[str, Any] = {"url": URL}
    record["self"] = record
    assert SECRET not in repr(scrub(record))


def test_records_of_the_http_loggers_hold_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    redact.hide_secrets_in_logs()
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore.connection", "httpcore.http11", "hpack.hpack"):
        logging.getLogger(name).info("POST %s %r", URL, {"Authorization": f"Bearer {SECRET}"})
    assert len(caplog.records) >= 4
    assert SECRET not in caplog.text
    gc.collect()


def test_an_error_between_two_lines_stays_what_it_is() -> None:
    def fails() -> None:
        raise KeyError("kept")

    fails.__code__ = fails.__code__.replace(co_linetable=b"")
    with pytest.raises(KeyError, match="kept") as caught:
        fails()
    last = caught.value.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    assert last is not None
    assert not last.tb_lineno  # as when a signal handler raises there
    assert without_requests(caught.value) is caught.value
