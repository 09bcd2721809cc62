"""Lists asked for what changed and what is gone: right rows, or an error before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from bitrix24 import Client
from bitrix24._core.paging_changes import earlier
from bitrix24.errors import ListInterrupted
from bitrix24.lists import SyncList
from tests.runtime.list_portal import Table
from tests.runtime.stub_portal import running
from tests.runtime.test_runtime_lists import DEALS, Read, both

MOMENT = datetime(2026, 1, 10, tzinfo=timezone.utc)
FIELD = "DATE_MODIFY"


# Of a portal that nobody asks.
NOWHERE = "https://portal.example/rest/1/secret/"


@contextmanager
def _deals(url: str = NOWHERE, **params: object) -> Iterator[SyncList[Any, Any]]:
    with Client(url, limits=None) as b24:
        yield b24.invoke_list(DEALS, params, None)


@pytest.mark.parametrize("moment", [date(2026, 1, 10), "2026-01-10", None, 1_767_225_600, True])
def test_a_moment_is_a_datetime(moment: Any) -> None:
    with _deals() as deals, pytest.raises(TypeError, match="the moment is a datetime"):
        deals.changed_since(moment, field=FIELD)


@pytest.mark.parametrize("overlap", [5, None, 1.5])
def test_an_overlap_is_a_timedelta(overlap: Any) -> None:
    with _deals() as deals, pytest.raises(TypeError, match="the overlap a timedelta"):
        deals.changed_since(MOMENT, overlap=overlap, field=FIELD)


def test_an_overlap_that_would_leave_out_rows_is_refused() -> None:
    with _deals() as deals, pytest.raises(ValueError, match="leave out rows"):
        deals.changed_since(MOMENT, overlap=timedelta(seconds=-1), field=FIELD)


@pytest.mark.parametrize("overlap", [timedelta(minutes=5), timedelta.max])
def test_before_the_first_moment_there_is_none(overlap: timedelta) -> None:
    first = datetime.min.replace(tzinfo=timezone.utc)
    assert earlier(DEALS, first, overlap) == first


@pytest.mark.parametrize("name", [">=DATE_MODIFY", ">=date_modify"])
def test_a_condition_of_the_callers_own_is_not_lost(name: str) -> None:
    with _deals(filter={name: "2026-06-01"}) as deals, pytest.raises(ValueError, match="already"):
        deals.changed_since(MOMENT, field=FIELD)


@pytest.mark.parametrize("known", [["1", "2"], [1, "2"], [None], [1.5], [float("nan")], "12"])
def test_known_ids_are_numbers(known: Any) -> None:
    with running(Table(60)) as stub, _deals(stub.url) as deals, pytest.raises(TypeError, match="whole numbers"):
        list(deals.deleted(known))


def test_nothing_is_gone_that_a_list_from_its_middle_does_not_show() -> None:
    with running(Table(120)) as stub, _deals(stub.url) as deals, _deals(stub.url, start=50) as later:
        for begun in (later, deals.after({"method": "crm.deal.list", "after": 50})):
            with pytest.raises(ValueError, match="from its beginning"):
                list(begun.deleted([1, 60]))
        assert list(deals.deleted([1, 60, 500])) == [500]


class _ByText(Table):
    """Orders ids as numbers and compares them as text."""

    def page(self, params: dict[str, Any]) -> dict[str, Any]:
        asked = params.get("filter")
        after = str(asked.get(">ID", "")) if isinstance(asked, dict) else ""
        every = self.ids
        self.ids = [id for id in every if str(id) > after] if "$" not in after else []
        try:
            return super().page({**params, "filter": {}})
        finally:
            self.ids = every


@both
@pytest.mark.parametrize(("first", "count"), [(1, 330), (50, 120), (90, 60)])
def test_no_row_is_lost_to_ids_that_are_compared_as_text(read: Read, first: int, count: int) -> None:
    table = _ByText(count, first)
    with running(table) as stub:
        if first == 50:  # no page begins before the id that it follows on, and the portal says that there is no more
            with pytest.raises(ListInterrupted, match="though there are some"):
                read(stub.url, DEALS, {})
        else:
            assert read(stub.url, DEALS, {}) == table.ids
