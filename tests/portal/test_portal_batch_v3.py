"""Calls of a REST 3.0 batch that refer to one another, and what is repeated with an Idempotency-Key."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest

from bitrix24.portal import LocalPortal

V3 = "BITRIX_REST_V3_EXCEPTION_"


@pytest.fixture
def portal() -> LocalPortal:
    made = LocalPortal()
    made.answer("echo", lambda params: dict(params), rest=3)
    return made


@pytest.fixture
def http(portal: LocalPortal) -> Iterator[httpx.Client]:
    with httpx.Client(transport=portal.transport(), base_url="http://localhost/rest/api/") as client:
        yield client


def run(http: httpx.Client, *calls: Mapping[str, Any]) -> Any:
    return http.post("1/secret/batch", json=calls).json()


def test_a_call_takes_a_value_of_one_before_it(http: httpx.Client) -> None:
    answer = run(
        http,
        {"method": "tasks.task.get", "as": "task", "query": {"id": 51, "select": ["id", "title"]}},
        {"method": "echo", "query": {"one": {"$ref": "task.item.id"}, "in": [{"deep": {"$ref": "task.item"}}]}},
        {"method": "echo", "query": {"by number": {"$ref": "1.one"}, "text": "$ref"}},
    )

    task, second, third = answer["result"]
    assert second == {"one": 51, "in": [{"deep": task["item"]}]}
    assert third == {"by number": 51, "text": "$ref"}


def test_a_list_of_values_of_all_items_before_it(http: httpx.Client) -> None:
    answer = run(
        http,
        {"method": "tasks.task.list", "as": "tasks", "query": {"select": ["id"]}},
        {"method": "echo", "query": {"filter": [["id", "in", {"$refArray": "tasks.items.id"}]]}},
    )

    tasks, echo = answer["result"]
    assert echo["filter"][0][2] == [item["id"] for item in tasks["items"]]
    assert len(tasks["items"]) > 1


@pytest.mark.parametrize("query", [{"a": {"$ref": "nobody.item"}}, {"a": {"$refArray": "task.nothing.id"}}])
def test_a_reference_to_nothing_is_an_error(http: httpx.Client, query: Mapping[str, Any]) -> None:
    answer = run(
        http,
        {"method": "tasks.task.get", "as": "task", "query": {"id": 51}},
        {"method": "echo", "query": query},
    )

    assert answer["error"]["code"] == f"{V3}INVALIDSELECTEXCEPTION"


def test_the_first_error_ends_it(portal: LocalPortal, http: httpx.Client) -> None:
    run(http, {"method": "echo"}, {"method": "no.such.method"}, {"method": "echo"})

    assert [call.method for call in portal.calls] == ["echo", "no.such.method", "batch"]


def test_references_that_double_what_is_there_come_to_an_end(http: httpx.Client) -> None:
    calls = [{"method": "echo", "as": "c0", "query": {"a": "x" * 1000}}]
    for number in range(1, 50):
        twice = {name: {"$ref": f"c{number - 1}"} for name in "ab"}
        calls.append({"method": "echo", "as": f"c{number}", "query": twice})  # type: ignore[dict-item]  # JSON

    assert run(http, *calls)["error"]["code"] == "INVALID_REQUEST"


def test_more_calls_than_fifty_are_refused(http: httpx.Client) -> None:
    assert run(http, *[{"method": "echo"}] * 51)["error"]["code"] == "ERROR_BATCH_LENGTH_EXCEEDED"


def test_the_token_of_a_list_is_in_the_header(http: httpx.Client) -> None:
    calls = [{"method": "echo", "query": {"x": 1}}]

    allowed = http.post("batch", json=calls, headers={"Authorization": "Bearer token"})
    refused = http.post("batch", json=calls, headers={"Authorization": "Bearer expired-token"})

    assert allowed.json()["result"] == [{"x": 1}]
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, f"{V3}ACCESSDENIEDEXCEPTION")


@pytest.mark.parametrize(
    ("method", "params"),
    [("echo", {"a": 1}), ("tasks.task.add", {"fields": {"title": "A", "creatorId": 1, "responsibleId": 1}})],
)
def test_every_write_is_done_once_for_a_key(
    portal: LocalPortal, http: httpx.Client, method: str, params: Mapping[str, Any]
) -> None:
    done: list[object] = []
    portal.answer("echo", lambda params: done.append(params) or len(done), rest=3)

    def send(token: str, params: Mapping[str, Any] = params) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k"}
        return http.post(method, content=json.dumps(params), headers=headers)

    first, again = send("token"), send("token")
    assert first.content == again.content
    assert (first.headers.get("idempotent-replayed"), again.headers["idempotent-replayed"]) == (None, "true")
    assert send("token", {**params, "more": 1}).status_code == 422

    portal.add_application("other", "secret")
    code = http.get("http://localhost/oauth/authorize/?client_id=other").text
    ask = {"client_id": "other", "client_secret": "secret", "grant_type": "authorization_code", "code": code}
    other = http.get("http://localhost/oauth/token/", params=ask).json()["access_token"]
    assert send(other).headers.get("idempotent-replayed") is None, "a key is one application's own"


def test_what_only_reads_is_done_again(http: httpx.Client) -> None:
    answers = [
        http.post("1/secret/tasks.task.get", json={"id": 51}, headers={"Idempotency-Key": "k"}) for _ in range(2)
    ]

    assert [answer.headers.get("idempotent-replayed") for answer in answers] == [None, None]


def test_v2_ignores_the_key(portal: LocalPortal) -> None:
    with portal.client() as client:
        for _ in range(2):
            client.call("crm.deal.add", {"fields": {"TITLE": "Twice"}})
    with httpx.Client(transport=portal.transport()) as http:
        for _ in range(2):
            http.post(
                f"{portal.webhook}crm.deal.add", json={"fields": {"TITLE": "Twice"}}, headers={"Idempotency-Key": "k"}
            )

    assert len(portal.records("crm.deal", filter={"TITLE": "Twice"})) == 4
