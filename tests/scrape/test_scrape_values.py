"""Values, limits and defaults of whole pages: what the examples add to what the rows say."""

from __future__ import annotations

import pytest

from generator.spec.model import Field
from tests.scrape.page_builder import curl, method_article, names, spec

VALUES = "Possible values: <code>a</code>, <code>b</code>"


def params(rows: list[tuple[str, str, str]], sent: dict[str, object]) -> dict[str, Field]:
    return dict(spec(method_article(names(*rows), curl(sent))).params)


def test_an_example_that_shows_another_value_opens_the_set_that_another_example_is_of() -> None:
    row = ("items", "array", "Rows"), ("items[].kind", "string", VALUES)
    closed = params([*row], {"items": [{"kind": "a"}, {"kind": "b"}]})["items"].items
    opened = params([*row], {"items": [{"kind": "a"}, {"kind": "c"}]})["items"].items
    spelled = params([*row], {"items": [{"kind": "A"}]})["items"].items
    assert spelled is not None
    assert spelled.fields["kind"].open
    other = params([*row], {"items": [{"kind": "c"}]})["items"].items
    assert closed is not None
    assert opened is not None
    assert other is not None
    assert closed.fields["kind"] == Field("string", values=("a", "b"))
    assert opened.fields["kind"] == Field("string", values=("a", "b"), open=True)
    assert other.fields["kind"].values == ()  # formats, or values of some other thing


def test_values_of_a_list_that_is_shown_as_an_object_are_its_keys() -> None:
    found = params([("marks", "array", VALUES)], {"marks": {"a": "Y", "b": "N"}})["marks"]
    assert found.wire == "object"
    assert found.items is None or found.items.values == ()
    assert params([("marks", "array", VALUES)], {"marks": ["b"]})["marks"].items == Field("string", values=("a", "b"))


def test_a_second_type_that_only_the_words_name() -> None:
    rows = [
        ("title", "string", "You can pass a string or an object with titles by language."),
        ("note", "string", "Cannot be an object or a list of them"),
    ]
    assert {name: each.type for name, each in params(rows, {}).items()} == {
        "title": "string | object",
        "note": "string",
    }


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("Marks the book. Acceptable value is <code>Y</code>. Leave it out otherwise", ("Y",)),
        ("The only allowed value is <code>Y</code>", ("Y",)),
        ("Possible value: <code>Y</code>", ("Y",)),
        ("How it is sent. Possible values: <code>base</code>", ("base",)),
        ("Kind of file. Supported <code>application/pdf</code>", ("application/pdf",)),
        ("What was done. It has a constant value of <code>save</code>", ("save",)),
        ("The object. In this case — <code>SHELF</code>", ("SHELF",)),
        ("Kind of entity (in this case <code>shelf</code>)", ("shelf",)),
        ("See in this case <code>shelf.book.get</code>", ()),
        ("The acceptable value is <code>Y</code> or more", ()),
        ("Possible value: <code>a=b</code>", ()),
        ("With it, the acceptable value is <code>Y</code>", ()),
    ],
)
def test_the_only_value(said: str, values: tuple[str, ...]) -> None:
    assert params([("mark", "string", said)], {})["mark"].values == values


def test_below_their_heading_values_may_go_on_without_a_dash() -> None:
    items = "<p><code>Y</code> the book is on the shelf of somebody</p><p><code>N</code> it is on none of them all</p>"
    said = f"<p>{{}}</p>{items}"
    found = params(
        [("kept", "string", said.format("Possible values:")), ("lent", "string", said.format("It says:"))], {}
    )
    assert found["kept"].values == ("Y", "N")
    assert found["lent"].values == ()


def test_what_is_left_to_the_reader_says_nothing_of_a_type() -> None:
    assert params([("id", "", "Which one")], {"id": "**put_id_here**"})["id"] == Field("any")


@pytest.mark.parametrize(
    ("type_", "said", "value", "is_open"),
    [
        ("string", "The value <code>Y</code> opens it, any other value does not", "Y", True),
        ("string", "If <code>Y</code> is passed, the text comes too. For any other value, the id alone", "Y", True),
        ("string", "Pass <code>a</code> or <code>b</code>. Any other value is saved as <code>b</code>", None, False),
        ("string", "For paper books, it has a constant value of <code>PAPER</code>", "PAPER", True),
        ("integer", "Type of the owner. Can only be <code>Shelf</code> (value <code>8</code>)", 8, False),
        ("integer", 'Type of the owner. Currently, this is only "Shelf" (identifier <code>8</code>)', 8, True),
        ("integer", 'A book of "Shelf" (identifier <code>8</code>)', None, False),
    ],
)
def test_the_one_value_of_which_something_is_said(type_: str, said: str, value: object, is_open: bool) -> None:
    found = params([("mark", type_, said)], {})["mark"]
    assert (found.values, found.open) == ((value,) if value is not None else (), is_open)


@pytest.mark.parametrize(
    ("type_", "said", "values"),
    [
        (
            "string",
            "Possible values:<ul><li>CPC — ads</li><li>CPM — banners</li></ul>By default — <code>null</code>",
            "CPC CPM",
        ),
        ("string", "Possible values:<br>P — own<br>C - shared<br>Default — <code>P</code>", "P C"),
        ("array", "Possible values:<ul><li>lead — Leads</li><li>deal — Deals</li></ul>", ""),
        ("string", "Values by type:<ul><li>lead — a lead</li><li>deal — a deal</li></ul>", ""),
        ("string", "Possible values:<ul><li>lead — LEAD_123</li><li>deal — DEAL_901</li></ul>", ""),
        (
            "char",
            "Whether it is needed.<ul><li><code>Y</code> — needed</li><li><code>N</code> — optional</li></ul>",
            "Y N",
        ),
        ("integer", "How many.<ul><li><code>1</code> — one</li><li><code>2</code> — two</li></ul>", ""),
    ],
)
def test_lists_of_values_without_marks_or_without_a_colon(type_: str, said: str, values: str) -> None:
    assert " ".join(map(str, params([("mark", type_, said)], {})["mark"].values)) == values


def test_an_object_that_may_be_false_is_null_where_it_is_not() -> None:
    answer = names(
        ("result", "object", "The book"),
        ("phones", "object", "Phones or <code>false</code>"),
        ("other", "object", "Can be <code>false</code>. And more"),
        ("flags", "object", "By name, <code>true</code> or <code>false</code>"),
    )
    shown = '{"result": {"phones": {"home": "1"}, "other": {"a": "1"}, "flags": {"b": true}}}'
    returns = spec(method_article("", curl({}), shown, answer)).returns
    assert returns is not None
    assert {name: each.nullable for name, each in returns.fields.items()} == {
        "phones": True,
        "other": True,
        "flags": False,
    }
