"""What a program gives wrongly is refused before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, cast

import pytest

from bitrix24.entities import Binding, FilterError, Order
from bitrix24.portal import LocalPortal
from tests.entities.sample_portal import Contract, Deal, DealPriority, DealSizes, DealStage, Portal

WRITES: list[tuple[dict[str, Any], str]] = [
    ({"titel": "x"}, "Deal has no field 'titel'; did you mean title"),
    ({"TITLE": "x"}, "Deal has no field 'TITLE'"),
    ({"created_time": datetime(2026, 1, 1)}, "Deal.created_time cannot be written: the portal fills it"),
    ({"title": 5}, "Deal.title: expected text, got 5"),
    ({"amount": "abc"}, "Deal.amount: expected a number, got 'abc'"),
    ({"amount": True}, "Deal.amount: expected a number, got True"),
    ({"amount": float("nan")}, "Deal.amount: expected a number, got nan"),
    ({"pieces": 1.5}, "Deal.pieces: expected a whole number, got 1.5"),
    ({"company_id": "7"}, "Deal.company_id: expected an id, got '7'"),
    ({"urgent": 1}, "Deal.urgent: expected True or False, got 1"),
    ({"delivery_date": "2026-01-01"}, "Deal.delivery_date: expected a datetime.date without a time, got '2026-01-01'"),
    ({"delivery_date": datetime(2026, 1, 1)}, "Deal.delivery_date: expected a datetime.date without a time"),
    ({"delivered_at": date(2026, 1, 1)}, "Deal.delivered_at: expected a datetime.datetime, got"),
    ({"budget": 5}, "Deal.budget: expected a sum in a currency"),
    ({"price": 1.5}, "Deal.price: expected a decimal.Decimal, got 1.5"),
    ({"stage": "NEW"}, "Deal.stage: expected one of DealStage, got 'NEW' (NEW, PREPARATION, EXECUTING, WON, LOSE)"),
    ({"priority": DealSizes.BIG}, "Deal.priority: expected one of DealPriority"),
    ({"sizes": [DealPriority.LOW]}, "Deal.sizes: expected several, each one of DealSizes"),
    ({"sizes": DealSizes.BIG}, "Deal.sizes: expected several, each one of DealSizes"),
    ({"tags": "red"}, "Deal.tags: expected several, each text, got 'red'"),
    ({"contract_file": b"pdf"}, "Deal.contract_file: expected a File, a path, an open file, or a file of the portal"),
    ({"partner": Binding(3, 1)}, "Deal.partner: expected a Binding, got"),
    ({"delivery": None, "delivery_date": None}, "Deal.delivery_date is given twice, under its former name too"),
]


@pytest.mark.filterwarnings("ignore:Deal.delivery is called:DeprecationWarning")
@pytest.mark.parametrize(
    ("fields", "message"), WRITES, ids=[f"{next(iter(fields))}-{n}" for n, (fields, _) in enumerate(WRITES)]
)
def test_a_write_is_checked_before_it_is_sent(
    shared: tuple[LocalPortal, Portal], fields: dict[str, Any], message: str
) -> None:
    local, b24 = shared
    before = len(local.calls)
    for write in (
        lambda: b24.deals.add(**fields),
        lambda: b24.deals.update(1, **fields),
        lambda: b24.deals.upsert(by=Deal.origin_id, **{"origin_id": "1", **fields}),
        lambda: list(b24.deals.bulk.add([cast(Any, fields)])),
        lambda: list(b24.deals.bulk.update([(1, cast(Any, fields))])),
    ):
        with pytest.raises(TypeError) as error:
            write()
        assert str(error.value).startswith(message)
    assert len(local.calls) == before


ASKS: Mapping[str, tuple[Callable[[Portal], object], str]] = {
    "select": (lambda b24: b24.deals.list(select=[Contract.number]), "Contract.number"),
    "select a name": (lambda b24: b24.deals.list(select=[cast(Any, "title")]), "'title' is no field of Deal"),
    "order": (lambda b24: b24.deals.list(order=[Contract.number.asc()]), "Contract.number is no field of Deal"),
    "where": (lambda b24: b24.deals.list(where=Contract.number == "1"), "Contract.number is no field of Deal"),
    "related": (lambda b24: b24.deals.list(related=[Contract.company]), "is no relation of Deal"),
    "get": (lambda b24: b24.deals.get(1, related=[Contract.company]), "is no relation of Deal"),
    "by": (lambda b24: b24.deals.upsert(by=Contract.number, title="x"), "is no field of Deal"),
    "by nothing": (lambda b24: b24.deals.upsert(by=[], title="x"), "upsert needs a field in `by`"),
    "by what is not there": (lambda b24: b24.deals.upsert(by=Deal.origin_id, title="x"), "Deal.origin_id is empty"),
    "twice": (lambda b24: [*b24.deals.bulk.upsert([{"title": "a"}, {"title": "A"}], by=Deal.title)], "comes twice"),
}


@pytest.mark.parametrize(("ask", "message"), ASKS.values(), ids=ASKS)
def test_what_is_asked_is_checked_before_it_is_sent(
    shared: tuple[LocalPortal, Portal], ask: Callable[[Portal], object], message: str
) -> None:
    local, b24 = shared
    before = len(local.calls)
    with pytest.raises(TypeError) as error:
        ask(b24)
    assert message in str(error.value)
    assert len(local.calls) == before


REFUSED: Mapping[str, tuple[Callable[[], object], str]] = {
    "texts have no size": (lambda: Deal.title > "a", "Deal.title: there is no '>' of text in a filter"),
    "sums have no size": (lambda: Deal.budget > cast(Any, 5), "Deal.budget"),
    "files are not compared": (lambda: Deal.contract_file == cast(Any, 5), "Deal.contract_file: there is no '=='"),
    "several have no opposite": (lambda: Deal.tags != "red", "Deal.tags has several values"),
    "nothing to be in": (lambda: Deal.id.in_([]), "Deal.id: no row is in nothing"),
    "any text contains it": (lambda: Deal.title.contains(""), "Deal.title: an empty text is in every text"),
    "a pattern": (lambda: Deal.title.starts_with("5%"), "Deal.title: % and _ stand for any text in a filter"),
    "no opposite": (lambda: ~Deal.title.starts_with("a"), "Deal.title: the portal's filter has no opposite of"),
    "0 or nothing": (lambda: ~(Deal.pieces > -1), "Deal.pieces: the portal does not tell 0 from nothing"),
}


@pytest.mark.parametrize(("make", "message"), REFUSED.values(), ids=REFUSED)
def test_what_the_filter_cannot_say_is_refused_with_the_reason(make: Callable[[], object], message: str) -> None:
    with pytest.raises((FilterError, TypeError)) as error:
        make()
    assert str(error.value).startswith(message)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Deal.amount > cast(Any, "x"),
        lambda: Deal.stage == cast(Any, "NEW"),
        lambda: Deal.id.in_([cast(Any, "1")]),
    ],
)
def test_a_comparison_with_another_type_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="expected"):
        make()


def test_conditions_are_no_booleans() -> None:
    with pytest.raises(TypeError, match="combine comparisons by &"):
        bool((Deal.amount > 1) and Deal.amount < 5)
    with pytest.raises(TypeError, match="is no condition"):
        _ = (Deal.amount > 1) & cast(Any, True)


def test_a_former_name_works_and_warns(b24: Portal) -> None:
    day = date(2026, 12, 1)
    with pytest.warns(DeprecationWarning, match=r"Deal\.delivery is called delivery_date now"):
        deal = b24.deals.add(delivery=day)
    assert deal.delivery_date == day
    with pytest.warns(DeprecationWarning, match=r"Deal\.delivery is called delivery_date now"):
        assert deal.delivery == day
    with pytest.warns(DeprecationWarning, match="is called"):
        assert Deal.delivery is Deal.delivery_date


def test_orders_say_their_field() -> None:
    assert Deal.amount.desc() == Order("Deal.amount", "opportunity", "DESC")
    assert DealStage.NEW.is_known
