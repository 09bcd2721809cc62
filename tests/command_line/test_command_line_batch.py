"""`b24 batch`: one result a line, and a later run goes on without doing again what is done."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.command_line.fake_portal import batch_of, commands, fake_portal
from tests.command_line.running import PATIENCE, Done, Home

# Each runs the command as a process.
pytestmark = pytest.mark.long  # processes, one or more a test

RESULTS = "calls.jsonl.results.jsonl"


def write_calls(home: Home, calls: list[Any]) -> None:
    (home.folder / "calls.jsonl").write_text("".join(f"{json.dumps(call)}\n" for call in calls))


def results(home: Home) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (home.folder / RESULTS).read_text().splitlines()]


def adding(number: int) -> dict[str, Any]:
    return {"method": "crm.deal.add", "params": {"fields": {"TITLE": f"Deal {number}"}}}


def getting(number: int) -> dict[str, Any]:
    return {"method": "crm.deal.get", "params": {"id": number}}


def titles(body: dict[str, Any]) -> list[str]:
    """Of the deals that a request adds; of other calls, their method."""
    if "cmd" not in body:  # one alone is no batch
        return [body["fields"]["TITLE"]]
    return [query.get("fields[TITLE]", method) for method, query in commands(body).values()]


def answered(method: str, body: dict[str, Any]) -> Any:
    return 1 if method != "batch" else batch_of({key: number for number, key in enumerate(body["cmd"], 1)})


def test_each_call_has_a_result(home: Home) -> None:
    write_calls(
        home,
        [
            {"method": "crm.item.get", "params": {"entityTypeId": 2, "id": 7}},
            {"method": "crm.item.get", "params": {"entityTypeId": 2, "id": 999}},
            {"method": "tasks.task.get", "rest": 3, "params": {"id": 51, "select": ["id"]}},
        ],
    )

    done = home.b24("batch", "calls.jsonl")

    assert (done.code, done.out) == (1, "")
    assert done.err == "b24: 3 calls: 2 executed, 1 refused\n"
    found = results(home)
    assert [(each["line"], each["method"], each["state"]) for each in found] == [
        (1, "crm.item.get", "executed"),
        (2, "crm.item.get", "refused"),
        (3, "tasks.task.get", "executed"),
    ]
    assert found[0]["result"]["item"]["title"] == "Deal #7"
    assert found[1]["error"] == {"code": "NOT_FOUND", "message": "Item not found"}


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    with fake_portal(answered) as portal:
        home = Home(tmp_path, portal.webhook)
        write_calls(home, [adding(number) for number in range(60)])

        assert home.b24("batch", "calls.jsonl").code == 0
        assert home.b24("batch", "calls.jsonl").code == 0
        write_calls(home, [adding(number) for number in range(61)])
        assert home.b24("batch", "calls.jsonl").code == 0

        assert [titles(body) for _, body in portal.asked] == [
            [f"Deal {number}" for number in range(50)],
            [f"Deal {number}" for number in range(50, 60)],
            ["Deal 60"],
        ]
        assert [each["line"] for each in results(home)] == list(range(1, 62))


def test_a_kill_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    second, ended = threading.Event(), threading.Event()

    def slow(method: str, body: dict[str, Any]) -> Any:
        if "Deal 50" in titles(body):
            second.set()
            ended.wait(PATIENCE)
        return answered(method, body)

    calls = [*(adding(number) for number in range(52)), getting(7), *(adding(number) for number in range(52, 110))]
    with fake_portal(slow) as portal:
        home = Home(tmp_path, portal.webhook)
        write_calls(home, calls)
        with home.started("batch", "calls.jsonl") as process:
            assert second.wait(PATIENCE)
            process.kill()
        ended.set()
    with (home.folder / RESULTS).open("a") as file:
        file.write('{"line": 51, "meth')  # as a kill in the middle of a line leaves it

    with fake_portal(answered) as portal:
        again = Home(tmp_path, portal.webhook).b24("batch", "calls.jsonl")

        # Of those that were under way, the read; and what was not sent.
        assert [titles(body) for _, body in portal.asked] == [
            ["crm.deal.get", *(f"Deal {number}" for number in range(99, 110))]
        ]
    assert again.code == 3
    assert again.err == "b24: 111 calls: 62 executed, 49 unknown\n"
    states = {each["line"]: each["state"] for each in results(home)}
    assert sorted(states) == list(range(1, 112))
    assert {line for line, state in states.items() if state == "unknown"} == {51, 52, *range(54, 101)}
    assert not (home.folder / f"{RESULTS}.sending").exists()


def test_what_was_not_sent_is_sent_by_the_next_run(tmp_path: Path, portal: str) -> None:
    home = Home(tmp_path, "http://127.0.0.1:1/rest/1/secret/")
    write_calls(home, [{"method": "crm.item.get", "params": {"entityTypeId": 2, "id": 7}}])
    wrong = Home(tmp_path, portal.replace("/secret/", "/another/"))

    assert home.b24("batch", "calls.jsonl").code == 3
    refused = wrong.b24("batch", "calls.jsonl")
    assert refused.code == 1
    assert "1 left" in refused.err
    assert results(home) == []

    assert Home(tmp_path, portal).b24("batch", "calls.jsonl").code == 0
    assert [each["state"] for each in results(home)] == ["executed"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "calls.jsonl:2: no JSON"),
        ('{"params": {}}', "calls.jsonl:2: no call"),
        ('{"method": "crm.item.gett"}', "did you mean crm.item.get"),
        ('{"method": "crm.item.get", "params": {"id": 7}}', "calls.jsonl:2: missing: entityTypeId"),
        ('{"method": "crm.item.get", "param": {}}', "not 'param'"),
        ('{"method": "crm.item.get", "params": []}', "params is an object"),
    ],
)
def test_every_line_is_checked_before_anything_is_sent(line: str, said: str, tmp_path: Path) -> None:
    with fake_portal(answered) as portal:
        home = Home(tmp_path, portal.webhook)
        write_calls(home, [getting(1)])
        with (home.folder / "calls.jsonl").open("a") as file:
            file.write(line)
        done = home.b24("batch", "calls.jsonl")

        assert (done.code, portal.asked) == (2, [])
    assert said in done.err


def test_results_of_other_calls_are_not_gone_on_with(tmp_path: Path) -> None:
    def run(calls: list[Any]) -> Done:
        write_calls(home, calls)
        return home.b24("batch", "calls.jsonl")

    with fake_portal(answered) as portal:
        home = Home(tmp_path, portal.webhook)
        assert run([getting(1)]).code == 0
        other = run([adding(1)])
        (home.folder / RESULTS).write_text('{"a": 1}\n')
        foreign = run([getting(1)])

        assert len(portal.asked) == 1
    assert (other.code, foreign.code) == (2, 2)
    assert "results are of other calls" in other.err
    assert "is no result of b24 batch" in foreign.err
    assert (home.folder / RESULTS).read_text() == '{"a": 1}\n'
