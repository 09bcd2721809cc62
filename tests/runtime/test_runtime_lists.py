"""Lists read to their end: every row once and in order, with few requests, or an error that says where it stopped."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any

import pytest

from bitrix24 import AsyncClient, Client
from bitrix24._core.convert import anything, integer, list_of, string
from bitrix24._core.method import Listing, ListMethod, RowKey
from bitrix24._core.views import View, always
from bitrix24.errors import ListInterrupted, ResultError
from tests.runtime.fake_clock import FakeClock
from tests.runtime.list_portal import Table, row
from tests.runtime.stub_portal import Answer, Fault, Seen, running

KEY = RowKey("ID", ("filter", ">ID"), {"order": {"ID": "ASC"}})


class Deal(View):
    __slots__ = ()
    id = always("ID", integer)
    title = always("TITLE", string)


DEALS = ListMethod("crm.deal.list", list_of(Deal), writes=False, listing=Listing("start", (), KEY), row=Deal)
NO_KEY = ListMethod("crm.deal.list", anything, writes=False, listing=Listing("start"), row=Deal)
TASKS = ListMethod(
    "tasks.task.list", anything, rest=3, writes=False, listing=Listing("pagination", ("items",)), row=Deal
)
TAIL = ListMethod(
    "main.eventlog.tail", anything, rest=3, writes=False, listing=Listing("cursor", ("items",)), row=anything
)


def read_sync(url: str, method: ListMethod[Any, Any], params: dict[str, object], **options: Any) -> list[int]:
    with Client(url, clock=FakeClock(), **options) as client:
        return [int(found["ID"]) for found in client.invoke_list(method, params).all()]


def read_async(url: str, method: ListMethod[Any, Any], params: dict[str, object], **options: Any) -> list[int]:
    async def main() -> list[int]:
        async with AsyncClient(url, clock=FakeClock(), **options) as client:
            return [int(found["ID"]) async for found in client.invoke_list(method, params).all()]

    return asyncio.run(main())


Read = Callable[..., list[int]]
both = pytest.mark.parametrize("read", [read_sync, read_async])


COUNTS = [0, 1, 49, 50, 51, 60, 100, 101, 2550, 2551, 5049]


@both
@pytest.mark.parametrize("count", COUNTS)
def test_every_row_once_and_in_order_without_counting(read: Read, count: int) -> None:
    table = Table(count)
    with running(table) as stub:
        assert read(stub.url, DEALS, {"select": ["ID", "TITLE"]}) == table.ids
    between = -(-max(0, count - 100) // 50)  # pages between the first and the last, which come in one request
    assert table.commands == 2 + between + (count == 0)  # only counting shows that nothing is hidden
    assert len(table.requests) == 1 + -(-between // 50) + (count == 0)
    assert table.counted == 0


@both
@pytest.mark.parametrize("params", [{"start": 0}, {}])
@pytest.mark.parametrize("count", COUNTS)
def test_every_row_once_and_in_order_counted(read: Read, params: dict[str, object], count: int) -> None:
    """By its key a request begins with the last page of the one before; where there is none, offsets lead on."""
    table, method, overlap = Table(count), DEALS if params else NO_KEY, 1 if params else 0
    with running(table) as stub:
        assert read(stub.url, method, {"select": ["ID", "TITLE"], **params}) == table.ids
    pages = max(1, -(-count // 50))
    requests = max(-(-(pages - 1 - overlap) // (50 - overlap)), int(pages > 1))
    assert len(table.requests) == 1 + requests
    assert table.commands == pages + overlap * max(requests - 1, 0)


def test_rows_are_ordered_by_their_key_unless_the_caller_has_an_order() -> None:
    with running(Table(10)) as stub:
        read_sync(stub.url, DEALS, {"filter": {"STAGE": "NEW"}})
        read_sync(stub.url, DEALS, {"filter": {"STAGE": "NEW"}, "start": 0})
        read_sync(stub.url, DEALS, {"order": {"TITLE": "ASC"}})
        read_sync(stub.url, DEALS, {"ORDER": {"TITLE": "ASC"}})
    first, *others = [seen.json for seen in stub.seen]
    assert first["cmd"] == {
        "first": "crm.deal.list?filter[STAGE]=NEW&order[ID]=ASC&start=-1",
        "last": "crm.deal.list?filter[STAGE]=NEW&order[ID]=DESC&start=-1",
    }
    assert others == [
        {"filter": {"STAGE": "NEW"}, "start": 0, "order": {"ID": "ASC"}},
        {"order": {"TITLE": "ASC"}},
        {"ORDER": {"TITLE": "ASC"}},
    ]


@both
def test_a_filter_in_the_callers_spelling_stays_one_parameter(read: Read) -> None:
    """The portal folds case and keeps the last of two: a `filter` beside it would drop the caller's conditions."""
    table = Table(2)
    table.batches = False
    with running(table) as stub:
        assert read(stub.url, DEALS, {"FILTER": {"STAGE": "NEW"}, "start": -1}) == [1, 2]
    batch, *pages = stub.seen
    assert "filter" not in str(batch.json)
    assert [seen.json["FILTER"] for seen in pages] == [{"STAGE": "NEW"}, {"STAGE": "NEW", ">ID": 2}]
    assert not any("filter" in seen.json for seen in pages)


def test_the_first_page_is_the_same_awaited() -> None:
    async def main(url: str) -> None:
        async with AsyncClient(url, clock=FakeClock()) as client:
            listed = client.invoke_list(DEALS, {})
            page = await listed
            assert (len(page), page.total, page.next, page[0].id, [deal.id for deal in page][-1]) == (50, 60, 50, 1, 50)
            assert (await listed.first()).rows == page.rows == page.result

    with running(Table(60)) as stub:
        asyncio.run(main(stub.url))
        with Client(stub.url, clock=FakeClock()) as client:
            listed = client.invoke_list(DEALS, {})
            page = listed.first
            assert (len(page), page.total, page.next, page[0].id, [deal.id for deal in page][-1]) == (50, 60, 50, 1, 50)
            assert page.rows == page.result
    assert len(stub.seen) == 3


@both
@pytest.mark.parametrize("count", [60, 3_000])
def test_a_lost_connection_in_the_middle_loses_no_row(read: Read, count: int) -> None:
    table = Table(count)
    faults = iter([None, Fault.RESET, None, Fault.HALF])
    with running(lambda seen: next(faults, None) or table(seen)) as stub:
        assert read(stub.url, DEALS, {}) == table.ids


@both
def test_refusals_in_the_middle_lose_no_row(read: Read) -> None:
    table = Table(6_000)
    refused = Answer({"error": "QUERY_LIMIT_EXCEEDED"}, 503)
    answers = iter([None, refused, refused, None, refused])
    with running(lambda seen: next(answers, None) or table(seen)) as stub:
        assert read(stub.url, DEALS, {}) == table.ids


@pytest.mark.slow
@both
@pytest.mark.parametrize("at", [2, 30, 51, 52, 100])
@pytest.mark.parametrize("gone", [slice(0, 1), slice(0, 60), slice(40, 55)])
def test_rows_deleted_meanwhile_hide_no_other_row(read: Read, at: int, gone: slice) -> None:
    table = Table(6_000)
    everything = list(table.ids)

    def delete(command: int) -> None:
        if command == at:
            del table.ids[gone]

    table.before = delete
    with running(table) as stub:
        rows = read(stub.url, DEALS, {})
    assert rows == sorted(set(rows))
    assert set(table.ids) <= set(rows) <= set(everything)


@both
def test_rows_deleted_meanwhile_leave_the_conditions(read: Read) -> None:
    table = Table(160)
    table.total = False
    table.before = lambda command: table.ids.__delitem__(slice(0, 10)) if command == 2 else None
    with running(table) as stub:
        assert read(stub.url, DEALS, {"filter": [{"A": 1}], "start": 0}) == list(range(1, 161))
    assert stub.seen[-1].json["filter"] == {"0": {"A": 1}, ">ID": 160}


@both
def test_rows_added_meanwhile_come_at_the_end(read: Read) -> None:
    table = Table(120)

    def add(command: int) -> None:
        if command == 2:
            table.ids.extend(range(1_000, 1_200))

    table.before = add
    with running(table) as stub:
        assert read(stub.url, DEALS, {}) == table.ids


@both
def test_a_list_without_a_total_is_read_page_by_page(read: Read) -> None:
    table = Table(170)
    table.total = False
    with running(table) as stub:
        assert read(stub.url, DEALS, {"start": 0}) == table.ids
    assert table.requests == ["crm.deal.list"] * 5


@both
def test_without_batches_start_minus_one_reads_by_the_key_and_counts_nothing(read: Read) -> None:
    table = Table(170, first=100)
    table.batches = False
    with running(table) as stub:
        assert read(stub.url, DEALS, {"start": -1, "filter": {"STAGE": "NEW"}}) == table.ids
        with pytest.raises(ListInterrupted, match="needs a list that is ordered by its id"):
            read(stub.url, NO_KEY, {"start": -1})
    assert table.counted == 0
    assert [seen.json["filter"] for seen in stub.seen[1:]] == [
        {"STAGE": "NEW"},
        *({"STAGE": "NEW", ">ID": number} for number in (149, 199, 249, 269)),
    ]


@both
@pytest.mark.parametrize(
    ("given", "joined"),
    [
        ([{"A": 1}, {"logic": "OR", "B": 2, "C": 3}], {"0": {"A": 1}, "1": {"logic": "OR", "B": 2, "C": 3}}),
        ({"logic": "OR", "0": {"A": 1}, "1": {"B": 2}}, {"0": {"logic": "OR", "0": {"A": 1}, "1": {"B": 2}}}),
        ({"LOGIC": "or", "A": 1}, {"0": {"LOGIC": "or", "A": 1}}),
        ({"logic": "AND", "A": 1}, {"logic": "AND", "A": 1}),
    ],
)
def test_all_conditions_are_kept_beside_the_keys(read: Read, given: object, joined: dict[str, object]) -> None:
    table = Table(60)
    table.batches = False
    with running(table) as stub:
        read(stub.url, DEALS, {"start": -1, "FILTER": given})
    first, *others = [seen.json["FILTER"] for seen in stub.seen[1:]]
    assert first == given
    assert others == [{**joined, ">ID": 50}, {**joined, ">ID": 60}]


@both
@pytest.mark.parametrize("given", [None, []])
def test_an_empty_filter_takes_the_condition_on_the_key(read: Read, given: object) -> None:
    """It cannot be said in a query, so each page is a call of its own."""
    table = Table(170)
    with running(table) as stub:
        assert read(stub.url, DEALS, {"FILTER": given}) == table.ids
    filters = [seen.json["FILTER"] for seen in stub.seen if seen.method != "batch"]
    assert filters[:2] == [given, given]
    assert table.counted == 0


@pytest.mark.parametrize("given", ["A", {"::LOGIC": "OR", "A": 1}])
def test_a_filter_that_takes_no_other_condition_is_refused(given: object) -> None:
    with running(Table(60)) as stub, pytest.raises(ListInterrupted, match="no condition on the id can be added to f"):
        read_sync(stub.url, DEALS, {"start": -1, "filter": given})
    assert stub.seen == []


def test_a_key_that_does_not_move_raises() -> None:
    page = {"result": [row(number) for number in range(1, 51)]}
    with (
        running(lambda _: Answer(page)) as stub,
        pytest.raises(ListInterrupted, match="after 50 rows: the rows after ID 50"),
    ):
        read_sync(stub.url, DEALS, {"start": -1})


def test_a_next_that_does_not_move_raises() -> None:
    rows = iter(range(1, 100))
    with (
        running(lambda _: Answer({"result": [row(next(rows))], "next": 50})) as stub,
        pytest.raises(ListInterrupted, match="the next page after 50 is 50"),
    ):
        read_sync(stub.url, NO_KEY, {})


def test_without_the_key_in_its_rows_a_list_is_read_by_offset() -> None:
    table = Table(170)
    handler: Callable[[Seen], Answer] = lambda seen: without_ids(table(seen))  # noqa: E731
    with running(handler) as stub, Client(stub.url) as client:
        assert [deal.title for deal in client.invoke_list(DEALS, {}).all()] == [f"t{number}" for number in table.ids]


def without_ids(answer: Answer | Fault) -> Answer:
    assert isinstance(answer, Answer)
    text = re.sub(rb'"ID": "\d+", ', b"", answer.content()[0])
    return Answer(text, answer.status)


@both
@pytest.mark.parametrize(
    ("limit", "most", "requests", "commands"),
    [(None, 50, 2, 5), (1000, 1000, 2, 2), (1000, 50, 2, 5), (20, 50, 3, 11), (60, 50, 2, 5)],
)
@pytest.mark.parametrize("batches", [True, False])
def test_v3_pagination_ends_by_what_came_back(
    read: Read, limit: int | None, most: int, requests: int, commands: int, batches: bool
) -> None:
    table = Table(170)
    table.most, table.batches = most, batches
    with running(table) as stub:
        assert read(stub.url, TASKS, {"pagination": {"limit": limit}} if limit else {}) == table.ids
    if batches:
        assert len(table.requests) == requests
        assert table.commands <= 4 * commands
    else:
        assert [method for method in table.requests if method != "batch"] == ["tasks.task.list"] * commands


def test_v3_pagination_begins_where_the_caller_says() -> None:
    with running(Table(170)) as stub:
        assert read_sync(stub.url, TASKS, {"pagination": {"page": 3}}) == list(range(101, 171))
        assert read_sync(stub.url, TASKS, {"pagination": {"offset": 165}}) == list(range(166, 171))
    assert stub.seen[0].json["pagination"] == {"limit": 50, "offset": 100}


@both
def test_a_tail_goes_on_from_its_last_row(read: Read) -> None:
    table = Table(120, first=1_000)
    with running(table) as stub:
        assert read(stub.url, TAIL, {"cursor": {"value": 1_010}}) == table.ids[11:]
    assert [seen.json["cursor"] for seen in stub.seen] == [
        {"field": "id", "order": "ASC", "value": value} for value in (1_010, 1_060, 1_110, 1_119)
    ]


def test_a_tail_that_does_not_move_raises() -> None:
    page = {"result": {"items": [row(number) for number in range(1, 51)]}}
    with running(lambda _: Answer(page)) as stub, pytest.raises(ListInterrupted, match="the cursor stays at 50"):
        read_sync(stub.url, TAIL, {})


@pytest.mark.parametrize("result", ["x", 5, {"other": "x"}])
def test_no_rows_where_they_should_be(result: object) -> None:
    method = ListMethod(
        "m", anything, listing=Listing("start", ("other",) if isinstance(result, dict) else ()), row=anything
    )
    with (
        running(lambda _: Answer({"result": result})) as stub,
        pytest.raises(ListInterrupted, match="no rows: expected list"),
    ):
        read_sync(stub.url, method, {})


def test_rows_in_a_map_with_gaps() -> None:
    with running(lambda _: Answer({"result": {"7": row(7), "9": row(9)}})) as stub:
        assert read_sync(stub.url, NO_KEY, {}) == [7, 9]


def test_a_row_of_another_shape() -> None:
    with (
        running(lambda _: Answer({"result": ["x"]})) as stub,
        pytest.raises(ListInterrupted, match=r"after 0 rows: .* a row: expected object") as caught,
    ):
        read_sync(stub.url, NO_KEY, {})
    assert isinstance(caught.value.__cause__, ResultError)


def test_the_first_page_is_read_once_and_only_when_it_is_wanted() -> None:
    table = Table(170)
    with running(table) as stub, Client(stub.url) as client:
        listed = client.invoke_list(DEALS, {"select": ["ID"]})
        assert table.requests == []
        assert [deal.id for deal in listed.first] == table.ids[:50]
        assert (len(listed.rows), listed.total, listed.response.next) == (50, 170, 50)
        assert listed.rows == listed.result
    assert table.requests == ["crm.deal.list"]
    assert stub.seen[0].json == {"select": ["ID"]}


def test_the_first_page_awaited() -> None:
    async def main(url: str) -> tuple[int, int | None]:
        async with AsyncClient(url) as client:
            first = await client.invoke_list(DEALS, {})
            return len(first.rows), first.response.total

    with running(Table(170)) as stub:
        assert asyncio.run(main(stub.url)) == (50, 170)


def test_iteration_reads_to_the_end_each_time_anew() -> None:
    async def main(url: str) -> list[int]:
        async with AsyncClient(url) as client:
            return [deal.id async for deal in client.invoke_list(DEALS, {})]

    table = Table(170)
    with running(table) as stub:
        with Client(stub.url) as client:
            listed = client.invoke_list(DEALS, {})
            assert [deal.id for deal in listed] == table.ids
            assert len(list(listed)) == 170
        assert len(table.requests) == 2 * 2  # and none to ask for a length
        assert asyncio.run(main(stub.url)) == table.ids


def test_a_list_has_no_length_and_no_index() -> None:
    with Client("https://portal.test/rest/1/w3bh00k/") as client:
        listed: Any = client.invoke_list(DEALS, {})
        with pytest.raises(TypeError):
            len(listed)
        with pytest.raises(TypeError):
            listed[0]


@pytest.mark.parametrize("nothing", [None, False, "", []])
def test_a_row_of_nothing_is_an_empty_row(nothing: object) -> None:
    with running(lambda _: Answer({"result": [row(1), nothing], "total": 2})) as stub, Client(stub.url) as client:
        deals = list(client.invoke_list(DEALS, {}))
    assert [(bool(deal), deal.title) for deal in deals] == [(True, "t1"), (False, None)]


def test_pages_and_progress() -> None:
    told: list[tuple[int, int | None]] = []
    with running(Table(120)) as stub, Client(stub.url) as client:
        pages = list(client.invoke_list(DEALS, {}).pages(progress=lambda done, total: told.append((done, total))))
    assert [len(page) for page in pages] == [50, 50, 20]
    assert pages[2][0].id == 101
    assert [deal.id for deal in pages[1]][:2] == [51, 52]
    assert told == [(50, 120), (100, 120), (120, 120)]


@pytest.mark.parametrize("wanted", [1, 50, 51])
def test_breaking_out_early_stops_the_requests(wanted: int) -> None:
    table = Table(200_000)
    with running(table) as stub, Client(stub.url) as client:
        rows = client.invoke_list(DEALS, {}).all()
        assert [next(rows).id for _ in range(wanted)] == table.ids[:wanted]
        rows.close()
    assert len(table.requests) <= 1 + 8 * (wanted > 50)


def test_async_breaking_out_early_stops_the_requests() -> None:
    table = Table(200_000)

    async def main(url: str) -> None:
        async with AsyncClient(url) as client:
            rows = client.invoke_list(DEALS, {}).all()
            async for deal in rows:
                if deal.id == 51:
                    break
            await rows.aclose()
            others = {task for task in asyncio.all_tasks() if task is not asyncio.current_task()}
            # A connection of a call that was cancelled may still be closing.
            closing = {task for task in others if task.get_name() == "bitrix24 closing"}
            assert others == closing
            await asyncio.gather(*closing)

    with running(table) as stub:
        asyncio.run(main(stub.url))
    assert len(table.requests) <= 9
