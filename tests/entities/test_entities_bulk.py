"""Writing many entities, and writing those that are there already."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from bitrix24 import ApiError
from bitrix24.entities import NotUnique
from bitrix24.portal import LocalPortal
from tests.entities.sample_portal import AsyncPortal, Deal, DealFields, Portal


def requests(local: LocalPortal, after: int) -> list[str]:
    return [call.method for call in local.calls[after:] if not call.in_batch]


def orders(count: int, amount: float) -> Iterator[DealFields]:
    for number in range(count):
        yield {"title": f"Order {number}", "amount": amount, "originator_id": "shop", "origin_id": f"A-{number}"}


def test_many_are_added_changed_and_deleted_fifty_to_a_request(b24: Portal, local: LocalPortal) -> None:
    before = len(local.calls)
    added = [call.result for call in b24.deals.bulk.add(orders(120, 5))]
    assert [deal.title for deal in added] == [f"Order {number}" for number in range(120)]
    assert requests(local, before) == ["batch"] * 3

    changed = list(b24.deals.bulk.update((deal.id, {"amount": 7.0}) for deal in added))
    assert {call.result.amount for call in changed} == {7.0}

    assert [call.error for call in b24.deals.bulk.delete(deal.id for deal in added)] == [None] * 120
    assert requests(local, before) == ["batch"] * 9
    assert list(b24.deals.list(where=Deal.originator_id == "shop")) == []


def test_a_row_that_fails_costs_itself_alone(b24: Portal) -> None:
    id = b24.deals.add(title="Boat").id
    first, second, third = b24.deals.bulk.update([(id, {"title": "a"}), (999_999, {"title": "b"}), (id, {"amount": 5})])
    assert (first.error, third.error) == (None, None)
    assert isinstance(second.error, ApiError)


def test_upserting_many_takes_two_requests_for_fifty(b24: Portal, local: LocalPortal) -> None:
    by = [Deal.originator_id, Deal.origin_id]
    before = len(local.calls)
    new = [call.result.id for call in b24.deals.bulk.upsert(orders(80, 5), by=by)]
    assert requests(local, before) == ["crm.item.list", "batch"] * 2
    assert local.calls[before].params == {
        "entityTypeId": 2,
        "select": ["id", "originatorId", "originId"],
        "filter": {"=originatorId": "shop", "@originId": [f"A-{number}" for number in range(50)]},
        "order": {"id": "ASC"},
        "start": -1,
    }

    again = [call.result for call in b24.deals.bulk.upsert(orders(90, 6), by=by)]

    assert [deal.id for deal in again[:80]] == new
    assert len({deal.id for deal in again}) == 90
    assert {deal.amount for deal in again} == {6.0}


def test_upserting_one_adds_it_or_changes_it(b24: Portal) -> None:
    first = b24.deals.upsert(by=Deal.origin_id, origin_id="A-1", title="Boat")
    second = b24.deals.upsert(by=Deal.origin_id, origin_id="A-1", title="Car")
    assert (second.id, second.title) == (first.id, "Car")
    assert b24.deals.upsert(by=Deal.origin_id, origin_id="A-2", title="Bus").id != first.id


def test_what_is_not_unique_is_not_written(b24: Portal) -> None:
    ids = [b24.deals.add(origin_id="A-1").id for _ in range(2)]
    with pytest.raises(NotUnique, match=rf"Deal {ids[0]} and {ids[1]} are the same in Deal\.origin_id"):
        b24.deals.upsert(by=Deal.origin_id, origin_id="A-1", title="Car")
    with pytest.raises(NotUnique):
        list(b24.deals.bulk.upsert([{"origin_id": "A-0"}, {"origin_id": "A-1"}], by=Deal.origin_id))
    assert not list(b24.deals.list(where=Deal.origin_id == "A-0"))


def test_records_that_only_look_wanted_do_not_disturb(b24: Portal) -> None:
    """A filter by two fields finds each value of one with each of the other."""
    for originator in ("shop", "web"):
        for origin in ("1", "2"):
            b24.deals.add(title=f"{originator}{origin}", originator_id=originator, origin_id=origin)
    rows: list[DealFields] = [
        {"originator_id": "shop", "origin_id": "1", "title": "x"},
        {"originator_id": "web", "origin_id": "2", "title": "y"},
    ]
    list(b24.deals.bulk.upsert(rows, by=(Deal.originator_id, Deal.origin_id)))
    found = b24.deals.list(where=Deal.originator_id.in_(["shop", "web"]))
    assert [deal.title for deal in found] == ["x", "shop2", "web1", "y"]


def test_more_records_than_a_page_are_looked_through(b24: Portal) -> None:
    list(b24.deals.bulk.add({"originator_id": "shop", "origin_id": str(n % 10), "title": str(n)} for n in range(100)))
    b24.deals.bulk.delete([])
    last: DealFields = {"originator_id": "shop", "title": "99", "amount": 5}
    deal = b24.deals.upsert(by=[Deal.originator_id, Deal.title], **last)
    assert (deal.title, deal.amount, deal.origin_id) == ("99", 5.0, "9")


def test_awaited_it_is_the_same(async_b24: AsyncPortal) -> None:
    async def story() -> None:
        deals = async_b24.deals
        by = [Deal.originator_id, Deal.origin_id]
        new = [call.result.id async for call in deals.bulk.upsert(orders(60, 5), by=by)]
        again = [call.result async for call in deals.bulk.upsert(orders(60, 6), by=by)]
        assert [(deal.id, deal.amount) for deal in again] == [(id, 6.0) for id in new]
        one = await deals.add(title="Boat", origin_id="B")
        assert (await deals.update(one.id, amount=3)).amount == 3.0
        assert (await deals.upsert(by=Deal.origin_id, origin_id="B", amount=4.0)).id == one.id
        pairs = [(one.id, DealFields(amount=8.0))]
        assert [call.result.amount async for call in deals.bulk.update(pairs)] == [8.0]
        assert [call.result.title async for call in deals.bulk.add([{"title": "New"}])] == ["New"]
        assert [call.error async for call in deals.bulk.delete([one.id])] == [None]

    asyncio.run(story())
