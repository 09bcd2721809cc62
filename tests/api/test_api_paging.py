"""Lists: where the rows are, what one is, and by which parameters a list is walked along its key."""

from __future__ import annotations

import pytest

from generator.api import Paging, RowKey
from generator.api.kinds import Kind
from generator.api.types import ANY, Object, Property, Scalar, Type
from tests.making import api_of

ROW = Object((Property("id", Scalar(Kind.INTEGER)),))
FIELDS = "fields: {id: {type: integer}}"


def paging(text: str) -> Paging | None:
    (method,) = api_of(f"method: a.list\n{text}").methods.values()
    return method.paging


@pytest.mark.parametrize(
    ("rows", "returns", "row"),
    [
        ("", f"{{type: array, {FIELDS}}}", ROW),
        ("", f"{{type: object, items: {{type: object, {FIELDS}}}}}", ROW),  # a map where PHP's list has gaps
        ("items", f"{{type: object, fields: {{items: {{type: array, {FIELDS}}}}}}}", ROW),
        (
            "a.items",
            f"{{type: object, fields: {{a: {{type: object, fields: {{items: {{type: array, {FIELDS}}}}}}}}}}}",
            ROW,
        ),
        ("items", f"{{type: object, nullable: true, fields: {{items: {{type: array, {FIELDS}}}}}}}", ROW),
        ("items", f"{{type: object | boolean, fields: {{items: {{type: array, {FIELDS}}}}}}}", ROW),
        ("others", f"{{type: object, fields: {{items: {{type: array, {FIELDS}}}}}}}", ANY),
        ("", "{type: integer}", ANY),
    ],
)
def test_rows(rows: str, returns: str, row: Type) -> None:
    found = paging(f"returns: {returns}\nlist: {{paging: start{f', rows: {rows}' if rows else ''}}}")
    assert found == Paging("start", tuple(rows.split(".")) if rows else (), row, None)


@pytest.mark.parametrize(
    ("params", "sort", "key"),
    [
        (
            "{filter: {type: object}, order: {type: object}}",
            "",
            RowKey("ID", ("filter", "id"), {"order": {"ID": "ASC"}}),
        ),
        (
            "{FILTER: {type: object}, Order: {type: object}}",
            "",
            RowKey("ID", ("FILTER", "id"), {"Order": {"ID": "ASC"}}),
        ),
        (
            "{filter: {type: object}}",
            ", sort: {SORT: ID, ORDER: ASC}",
            RowKey("ID", ("filter", "id"), {"SORT": "ID", "ORDER": "ASC"}),
        ),
        ("{filter: {type: object}}", "", None),
        ("{order: {type: object}}", "", None),
    ],
)
def test_a_key_needs_parameters_to_filter_and_order_by(params: str, sort: str, key: RowKey | None) -> None:
    found = paging(f"params: {params}\nlist: {{paging: start, id: {{row: ID, filter: id, order: ID{sort}}}}}")
    assert found is not None
    assert found.key == key


def test_no_list_and_one_with_positional_arguments_do_not_page() -> None:
    assert paging("returns: {type: array}") is None
    assert paging("returns: {type: array}\npositional: true\nlist: {paging: start}") is None
