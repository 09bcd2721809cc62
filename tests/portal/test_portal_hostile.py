"""Every method of the portal, called with what no method expects: an answer or an error, and never a failure."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator, Mapping
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import pytest

from bitrix24 import NO_RETRIES, ApiError, Client
from bitrix24.portal import LocalPortal, Refused
from bitrix24.portal.assembly import assembled
from bitrix24.portal.calls import Caller
from bitrix24.portal.documented import Method, documentation
from bitrix24.portal.events import Events
from bitrix24.portal.received import Received
from bitrix24.portal.store import Store

pytestmark = pytest.mark.slow

DEEP: Any = "x"
for _ in range(60):
    DEEP = {"a": DEEP}
HOSTILE: Mapping[str, Any] = {
    "null": None,
    "huge": 2**70,
    "least": -(2**63),
    "half a pair": "\ud83d",
    "sql": "' OR 1=1; DROP TABLE records; --",
    "path": "../../../../etc/passwd\x00",
    "long": "%_" * 30_000,
    "deep": DEEP,
    "list": [[], {}, [None], 1.5, True],
    "inside": {"0": [[]], "product": {"id": 1, "prices": [[]]}, "LIST": [{"SORT": None}], "prices": [None]},
    "keys": {"": "", "' OR 1=1 --": "x", '!%=a.b"]': [1], ">=ID": {"x": [2**80]}, "LOGIC": "OR", "0": {"1": DEEP}},
}


@pytest.fixture(scope="module")
def portal() -> LocalPortal:
    return LocalPortal()


CALLER = Caller("http://localhost", application=True)


def calls(value: object) -> Iterator[tuple[Method, Mapping[str, Any]]]:
    """Each method, once with the value for every parameter, and once for those alone that are not required."""
    for method in documentation():
        schema = method.described.get("parameters", {})
        names = list(schema.get("properties", {})) or ["id"]
        more = {"filter": value, "FILTER": value, "order": value, "select": value, "start": value, "fields": value}
        yield method, {**more, **dict.fromkeys(names, value)}
        required = dict.fromkeys(schema.get("required", ()), "1")
        yield method, {**dict.fromkeys(names, value), **required}


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_method_fails(kind: str) -> None:
    failed: list[str] = []
    methods = assembled(Events(""), Store(), Received(), examples=False)
    for method, params in calls(HOSTILE[kind]):
        try:
            json.dumps(methods.call(method.rest, method.name, params, CALLER)[0].result, allow_nan=False)
        except Refused as refused:
            if refused.status >= 500:
                failed.append(f"{method.rest} {method.name}: {refused.message}")
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            failed.append(f"{method.rest} {method.name}: {error!r} at {Path(place.filename).name}:{place.lineno}")
    assert failed == []


INSIDE = ["abc", "x" * 60_000, 10**30, -1, True, None, [], {}, [[]], "\ud800", "9999-12-31T23:59:59-12:00", 1e308]


@pytest.mark.long
def test_no_documented_call_fails_with_one_value_that_is_none() -> None:
    """Each value of each documented call in its turn."""
    failed: list[str] = []
    methods = assembled(Events(""), Store(), Received(), examples=True)
    values = cycle(INSIDE)
    for method in documentation():
        for params in with_one_other(method.described.get("example", {}), values):
            try:
                json.dumps(methods.call(method.rest, method.name, params, CALLER)[0].result, allow_nan=False)
            except Refused as refused:
                if refused.status >= 500:
                    failed.append(f"{method.name}: {refused.message}")
            except Exception as error:
                failed.append(f"{method.name}: {error!r}")
    assert failed == []


def with_one_other(value: Any, others: Iterator[object]) -> Iterator[Any]:
    """The value with another in the place of each that lies in it."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        for other in (*with_one_other(inner, others), next(others)):
            copy = value.copy()
            copy[key] = other
            yield copy


def test_a_filter_with_more_values_than_a_database_takes_is_refused_or_answered(portal: LocalPortal) -> None:
    many = [str(number) for number in range(300_000)]
    with httpx.Client(transport=portal.transport()) as http:
        for where in ({"@ID": many}, {"NAME": many}):
            answer = http.post(f"{portal.webhook}crm.status.list", json={"filter": where}, timeout=None)
            assert answer.status_code in (200, 400)


JSON = {"Content-Type": "application/json"}


def test_what_was_sent_as_sql_was_none() -> None:
    kept = LocalPortal()
    kept.seed("crm.status", [{"ENTITY_ID": "SOURCE", "STATUS_ID": f"S{number}", "NAME": "x"} for number in range(3)])
    sql = HOSTILE["sql"]

    assert kept.records("crm.status", filter={"NAME": sql}) == []
    with kept.client() as client:
        for where in ({sql: "x"}, {f"={sql}": sql}, {f"%{sql}": [sql]}):
            client.call("crm.status.list", {"filter": where, "order": {sql: sql}})
    assert len(kept.records("crm.status", filter={"ENTITY_ID": "SOURCE"})) >= 3


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1e999}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": ' + b"[" * 200 + b"]" * 200 + b"}",
        b'{"a": "\xff"}',
        b'{"a": 1',
        b"",
    ],
    ids=lambda body: body[:12],
)
@pytest.mark.parametrize("path", ["rest/1/secret/profile", "rest/api/1/secret/tasks.task.list"])
def test_what_is_no_json_is_refused(portal: LocalPortal, path: str, body: bytes) -> None:
    with httpx.Client(transport=portal.transport(), base_url="http://localhost/") as http:
        status = http.post(path, content=body, headers=JSON).status_code
    assert status == (400 if body else 200)


@pytest.mark.parametrize(
    "path",
    [
        "../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "_portal/../../etc/passwd",
        "_portal/page.css%00",
        "_portal/..%2frendered.py",
        "rest/../rest/1/secret/",
        "rest/1/secret/%00",
        "rest/1/secret/..%2f",
        "rest/download.json?token=../../etc/passwd",
    ],
)
def test_no_path_leads_out(portal: LocalPortal, path: str) -> None:
    with httpx.Client(transport=portal.transport()) as http:
        url = httpx.URL("http://localhost/").copy_with(raw_path=f"/{path}".encode())
        answer = http.get(url)
    assert answer.status_code in (400, 404)
    assert "root:" not in answer.text


def test_what_is_too_long_for_a_pattern_is_refused(portal: LocalPortal) -> None:
    with pytest.raises(Refused, match="INVALID_ARG_VALUE"):
        portal.records("crm.status", filter={"%NAME": "x" * 10_000})


def test_an_error_of_a_program_s_own_function_is_no_wrong_value() -> None:
    """What is not foreseen is a failure that is seen, not an answer that looks like a portal's."""

    def wrong(_: object) -> object:
        return int("no number")

    mine = LocalPortal()
    mine.answer("some.method", wrong)
    with (
        Client(mine.webhook, transport=mine.transport(), retries=NO_RETRIES) as client,
        pytest.raises(ApiError, match="INTERNAL_SERVER_ERROR"),
    ):
        client.call("some.method")
