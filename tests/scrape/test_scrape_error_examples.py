"""Refusals that a page shows as an example: the portal's own text, held against the rows of its table."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.spec.model import Error, MethodSpec
from tests.scrape.page_builder import code, grid, method_article, spec

MESSAGES = ("Code", "Description", "Value")
EXPLAINED = ("Code", "Description")
SYSTEM = grid(
    ("Status", "Code<br>Error Message", "Description"), [("<code>503</code>", "<code>BUSY</code><br>Too much", "Wait")]
)


def page(*rows: tuple[str, ...], shown: Any, head: tuple[str, ...] = MESSAGES) -> MethodSpec:
    text = shown if isinstance(shown, str) else json.dumps(shown)
    table = grid(head, rows) if rows else ""
    errors = f'<p>HTTP status: <b>400</b></p>{code(text)}{table}<h2 id="s">Statuses and System Error Codes</h2>{SYSTEM}'
    return spec(method_article(errors=errors))


def refusal(code: str | int, message: str) -> dict[str, Any]:
    return {"error": code, "error_description": message}


def said(found: MethodSpec) -> list[tuple[str, str | None]]:
    return [(error.code, error.message) for error in found.errors]


def test_a_row_that_explains_takes_the_text_of_the_example() -> None:
    found = page(
        ("LOST", "The book is away"), ("ODD", "Strange"), shown=refusal("LOST", "Book not found"), head=EXPLAINED
    )
    assert said(found) == [("LOST", "Book not found"), ("ODD", None)]
    assert found.errors[0].status == 400


def test_of_several_rows_with_its_code_none_is_it_for_sure() -> None:
    found = page(("0", "The book is away"), ("0", "Others"), shown=refusal(0, "Book not found"), head=EXPLAINED)
    assert said(found) == [("0", None), ("0", "Book not found")]


def test_a_text_of_its_own_is_one_more_row_with_the_code() -> None:
    found = page(("LOST", "Shelf not found", "x"), shown=refusal("LOST", "Book not found"))
    assert said(found) == [("LOST", "Shelf not found"), ("LOST", "Book not found")]


def test_a_code_of_its_own_is_one_more_error() -> None:
    found = page(("ODD", "Strange", "x"), shown=refusal("LOST", "Book not found"))
    assert found.errors[1] == Error("LOST", "Book not found", 400)


def test_a_page_without_a_table_has_the_error_of_its_example() -> None:
    assert said(page(shown=refusal("LOST", "Book not found"))) == [("LOST", "Book not found")]


def test_case_quotes_and_the_full_stop_are_as_the_portal_sends_them() -> None:
    found = page(("", "parameter id must be a number", "x"), shown=refusal("", "Parameter 'id' must be a number."))
    assert said(found) == [("", "Parameter 'id' must be a number.")]


@pytest.mark.parametrize(
    "row",
    [
        "Book #ID# is not on shelf #SHELF#",
        "Book &lt;ID&gt; is not on shelf ...",
        "Book X is not on shelf N",
        "Book 17 is not on shelf 4 / No shelf",
    ],
)
def test_a_text_with_placeholders_stays(row: str) -> None:
    found = page(("LOST", row, "x"), shown=refusal("LOST", "Book 12 is not on shelf 3"))
    assert len(found.errors) == 1
    assert found.errors[0].message != "Book 12 is not on shelf 3"


def test_braces_that_the_publishing_tool_took_are_put_back() -> None:
    found = page(
        ("100", "Could not find value for parameter", "x"),
        shown=refusal(100, "Could not find value for parameter {id}"),
    )
    assert said(found) == [("100", "Could not find value for parameter {id}")]


def test_escapes_of_json_are_read() -> None:
    found = page(("LOST", r"No \u0027book\u0027\u003Cbr\u003E", "x"), shown="{}")
    assert said(found) == [("LOST", "No 'book'<br>")]


def test_statuses_in_the_column_of_codes_are_statuses_where_the_example_has_no_code() -> None:
    found = page(("400", "Wrong id", "x"), ("403", "Access denied", "y"), shown=refusal("", "Wrong id."))
    assert found.errors == (Error("", "Wrong id.", 400), Error("", "Access denied", 403))


def test_another_code_with_the_text_of_a_row_is_a_defect() -> None:
    found = page(("LOST", "Book not found", "x"), shown=refusal("LOOST", "Book not found"))
    assert said(found) == [("LOST", "Book not found")]
    assert [defect.what for defect in found.defects] == ["the example's code is 'LOOST'; the table has 'LOST'"]


@pytest.mark.parametrize(
    "shown", [refusal("BUSY", "Too much"), refusal(0, "error"), refusal("LOST", ""), {"error": {}}, "{"]
)
def test_what_is_no_refusal_of_this_method_adds_nothing(shown: Any) -> None:
    assert said(page(("ODD", "Strange", "x"), shown=shown)) == [("ODD", "Strange")]


def test_rest_3_has_a_text_for_each_field() -> None:
    wrong = [{"field": "id", "message": "Required field `id` is missing"}, {"field": "shelf", "message": "No shelf"}]
    shown = {"error": {"code": "INVALID", "message": "Error validating", "validation": wrong}}
    found = page(("<code>INVALID</code>", "Required field `#FIELD#` is missing", "x"), shown=shown)
    assert [(error.message, error.field) for error in found.errors] == [
        ("Required field `#FIELD#` is missing", None),
        ("No shelf", "shelf"),
    ]
