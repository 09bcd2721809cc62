"""Lists that are read on from where an earlier reading was, rows that changed since, and ids that are gone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from itertools import islice
from typing import Any

import pytest

from bitrix24 import AsyncClient, Client
from bitrix24._core.convert import anything, integer, list_of
from bitrix24._core.convert import datetime as moment
from bitrix24._core.method import Listing, ListMethod, RowKey
from bitrix24._core.views import View, field
from bitrix24.errors import ListInterrupted
from tests.runtime.fake_clock import FakeClock
from tests.runtime.list_portal import Table
from tests.runtime.stub_portal import Answer, running
from tests.runtime.test_runtime_lists import DEALS, NO_KEY, TAIL, TASKS

KINDS: dict[str, tuple[ListMethod[Any, Any], dict[str, object]]] = {
    "by id": (DEALS, {"filter": {"STAGE": "NEW"}}),
    "by id, counted": (DEALS, {"start": 0}),
    "by offset": (NO_KEY, {}),
    "by offset, in another order": (DEALS, {"order": {"TITLE": "ASC"}}),
    "REST 3.0": (TASKS, {}),
    "REST 3.0, by 20": (TASKS, {"pagination": {"limit": 20}}),
    "REST 3.0, from page 2": (TASKS, {"pagination": {"page": 2}}),
    "a tail": (TAIL, {}),
}
every = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())


def _id(row: Any) -> int:
    return int(row["ID"])


def _kept(position: object) -> Any:
    """As it comes back from a file."""
    text = json.dumps(position)
    assert len(text) < 100
    return json.loads(text)


@every
@pytest.mark.parametrize("read", [1, 49, 50, 51, 120, 999, 1_000])
def test_a_list_goes_on_from_a_position(kind: tuple[ListMethod[Any, Any], dict[str, object]], read: int) -> None:
    method, params = kind
    table = Table(1_050 if "page" in str(params) else 1_000)
    with running(table) as stub:
        with Client(stub.url, clock=FakeClock()) as client:
            whole = [_id(row) for row in client.invoke_list(method, params)]
            listed = client.invoke_list(method, params)
            assert listed.position is None
            rows = listed.all()
            before = [_id(row) for row in islice(rows, read)]
            position = _kept(listed.position)
            rows.close()
        with Client(stub.url, clock=FakeClock()) as client:
            again = client.invoke_list(method, params).after(position)
            assert again.position == position
            assert before + [_id(row) for row in again] == whole


@every
def test_a_list_goes_on_async_and_page_by_page(kind: tuple[ListMethod[Any, Any], dict[str, object]]) -> None:
    method, params = kind

    async def main(url: str) -> list[int]:
        ids: list[int] = []
        position = None
        async with AsyncClient(url, clock=FakeClock()) as client:
            for pages in (1, 2, 200):
                listed = client.invoke_list(method, params).after(position)
                async for page in _first_of(listed.pages(), pages):
                    ids += map(_id, page.rows)
                    position = _kept(listed.position)
        return ids

    table = Table(1_000)
    with running(table) as stub:
        assert asyncio.run(main(stub.url)) == table.ids[50 if "page" in str(params) else 0 :]


async def _first_of(pages: Any, count: int) -> AsyncIterator[Any]:
    async for page in pages:
        yield page
        count -= 1
        if not count:
            break
    await pages.aclose()


def test_after_a_failure_the_position_is_that_of_the_last_row() -> None:
    table = Table(6_000)
    table.fail_at = 3_000
    with running(table) as stub, Client(stub.url, clock=FakeClock()) as client:
        listed = client.invoke_list(DEALS, {})
        rows: list[int] = []
        with pytest.raises(ListInterrupted) as caught:
            rows.extend(_id(row) for row in listed)
        assert (len(rows), listed.report.rows) == (caught.value.position, caught.value.position)
        table.fail_at = None
        assert rows + [_id(row) for row in listed.after(listed.position)] == table.ids


def test_rows_deleted_between_cost_a_list_by_id_nothing() -> None:
    table = Table(300)
    with running(table) as stub, Client(stub.url, clock=FakeClock()) as client:
        listed = client.invoke_list(DEALS, {})
        rows = listed.all()
        assert _id(list(islice(rows, 100))[-1]) == 100
        del table.ids[20:100]
        assert [_id(row) for row in listed.after(listed.position)] == list(range(101, 301))


@pytest.mark.parametrize("method", [NO_KEY, TASKS])
def test_rows_deleted_between_end_a_list_by_offset(method: ListMethod[Any, Any]) -> None:
    table = Table(300)
    with running(table) as stub, Client(stub.url, clock=FakeClock()) as client:
        listed = client.invoke_list(method, {})
        rows = listed.all()
        list(islice(rows, 100))
        del table.ids[20:22]
        with pytest.raises(ListInterrupted, match="the list has changed since: the row 100 is not at 99 any more"):
            list(listed.after(listed.position))


def test_a_portal_that_does_not_heed_the_position_is_noticed() -> None:
    page = {"result": [{"ID": "1"}, {"ID": "2"}], "total": 2}
    with (
        running(lambda _: Answer(page)) as stub,
        Client(stub.url) as client,
        pytest.raises(ListInterrupted, match="the rows after ID 1 begin with"),
    ):
        list(client.invoke_list(DEALS, {}).after({"method": "crm.deal.list", "after": 1}))


@pytest.mark.parametrize(
    "position",
    [
        {},
        [],
        7,
        "x",
        {"after": 5},
        {"method": "crm.lead.list", "after": 5},
        {"method": "crm.deal.list"},
        {"method": "crm.deal.list", "after": "x"},
    ],
)
def test_what_is_no_position_of_this_list(position: Any) -> None:
    with Client("https://portal.test/rest/1/w3bh00k/") as client:
        listed = client.invoke_list(DEALS, {})
        with pytest.raises(ValueError, match="is no position of this list"):
            listed.after(position)


def test_a_position_by_id_is_none_of_the_list_in_another_order() -> None:
    with Client("https://portal.test/rest/1/w3bh00k/") as client:
        listed = client.invoke_list(DEALS, {"order": {"TITLE": "ASC"}})
        with pytest.raises(ValueError, match="is no position of this list"):
            listed.after({"method": "crm.deal.list", "after": 5})


# Rows that changed since.


class Changing(View):
    __slots__ = ()
    id = field("ID", integer)
    modified = field("DATE_MODIFY", moment)


class ChangingTask(View):
    __slots__ = ()
    id = field("id", integer)
    changed = field("changedDate", moment)


KEY = RowKey("ID", ("FILTER", ">ID"), {"ORDER": {"ID": "ASC"}})
CHANGING = ListMethod("a.list", list_of(Changing), listing=Listing("start", (), KEY), row=Changing)
OLD_TASKS = ListMethod(
    "tasks.task.list",
    anything,
    listing=Listing("start", (), RowKey("id", ("filter", ">ID"), {"order": {"ID": "ASC"}})),
    row=ChangingTask,
)
NEW_TASKS = ListMethod("tasks.task.list", anything, rest=3, listing=Listing("pagination"), row=ChangingTask)
SINCE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("method", "params", "options", "asked"),
    [
        (CHANGING, {}, {}, {"FILTER": {">=DATE_MODIFY": "2026-01-02T02:59:05+00:00"}}),
        (
            CHANGING,
            {"filter": [{"A": 1}]},
            {"overlap": timedelta(hours=1)},
            {"filter": {"0": {"A": 1}, ">=DATE_MODIFY": "2026-01-02T02:04:05+00:00"}},
        ),
        (CHANGING, {}, {"field": "TIME"}, {"FILTER": {">=TIME": "2026-01-02T02:59:05+00:00"}}),
        (OLD_TASKS, {}, {}, {"filter": {">=CHANGED_DATE": "2026-01-02T02:59:05+00:00"}}),
        (NEW_TASKS, {}, {}, {"filter": [["changedDate", ">=", "2026-01-02T02:59:05+00:00"]]}),
        (
            NEW_TASKS,
            {"filter": [["id", ">", 5]]},
            {},
            {"filter": [["id", ">", 5], ["changedDate", ">=", "2026-01-02T02:59:05+00:00"]]},
        ),
    ],
)
def test_rows_that_changed_since(
    method: ListMethod[Any, Any], params: dict[str, object], options: Any, asked: dict[str, object]
) -> None:
    with running(lambda _: Answer({"result": [], "total": 0})) as stub, Client(stub.url) as client:
        assert client.invoke_list(method, params).changed_since(SINCE, **options).first.rows == []
    assert stub.seen[0].json == asked


def test_changes_that_cannot_be_asked_for() -> None:
    with Client("https://portal.test/rest/1/w3bh00k/") as client:
        with pytest.raises(ValueError, match="documents no time of a row's last change"):
            client.invoke_list(DEALS, {}).changed_since(SINCE)
        with pytest.raises(ValueError, match="has no time zone"):
            client.invoke_list(CHANGING, {}).changed_since(SINCE.replace(tzinfo=None))
        with pytest.raises(ValueError, match="no condition on DATE_MODIFY can be added to FILTER='x'"):
            client.invoke_list(CHANGING, {"FILTER": "x"}).changed_since(SINCE)


# Ids that are gone.


@pytest.mark.parametrize("gone", [[], [1], [6_000], [50, 51, 3_000], list(range(1, 6_001)), [7_000]])
def test_ids_that_are_gone(gone: list[int]) -> None:
    known = sorted({*range(1, 6_001), *gone})
    table = Table(0)
    table.ids = [id for id in range(1, 6_001) if id not in set(gone)] + [8_000]

    async def main(url: str) -> list[int]:
        async with AsyncClient(url, clock=FakeClock()) as client:
            return [id async for id in client.invoke_list(DEALS, {}).deleted(known)]

    with running(table) as stub:
        with Client(stub.url, clock=FakeClock()) as client:
            assert list(client.invoke_list(DEALS, {}).deleted(iter(known))) == gone
        assert asyncio.run(main(stub.url)) == gone


def test_no_id_is_called_gone_that_was_not_looked_for() -> None:
    table = Table(6_000)
    table.fail_at = 3_000
    with running(table) as stub, Client(stub.url, clock=FakeClock()) as client:
        gone: list[int] = []
        with pytest.raises(ListInterrupted):
            gone.extend(client.invoke_list(DEALS, {}).deleted(range(1, 6_001)))
        assert gone == []
        table.fail_at = None
        with pytest.raises(ValueError, match="the known ids do not ascend: 4 follows on 5"):
            list(client.invoke_list(DEALS, {}).deleted([5, 4]))
        with pytest.raises(ValueError, match="ordered by its id"):
            list(client.invoke_list(NO_KEY, {}).deleted([5]))
