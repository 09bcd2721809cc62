"""Rows of types alone, rows without a name, and the parameter with which alone a field is returned."""

from __future__ import annotations

import pytest

from generator.scrape.fields.conditions import when_of
from generator.scrape.fields.name_cell import read_name_cell
from generator.scrape.fields.node import Node
from generator.scrape.fields.returned_when import with_parameters
from generator.scrape.fields.type_rows import whole_of
from generator.scrape.html.document import Cell, Span, Table
from generator.spec.model import Field, When

BOOK = Span("book", code=True, href="shelf.html#book")
BOOKS = Span("book[]", code=True, href="shelf.html#book")
BREAK = Span("\n")


def table(*names: tuple[Span, ...]) -> Table:
    return Table(("Name type", "Description"), tuple((Cell(each), Cell((Span("What it is"),))) for each in names), ())


def word(text: str) -> Span:
    return Span(text, code=True)


@pytest.mark.parametrize(
    ("names", "type_"),
    [
        ([(word("object"), BREAK, BOOK), (BOOKS,)], "object | object[]"),
        ([(word("object"),), (word("null"),)], "object | null"),
    ],
)
def test_rows_of_types_say_what_the_whole_is(names: list[tuple[Span, ...]], type_: str) -> None:
    found = whole_of(table(*names))
    assert found is not None
    assert found.type == type_


def test_the_whole_leads_to_its_fields() -> None:
    found = whole_of(table((BOOK,), (BOOKS,)))
    assert found is not None
    assert found.hints.links == ("shelf.html#book",)


@pytest.mark.parametrize(
    "name", [(Span("id", strong=True), BREAK, word("integer")), (BREAK, word("string")), (word("shelfId"),)]
)
def test_rows_of_fields_say_nothing_of_the_whole(name: tuple[Span, ...]) -> None:
    assert whole_of(table((word("object"),), name)) is None


def test_a_row_without_a_name_stands_for_any_key() -> None:
    found = read_name_cell(Cell((BREAK, word("string"), Span(" | "), word("object"))))
    assert found is not None
    assert (found.name, found.type) == ("<key>", "string | object")


PARAMS = {
    "withPages": Node(Field("boolean")),
    "shelf": Node(Field("string")),
    "params": Node(Field("object"), fields={"count": Node(Field("boolean | integer"))}),
}


@pytest.mark.parametrize(
    ("name", "rest", "when"),
    [
        ("withPages", " is enabled", {"params.withPages": True}),
        ("shelf", " is passed", "params.shelf"),
        ("shelf", " parameter is enabled", "params.shelf"),
        ("params.count", " is enabled", {"params.params.count": True}),
        ("count", " flag is enabled", {"params.params.count": True}),
        ("shelf = 'A'", "", {"params.shelf": "A"}),
        ("shelf", " is not passed", None),
        ("shelf", " is passed or the book is new", None),
        ("nobody", " is passed", None),
    ],
)
def test_a_field_is_returned_with_a_parameter(name: str, rest: str, when: When | None) -> None:
    said = when_of((Span("Returned only if the "), word(name), Span(rest)))
    node = Node(Field("string"))
    node = Node(node.facts, hints=type(node.hints)(when=said))
    assert with_parameters({"pages": node}, PARAMS)["pages"].facts.when == when


def test_what_is_not_returned_with_a_parameter_is_something_else() -> None:
    assert when_of((Span("Not returned if "), word("shelf"), Span(" is passed"))) is None
