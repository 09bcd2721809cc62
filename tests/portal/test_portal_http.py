"""How the local portal reads requests: addresses, credentials, bodies; and what every answer carries."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.runtime.portal.errors import Refused
from generator.runtime.portal.request import Address, parameters
from generator.runtime.portal.testing import running_portal

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.portal.conftest import Portal

GET = "tasks.flow.Flow.get"
NO_AUTH = (401, "NO_AUTH_FOUND", "Wrong authorization data")
NO_METHOD = (404, "ERROR_METHOD_NOT_FOUND", "Method not found!")
FORM = "application/x-www-form-urlencoded"


def test_a_call_works_by_every_documented_way_of_sending_it(untouched: Portal) -> None:
    plain = f"{untouched.root}rest/{GET}"
    answers = [
        untouched.send("POST", f"{untouched.webhook}{GET}", json={"flowId": 516}),
        untouched.send("POST", f"{untouched.webhook}{GET}.json", json={"flowId": "516"}),
        untouched.send("POST", f"{untouched.webhook}{GET}", data={"flowId": "516"}),
        untouched.send("GET", f"{untouched.webhook}{GET}?flowId=516"),
        untouched.send("POST", f"{untouched.webhook}{GET}?flowId=9", json={"flowId": 516}),
        untouched.send("POST", plain, json={"flowId": 516, "auth": "token"}),
        untouched.send("POST", plain, data={"flowId": "516", "auth": "token"}),
        untouched.send("POST", f"{plain}?auth=token", json={"flowId": 516}),
        untouched.send("POST", plain, json={"flowId": 516}, headers={"Authorization": "Bearer token"}),
    ]

    assert [answer.result["id"] for answer in answers] == [516] * len(answers)


def test_v3_works_by_webhook_and_token(untouched: Portal) -> None:
    plain = f"{untouched.root}rest/api/tasks.task.get"

    assert untouched.call_v3("tasks.task.get", {"id": 51}).result["item"]["id"] == 51
    assert untouched.send("POST", plain, json={"id": 51, "auth": "token"}).result["item"]["id"] == 51


@pytest.mark.parametrize("path", ["rest/1/guess/", "rest/2/secret/", "rest/"])
def test_wrong_credentials_are_refused(untouched: Portal, path: str) -> None:
    assert untouched.send("POST", f"{untouched.root}{path}{GET}", json={"flowId": 516}).error == NO_AUTH
    assert untouched.send("POST", f"{untouched.root}rest/{GET}", json={"flowId": 516, "auth": "guess"}).error == NO_AUTH


def test_wrong_credentials_are_refused_in_the_form_of_v3(untouched: Portal) -> None:
    answer = untouched.send("POST", f"{untouched.root}rest/api/1/guess/tasks.task.get", json={"id": 51})

    code = "BITRIX_REST_V3_EXCEPTION_ACCESSDENIEDEXCEPTION"
    assert answer.error_v3 == (401, {"code": code, "message": "Access denied"})


@pytest.mark.parametrize(
    "method", ["tasks.flow.flow.get", "TASKS.FLOW.FLOW.GET", "tasks.flow.Flow.list", "Batches", "a/b", ""]
)
def test_an_unknown_method_is_not_found_and_the_case_of_a_flows_method_counts(untouched: Portal, method: str) -> None:
    assert untouched.call(method, {"flowId": 516}).error == NO_METHOD


def test_a_method_of_one_version_is_unknown_in_the_other(untouched: Portal) -> None:
    status, error = untouched.call_v3(GET, {"flowId": 516}).error_v3

    assert (status, error["code"]) == (404, "ERROR_METHOD_NOT_FOUND")


@pytest.mark.parametrize("body", [b'{"flowId": 516', b"[1, 2]", b"5", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_refused(untouched: Portal, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}

    status, code, _ = untouched.send("POST", f"{untouched.webhook}{GET}", content=body, headers=headers).error
    assert (status, code) == (400, "INVALID_REQUEST")

    url = f"{untouched.root}rest/api/1/secret/tasks.task.get"
    status, error = untouched.send("POST", url, content=body, headers=headers).error_v3
    assert (status, error["code"]) == (400, "BITRIX_REST_V3_EXCEPTION_INVALIDJSONEXCEPTION")


def test_v3_takes_no_form_and_no_query(untouched: Portal) -> None:
    url = f"{untouched.root}rest/api/1/secret/tasks.task.get"

    status, error = untouched.send("POST", url, data={"id": "51"}).error_v3
    assert (status, error["code"]) == (400, "BITRIX_REST_V3_EXCEPTION_INVALIDJSONEXCEPTION")
    _, error = untouched.send("GET", f"{url}?id=51").error_v3
    assert error["validation"][0]["message"] == "Required field `id` is missing"


def test_fields_of_multipart_are_parameters_and_its_files_are_none(untouched: Portal) -> None:
    by_field = untouched.send("POST", f"{untouched.webhook}{GET}", data={"flowId": "516"}, files={"more": b"x"})
    by_file = untouched.send("POST", f"{untouched.webhook}{GET}", files={"flowId": b"516"})

    assert by_field.result["id"] == 516
    assert by_file.error[:2] == untouched.call(GET, {}).error[:2]


def test_multipart_that_cannot_be_read_is_refused(untouched: Portal) -> None:
    headers = {"Content-Type": "multipart/form-data"}
    assert untouched.http.post(f"{untouched.webhook}{GET}", content=b"x", headers=headers).status_code == 400


def test_a_form_with_brackets_becomes_objects_and_lists(portal: Portal) -> None:
    form = {
        "flowData[name]": "By form",
        "flowData[plannedCompletionTime]": "7200",
        "flowData[distributionType]": "queue",
        "flowData[responsibleList][0][0]": "user",
        "flowData[responsibleList][0][1]": "3",
        "flowData[taskControl]": "1",
    }

    flow = portal.send("POST", f"{portal.webhook}tasks.flow.Flow.create", data=form).result

    assert (flow["name"], flow["responsibleList"], flow["taskControl"]) == ("By form", [["user", "3"]], True)


@pytest.mark.parametrize("name", ["Ümläut ☃", '"""', "{{ }}", "\ud83d", "a\x00b", "../"])
def test_any_text_comes_back_as_it_was_sent(portal: Portal, name: str) -> None:
    data: dict[str, Any] = {"name": name, "plannedCompletionTime": 1, "distributionType": "queue"}
    content = json.dumps({"flowData": {**data, "responsibleList": [["user", "3"]]}})

    answer = portal.send(
        "POST", f"{portal.webhook}tasks.flow.Flow.create", content=content, headers={"Content-Type": "application/json"}
    )

    assert answer.result["name"] == name


def test_every_answer_carries_the_documented_time(untouched: Portal) -> None:
    answers = [
        untouched.call(GET, {"flowId": 516}),
        untouched.call(GET, {"flowId": 9}),
        untouched.call("no.such.method", {}),
        untouched.call_v3("tasks.task.get", {"id": 51}),
        untouched.call_v3("tasks.task.get", {}),
    ]

    for answer in answers:
        time = answer.body["time"]
        assert {name: type(value) for name, value in time.items()} == {
            "start": float,
            "finish": float,
            "duration": float,
            "processing": float,
            "date_start": str,
            "date_finish": str,
            "operating_reset_at": int,
            "operating": float,
        }
        assert time["finish"] - time["start"] == time["duration"] >= 0


def test_operating_adds_up_for_each_method(portal: Portal) -> None:
    used = [portal.call(GET, {"flowId": 516}).body["time"]["operating"] for _ in range(3)]
    other = portal.call("tasks.flow.Flow.pin", {"flowId": 516}).body["time"]["operating"]

    assert 0 < used[0] < used[1] < used[2]
    assert other > 0


def test_paths_outside_of_rest_are_no_part_of_it(untouched: Portal) -> None:
    assert untouched.http.get(f"{untouched.root}nothing").status_code == 404
    assert untouched.http.put(f"{untouched.webhook}{GET}").status_code == 405


def test_two_portals_share_nothing(portal: Portal) -> None:
    portal.call("tasks.flow.Flow.delete", {"flowData": {"id": 516}})
    with running_portal() as other:
        assert portal.send("POST", f"{other}{GET}", json={"flowId": 516}).result["id"] == 516


@settings(deadline=None)  # a machine may be slow
@given(st.text())
def test_any_path_is_an_address_or_refused(path: str) -> None:
    with suppress(Refused):
        address = Address.of(path)
        assert address.rest in (2, 3)
        assert "/" not in address.method


@settings(deadline=None)  # a machine may be slow
@given(st.lists(st.tuples(st.text("ab[]01"), st.text())), st.booleans())
def test_any_form_is_read(pairs: list[tuple[str, str]], as_body: bool) -> None:
    encoded = urlencode([(name, value.encode("utf-8", "replace")) for name, value in pairs])

    found = parameters("", FORM, encoded.encode()) if as_body else parameters(encoded, "", b"")

    assert all(name and "[" not in name for name in found)


Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"

TREES: st.SearchStrategy[Tree] = st.recursive(
    st.text(min_size=1),
    lambda below: st.lists(below, min_size=1) | st.dictionaries(st.text("abc", min_size=1), below, min_size=1),
    max_leaves=8,
)


@pytest.mark.slow
@settings(deadline=None)  # a machine may be slow
@given(st.dictionaries(st.text("abc", min_size=1), TREES))
def test_a_form_gives_back_the_tree_that_was_flattened_into_it(tree: dict[str, Tree]) -> None:
    pairs = [pair for name, value in tree.items() for pair in _flat(name, value)]

    assert parameters("", FORM, urlencode(pairs, errors="replace").encode()) == _sendable(tree)


def _flat(prefix: str, value: Tree) -> list[tuple[str, str]]:
    if isinstance(value, str):
        return [(prefix, value)]
    items: Iterable[tuple[object, Tree]] = enumerate(value) if isinstance(value, list) else value.items()
    return [pair for key, below in items for pair in _flat(f"{prefix}[{key}]", below)]


def _sendable(value: Tree) -> Tree:
    """With question marks for what UTF-8 cannot carry."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_sendable(below) for below in value]
    return {name: _sendable(below) for name, below in value.items()}
