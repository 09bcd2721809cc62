"""The ten methods of the sample site: what their specs must say, read by hand from the pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from generator.scrape.pipeline import Scraped
from generator.spec.model import UNSET, Field, MethodSpec
from tests.scrape import page_builder

V2 = ["activate", "create", "delete", "get", "isExists", "pin", "steps", "update"]


@pytest.fixture(scope="module")
def scraped(sample_site: Path) -> Scraped:
    return page_builder.scraped(sample_site)


@pytest.fixture(scope="module")
def flow(scraped: Scraped) -> dict[str, MethodSpec]:
    """The flow methods by their last word."""
    return {spec.method.segments[-1]: spec for spec in scraped.tree.methods.values() if "Flow" in spec.method}


@pytest.fixture(scope="module")
def task_get(scraped: Scraped) -> dict[int, MethodSpec]:
    """`tasks.task.get` by REST version."""
    return {rest: spec for (rest, name), spec in scraped.tree.methods.items() if name == "tasks.task.get"}


def _types(fields: Iterable[tuple[str, Field]]) -> dict[str, str]:
    return {name: field.type for name, field in fields}


def test_the_site_gives_ten_methods_and_no_problem(scraped: Scraped) -> None:
    assert [(rest, str(name)) for rest, name in sorted(scraped.tree.methods)] == [
        *((2, f"tasks.flow.Flow.{word}") for word in V2),
        (2, "tasks.task.get"),
        (3, "tasks.task.get"),
    ]
    assert scraped.problems == ()
    assert scraped.failed == frozenset()


def test_pages_that_are_no_reference_are_named_with_a_reason(scraped: Scraped) -> None:
    assert sorted(scraped.skipped) == [
        "api-reference/data-types.html",
        "api-reference/tasks/fields-rest-v3.html",
        "api-reference/tasks/fields.html",
        "api-reference/tasks/flow/index.html",
        "index.html",
    ]
    assert all(scraped.skipped.values())


def test_identity(flow: dict[str, MethodSpec]) -> None:
    spec = flow["create"]

    assert spec.rest == 2
    assert spec.page == "api-reference/tasks/flow/tasks-flow-flow-create.html"
    assert spec.title == "Create a New Flow"
    assert spec.scope == ("task",)
    assert spec.status == "active"
    assert spec.replaced_by is None
    assert not spec.positional


def test_is_exists_takes_one_object_although_its_table_is_flat(flow: dict[str, MethodSpec]) -> None:
    spec = flow["isExists"]

    assert list(spec.params) == ["flowData"]
    data = spec.params["flowData"]
    assert (data.type, data.required) == ("object", True)
    assert data.fields == {"name": Field("string", required=True), "id": Field("integer")}
    assert spec.example == {"flowData": {"name": "Flow Name"}}
    assert [(defect.at, "name, id" in defect.what) for defect in spec.defects] == [("params", True)]


def test_delete_takes_one_object_by_dotted_names(flow: dict[str, MethodSpec]) -> None:
    spec = flow["delete"]

    assert list(spec.params) == ["flowData"]
    assert spec.params["flowData"].required
    assert spec.params["flowData"].fields == {"id": Field("integer", required=True)}
    assert spec.example == {"flowData": {"id": 517}}
    assert spec.defects == ()


def test_create_has_sixteen_fields_with_types_and_marks(flow: dict[str, MethodSpec]) -> None:
    spec = flow["create"]

    assert list(spec.params) == ["flowData"]
    fields = spec.params["flowData"].fields
    assert _types(fields.items()) == {
        "name": "string",
        "description": "string",
        "groupId": "integer",
        "ownerId": "integer",
        "templateId": "integer",
        "plannedCompletionTime": "integer",
        "distributionType": "string",
        "responsibleList": "object",
        "taskCreators": "object",
        "matchWorkTime": "integer",
        "responsibleCanChangeDeadline": "integer",
        "notifyAtHalfTime": "integer",
        "taskControl": "integer",
        "notifyOnQueueOverflow": "integer",
        "notifyOnTasksInProgressOverflow": "integer",
        "notifyWhenEfficiencyDecreases": "integer",
    }
    assert [name for name, field in fields.items() if field.required] == [
        "name",
        "plannedCompletionTime",
        "distributionType",
        "responsibleList",
    ]


def test_create_has_values_and_defaults(flow: dict[str, MethodSpec]) -> None:
    fields = flow["create"].params["flowData"].fields

    assert {name: field.values for name, field in fields.items() if field.values} == {
        "distributionType": ("manually", "queue", "himself"),
        "matchWorkTime": (0, 1),
        "responsibleCanChangeDeadline": (0, 1),
        "notifyAtHalfTime": (0, 1),
        "taskControl": (0, 1),
    }
    assert {name: field.default for name, field in fields.items() if field.default is not UNSET} == {
        "matchWorkTime": 1,
        "responsibleCanChangeDeadline": 0,
        "notifyAtHalfTime": 0,
        "taskControl": 0,
        "notifyOnQueueOverflow": None,
        "notifyOnTasksInProgressOverflow": None,
        "notifyWhenEfficiencyDecreases": None,
    }
    assert [name for name, field in fields.items() if field.nullable] == [
        "notifyOnQueueOverflow",
        "notifyOnTasksInProgressOverflow",
        "notifyWhenEfficiencyDecreases",
    ]


def test_a_list_documented_as_an_object_keeps_both_facts(flow: dict[str, MethodSpec]) -> None:
    field = flow["create"].params["flowData"].fields["responsibleList"]

    assert (field.type, field.wire) == ("object", "array")
    assert field.items == Field("array", items=Field("string"))
    assert "params.flowData.responsibleList" in [defect.at for defect in flow["create"].defects]


def test_code_inside_a_description_is_neither_values_nor_fields(flow: dict[str, MethodSpec]) -> None:
    fields = flow["create"].params["flowData"].fields

    for name in ("responsibleList", "taskCreators"):
        assert fields[name].values == ()
        assert fields[name].fields == {}
        assert fields[name].default is UNSET


def test_update_needs_the_flow_and_nothing_new(flow: dict[str, MethodSpec]) -> None:
    update = flow["update"].params["flowData"]

    assert update.fields["id"].type == "integer"
    assert update.fields["id"].required
    assert set(flow["create"].params["flowData"].fields) == set(update.fields) - {"id"}


@pytest.mark.parametrize("word", ["get", "activate", "pin"])
def test_methods_that_take_a_number_only(word: str, flow: dict[str, MethodSpec]) -> None:
    spec = flow[word]

    assert spec.params == {"flowId": Field("integer", required=True)}
    assert spec.example == {"flowId": 517}


def test_what_get_returns(flow: dict[str, MethodSpec]) -> None:
    returns = flow["get"].returns

    assert returns is not None
    assert returns.type == "object"
    assert len(returns.fields) == 24
    assert (returns.fields["activity"].type, returns.fields["activity"].format) == ("string", "datetime")
    assert returns.fields["active"] == Field("boolean")
    assert returns.fields["creatorId"] == Field("integer", read_only=True)
    assert returns.fields["responsibleList"] == Field("array", items=Field("array", items=Field("string")))
    assert [name for name, field in returns.fields.items() if field.nullable] == [
        "notifyOnQueueOverflow",
        "notifyOnTasksInProgressOverflow",
        "notifyWhenEfficiencyDecreases",
    ]
    assert [name for name, field in returns.fields.items() if field.read_only] == [
        "creatorId",
        "efficiency",
        "activity",
        "demo",
        "trialFeatureEnabled",
    ]


@pytest.mark.parametrize(("word", "key"), [("isExists", "exists"), ("delete", "deleted")])
def test_a_mark_inside_an_object(word: str, key: str, flow: dict[str, MethodSpec]) -> None:
    returns = flow[word].returns

    assert returns is not None
    assert (returns.type, _types(returns.fields.items())) == ("object", {key: "boolean"})
    assert flow[word].response == {"result": {key: True}}


@pytest.mark.parametrize("word", ["activate", "pin"])
def test_a_mark_alone(word: str, flow: dict[str, MethodSpec]) -> None:
    returns = flow[word].returns

    assert returns is not None
    assert returns.type == "boolean"
    assert returns.fields == {}
    assert flow[word].response == {"result": True}


def test_errors_have_code_message_and_status(flow: dict[str, MethodSpec]) -> None:
    assert [(error.code, error.message, error.status) for error in flow["create"].errors] == [
        ("0", "Access denied or flow not found", 400),
        ("0", "Unknown error", 400),
        ("0", "'distributionType': field's value has an invalid value", 400),
        ("0", "A flow with this name already exists", 400),
    ]


def test_system_errors_are_kept_once(scraped: Scraped, flow: dict[str, MethodSpec]) -> None:
    system = {error.code: (error.status, error.message) for error in scraped.tree.errors}

    assert len(scraped.tree.errors) == len(system) == 15
    assert system["QUERY_LIMIT_EXCEEDED"] == (503, "Too many requests")
    assert system["expired_token"] == (401, "The access token provided has expired")
    assert not system.keys() & {error.code for spec in flow.values() for error in spec.errors}


def test_both_versions_of_a_method_stand_apart(task_get: dict[int, MethodSpec]) -> None:
    old, new = task_get[2], task_get[3]

    assert (old.scope, new.scope) == (("task",), ("tasks",))
    assert _types(old.params.items()) == {"taskId": "integer", "select": "array"}
    assert _types(new.params.items()) == {"id": "integer", "select": "array"}
    assert new.params["id"].required
    assert new.params["select"].items == Field("string")
    assert new.example == {"id": 8017, "select": ["responsible.name", "responsible.email"]}
    assert new.title == "Get Task by ID v 3.0"


def test_a_token_in_an_example_is_no_parameter(task_get: dict[int, MethodSpec]) -> None:
    for spec in task_get.values():
        assert "auth" not in spec.params
        assert "auth" not in (spec.example or {})
        assert not any("auth" in defect.what for defect in spec.defects)


def test_shared_types_are_referred_to(task_get: dict[int, MethodSpec]) -> None:
    old, new = task_get[2].returns, task_get[3].returns

    assert old is not None
    assert new is not None
    assert old.fields["task"].ref == "tasks.fields"
    assert new.fields["item"].ref == "tasks.fields-rest-v3.taskdto"


def test_every_reference_resolves_and_cycles_are_kept(scraped: Scraped) -> None:
    task = next(spec for name, spec in scraped.tree.types.items() if name == "tasks.fields-rest-v3.taskdto")

    assert task.fields["parent"].ref == "tasks.fields-rest-v3.taskdto"
    refs = {field.ref for spec in scraped.tree.types.values() for field in spec.fields.values()}
    assert {ref for ref in refs if ref} <= set(scraped.tree.types)


def test_a_shared_type_knows_its_page_and_fields(scraped: Scraped) -> None:
    user = next(spec for name, spec in scraped.tree.types.items() if name == "tasks.fields.user")

    assert user.page == "api-reference/tasks/fields.html"
    assert _types(user.fields.items()) == dict.fromkeys(("id", "name", "link", "icon", "workPosition"), "string")


def test_a_list_of_shared_objects(scraped: Scraped) -> None:
    task = next(spec for name, spec in scraped.tree.types.items() if name == "tasks.fields-rest-v3.taskdto")

    assert task.fields["accomplices"].type == "object[]"
    assert task.fields["accomplices"].items == Field("object", ref="tasks.fields-rest-v3.user")


def test_v3_errors_name_their_field(task_get: dict[int, MethodSpec]) -> None:
    errors = task_get[3].errors

    assert [(error.field, error.message) for error in errors] == [
        ("id", "Required field `id` is missing"),
        ("id", "Field `id` requires data type `int` for this request"),
        ("id", "Record with ID = `2` not found"),
        (None, "Unknown field `status` for entity `TaskDto`"),
    ]
    assert {error.status for error in errors} == {400}
    assert all(error.code.startswith("BITRIX_REST_V3_EXCEPTION_") for error in errors)


def test_v2_errors_of_a_task(task_get: dict[int, MethodSpec]) -> None:
    assert [(error.code, error.status) for error in task_get[2].errors] == [("0", 400), ("100", 400), ("100", 400)]
    assert task_get[2].errors[0].message == "wrong task id"


def test_facts_of_meaning(flow: dict[str, MethodSpec]) -> None:
    """Each as the page states it: in prose, bullets, cells, or by the example alone."""
    spec = flow["steps"]
    assert (spec.who, spec.context, spec.total, spec.one_of) == (
        "any user",
        "application",
        True,
        (("flowId", "flowCode"),),
    )
    assert not any(field.required for field in spec.params.values())
    kind = Field("string", values=("auto", "hand"), labels={"auto": "robot", "hand": "person"})
    assert spec.params == {
        "flowId": Field("integer"),
        "flowCode": Field("string", max_length=20),
        "kind": replace(kind, default="hand"),
        "origin": Field("string", values=("form", "mail"), open=True, labels={"mail": "letter"}),
        "robotId": Field("integer", when={"kind": "auto"}),
        "filter": Field("object", keys_of="returns.steps[]", prefixes=True),
        "limit": Field("integer", default=20, min=1, max=50),
        "titles": Field("object", map_of=Field("any")),
        "withAuthors": Field("boolean", default=False),
    }
    assert spec.returns is not None
    assert spec.returns.fields["counters"] == Field("object", map_of=Field("integer"))
    step = spec.returns.fields["steps"].items
    assert step is not None
    assert step.fields == {
        "id": Field("integer"),
        "kind": kind,
        "spent": Field("integer", unit="seconds"),
        "author": Field("integer", when={"params.withAuthors": True}),
    }
    assert [(error.code, error.message) for error in spec.errors] == [
        ("FLOW_CLOSED", "The flow is closed"),
        ("FLOW_UNKNOWN", "There is no such flow"),
    ]
