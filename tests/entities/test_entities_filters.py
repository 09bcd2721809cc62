"""Conditions become the filter that the portal documents, and mean there what they mean in Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bitrix24.entities import Binding, Condition, CrmItems, Field, FilterError, Money
from tests.entities.conftest import made
from tests.entities.sample_portal import Deal, DealFields, DealPriority, DealSizes, DealStage, Portal

FILTERS: list[tuple[Condition, dict[str, Any]]] = [
    (Deal.amount > 1000, {">opportunity": 1000}),
    (Deal.title == "Boat", {"=title": "Boat"}),
    (Deal.title != "Boat", {"!=title": "Boat"}),
    (Deal.title.contains("oa"), {"%title": "oa"}),
    (~Deal.title.contains("oa"), {"!%title": "oa"}),
    (Deal.title.starts_with("Bo"), {"=%title": "Bo%"}),
    (Deal.title == None, {"=title": ""}),  # noqa: E711  # a condition, which `is` could not make
    (Deal.title.is_not_empty(), {"!=title": ""}),
    (Deal.stage.in_([DealStage.NEW, DealStage.WON, DealStage.NEW]), {"@stageId": ["NEW", "WON"]}),
    (Deal.stage.in_([DealStage.NEW]), {"=stageId": "NEW"}),
    (Deal.stage.not_in([DealStage.NEW, DealStage.WON]), {"!@stageId": ["NEW", "WON"]}),
    (Deal.urgent == True, {"=ufCrmUrgent": 1}),  # noqa: E712  # as above
    (Deal.is_manual_amount == False, {"=isManualOpportunity": "N"}),  # noqa: E712  # as above
    (Deal.delivery_date >= date(2026, 12, 1), {">=ufCrmDelivery": "2026-12-01"}),
    (Deal.created_time < datetime(2026, 12, 1, 0, 0, 0, 5), {"<createdTime": "2026-12-01T00:00:01"}),
    (Deal.created_time > datetime(2026, 12, 1, 0, 0, 0, 5), {">createdTime": "2026-12-01T00:00:00"}),
    (Deal.budget == Money(Decimal(100), "EUR"), {"=ufCrmBudget": "100|EUR"}),
    (Deal.partner == Binding(4, 7), {"=ufCrmPartner": "7"}),
    (Deal.sizes == DealSizes.BIG, {"=ufCrmSizes": 4}),
    (Deal.related_to.in_([Binding(3, 1), Binding(4, 7)]), {"@ufCrmRelated": ["C_1", "CO_7"]}),
    (Deal.amount.between(1, 5), {">=opportunity": 1, "<=opportunity": 5}),
    ((Deal.amount > 1) & (Deal.title == "a") & (Deal.id < 5), {">opportunity": 1, "=title": "a", "<id": 5}),
    ((Deal.amount > 1) & (Deal.amount > 5), {">opportunity": 1, "0": {">opportunity": 5}}),
    (
        (Deal.amount > 1) | (Deal.title == "a"),
        {"0": {"logic": "OR", "0": {">opportunity": 1}, "1": {"=title": "a"}}},
    ),
    (
        (Deal.id < 9) & ((Deal.amount > 1) | ((Deal.title == "a") & (Deal.id > 5))),
        {"<id": 9, "0": {"logic": "OR", "0": {">opportunity": 1}, "1": {"=title": "a", ">id": 5}}},
    ),
    (~((Deal.title == "a") | (Deal.id == 5)), {"!=title": "a", "!=id": 5}),
    (
        ~~((Deal.amount > 1) & (Deal.title == "a")),
        {
            "=title": "a",
            "!=opportunity": "",
            "0": {"logic": "OR", "0": {">opportunity": 1}, "1": {"=opportunity": ""}},
        },
    ),
    (~(Deal.weight > 1), {"0": {"logic": "OR", "0": {"<=ufCrmWeight": 1}, "1": {"=ufCrmWeight": ""}}}),
]


@pytest.mark.parametrize(("condition", "filter"), FILTERS, ids=[str(number) for number in range(len(FILTERS))])
def test_a_condition_is_a_filter(condition: Condition, filter: dict[str, Any]) -> None:
    assert CrmItems.filter.compiled(condition) == filter


ZONE = timezone(timedelta(hours=3))
ROWS: list[DealFields] = [
    {"title": "Boat", "amount": 10, "stage": DealStage.NEW, "delivery_date": date(2026, 12, 1), "tags": ["red"]},
    {"title": "boats", "amount": 20.5, "stage": DealStage.WON, "pieces": 3, "urgent": True, "weight": 1.5},
    {"title": "Car", "amount": 1000, "priority": DealPriority.HIGH, "tags": ["red", "blue"], "pieces": -2},
    {
        "title": "A car",
        "priority": DealPriority.LOW,
        "delivery_date": date(2027, 1, 1),
        "weight": -0.5,
        "company_id": 1,
    },
    {"title": "100%", "delivered_at": datetime(2026, 12, 1, 12, tzinfo=ZONE), "sizes": [DealSizes.BIG], "pieces": 0},
    {"title": "under_score", "delivered_at": datetime(2026, 12, 1, 12, 0, 1, tzinfo=ZONE), "company_id": 2},
    {"title": "Last", "budget": Money(Decimal("9.90"), "EUR"), "partner": Binding(4, 1), "weight": 0.0},
]


@dataclass(frozen=True)
class Asked:
    """A condition, and what it means in Python."""

    condition: Condition
    meets: Callable[[Deal], bool]

    def __repr__(self) -> str:
        return repr(self.condition)


def _folded(value: object) -> object:
    return value.lower() if type(value) is str else value


def compared(field: Field[Any, Any], sign: str, value: Any) -> Asked:
    def of(deal: Deal) -> Any:
        return getattr(deal, field.attribute)

    made: dict[str, tuple[Callable[[], Condition], Callable[[Deal], bool]]] = {
        "==": (lambda: field == value, lambda deal: bool(of(deal) == value)),
        "!=": (lambda: field != value, lambda deal: bool(of(deal) != value)),
        ">": (lambda: field > value, lambda deal: of(deal) is not None and of(deal) > value),
        ">=": (lambda: field >= value, lambda deal: of(deal) is not None and of(deal) >= value),
        "<": (lambda: field < value, lambda deal: of(deal) is not None and of(deal) < value),
        "<=": (lambda: field <= value, lambda deal: of(deal) is not None and of(deal) <= value),
    }
    condition, meets = made[sign]
    return Asked(condition(), meets)


def among(field: Field[Any, Any], values: list[Any]) -> Asked:
    return Asked(field.in_(values), lambda deal: getattr(deal, field.attribute) in values)


def has(field: Field[Any, Any], value: Any) -> Asked:
    return Asked(field == value, lambda deal: value in getattr(deal, field.attribute))


def empty(field: Field[Any, Any]) -> Asked:
    def meets(deal: Deal) -> bool:
        value = getattr(deal, field.attribute)
        return value in (None, "", []) or (value == 0 and field is Deal.pieces)

    return Asked(field.is_empty(), meets)


def contains(text: str) -> Asked:
    return Asked(Deal.title.contains(text), lambda deal: text.lower() in str(deal.title).lower())


def starts(text: str) -> Asked:
    return Asked(Deal.title.starts_with(text), lambda deal: str(deal.title).lower().startswith(text.lower()))


SIZED: list[tuple[Field[Any, Any], st.SearchStrategy[Any]]] = [
    (Deal.amount, st.sampled_from([0, 10, 20.5, 999])),
    (Deal.weight, st.sampled_from([-1.0, -0.5, 0.0, 1.5])),
    (Deal.pieces, st.sampled_from([-2, 0, 1, 3])),
    (Deal.delivery_date, st.sampled_from([date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 1)])),
    (
        Deal.delivered_at,
        st.builds(
            lambda seconds, part: datetime(2026, 12, 1, 9, tzinfo=timezone.utc) + timedelta(0, seconds, part),
            st.integers(-1, 2),
            st.sampled_from([0, 500_000]),
        ),
    ),
    (Deal.company_id, st.sampled_from([1, 2, 3])),
    (Deal.id, st.integers(170, 180)),
]
EQUAL: list[tuple[Field[Any, Any], st.SearchStrategy[Any]]] = [
    *[sized for sized in SIZED if sized[0] is not Deal.delivered_at],
    (Deal.title, st.sampled_from(["Boat", "Car", "100%", "none"])),
    (Deal.stage, st.sampled_from(DealStage)),
    (Deal.priority, st.sampled_from(DealPriority)),
    (Deal.urgent, st.booleans()),
    (Deal.budget, st.just(Money(Decimal("9.90"), "EUR"))),
    (Deal.partner, st.sampled_from([Binding(4, 1), Binding(4, 2)])),
]
SEVERAL: list[tuple[Field[Any, Any], st.SearchStrategy[Any]]] = [
    (Deal.tags, st.sampled_from(["red", "blue", "green"])),
    (Deal.sizes, st.sampled_from(DealSizes)),
]
EMPTY = [Deal.title, Deal.delivery_date, Deal.pieces, Deal.tags, Deal.priority, Deal.company_id, Deal.budget]


def _each(several: list[Any], make: Callable[[Any, st.SearchStrategy[Any]], st.SearchStrategy[Asked]]) -> Any:
    return st.one_of([make(field, values) for field, values in several])


COMPARISONS: st.SearchStrategy[Asked] = st.one_of(
    _each(
        SIZED,
        lambda field, values: st.builds(compared, st.just(field), st.sampled_from([">", ">=", "<", "<="]), values),
    ),
    _each(EQUAL, lambda field, values: st.builds(compared, st.just(field), st.sampled_from(["==", "!="]), values)),
    _each(EQUAL, lambda field, values: st.builds(among, st.just(field), st.lists(values, min_size=1, max_size=3))),
    _each(SEVERAL, lambda field, values: st.builds(has, st.just(field), values)),
    st.builds(empty, st.sampled_from(EMPTY)),
    st.builds(contains, st.sampled_from(["boat", "a", "%", "_", " ", "Q"])),
    st.builds(starts, st.sampled_from(["boat", "a", "C", "1"])),
)


def both(one: Asked, other: Asked) -> Asked:
    return Asked(one.condition & other.condition, lambda deal: one.meets(deal) and other.meets(deal))


def either(one: Asked, other: Asked) -> Asked:
    return Asked(one.condition | other.condition, lambda deal: one.meets(deal) or other.meets(deal))


def opposite(one: Asked) -> Asked:
    try:
        turned = ~one.condition
    except FilterError:
        assume(False)
    return Asked(turned, lambda deal: not one.meets(deal))


CONDITIONS = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(st.builds(both, inner, inner), st.builds(either, inner, inner), st.builds(opposite, inner)),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def deals() -> tuple[Portal, list[Deal]]:
    local = made()
    portal = Portal(local.webhook, transport=local.transport())
    assert all(call.error is None for call in portal.deals.bulk.add(ROWS))
    return portal, list(portal.deals.list(where=Deal.id > 170))


# Opposites that a filter cannot say are passed over.
CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much]


def check(deals: tuple[Portal, list[Deal]], asked: Asked) -> None:
    portal, rows = deals
    assert len(rows) == len(ROWS)
    found = portal.deals.list(where=(Deal.id > 170) & asked.condition, select=[Deal.id])
    assert [deal.id for deal in found] == [deal.id for deal in rows if asked.meets(deal)]


@settings(max_examples=80, deadline=None, suppress_health_check=CHECKS)
@given(asked=CONDITIONS)
def test_the_portal_finds_the_rows_that_python_finds(deals: tuple[Portal, list[Deal]], asked: Asked) -> None:
    check(deals, asked)


@pytest.mark.long
@settings(max_examples=1500, deadline=None, suppress_health_check=CHECKS)
@given(asked=CONDITIONS)
def test_the_portal_finds_the_rows_that_python_finds_for_many(deals: tuple[Portal, list[Deal]], asked: Asked) -> None:
    check(deals, asked)
