"""Error tables: what is the code, and what the portal says with it."""

from __future__ import annotations

import pytest

from generator.spec.model import MethodSpec
from tests.scrape.page_builder import code, grid, method_article, spec

CODES = ("Code", "Description")


def page(*rows: tuple[str, ...], head: tuple[str, ...] = CODES, shown: str = '{"error": "NOT_FOUND"}') -> MethodSpec:
    return spec(method_article(errors=f"<p>HTTP status: <b>400</b></p>{code(shown)}{grid(head, rows)}"))


def codes(found: MethodSpec) -> list[tuple[str, str | None]]:
    return [(error.code, error.message) for error in found.errors]


EMPTY = '{"error": "", "error_description": "No such book"}'


def test_messages_in_the_column_of_codes_are_messages() -> None:
    found = page(("<code>No such book</code>", "It is lost"), ("<code>LOST</code>", "So is this"), shown=EMPTY)

    assert codes(found) == [("", "No such book"), ("LOST", None)]
    assert [defect.at for defect in found.defects] == ["errors"]


def test_they_are_without_an_example_too() -> None:
    assert codes(page(("<code>No such book</code>", "It is lost"))) == [("", "No such book")]


def test_codes_that_have_messages_beside_them_stay() -> None:
    found = page(
        ("<code>A B</code>", "No such book", "It is lost"), head=("Code", "Error message", "What"), shown=EMPTY
    )

    assert codes(found) == [("A B", "No such book")]


@pytest.mark.parametrize("cell", ["empty string", "Empty value", "—", "‘’ (empty error code)", 'Empty string"', ""])
def test_an_empty_code_has_many_spellings(cell: str) -> None:
    assert codes(page((cell, "<code>Lost</code>"))) == [("", "Lost")]


@pytest.mark.parametrize(
    "cell",
    ["<code>201</code>, <code>202</code>", "<code>201</code> <code>202</code>", "<code>201</code><br><code>202</code>"],
)
def test_several_codes_in_a_cell(cell: str) -> None:
    assert codes(page((cell, "<code>Lost</code>"))) == [("201", "Lost"), ("202", "Lost")]


def test_a_message_takes_the_place_of_its_explanation_too() -> None:
    rows = "<tr><td>Empty value</td><td colspan='2'>Shelf is full</td></tr><tr><td>LOST</td></tr>"
    head = "<tr><td>Code</td><td>Description</td><td>Value</td></tr>"
    found = spec(method_article(errors=f"{code(EMPTY)}<table>{head}{rows}</table>"))

    assert ("", "Shelf is full") in codes(found)
    assert "LOST" not in [each for each, _ in codes(found)]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("book is absent<br>The book has no number", "book is absent"),
        ("The book has no number", None),
        ("The book has no number.<br>It needs one", None),
        ("It is lost where:<br>nobody looks", None),
        ("It is lost<br>where nobody looks<br>for it", None),
    ],
)
def test_a_text_that_a_second_line_explains_is_what_the_portal_sends(cell: str, message: str | None) -> None:
    assert codes(page(("LOST", cell))) == [("LOST", message)]


def test_a_row_may_say_with_which_status_it_comes() -> None:
    head = ("Code", "Description", "Value")
    found = page(
        ("A", "No", "The response comes with HTTP status 403"), ("B", "None", "HTTP status 500 is another"), head=head
    )
    assert [error.status for error in found.errors] == [403, 400]


def test_an_empty_text_is_none() -> None:
    found = page(("A", "Empty string", "The book has no name"), head=("Code", "Description", "Value"))
    assert codes(found)[0] == ("A", None)


def test_a_row_for_all_other_errors_has_no_message() -> None:
    found = page(("CORE", "Other errors of the shelf", ""), head=("Code", "Description", "Value"))

    assert ("CORE", None) in codes(found)


@pytest.mark.parametrize("words", ["HTTP status", "HTTP Code", "HTTP-Status", "HTTP status code"])
def test_the_status_of_the_errors_has_many_spellings(words: str) -> None:
    errors = f"<p>{words}: <b>400</b></p>{code(EMPTY)}{grid(CODES, [('<code>LOST</code>', 'Gone')])}"

    assert {error.status for error in spec(method_article(errors=errors)).errors} == {400}


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("Field <code>id</code> is missing", "Field `id` is missing"),
        ('Field <code>"id"</code> is missing', 'Field "id" is missing'),
        ("Field '<code>id</code>' is missing", "Field 'id' is missing"),
    ],
)
def test_a_name_in_quotes_has_no_backticks(said: str, message: str) -> None:
    table = grid(("Field", "Error Description", "How to Fix"), [("<code>id</code>", said, "Send it")])
    found = spec(method_article(errors=f"<p>HTTP status: <b>400</b></p><p>Error Code: <code>INVALID</code></p>{table}"))
    assert codes(found) == [("INVALID", message)]
