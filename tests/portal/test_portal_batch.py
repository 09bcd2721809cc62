"""`batch` on the local portal, in both versions of REST."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bitrix24 import Client

if TYPE_CHECKING:
    from tests.portal.conftest import Portal

GET = "crm.deal.get?id="


def run(portal: Portal, cmd: object, **more: object) -> dict[str, Any]:
    found: dict[str, Any] = portal.call("batch", {"cmd": cmd, **more}).result
    return found


def test_each_command_has_its_result_and_its_time(untouched: Portal) -> None:
    parts = run(untouched, {"deal": f"{GET}7", "deals": "crm.deal.list?filter[>ID]=100&select[]=ID"})

    assert parts["result"]["deal"]["TITLE"] == "Deal #7"
    assert len(parts["result"]["deals"]) == 50
    assert parts["result_total"] == {"deals": 70}
    assert parts["result_next"] == {"deals": 50}
    assert set(parts["result_time"]) == {"deal", "deals"}
    assert parts["result_error"] == []


def test_numbered_commands_are_answered_by_a_list_and_empty_maps_too(untouched: Portal) -> None:
    parts = run(untouched, [f"{GET}1", f"{GET}2"])

    assert [deal["ID"] for deal in parts["result"]] == ["1", "2"]
    assert parts["result_error"] == parts["result_total"] == parts["result_next"] == []
    assert list(run(untouched, [f"{GET}999", f"{GET}2"])["result"]) == ["1"], "a list with a gap is a map"


def test_a_batch_as_a_form_or_a_query_is_the_same(untouched: Portal) -> None:
    form = {"cmd[one]": f"{GET}1", "halt": "0"}

    by_form = untouched.send("POST", f"{untouched.webhook}batch", data=form).result
    by_query = untouched.http.get(f"{untouched.webhook}batch", params=form).json()["result"]

    assert by_form["result"]["one"]["ID"] == by_query["result"]["one"]["ID"] == "1"


def test_a_command_may_refer_to_results_before_it(portal: Portal) -> None:
    parts = run(
        portal,
        {
            "new": "crm.deal.add?fields[TITLE]=First",
            "deal": "crm.deal.get?id=$result[new]",
            "copy": "crm.deal.add?fields[TITLE]=$result[deal][TITLE]&fields[COMMENTS]=not $result[deal][TITLE]",
            "list": "crm.deal.list?filter[@ID][]=$result[new]&filter[@ID][]=$result[copy]",
            "again": "crm.deal.get?id=$result[list][1][ID]",
        },
    )

    again = parts["result"]["again"]
    assert (again["TITLE"], again["COMMENTS"]) == ("First", "not First")


def test_a_reference_to_nothing_stays_text(untouched: Portal) -> None:
    parts = run(untouched, {"deal": f"{GET}$result[nobody][ID]"})

    error = {"error": "", "error_description": "ID is not defined or invalid."}
    assert parts["result_error"] == {"deal": error}


@pytest.mark.parametrize("halt", [1, "1", True, "true"])
def test_with_halt_the_first_error_ends_it(untouched: Portal, halt: object) -> None:
    parts = run(untouched, {"a": f"{GET}1", "b": f"{GET}999", "c": f"{GET}2"}, halt=halt)

    assert (list(parts["result"]), list(parts["result_error"])) == (["a"], ["b"])


@pytest.mark.parametrize("halt", [{}, {"halt": 0}, {"halt": "no"}])
def test_without_halt_all_run(untouched: Portal, halt: dict[str, object]) -> None:
    parts = run(untouched, {"a": f"{GET}1", "b": "no.such.method", "c": f"{GET}2"}, **halt)

    assert list(parts["result"]) == ["a", "c"]
    assert parts["result_error"]["b"] == {
        "error": "ERROR_METHOD_NOT_FOUND",
        "error_description": "Method not found!",
    }


def test_what_goes_beyond_fifty_is_refused_and_so_is_a_batch_inside(untouched: Portal) -> None:
    parts = run(untouched, {"nested": "batch?cmd[a]=profile", **{f"c{number}": "profile" for number in range(50)}})

    assert len(parts["result"]) == 49
    errors = {key: error["error"] for key, error in parts["result_error"].items()}
    assert errors == {"nested": "ERROR_BATCH_METHOD_NOT_ALLOWED", "c49": "ERROR_BATCH_LENGTH_EXCEEDED"}


def test_a_batch_without_commands_is_refused(untouched: Portal) -> None:
    assert untouched.call("batch", {}).error == (400, "100", "Could not find value for parameter {cmd}")


def test_the_client_sends_batches_and_reads_them(client: Client) -> None:
    with client.batch(halt=False) as batch:
        new = batch.call("crm.deal.add", {"fields": {"TITLE": "50% & more [now]"}})
        lost = batch.call("crm.deal.get", {"id": 999})
    with client.batch() as batch:
        deal = batch.call("crm.deal.get", {"id": new.result})

    assert deal.result["TITLE"] == "50% & more [now]"
    assert str(lost.error).startswith('crm.deal.get: Not found (code "", HTTP 200); see https://')


def test_a_reference_may_stand_in_a_longer_text(client: Client) -> None:
    with client.batch() as batch:
        first = batch.call("crm.deal.add", {"fields": {"TITLE": "Coffee"}})
        second = batch.call("crm.deal.add", {"fields": {"TITLE": f"After {first.ref()}, and {first.ref('nothing')}"}})
        deal = batch.call("crm.deal.get", {"id": second.ref()})

    assert deal.result["TITLE"] == f"After {first.result}, and $result[c0][nothing]"


def test_v3_answers_in_order(untouched: Portal) -> None:
    calls = [{"method": "tasks.task.get", "query": {"id": number, "select": ["id"]}} for number in (8017, 51)]

    assert untouched.call_v3("batch", calls).result == [{"item": {"id": 8017}}, {"item": {"id": 51}}]
    assert untouched.call_v3("batch", []).result == []


def test_v3_answers_the_first_error(untouched: Portal) -> None:
    calls = [{"method": "tasks.task.get", "query": query} for query in ({"id": 51}, {"id": 2}, {})]

    assert untouched.call_v3("batch", calls).error_v3[1]["message"] == "Record with ID = `2` not found"


def test_v3_takes_a_map_with_the_keys_of_a_list_for_one(untouched: Portal) -> None:
    """To PHP it is one, and the JavaScript SDK sends it so, with the token beside the calls."""
    calls = {str(at): {"method": "tasks.task.get", "query": {"id": 51, "select": ["id"]}} for at in range(2)}
    url = f"{untouched.root}rest/api/batch"

    assert untouched.call_v3("batch", calls).result == [{"item": {"id": 51}}] * 2
    assert untouched.send("POST", url, json={**calls, "auth": "token"}).result == [{"item": {"id": 51}}] * 2


def test_v3_fills_in_what_earlier_calls_have_read(untouched: Portal) -> None:
    answers = untouched.call_v3(
        "batch",
        [
            {"method": "tasks.task.get", "query": {"id": 51, "select": ["id"]}, "as": "one"},
            {"method": "tasks.task.get", "query": {"id": {"$ref": "one.item.id"}, "select": ["id"]}},
            {"method": "tasks.task.list", "query": {"select": ["id"]}, "as": "all"},
            {
                "method": "tasks.task.list",
                "query": {"select": ["id"], "filter": [["id", "in", {"$refArray": "all.id"}]]},
            },
        ],
    ).result

    assert answers[1] == {"item": {"id": 51}}
    assert answers[3] == answers[2]


@pytest.mark.parametrize(
    "body", [{"cmd": {"a": "tasks.task.get?id=51"}}, {}, [5], [{"method": "tasks.task.get", "query": 5}], [{}]]
)
def test_v3_takes_nothing_but_a_list_of_calls(untouched: Portal, body: object) -> None:
    status, error = untouched.call_v3("batch", body).error_v3

    assert (status, error["code"]) == (400, "BITRIX_REST_V3_EXCEPTION_INVALIDSELECTEXCEPTION")


def test_v3_takes_no_batch_in_a_batch(untouched: Portal) -> None:
    status, error = untouched.call_v3("batch", [{"method": "batch", "query": []}]).error_v3

    assert (status, error["code"]) == (405, "ERROR_BATCH_METHOD_NOT_ALLOWED")


def test_the_client_sends_a_v3_batch(client: Client) -> None:
    with client.batch() as batch:
        tasks = [batch.call("tasks.task.get", {"id": number, "select": ["title"]}, rest=3) for number in (51, 3835)]

    assert [task.result["item"]["title"] for task in tasks] == ["Answer the letter", "Plan the year"]
