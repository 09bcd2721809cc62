"""Tasks of REST 3.0 on the local portal: lists and writes, and writes that are repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bitrix24 import Client

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.portal.conftest import Portal

V3 = "BITRIX_REST_V3_EXCEPTION_"
TASK = {"title": "Call back", "creatorId": 1, "responsibleId": 547}


def ids(portal: Portal, **params: object) -> list[int]:
    return [item["id"] for item in portal.call_v3("tasks.task.list", params).result["items"]]


def test_a_task_is_added_and_changed(portal: Portal) -> None:
    fields = {**TASK, "deadline": "2026-12-31T23:59:59+02:00", "crmItemIds": ["L_1"], "colour": "red"}
    item = portal.call_v3("tasks.task.add", {"fields": fields}).result["item"]
    assert (item["id"], item["title"], item["crmItemIds"]) == (8018, "Call back", ["L_1"])

    changed = portal.call_v3("tasks.task.update", {"id": 8018, "fields": {"deadline": None, "responsibleId": 503}})
    assert changed.result == {"result": True}
    select = ["title", "deadline", "responsible.name"]
    item = portal.call_v3("tasks.task.get", {"id": 8018, "select": select}).result["item"]
    assert item == {"title": "Call back", "deadline": None, "responsible": {"name": "Maria Johnson"}}
    assert portal.call("tasks.task.get", {"taskId": 8018}).result["task"]["createdBy"] == "1"


def wrong(field: str, wanted: str) -> tuple[str, str]:
    return field, f"Field `{field}` requires data type `{wanted}` for this request"


@pytest.mark.parametrize(
    ("method", "params", "problem"),
    [
        ("add", {}, ("fields", "Required field `fields` is missing")),
        ("add", {"fields": "title"}, wrong("fields", "array")),
        ("add", {"fields": []}, ("title", "Required field `title` is missing")),
        (
            "add",
            {"fields": {"title": "A", "creatorId": 1}},
            ("responsibleId", "Required field `responsibleId` is missing"),
        ),
        ("add", {"fields": {**TASK, "title": 5}}, wrong("title", "string")),
        ("add", {"fields": {**TASK, "creatorId": "1"}}, wrong("creatorId", "int")),
        ("add", {"fields": {**TASK, "creatorId": 2}}, ("creatorId", "")),
        (
            "add",
            {"fields": {**TASK, "responsibleId": 2}},
            ("responsibleId", 'User specified in the "Executor" field not found'),
        ),
        ("add", {"fields": {**TASK, "deadline": "soon"}}, wrong("deadline", "DateTime")),
        ("add", {"fields": {**TASK, "deadline": "2026-12-31T12:00:00"}}, wrong("deadline", "DateTime")),
        ("add", {"fields": {**TASK, "crmItemIds": "L_1"}}, wrong("crmItemIds", "array")),
        ("update", {"id": 51}, ("fields", "Required field `fields` is missing")),
        (
            "update",
            {"id": 51, "fields": {"creatorId": 1}},
            (
                "creatorId",
                "In DTO `TaskDto`, the field `creatorId` requires the presence of the `Editable` attribute "
                "for such a request",
            ),
        ),
        (
            "list",
            {"filter": [["title", "A"]]},
            ("title", "In DTO `TaskDto`, the `title` field requires the `Filterable` attribute for such a request"),
        ),
        ("list", {"filter": [["id", ">", "1"]]}, wrong("id", "int")),
        ("list", {"filter": [["id", "between", [1]]]}, wrong("id", "int")),
        ("list", {"order": "id"}, wrong("order", "array")),
    ],
)
def test_what_is_wrong_with_a_field_is_said(
    untouched: Portal, method: str, params: object, problem: tuple[str, str]
) -> None:
    status, error = untouched.call_v3(f"tasks.task.{method}", params).error_v3

    assert (status, error["code"]) == (400, f"{V3}VALIDATION_REQUESTVALIDATIONEXCEPTION")
    assert error["validation"] == [{"message": problem[1], "field": problem[0]}]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"filter": [["id", "~", 1]]}, "UNKNOWNFILTEROPERATOREXCEPTION"),
        ({"filter": [5]}, "INVALIDFILTEREXCEPTION"),
        ({"order": {"colour": "ASC"}}, "INVALIDORDEREXCEPTION"),
        ({"order": {"id": "UP"}}, "INVALIDORDEREXCEPTION"),
        ({"pagination": {"limit": "all"}}, "INVALIDPAGINATIONEXCEPTION"),
    ],
)
def test_a_list_that_makes_no_sense_is_refused(untouched: Portal, params: object, code: str) -> None:
    status, error = untouched.call_v3("tasks.task.list", params).error_v3

    assert (status, error["code"]) == (400, f"{V3}{code}")


def test_a_task_that_is_not_there_cannot_be_changed(untouched: Portal) -> None:
    answer = untouched.call_v3("tasks.task.update", {"id": 2, "fields": {}})

    assert answer.error_v3 == (403, {"code": f"{V3}ACCESSDENIEDEXCEPTION", "message": "Access denied"})


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({}, [51, 3835, 8017]),
        ({"filter": [["id", ">", 51]]}, [3835, 8017]),
        ({"filter": [["id", 51]]}, [51]),
        ({"filter": [["id", [51, 8017]]]}, [51, 8017]),
        ({"filter": [["id", "in", [51, 8017]], ["id", "!=", 51]]}, [8017]),
        ({"filter": [["id", "between", [1, 4000]], ["id", ">=", 3835]]}, [3835]),
        ({"filter": [["id", "<", 3835]]}, [51]),
        ({"filter": [["id", "<=", 3835]]}, [51, 3835]),
        ({"order": {"title": "DESC"}}, [8017, 3835, 51]),
        ({"order": {"responsibleId": "DESC", "id": "ASC"}}, [51, 8017, 3835]),
        ({"pagination": {"limit": 2}}, [51, 3835]),
        ({"pagination": {"limit": 2, "page": 2}}, [8017]),
        ({"pagination": {"limit": 1, "offset": 1}}, [3835]),
    ],
)
def test_a_list_is_filtered_ordered_and_paged(untouched: Portal, params: dict[str, Any], found: list[int]) -> None:
    assert ids(untouched, **params) == found


def test_of_a_listed_task_only_the_id_is_there_unless_more_is_selected(untouched: Portal) -> None:
    def first(**params: object) -> object:
        return untouched.call_v3("tasks.task.list", params).result["items"][0]

    assert first() == {"id": 51}
    assert first(select=["id", "responsible.name"]) == {"id": 51, "responsible": {"name": "Sam Tester"}}


def test_a_write_with_a_known_key_is_answered_but_not_done_again(portal: Portal) -> None:
    first, second = (portal.call_v3("tasks.task.add", {"fields": TASK}, Idempotency_Key="k 1") for _ in range(2))

    assert first.body == second.body
    assert [answer.headers.get("idempotency-key") for answer in (first, second)] == ["k 1", "k 1"]
    assert [answer.headers.get("idempotent-replayed") for answer in (first, second)] == [None, "true"]
    assert ids(portal, filter=[["id", ">", 8017]]) == [8018]


def test_a_key_belongs_to_one_body_and_one_method(portal: Portal) -> None:
    portal.call_v3("tasks.task.add", {"fields": TASK}, Idempotency_Key="k")

    status, error = portal.call_v3("tasks.task.add", {"fields": {**TASK, "title": "B"}}, Idempotency_Key="k").error_v3
    assert (status, error["code"]) == (422, f"{V3}IDEMPOTENCYKEYREUSEDEXCEPTION")
    change = {"id": 51, "fields": {"title": "B"}}
    assert portal.call_v3("tasks.task.update", change, Idempotency_Key="k").result == {"result": True}


@pytest.mark.parametrize("key", ["", "k" * 256, "a\tb"])
def test_a_key_that_is_none_is_refused(untouched: Portal, key: str) -> None:
    status, error = untouched.call_v3("tasks.task.add", {"fields": TASK}, Idempotency_Key=key).error_v3

    assert (status, error["code"]) == (400, f"{V3}INVALIDIDEMPOTENCYKEYEXCEPTION")


def test_an_error_is_not_kept_and_reads_and_v2_know_no_key(portal: Portal) -> None:
    assert portal.call_v3("tasks.task.add", {}, Idempotency_Key="k").status == 400
    assert portal.call_v3("tasks.task.add", {"fields": TASK}, Idempotency_Key="k").status == 200

    read = portal.call_v3("tasks.task.get", {"id": 51}, Idempotency_Key="r")
    assert "idempotency-key" not in read.headers


def test_the_client_writes_once_for_one_key(client: Client) -> None:
    once = client.with_options(idempotency_key="order-1")
    ids = [once.call("tasks.task.add", {"fields": TASK}, rest=3).result["item"]["id"] for _ in range(2)]

    assert ids == [8018, 8018]
