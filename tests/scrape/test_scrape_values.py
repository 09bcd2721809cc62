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
