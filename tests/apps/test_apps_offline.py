"""Offline events: each is worked off at least once, and stays in the portal's queue until it is."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from bitrix24 import AsyncClient, Client, ResultError, events
from bitrix24.apps import AsyncOfflineEvents, OfflineEvent, OfflineEvents, WorkedOff
from bitrix24.errors import ApiError
from tests.runtime.stub_portal import Answer, Fault, Seen, Stub, running


@dataclass
class Row:
    id: int
    process_id: str = ""
    error: int = 0
    lacks: str = ""


@dataclass
class Queue:
    """A portal's queue, as the documentation describes it: what is reserved, no other process is given."""

    rows: list[Row]
    asked: Counter[str] = field(default_factory=Counter)
    fail: Callable[[str], Answer | Fault | None] = lambda _: None
    processes: int = 0

    def answer(self, seen: Seen) -> Answer | Fault:
        self.asked[seen.method] += 1
        failure = self.fail(seen.method)
        if failure is not None:
            return failure
        handle: Callable[[Any], object] = getattr(self, seen.method.rpartition(".")[2])
        return Answer({"result": handle(seen.json)})

    def get(self, asked: Any) -> object:
        assert asked["clear"] == 0
        after = asked.get("filter", {}).get(">ID", 0)
        process_id = asked.get("process_id")
        rows = [
            row
            for row in self.rows
            if row.id > after
            and (not row.error or asked.get("error"))
            and (row.process_id == process_id if process_id else not row.process_id or row.error)
        ][: asked["limit"]]
        if process_id is None:
            self.processes += 1
            process_id = f"process{self.processes}"
        for row in rows:
            row.process_id = process_id
        return {"process_id": process_id if rows else None, "events": [self._record(row) for row in rows]}

    def list(self, asked: Any) -> object:
        failed = "ERROR" not in asked["filter"]
        rows = [row for row in self.rows if row.process_id and (failed or not row.error)]
        return [{**self._record(row), "PROCESS_ID": row.process_id, "ERROR": str(row.error)} for row in rows][:50]

    def clear(self, asked: Any) -> object:
        gone = [row for row in self.rows if row.process_id == asked["process_id"] and row.id in asked["id"]]
        self.rows = [row for row in self.rows if row not in gone]
        return True

    def error(self, asked: Any) -> object:
        for row in self.rows:
            if row.process_id == asked["process_id"] and f"m{row.id}" in asked["message_id"]:
                row.error = 1
        return True

    def _record(self, row: Row) -> dict[str, object]:
        record: dict[str, object] = {
            "ID": str(row.id),
            "TIMESTAMP_X": "2024-07-18T12:32:31+02:00",
            "EVENT_NAME": "ONCRMDEALUPDATE",
            "EVENT_DATA": {"FIELDS": {"ID": row.id * 10}},
            "EVENT_ADDITIONAL": {"user_id": "1"},
            "MESSAGE_ID": f"m{row.id}",
        }
        return {key: value for key, value in record.items() if key != row.lacks}


@contextlib.contextmanager
def portal(rows: int) -> Iterator[tuple[Queue, Stub]]:
    queue = Queue([Row(number) for number in range(1, rows + 1)])
    with running(queue.answer) as stub:
        yield queue, stub


Run = Callable[..., WorkedOff]


@pytest.fixture(params=["sync", "async"])
def run(request: pytest.FixtureRequest) -> Run:
    def run_sync(url: str, work: Callable[[OfflineEvent], object], *, failed: bool = False) -> WorkedOff:
        with Client(url) as b24:
            return OfflineEvents(b24).work_off(work, failed=failed)

    def run_async(url: str, work: Callable[[OfflineEvent], object], *, failed: bool = False) -> WorkedOff:
        async def awaited(event: OfflineEvent) -> None:
            work(event)

        async def main() -> WorkedOff:
            async with AsyncClient(url) as b24:
                return await AsyncOfflineEvents(b24).work_off(awaited, failed=failed)

        return asyncio.run(main())

    return run_sync if request.param == "sync" else run_async


def test_every_event_once(run: Run) -> None:
    got: list[OfflineEvent] = []
    with portal(120) as (queue, stub):
        worked = run(stub.url, got.append)
    assert [event.id for event in got] == list(range(1, 121))
    assert (worked.done, worked.failed, queue.rows) == (120, [], [])
    assert queue.asked == {"event.offline.list": 1, "event.offline.get": 4, "event.offline.clear": 3}
    event = got[0]
    assert isinstance(event.event, events.OnCrmDealUpdate)
    assert (event.name, event.event.data.fields.id, event.additional) == ("ONCRMDEALUPDATE", 10, {"user_id": "1"})
    assert event.at is not None


class Killed(BaseException):
    """What ends the program."""


def test_what_was_not_done_when_the_program_ended_is_worked_off_by_the_next(run: Run) -> None:
    got: list[int] = []

    def work(event: OfflineEvent) -> None:
        if event.id == 3:
            raise Killed
        got.append(event.id)

    with portal(5) as (queue, stub):
        with pytest.raises(Killed):
            run(stub.url, work)
        assert [row.id for row in queue.rows] == [3, 4, 5]
        again = run(stub.url, lambda event: got.append(event.id))
    assert (again.done, queue.rows) == (3, [])
    assert got == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("method", ["event.offline.get", "event.offline.clear"])
def test_what_was_not_cleared_comes_again(run: Run, method: str) -> None:
    """As if the machine had died between the reservation and its end: of `get`, the answer is lost."""
    got: list[int] = []
    with portal(3) as (queue, stub):

        def fail(asked: str) -> Answer | None:
            if asked == method == "event.offline.get":
                queue.get({"clear": 0, "limit": 50})
            return Answer({"error": "ACCESS_DENIED"}, 403) if asked == method else None

        queue.fail = fail
        with pytest.raises(ApiError):
            run(stub.url, lambda event: got.append(event.id))
        assert [bool(row.process_id) for row in queue.rows] == [True] * 3
        queue.fail = lambda _: None
        assert run(stub.url, lambda event: got.append(event.id)).done == 3
        assert queue.rows == []
    assert got == ([1, 2, 3] if method.endswith("get") else [1, 2, 3, 1, 2, 3])


def test_what_fails_is_reported_and_kept_and_worked_off_when_asked_for(run: Run) -> None:
    def work(event: OfflineEvent) -> None:
        if event.id in (2, 60):
            raise ValueError("no")

    with portal(70) as (queue, stub):
        worked = run(stub.url, work)
        assert worked.done == 68
        assert [(failure.event.id, str(failure.error)) for failure in worked.failed] == [(2, "no"), (60, "no")]
        assert [(row.id, row.error) for row in queue.rows] == [(2, 1), (60, 1)]

        assert run(stub.url, work) == WorkedOff()
        again = run(stub.url, work, failed=True)
        assert [failure.event.id for failure in again.failed] == [2, 60]
        assert {row.id for row in queue.rows} == {2, 60}
        assert run(stub.url, str, failed=True).done == 2
        assert queue.rows == []


def test_many_that_fail_do_not_hide_the_others(run: Run) -> None:
    got: list[int] = []

    def work(event: OfflineEvent) -> None:
        got.append(event.id)
        if event.id <= 60:
            raise ValueError

    with portal(70) as (queue, stub):
        for row in queue.rows[:60]:
            row.process_id, row.error = "old", 1
        worked = run(stub.url, work, failed=True)
    assert worked.done == 10
    assert sorted(got) == list(range(1, 71))


@pytest.mark.parametrize("failed", [False, True])
@pytest.mark.parametrize("lacks", ["MESSAGE_ID", "ID", "EVENT_NAME"])
@pytest.mark.parametrize("bad", [[3], [3, 80], list(range(1, 61)), list(range(1, 121))])
def test_a_record_that_cannot_be_read_is_told_and_holds_up_no_other(
    run: Run, lacks: str, bad: list[int], failed: bool
) -> None:
    good = [number for number in range(1, 121) if number not in bad]
    got: list[int] = []
    with portal(120) as (queue, stub):
        for row in queue.rows:
            row.lacks = lacks if row.id in bad else ""
        worked = run(stub.url, lambda event: got.append(event.id), failed=failed)
        assert got == good
        assert (worked.done, worked.failed) == (len(good), [])
        assert [row.id for row in queue.rows] == bad
        assert all(str(error).startswith("event.offline.get: a record") for error in worked.unread)
        assert len(worked.unread) == len(bad)
        again = run(stub.url, lambda event: got.append(event.id))
    assert again.unread
    assert (got, again.done) == (good, 0)


def test_records_that_failed_and_cannot_be_read_hide_no_other(run: Run) -> None:
    got: list[int] = []
    with portal(70) as (queue, stub):
        for row in queue.rows[:60]:
            row.process_id, row.error, row.lacks = "old", 1, "MESSAGE_ID"
        worked = run(stub.url, lambda event: got.append(event.id), failed=True)
    assert (got, worked.done, len(worked.unread)) == (list(range(61, 71)), 10, 60)


def test_the_source_is_named_in_every_question() -> None:
    with portal(1) as (_, stub), Client(stub.url) as b24:
        OfflineEvents(b24, auth_connector="mine").work_off(print)
        asked = [seen.json.get("auth_connector") for seen in stub.seen if seen.method.endswith(("get", "list"))]
    assert asked == ["mine"] * 3


@pytest.mark.parametrize(
    "answer",
    [
        {"process_id": None, "events": [{"ID": "1", "EVENT_NAME": "X", "MESSAGE_ID": "m"}]},
        {"process_id": "p", "events": [7]},
        {"process_id": "p", "events": "x"},
    ],
)
def test_an_answer_that_is_no_queue(answer: object) -> None:
    def answered(seen: Seen) -> Answer:
        return Answer({"result": answer if seen.method == "event.offline.get" else []})

    with running(answered) as stub, Client(stub.url) as b24, pytest.raises(ResultError, match=r"event\.offline\.get"):
        OfflineEvents(b24).work_off(print)


def test_an_event_shows_its_name_and_data() -> None:
    got: list[OfflineEvent] = []
    with portal(1) as (_, stub), Client(stub.url) as b24:
        OfflineEvents(b24).work_off(got.append)
    assert repr(got[0]) == "OfflineEvent(1, 'ONCRMDEALUPDATE', data={'FIELDS': {'ID': 10}})"
