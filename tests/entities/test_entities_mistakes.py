"""What unchecked programs hand on, and what portals answer in the place of records: told before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest

from bitrix24.entities import FilterError, Money
from bitrix24.errors import ResultError
from bitrix24.portal import LocalPortal
from tests.entities.sample_portal import AsyncDeals, Deal, Deals, Portal

Mistake = Callable[[Any, Any], object]
MOMENT = datetime(2026, 5, 5, 1, 2, 3, 456, tzinfo=timezone.utc)

# By what stands in the message: what is done with `b24.deals` and `Deal`.
MISTAKES: dict[str, Mistake] = {
    "where: OneZeroField": lambda deals, deal: deals.list(where=deal.urgent),
    "where: {'title': 'x'}": lambda deals, _: deals.list(where={"title": "x"}),
    "order: TextField": lambda deals, deal: deals.list(order=[deal.title]),
    "order: 'title'": lambda deals, _: deals.list(order=["title"]),
    "expected several values, got 'Tea'": lambda _, deal: deal.title.in_("Tea"),
    "expected several values, got None": lambda _, deal: deal.title.not_in(None),
    "expected text, got None": lambda _, deal: deal.title.contains(None),
    "expected text, got 5": lambda _, deal: deal.title.starts_with(5),
    "it is too large": lambda deals, _: deals.add(amount=10**400),
    "expected a sum": lambda deals, _: deals.add(budget=Money("100", "EUR")),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # a mistake
    "an id is a whole number, not '7'": lambda deals, _: deals.get("7"),
    "an id is a whole number, not True": lambda deals, _: deals.delete(True),
    "an id is a whole number, not None": lambda deals, _: deals.update(None, title="x"),
    "an id is a whole number, not '1'": lambda deals, _: list(deals.bulk.delete("12")),
    "fields by their names, got 'title'": lambda deals, _: list(deals.bulk.add({"title": "x"})),
    "fields by their names, got None": lambda deals, _: list(deals.bulk.add([None])),
    "an id and its fields": lambda deals, _: list(deals.bulk.update({5: {"title": "x"}})),
    "by it": lambda deals, deal: list(deals.bulk.upsert([None], by=deal.origin_id)),
    "has several values": lambda deals, deal: deals.upsert(by=deal.tags, tags=["a"]),
    "with a time zone": lambda deals, deal: deals.upsert(by=deal.delivered_at, delivered_at=datetime(2026, 1, 1)),
}


@pytest.mark.parametrize("said", MISTAKES)
def test_a_mistake_is_told_before_anything_is_sent(shared: tuple[LocalPortal, Portal], said: str) -> None:
    local, b24 = shared
    before = len(local.calls)
    with pytest.raises(TypeError) as caught:
        MISTAKES[said](b24.deals, Deal)
    assert said in str(caught.value)
    assert len(local.calls) == before


def test_a_moment_after_the_last_one_is_refused() -> None:
    with pytest.raises(FilterError, match="no second after"):
        _ = Deal.delivered_at < datetime.max.replace(tzinfo=timezone.utc)


def test_entities_go_with_the_client_that_can_read_them(local: LocalPortal) -> None:
    with pytest.raises(TypeError, match="those of a Client"):
        Deals(local.async_client())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # a mistake
    with pytest.raises(TypeError, match="those of an AsyncClient"):
        AsyncDeals(local.client())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # a mistake


def test_a_record_is_found_by_a_moment_whose_fraction_the_portal_drops(b24: Portal) -> None:
    first = b24.deals.upsert(by=Deal.delivered_at, delivered_at=MOMENT, title="Tea")
    assert b24.deals.upsert(by=Deal.delivered_at, delivered_at=MOMENT, title="Milk").id == first.id


@pytest.mark.parametrize(
    "answer",
    [
        {"items": [{"id": 1, "title": "a"}]},  # a filter by a field that is gone is ignored
        {"items": [None]},
        {"items": [{"originId": "new"}]},
        {"items": [{"id": "x", "originId": "new"}]},
        [],
        None,
    ],
)
def test_upsert_adds_nothing_where_it_could_not_look(local: LocalPortal, b24: Portal, answer: Any) -> None:
    local.answer("crm.item.list", answer)
    with pytest.raises(ResultError, match=r"(?i)nothing was written"):
        b24.deals.upsert(by=Deal.origin_id, origin_id="new")
    assert [call.method for call in local.calls if call.method != "crm.item.list"][-1] != "crm.item.add"


def test_a_record_that_the_portal_did_not_tell_of_is_no_none(local: LocalPortal, b24: Portal) -> None:
    local.answer("crm.item.add", [])
    local.answer("crm.item.update", [])
    with pytest.raises(ResultError, match="did not say which"):
        b24.deals.add(title="Tea")
    with pytest.raises(ResultError, match="did not say which"):
        b24.deals.update(7, title="Tea")
