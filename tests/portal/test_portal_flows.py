"""`tasks.flow.Flow.*` on the local portal, over HTTP, behaves as its pages say."""

from __future__ import annotations

import html
import json
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.portal.conftest import Portal

PAGES = Path(__file__).parent.parent / "pages" / "api-reference" / "tasks" / "flow"
INVALID = "field's value has an invalid value"
NEW = {
    "name": "Unique Flow Name",
    "description": "Flow description",
    "plannedCompletionTime": 7200,
    "distributionType": "manually",
    "responsibleList": [["user", "3"]],
    "taskCreators": [["meta-user", "all-users"]],
    "matchWorkTime": 1,
    "notifyAtHalfTime": 0,
}


def test_a_flow_from_its_creation_to_its_end(portal: Portal) -> None:
    created = portal.call("tasks.flow.Flow.create", {"flowData": NEW}).result
    flow_id = created["id"]
    assert created["name"] == "Unique Flow Name"
    assert portal.call("tasks.flow.Flow.get", {"flowId": flow_id}).result == created

    changed = {**NEW, "id": flow_id, "name": "Updated Flow Name", "distributionType": "queue"}
    updated = portal.call("tasks.flow.Flow.update", {"flowData": changed}).result
    assert (updated["id"], updated["name"], updated["distributionType"]) == (flow_id, "Updated Flow Name", "queue")
    assert portal.call("tasks.flow.Flow.get", {"flowId": flow_id}).result == updated

    assert portal.call("tasks.flow.Flow.delete", {"flowData": {"id": flow_id}}).result == {"deleted": True}
    assert portal.call("tasks.flow.Flow.get", {"flowId": flow_id}).error == (400, "0", "Flow not found")


@pytest.mark.parametrize("method", ["create", "update", "get"])
def test_a_flow_is_answered_in_the_documented_fields_and_types(portal: Portal, method: str) -> None:
    page = (PAGES / f"tasks-flow-flow-{method}.html").read_text(encoding="utf-8")
    shown, *_ = re.findall(r'<code class="[^"]*\bjson\b[^"]*">(.*?)</code>', page, re.DOTALL)
    documented = json.loads(html.unescape(re.sub("<[^>]+>", "", shown)))["result"]
    params = {
        "create": {"flowData": {**NEW, "notifyOnQueueOverflow": 10, "notifyOnTasksInProgressOverflow": "50"}},
        "update": {"flowData": {**NEW, "id": 516, "notifyOnQueueOverflow": 10, "notifyOnTasksInProgressOverflow": 50}},
        "get": {"flowId": 516},
    }[method]

    answered = portal.call(f"tasks.flow.Flow.{method}", params).result

    assert list(answered) == list(documented)
    others = {name for name in documented if type(answered[name]) is not type(documented[name])}
    assert others == ({"notifyOnQueueOverflow", "notifyOnTasksInProgressOverflow"} if method == "get" else set())


def test_activity_is_a_moment_of_now_with_an_offset(portal: Portal) -> None:
    activity = portal.call("tasks.flow.Flow.create", {"flowData": NEW}).result["activity"]

    assert abs(datetime.fromisoformat(activity) - datetime.now(timezone.utc)) < timedelta(minutes=5)


def test_what_create_is_not_told_gets_its_documented_default(portal: Portal) -> None:
    required = {name: NEW[name] for name in ("name", "plannedCompletionTime", "distributionType", "responsibleList")}

    flow = portal.call("tasks.flow.Flow.create", {"flowData": required}).result

    assert flow["ownerId"] == flow["creatorId"]
    assert flow["groupId"] > 0
    assert flow["matchWorkTime"] is True
    assert flow["responsibleCanChangeDeadline"] is False
    assert flow["notifyAtHalfTime"] is False
    assert flow["taskControl"] is False
    assert flow["notifyOnQueueOverflow"] is None
    assert flow["notifyOnTasksInProgressOverflow"] is None
    assert flow["notifyWhenEfficiencyDecreases"] is None


def test_what_update_is_not_told_stays(portal: Portal) -> None:
    created = portal.call("tasks.flow.Flow.create", {"flowData": NEW}).result
    told = {name: NEW[name] for name in ("plannedCompletionTime", "distributionType", "responsibleList")}

    updated = portal.call(
        "tasks.flow.Flow.update", {"flowData": {**told, "id": created["id"], "taskControl": 1}}
    ).result

    assert updated == {**created, "taskControl": True, "activity": updated["activity"]}


def test_pin_is_a_switch_that_tells_how_it_stands(portal: Portal) -> None:
    answers = [portal.call("tasks.flow.Flow.pin", {"flowId": 516}).result for _ in range(3)]

    assert answers == [True, False, True]


def test_pins_are_kept_for_each_flow(portal: Portal) -> None:
    flow_id = portal.call("tasks.flow.Flow.create", {"flowData": NEW}).result["id"]
    portal.call("tasks.flow.Flow.pin", {"flowId": 516})

    assert portal.call("tasks.flow.Flow.pin", {"flowId": flow_id}).result is True
    assert portal.call("tasks.flow.Flow.pin", {"flowId": 516}).result is False


def test_pin_answers_its_error_with_http_200(untouched: Portal) -> None:
    assert untouched.call("tasks.flow.Flow.pin", {"flowId": 9}).error == (200, "0", "Access denied or stream not found")


def test_activate_is_a_switch_that_answers_true_each_time(portal: Portal) -> None:
    seen: list[bool] = []
    for _ in range(2):
        assert portal.call("tasks.flow.Flow.activate", {"flowId": 516}).result is True
        seen.append(portal.call("tasks.flow.Flow.get", {"flowId": 516}).result["active"])

    assert seen == [False, True]


def test_names_are_unique(portal: Portal) -> None:
    flow_id = portal.call("tasks.flow.Flow.create", {"flowData": NEW}).result["id"]
    taken = (400, "0", "A flow with this name already exists")

    assert portal.call("tasks.flow.Flow.create", {"flowData": NEW}).error == taken
    assert portal.call("tasks.flow.Flow.update", {"flowData": {**NEW, "id": 516}}).error == taken
    assert portal.call("tasks.flow.Flow.update", {"flowData": {**NEW, "id": flow_id}}).result["id"] == flow_id


def test_is_exists_can_leave_out_one_flow(untouched: Portal) -> None:
    def exists(**data: object) -> Any:
        return untouched.call("tasks.flow.Flow.isExists", {"flowData": data}).result

    assert exists(name="Support") == {"exists": True}
    assert exists(name="Support", id=516) == {"exists": False}
    assert exists(name="Support", id=517) == {"exists": True}
    assert exists(name="support") == {"exists": False}


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("get", {"flowId": 9}),
        ("activate", {"flowId": 9}),
        ("delete", {"flowData": {"id": 9}}),
        ("update", {"flowData": {**NEW, "id": 9}}),
    ],
)
def test_an_unknown_flow_is_not_found(untouched: Portal, method: str, params: object) -> None:
    assert untouched.call(f"tasks.flow.Flow.{method}", params).error == (400, "0", "Flow not found")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("name", 5),
        ("distributionType", "by dice"),
        ("distributionType", ["queue"]),
        ("plannedCompletionTime", 0),
        ("plannedCompletionTime", "soon"),
        ("plannedCompletionTime", True),
        ("responsibleList", []),
        ("responsibleList", "user"),
        ("responsibleList", [["user"]]),
        ("taskCreators", [["user", None]]),
        ("matchWorkTime", 2),
        ("taskControl", "Y"),
        ("notifyOnQueueOverflow", -1),
        ("groupId", 0),
    ],
)
def test_a_value_that_does_not_fit_is_named(untouched: Portal, name: str, value: object) -> None:
    answer = untouched.call("tasks.flow.Flow.create", {"flowData": {**NEW, name: value}})

    assert answer.error == (400, "0", f"'{name}': {INVALID}")
    assert untouched.call("tasks.flow.Flow.isExists", {"flowData": {"name": NEW["name"]}}).result == {"exists": False}


@pytest.mark.parametrize("name", ["name", "plannedCompletionTime", "distributionType", "responsibleList"])
def test_a_required_value_that_is_missing_is_named(untouched: Portal, name: str) -> None:
    data = {key: value for key, value in NEW.items() if key != name}

    assert untouched.call("tasks.flow.Flow.create", {"flowData": data}).error == (400, "0", f"'{name}': {INVALID}")


def test_members_may_come_in_each_documented_form(portal: Portal) -> None:
    def creators(value: object, name: str) -> Any:
        return portal.call("tasks.flow.Flow.create", {"flowData": {**NEW, "name": name, "taskCreators": value}}).result

    assert creators([["user", 3], ["department", "17:F"]], "a")["taskCreators"] == [
        ["user", "3"],
        ["department", "17:F"],
    ]
    assert creators({"meta-user": "all-users"}, "b")["taskCreators"] == [["meta-user", "all-users"]]
    assert creators([{"user": 3}, {"department": "17:F"}], "c")["taskCreators"] == [
        ["user", "3"],
        ["department", "17:F"],
    ]


def test_the_team_is_the_list_unless_a_moderator_hands_tasks_out(portal: Portal) -> None:
    queue = {**NEW, "name": "q", "distributionType": "queue", "responsibleList": [["department", "17:F"]]}
    by_hand = {**NEW, "name": "m", "ownerId": 3, "responsibleList": [["user", "3"]]}

    assert portal.call("tasks.flow.Flow.create", {"flowData": queue}).result["team"] == [["department", "17:F"]]
    assert portal.call("tasks.flow.Flow.create", {"flowData": by_hand}).result["team"] == [["user", "1"]]


@pytest.mark.parametrize(
    ("method", "params", "text"),
    [
        ("get", {}, "Could not find value for parameter {flowId}"),
        ("pin", {"flowID": 516}, "Could not find value for parameter {flowId}"),
        ("create", {}, "Could not find value for parameter {flowData}"),
        ("get", {"flowId": "x"}, "Invalid value {x} to match with parameter {flowId}. Should be value of type int."),
        (
            "delete",
            {"flowData": 5},
            "Invalid value {} to match with parameter {flowData}. Should be value of type array.",
        ),
    ],
)
def test_parameters_that_are_missing_or_of_another_type_are_named(
    untouched: Portal, method: str, params: object, text: str
) -> None:
    assert untouched.call(f"tasks.flow.Flow.{method}", params).error == (400, "100", text)
