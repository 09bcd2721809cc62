"""Filters and orders as SQL: they choose what they say, and nothing in them gets into SQL as text."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitrix24.portal.conditions import Conditions
from bitrix24.portal.errors import Refused
from bitrix24.portal.fields import Field, key_of
from bitrix24.portal.store import Store

ROWS: list[dict[str, Any]] = [
    {"title": "Apple", "amount": 1, "tags": ["red", "sweet"], "open": True, "at": "2026-01-01T10:00:00+03:00"},
    {"title": "apple pie", "amount": 2.5, "tags": [], "open": False, "at": "2026-01-02T10:00:00+03:00"},
    {"title": "50% off_", "amount": 10, "tags": ["red"], "open": True, "at": None},
    {"title": "", "amount": None, "phone": [{"ID": 1, "VALUE": "+1"}, {"ID": 2, "VALUE": "+2"}]},
    {"title": None, "amount": 100},
]
FIELDS = {
    field.key: field
    for field in (
        Field("id", "integer", given="id"),
        Field("title", "string", given="title"),
        Field("amount", "number", given="amount"),
        Field("tags", "string[]", given="tags"),
        Field("phone", "list", given="phone"),
        Field("open", "boolean", given="open"),
        Field("at", "datetime", given="at"),
    )
}


@pytest.fixture(scope="module")
def store() -> Store:
    found = Store()
    found.put_all("fruit", enumerate(ROWS, 1))
    return found


def conditions() -> Conditions:
    return Conditions(lambda name: FIELDS.get(key_of(name)), "id")


def chosen(store: Store, filter: object, order: object = None) -> list[int]:
    rows = store.select("fruit", conditions().where(filter), conditions().order(order))
    return [int(id) for id, _ in rows]


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"TITLE": "Apple"}, [1]),
        ({"=title": ["Apple", "50% off_"]}, [1, 3]),
        ({"@TITLE": ["Apple"]}, [1]),
        ({"!@TITLE": ["Apple", "apple pie"]}, [3, 4, 5]),
        ({"!TITLE": "Apple"}, [2, 3, 4, 5]),
        ({"%TITLE": "APPLE"}, [1, 2]),
        ({"%TITLE": "%"}, [3]),
        ({"%TITLE": "_"}, [3]),
        ({"=%TITLE": "apple%"}, [1, 2]),
        ({"!%TITLE": "apple"}, [3, 4, 5]),
        ({"TITLE": ""}, [4, 5]),
        ({"!TITLE": ""}, [1, 2, 3]),
        ({">AMOUNT": "2"}, [2, 3, 5]),
        ({">=AMOUNT": 2.5, "<AMOUNT": 100}, [2, 3]),
        ({"><AMOUNT": [1, 10]}, [1, 2, 3]),
        ({">ID": 2}, [3, 4, 5]),
        ({"ID": [1, "5"]}, [1, 5]),
        ({"TAGS": "red"}, [1, 3]),
        ({"PHONE": "+2"}, [4]),
        ({"OPEN": "Y"}, [1, 3]),
        ({">=AT": "02.01.2026"}, [2]),
        ({"<AT": "2026-01-01T08:00:00Z"}, [1]),
        ({"NOBODY_KNOWS": 5}, [1, 2, 3, 4, 5]),
        ({"LOGIC": "OR", "0": {"TITLE": "Apple"}, "1": {"ID": 5}}, [1, 5]),
        ({"logic": "or", "0": {"TITLE": "Apple"}, "1": {"ID": 5, "TITLE": "Apple"}}, [1]),
        ({">ID": 1, "0": {"LOGIC": "OR", "0": {"ID": 1}, "1": {"ID": 3}}}, [3]),
        ({"::SUBFILTER-1": {"::LOGIC": "OR", "0": {"ID": 1}, "1": {"ID": 3}}}, [1, 3]),
        ([{"ID": 4}], [4]),
        ({"=TITLE": []}, []),
    ],
)
def test_a_filter_chooses_what_it_says(store: Store, filter: object, expected: list[int]) -> None:
    assert chosen(store, filter) == expected


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ({"ID": "DESC"}, [5, 4, 3, 2, 1]),
        ({"AMOUNT": "desc"}, [5, 3, 2, 1, 4]),
        ([["AMOUNT", "ASC"]], [4, 1, 2, 3, 5]),
        ({"OPEN": "DESC", "ID": "DESC"}, [3, 1, 2, 5, 4]),
        ({"NOBODY": "ASC"}, [1, 2, 3, 4, 5]),
        ("ID", [1, 2, 3, 4, 5]),
    ],
)
def test_an_order_orders_and_the_id_decides_what_it_leaves_open(
    store: Store, order: object, expected: list[int]
) -> None:
    assert chosen(store, {}, order) == expected


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ([], [1, 2, 3, 4, 5]),
        ([["amount", ">", 2]], [2, 3, 5]),
        ([["id", 3]], [3]),
        ([["id", "in", [1, 2]], ["amount", "!=", 1]], [2]),
        ([["amount", "between", [1, 10]]], [1, 2, 3]),
        ([{"logic": "or", "conditions": [["id", "=", 1], ["id", "=", 5]]}], [1, 5]),
    ],
)
def test_a_filter_of_rest_3_chooses_what_it_says(store: Store, filter: object, expected: list[int]) -> None:
    rows = store.select("fruit", conditions().where_v3(filter))
    assert [id for id, _ in rows] == expected


@pytest.mark.parametrize(
    ("filter", "code"),
    [
        ([["Amount", "=", 1]], "UNKNOWNDTOPROPERTY"),
        ([["nobody", "=", 1]], "UNKNOWNDTOPROPERTY"),
        ([["amount", "like", 1]], "UNKNOWNFILTEROPERATOR"),
        ([["amount", "=", "many"]], "VALIDATION"),
        (["amount"], "INVALIDFILTER"),
        ({"amount": 1}, "VALIDATION"),
    ],
)
def test_what_is_no_filter_of_rest_3_is_refused(filter: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        conditions().where_v3(filter)
    assert code in refused.value.code


@pytest.mark.parametrize("filter", [{"AMOUNT": "many"}, {">AT": "soon"}, {"OPEN": "perhaps"}, "text"])
def test_a_value_of_another_type_is_refused(filter: object) -> None:
    with pytest.raises(Refused):
        conditions().where(filter)


def nested(depth: int, wrap: Callable[[Any], Any], inner: Any) -> Any:
    return wrap(nested(depth - 1, wrap, inner)) if depth else inner


@pytest.mark.parametrize(
    "filter",
    [
        nested(100, lambda inner: {"0": inner}, {"ID": 1}),
        {"ID": list(range(1000))},
        {str(number): {"ID": number} for number in range(1000)},
    ],
)
def test_what_would_be_too_much_for_sql_is_refused(filter: object) -> None:
    with pytest.raises(Refused):
        conditions().where(filter)


HOSTILE = st.text(st.sampled_from("'\"\\;-()%_?*,.[]{}$ \x00\n\ud800IDidTITLEtitle0=<>!@"), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | HOSTILE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(HOSTILE, inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["ID", "title", "AMOUNT", "tags", "PHONE", "open", "at"])
KEYS = st.builds(lambda prefix, name: prefix + name, HOSTILE, NAMES) | HOSTILE


@given(st.dictionaries(KEYS, VALUES, max_size=4), st.dictionaries(KEYS, VALUES, max_size=3))
def test_whatever_stands_in_a_filter_it_is_answered_or_refused(filter: object, order: object) -> None:
    store = Store()
    store.put_all("fruit", enumerate(ROWS, 1))
    with contextlib.suppress(Refused):
        assert set(chosen(store, filter, order)) <= {1, 2, 3, 4, 5}
    assert store.count("fruit") == len(ROWS)


@given(st.lists(VALUES, max_size=4))
def test_whatever_stands_in_a_filter_of_rest_3_it_is_answered_or_refused(filter: object) -> None:
    store = Store()
    with contextlib.suppress(Refused):
        store.select("fruit", conditions().where_v3(filter))
