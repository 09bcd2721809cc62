"""`tasks.task.get` on the local portal, in both versions of REST."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.portal.conftest import Portal

V3 = "BITRIX_REST_V3_EXCEPTION_"
SELECT = [
    "ID",
    "TITLE",
    "DESCRIPTION",
    "CREATED_BY",
    "RESPONSIBLE_ID",
    "DEADLINE",
    "UF_CRM_TASK",
    "UF_TASK_WEBDAV_FILES",
]


def test_v2_answers_the_documented_example_with_ids_as_text(untouched: Portal) -> None:
    task = untouched.call("tasks.task.get", {"taskId": 8017, "select": SELECT}).result["task"]

    assert task["id"] == "8017"
    assert task["createdBy"] == "503"
    assert task["creator"]["name"] == "Maria Johnson"
    assert task["deadline"] == "2025-10-24T19:00:00+02:00"
    assert task["ufCrmTask"] == ["C_627", "CO_591", "L_1177", "T88_3", "D_1723"]
    assert task["ufTaskWebdavFiles"] == [1065, 1077]
    assert task["ufMailMessage"] is None
    assert task["group"] == []
    assert "priority" not in task


def test_v2_leaves_out_custom_fields_unless_they_are_selected(untouched: Portal) -> None:
    plain = untouched.call("tasks.task.get", {"taskId": 8017}).result["task"]
    everything = untouched.call("tasks.task.get", {"taskId": 8017, "select": ["*"]}).result["task"]

    assert set(everything) - set(plain) == {"ufCrmTask", "ufTaskWebdavFiles", "ufMailMessage"}


def test_a_task_of_a_flow_names_it_in_both_versions(untouched: Portal) -> None:
    assert untouched.call("tasks.task.get", {"taskId": "51"}).result["task"]["flowId"] == "516"

    item = untouched.call_v3("tasks.task.get", {"id": 51, "select": ["flowId", "flow.id", "flow.name"]}).result["item"]
    assert item == {"flowId": 516, "flow": {"id": 516, "name": "Support"}}


def test_a_flow_that_is_gone_is_no_longer_named(portal: Portal) -> None:
    portal.call("tasks.flow.Flow.delete", {"flowData": {"id": 516}})

    assert portal.call_v3("tasks.task.get", {"id": 51, "select": ["flow.name"]}).result["item"]["flow"] is None


def test_v2_answers_an_unknown_task_with_an_empty_list(untouched: Portal) -> None:
    assert untouched.call("tasks.task.get", {"taskId": 2}).result == []


@pytest.mark.parametrize(
    ("params", "code", "text"),
    [
        ({}, "100", "CTaskItem All parameters in the constructor must have real class type (internal error)"),
        ({"taskId": "one"}, "0", "wrong task id"),
        (
            {"taskId": 51, "select": []},
            "100",
            "Invalid value {} to match with parameter {select}. Should be value of type array. (internal error)",
        ),
        (
            {"taskId": 51, "select": "TITLE"},
            "100",
            "Invalid value {} to match with parameter {select}. Should be value of type array. (internal error)",
        ),
    ],
)
def test_v2_refuses_in_the_documented_words(untouched: Portal, params: object, code: str, text: str) -> None:
    assert untouched.call("tasks.task.get", params).error == (400, code, text)


def test_v3_answers_typed_values(untouched: Portal) -> None:
    item = untouched.call_v3("tasks.task.get", {"id": 3835}).result["item"]

    assert (item["id"], item["needsControl"], item["startPlan"], item["crmItemIds"]) == (3835, False, None, ["D_6529"])
    assert "responsible" not in item


def test_v3_adds_selected_fields_of_related_objects(untouched: Portal) -> None:
    select = ["responsible.name", "responsible.email"]

    item = untouched.call_v3("tasks.task.get", {"id": 3835, "select": select}).result["item"]

    assert item["responsible"] == {"name": "Maria Johnson", "email": "maria@example.com"}
    assert item["title"] == "Plan the year"


def test_v3_passes_over_an_unknown_field_of_the_task_itself(untouched: Portal) -> None:
    assert untouched.call_v3("tasks.task.get", {"id": 51, "select": ["id", "colour"]}).result == {"item": {"id": 51}}


def test_v3_refuses_an_unknown_field_of_a_related_object(untouched: Portal) -> None:
    answer = untouched.call_v3("tasks.task.get", {"id": 51, "select": ["creator.stageId"]})

    message = "Unknown field `stageId` for entity `UserDto`"
    assert answer.error_v3 == (400, {"code": f"{V3}UNKNOWNDTOPROPERTYEXCEPTION", "message": message})


@pytest.mark.parametrize(
    ("params", "field", "text"),
    [
        ({}, "id", "Required field `id` is missing"),
        ({"id": "51"}, "id", "Field `id` requires data type `int` for this request"),
        ({"id": True}, "id", "Field `id` requires data type `int` for this request"),
        ({"id": 51, "select": "title"}, "select", "Field `select` requires data type `array` for this request"),
    ],
)
def test_v3_says_which_field_is_wrong(untouched: Portal, params: object, field: str, text: str) -> None:
    status, error = untouched.call_v3("tasks.task.get", params).error_v3

    assert (status, error["code"]) == (400, f"{V3}VALIDATION_REQUESTVALIDATIONEXCEPTION")
    assert error["validation"] == [{"message": text, "field": field}]


def test_v3_does_not_find_an_unknown_task(untouched: Portal) -> None:
    answer = untouched.call_v3("tasks.task.get", {"id": 2})

    message = "Record with ID = `2` not found"
    assert answer.error_v3 == (400, {"code": f"{V3}ENTITYNOTFOUNDEXCEPTION", "message": message})
