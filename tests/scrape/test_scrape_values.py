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
        ("ids", "array", "Ids. You can pass a string with a JSON array of them."),
        (
            "start",
            "object",
            "Contains the following fields:<ul><li><code>at</code> — value of type <code>datetime</code> or"
            " <code>date</code></li><li><code>by</code> — who</li></ul>",
        ),
    ]
    assert {name: each.type for name, each in params(rows, {}).items()} == {
        "title": "string | object",
        "note": "string",
        "ids": "array | string",
        "start": "object",
    }
    assert {name: each.type for name, each in params(rows, {})["start"].fields.items()} == {
        "at": "datetime | date",
        "by": "any",
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


@pytest.mark.parametrize(
    ("type_", "said", "values"),
    [
        (
            "array",
            "List of book types:<ul><li><code>old</code> — old ones</li><li><code>new</code> — new</li></ul>",
            "old new",
        ),
        (
            "array",
            "Codes of shelf events:<ul><li><code>JOIN</code> — in</li><li><code>LEAVE</code> — out</li></ul>",
            "JOIN LEAVE",
        ),
        ("array", "List of books:<ul><li><code>id</code> — its id</li><li><code>name</code> — its name</li></ul>", ""),
        (
            "array",
            "Possible values for array elements: <code>1..2</code>.<br><code>1</code> — one, <code>2</code> — two",
            "1 2",
        ),
        (
            "array",
            "Possible values for array elements: <code>1..3</code>.<br><code>1</code> — one, <code>2</code> — two",
            "",
        ),
    ],
)
def test_values_of_the_items_of_a_list(type_: str, said: str, values: str) -> None:
    items = params([("marks", type_, said)], {})["marks"].items
    assert (" ".join(map(str, items.values)) if items else "") == values


@pytest.mark.parametrize(
    ("said", "values", "labels", "is_open"),
    [
        (
            "Used when it may, possible values: <code>0..1</code>.<br><code>0</code> — first, <code>1</code> — last",
            (0, 1),
            {"0": "first", "1": "last"},
            False,
        ),
        (
            "<ul><li>shelf (value <code>2</code>)</li><li>room (value <code>5</code>)</li><li>other types</li></ul>",
            (2, 5),
            {"2": "shelf", "5": "room"},
            True,
        ),
        ("Numbers of types (Shelf — 1, Room — 2, etc.) are there", (1, 2), {"1": "Shelf", "2": "Room"}, True),
        ("Numbers of types (Shelf — 1) are there", (), {}, False),
    ],
)
def test_whole_numbers_and_what_they_mean(
    said: str, values: tuple[int, ...], labels: dict[str, str], is_open: bool
) -> None:
    found = params([("kind", "integer", said)], {})["kind"]
    assert (found.values, found.labels, found.open) == (values, labels, is_open)


def test_a_sentence_about_another_parameter_names_none_of_this_one() -> None:
    said = (
        "The text. The <code>align</code> parameter sets how it stands. Possible values: <code>left</code>, "
        "<code>right</code>.<br>Maximum size: <code>1 024</code> bytes."
    )
    found = params([("text", "string", said), ("align", "string", said)], {})
    assert (found["text"].values, found["text"].max_bytes) == ((), 1024)
    assert found["align"].values == ("left", "right")


def test_a_list_of_whole_numbers_counts_something() -> None:
    said = "An array of integer values in minutes. <code>[0, 15]</code> means two of them"
    found = params([("offsets", "array", said), ("pairs", "array", "In minutes, <code>[0, 15]</code>")], {})
    assert (found["offsets"].unit, found["pairs"].unit) == ("minutes", None)
    assert params([("wait", "integer", "After how many seconds to go on")], {})["wait"].unit == "seconds"


def test_codes_of_another_object_are_texts_of_which_there_may_be_more() -> None:
    said = "Possible values:<ul><li>de — German</li><li>en — English</li></ul>"
    more = f"{said}The list of available languages can be obtained using a method"
    rows = [("lid", "shelf_lang.lid", more), ("other", "shelf_lang.lid", said), ("id", "shelf.id", said)]
    found = params(rows, {})
    assert (found["lid"].values, found["lid"].open) == (("de", "en"), True)
    assert (found["other"].values, found["other"].open) == (("de", "en"), False)
    assert found["id"].values == ()
