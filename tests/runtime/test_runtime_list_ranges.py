"""Lists that are read in ranges of ids, without counting; REST 3.0 pages in batches; and what a reading costs."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import accumulate, islice
from typing import Any

import pytest

from bitrix24 import Client, OAuth
from bitrix24._core.method import Listing, ListMethod, RowKey
from bitrix24.errors import ListInterrupted, OperatingLimit
from bitrix24.lists import ListReport
from bitrix24.retries import Retries
from tests.runtime.fake_clock import FakeClock
from tests.runtime.list_portal import Table
from tests.runtime.stub_portal import Answer, Fault, running
from tests.runtime.test_runtime_lists import DEALS, NO_KEY, TASKS, Read, both, read_sync


def _steps(step: Callable[[random.Random, int], int], count: int = 6_000) -> list[int]:
    chance = random.Random(1)
    return list(accumulate(step(chance, number) for number in range(count)))


IDS: dict[str, list[int]] = {
    "dense": _steps(lambda *_: 1),
    "one in seven": _steps(lambda *_: 7),
    "gaps here and there": _steps(lambda chance, _: 1 if chance.random() < 0.9 else chance.randint(1, 100)),
    "at random": _steps(lambda chance, _: chance.randint(1, 40)),
    "ever farther apart": _steps(lambda _, number: 1 + number // 100),
    "ever closer": _steps(lambda _, number: 1 + (6_000 - number) // 100),
    "dense, then sparse": _steps(lambda _, number: 1 if number < 3_000 else 500),
    "sparse, then dense": _steps(lambda _, number: 500 if number < 3_000 else 1),
    "in clusters": _steps(lambda _, number: 1 if number % 400 else 50_000),
    "dense at both ends, empty between": _steps(lambda _, number: 10**9 if number == 100 else 1, 200),
    "few, far apart": _steps(lambda chance, _: chance.randint(1, 10**6), 300),
}


@both
@pytest.mark.parametrize("ids", IDS.values(), ids=IDS.keys())
def test_ranges_follow_the_density_of_the_ids(read: Read, ids: list[int]) -> None:
    table = Table(0)
    table.ids = list(ids)
    with running(table) as stub:
        assert read(stub.url, DEALS, {}) == ids
    pages = len(ids) / 50
    assert table.counted == 0
    assert table.commands <= 2.5 * pages + 250  # where both ends promise what is not between, four requests are lost
    assert len(table.requests) <= 2.5 * pages / 50 + 8


@both
def test_few_rows_far_apart_take_few_commands(read: Read) -> None:
    table = Table(0)
    table.ids = IDS["few, far apart"]
    with running(table) as stub:
        assert read(stub.url, DEALS, {}) == table.ids
    assert table.commands <= 12  # of 6 pages


@both
def test_a_list_of_two_pages_takes_one_request_of_two_commands(read: Read) -> None:
    table = Table(60)
    with running(table) as stub:
        assert read(stub.url, DEALS, {}) == table.ids
    assert (table.requests, table.commands) == (["batch"], 2)


@both
@pytest.mark.parametrize("count", [1, 60, 1_000])
def test_a_portal_that_takes_no_batch_is_read_page_by_page(read: Read, count: int) -> None:
    table = Table(count)
    table.batches = False
    with running(table) as stub:
        assert read(stub.url, DEALS, {"start": -1}) == table.ids
    assert table.requests.count("batch") == 1
    assert table.counted == 0


@both
def test_a_portal_that_takes_no_order_is_read_by_counting(read: Read) -> None:
    table = Table(6_000)
    table.orders = False
    with running(table) as stub:
        assert read(stub.url, DEALS, {}) == table.ids
    assert table.counted


def test_who_wants_to_know_the_total_has_it_counted() -> None:
    table = Table(120)
    told: list[tuple[int, int | None]] = []
    with running(table) as stub, Client(stub.url) as client:
        list(client.invoke_list(DEALS, {}).all(progress=lambda done, total: told.append((done, total))))
    assert told == [(50, 120), (100, 120), (120, 120)]
    assert table.counted


@both
def test_rows_deleted_and_added_in_each_request_cost_no_other_row(read: Read) -> None:
    table = Table(6_000)
    kept = set(table.ids)

    def change(command: int) -> None:
        if command % 7 == 0:
            for id in table.ids[command : command + 3]:
                kept.discard(id)
            del table.ids[command : command + 3]
            table.ids.append(10_000 + command)

    table.before = change
    with running(table) as stub:
        rows = read(stub.url, DEALS, {})
    assert rows == sorted(set(rows))
    assert kept <= set(rows)


def test_who_stops_reading_stops_the_requests() -> None:
    table = Table(200_000)
    with running(table) as stub, Client(stub.url, clock=FakeClock()) as client:
        rows = client.invoke_list(DEALS, {}).all()
        assert [deal.id for deal in islice(rows, 2_000)] == table.ids[:2_000]
        assert len(table.requests) <= 1 + 8
        rows.close()


@both
@pytest.mark.parametrize("method", [DEALS, TASKS])
def test_pages_that_are_too_large_together_come_alone(read: Read, method: ListMethod[Any, Any]) -> None:
    table = Table(1_000)
    with running(table) as stub:
        assert read(stub.url, method, {}, max_answer=8_000) == table.ids


# Operating time.


def test_a_method_that_must_rest_is_asked_in_no_batch_either() -> None:
    table = Table(60)
    refused = Answer({"error": "OPERATION_TIME_LIMIT", "error_description": "wait"}, 429)
    answers = iter([refused])
    with (
        running(lambda seen: next(answers, None) or table(seen)) as stub,
        Client(stub.url, clock=FakeClock(), retries=Retries(budget=1)) as client,
    ):
        with pytest.raises(OperatingLimit):
            client.call("crm.deal.list")
        with pytest.raises(ListInterrupted) as caught:
            list(client.invoke_list(DEALS, {}))
    assert isinstance(caught.value.__cause__, OperatingLimit)
    assert table.requests == []


def test_what_a_batch_says_of_operating_time_is_known_of_the_method() -> None:
    clock = FakeClock()
    time = {"start": 1, "finish": 100, "operating": 470, "operating_reset_at": 107}

    def answer(seen: Any) -> Answer:
        if seen.method != "batch":
            return Answer({"error": "OPERATION_TIME_LIMIT"}, 429)
        found = {key: [{"ID": "1"}] for key in seen.json["cmd"]}
        return Answer({"result": {"result": found, "result_time": dict.fromkeys(found, time)}})

    with running(answer) as stub, Client(stub.url, clock=clock, retries=Retries(budget=1)) as client:
        list(client.invoke_list(DEALS, {}))
        with pytest.raises(OperatingLimit) as caught:
            client.call("crm.deal.list")
    assert caught.value.retry_after == pytest.approx(7)


# REST 3.0.


@both
@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 60, 99, 500, 2_551, 10_000])
def test_pages_of_rest_3_come_in_batches(read: Read, count: int) -> None:
    table = Table(count)
    with running(table) as stub:
        assert read(stub.url, TASKS, {}) == table.ids
    needed = 1 + max(0, -(-(count - 50) // 49))
    assert table.commands <= 6 * needed
    if count >= 10_000:
        assert len(table.requests) <= 12
        assert table.commands <= 1.5 * needed


def test_batches_of_rest_3_carry_the_token_in_a_header() -> None:
    table = Table(170)
    with running(table) as stub, Client(OAuth(stub.origin, "t0ken123"), clock=FakeClock()) as client:
        assert [int(row["ID"]) for row in client.invoke_list(TASKS, {}).all()] == table.ids
    assert [(seen.path, seen.headers.get("Authorization")) for seen in stub.seen] == [
        ("/rest/api/tasks.task.list", None),
        ("/rest/api/batch", "Bearer t0ken123"),
    ]
    assert stub.seen[1].json[0] == {"method": "tasks.task.list", "query": {"pagination": {"limit": 50, "offset": 49}}}


@both
@pytest.mark.parametrize("at", [2, 3, 9, 40])
@pytest.mark.parametrize("gone", [slice(0, 1), slice(0, 60), slice(40, 55)])
def test_rows_of_rest_3_deleted_meanwhile_hide_no_other_row(read: Read, at: int, gone: slice) -> None:
    table = Table(3_000)
    everything = list(table.ids)
    table.before = lambda command: table.ids.__delitem__(gone) if command == at else None
    with running(table) as stub:
        rows = read(stub.url, TASKS, {})
    assert rows == sorted(set(rows))
    assert set(table.ids) <= set(rows) <= set(everything)


# What it has cost.


def test_the_report_says_what_the_portal_counts() -> None:
    table = Table(6_000)
    faults = iter([None, Fault.RESET, None])
    with running(lambda seen: next(faults, None) or table(seen)) as stub, Client(stub.url, clock=FakeClock()) as client:
        listed = client.invoke_list(DEALS, {})
        assert listed.report == ListReport()
        assert len(list(listed)) == 6_000
        assert listed.report == ListReport(len(stub.seen), table.commands, 6_000, 0.0, 3)
        assert len(list(listed)) == 6_000
        assert listed.report.rows == 6_000  # of the latest reading
    assert len(table.requests) == 2 * 4


def test_the_report_adds_up_how_long_the_portal_worked() -> None:
    time = {"start": 1, "finish": 2, "duration": 0.25, "operating": 1}

    def answer(seen: Any) -> Answer:
        page = {"ID": "1", "TITLE": "t"}
        if seen.method != "batch":
            return Answer({"result": [page], "total": 1, "time": time})
        found = {key: [page] for key in seen.json["cmd"]}
        times = dict.fromkeys(seen.json["cmd"], time)
        return Answer({"result": {"result": found, "result_error": [], "result_time": times}})

    with running(answer) as stub, Client(stub.url) as client:
        for method, seconds in ((DEALS, 0.5), (NO_KEY, 0.25)):
            listed = client.invoke_list(method, {})
            list(listed)
            assert listed.report.seconds == seconds


def test_a_key_with_another_spelling_of_its_order() -> None:
    key = RowKey("ID", ("FILTER", ">ID"), {"SORT": "ID", "ORDER": "ASC"})
    users = ListMethod("user.get", DEALS.returns, writes=False, listing=Listing("start", (), key), row=DEALS.row)
    table = Table(170)
    with running(table) as stub:
        assert read_sync(stub.url, users, {}) == table.ids
    assert stub.seen[0].json["cmd"] == {
        "first": "user.get?SORT=ID&ORDER=ASC&start=-1",
        "last": "user.get?SORT=ID&ORDER=DESC&start=-1",
    }
    assert table.counted == 0
