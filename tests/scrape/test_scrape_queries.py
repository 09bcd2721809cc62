"""What a filter, an order and a select say of the fields that they are about, of directions and of comparisons."""

from __future__ import annotations

from typing import Any

import pytest

from generator.spec.keys_of import KeysPlace, place_of_keys, type_of_keys
from generator.spec.model import Field, MethodSpec
from tests.scrape.page_builder import PATH, curl, method_article, names, raw, spec

METHOD = "shelf.book.list"
TITLE = f"Get Books {METHOD}"
OTHER = "api-reference/shelf/shelf-book-fields.html"


def items(*names: str, note: str = "what it is") -> str:
    return "<ul>" + "".join(f"<li><code>{name}</code> — {note}</li>" for name in names) + "</ul>"


def read(name: str, kind: str, words: str, sent: Any = None, *others: Any, more: str = "", returned: str = "") -> Field:
    return method(name, kind, words, sent, *others, more=more, returned=returned).params[name]


def method(
    name: str, kind: str, words: str, sent: Any = None, *others: Any, more: str = "", returned: str = ""
) -> MethodSpec:
    example = curl({name: sent} if sent is not None else {}, METHOD)
    rows = [(name, kind, words)]
    article = method_article(names(*rows) + more, example, '{"result": []}', returned)
    return spec(article, *others, title=TITLE)


@pytest.mark.parametrize(
    "words",
    [
        f"What to return.<br>Available fields:{items('ID', 'NAME')}",
        f"<p>The field can take the following values:</p>{items('ID', 'NAME')}",
        f"You can specify the following fields in the selection:{items('ID', 'NAME')}",
        "Available fields for selection: <code>ID</code>, <code>NAME</code>. By default <code>ID</code>",
    ],
)
def test_a_select_lists_its_fields(words: str) -> None:
    assert read("select", "array", words).items == Field("string", values=("ID", "NAME"))


@pytest.mark.parametrize(
    ("words", "sent"),
    [
        (f"Masks: <code>UF_*</code>. Available fields:{items('ID', 'NAME')}", None),
        ("Main fields for <code>select</code>: <code>ID</code>, <code>NAME</code>", None),
        (f"Available fields:{items('ID', 'NAME')}", ["ID", "PRICE"]),
    ],
)
def test_a_select_may_have_more_than_it_lists(words: str, sent: Any) -> None:
    assert read("select", "array", words, sent).items == Field("string", values=("ID", "NAME"), open=True)


def test_an_order_has_keys_and_directions() -> None:
    words = f"Available fields for sorting:{items('ID', 'NAME')} Directions:{items('asc', 'desc')}"
    each = Field("string", values=("asc", "desc"))

    assert read("order", "object", words, {"ID": "asc"}).fields == {"ID": each, "NAME": each}


def test_an_example_that_writes_the_direction_otherwise_opens_it() -> None:
    words = f"The direction: {items('asc', 'desc')}"

    assert read("ORDER", "object", words, {"ID": "ASC"}).map_of == Field("string", values=("asc", "desc"), open=True)


@pytest.mark.parametrize(
    ("words", "sent", "prefixes"),
    [
        (f"Possible prefix values:{items('&gt;=', '!', '%')}", None, True),
        ("The type of operation is placed as <code>=</code>: the operation stands before the field name", None, True),
        (f"Available operators:{items('&gt;=', '!')}", None, False),
        ("What to find", {">=ID": 5}, True),
        ("What to find", {"ID": 5}, False),
    ],
)
def test_a_filter_takes_signs(words: str, sent: Any, prefixes: bool) -> None:
    assert read("filter", "object", words, sent).prefixes is prefixes


def test_values_of_a_listed_field_are_no_fields() -> None:
    inner = items("open", "closed")
    words = (
        "The filterable field can take the following values:"
        f"<ul><li><code>ID</code> — id</li><li><code>STATE</code> — state: {inner}</li><li><code>NAME</code></li></ul>"
    )

    assert list(read("filter", "object", words).fields) == ["ID", "STATE", "NAME"]


def test_a_condition_begins_with_a_name() -> None:
    words = f'Conditions <code>["field", "operator", value]</code>.<br>Available fields:{items("id", "name")}'
    field = read("filter", "array", words, [["id", ">", 5]])

    assert not field.prefixes
    assert field.items is not None
    assert field.items.items == Field("integer | string", values=("id", "name"), open=True)


def test_what_is_said_of_other_things_names_no_field() -> None:
    words = (
        f"By default it returns the fields <code>ID</code>.<br>Required fields: <code>ID</code>{items('ID', 'NAME')}"
    )

    assert read("select", "array", words).items is None


# Whose fields


def test_the_fields_of_a_method_that_describes_them() -> None:
    answer = '{"result": {"ID": {"type": "integer"}, "NAME": {"type": "string"}}}'
    fields = raw(
        method_article("", curl({}, "shelf.book.fields"), answer), title="Fields shelf.book.fields", path=OTHER
    )
    words = f'The list of available fields is given by <a href="{OTHER}">shelf.book.fields</a>'

    assert read("filter", "object", words, None, fields).keys_of == "shelf.book.fields: returns"
    negative = f'For more, use <a href="{OTHER}">shelf.book.fields</a> instead: no field is required'
    assert read("filter", "object", negative, None, fields).keys_of is None


def test_the_fields_that_a_section_of_the_page_lists() -> None:
    more = f'<h3 id="sorted">Order fields</h3>{names(("ID", "integer"), ("NAME", "string"))}'
    words = f'<a href="{PATH}#sorted">Fields</a> to sort by. Direction:{items("ASC", "DESC")}'
    field = read("order", "object", words, None, more=more)

    assert field.keys_of is None
    assert list(field.fields) == ["ID", "NAME"]
    assert {each.values for each in field.fields.values()} == {("ASC", "DESC")}


def test_a_grouping_names_fields_and_is_of_none_of_their_types() -> None:
    fields = f'<h3 id="book-fields">Fields of the book</h3>{names(("ID", "integer"), ("NAME", "string"))}'
    link = f'<a href="{PATH}#book-fields">fields of the book</a>'
    rows = [
        ("filter", "object", f"Filter by the {link}"),
        ("group", "array", f"Array for grouping. Grouping can be done by {link}"),
        ("owner", "object", "Who"),
        ("owner.group", "array", "Groups of users"),
    ]
    answer = '{"result": {"ID": 1, "NAME": "A"}}'
    returned = names(("result", "object", f"The {link}"))
    found = spec(method_article(names(*rows) + fields, curl({}, METHOD), answer, returned), title=TITLE).params

    assert found["group"].items is None or found["group"].items.ref is None
    assert found["owner"].fields["group"].keys_of is None


def test_the_same_fields_as_another_parameter() -> None:
    rows = [
        ("SELECT", "array", f"Available fields:{items('ID', 'NAME')}"),
        ("FILTER", "object", "The list of filterable fields is the same as for the <code>SELECT</code> parameter"),
    ]
    found = spec(method_article(names(*rows), curl({}, METHOD)), title=TITLE)

    assert found.params["FILTER"].keys_of == "params.SELECT"


def test_a_place_of_keys_is_a_type_or_a_path() -> None:
    assert place_of_keys("crm.deal") is None
    assert type_of_keys("crm.deal") == "crm.deal"
    assert place_of_keys("crm.deal.fields: returns") == KeysPlace(("returns",), "crm.deal.fields")
    assert place_of_keys("returns.rows[]") == KeysPlace(("returns", "rows", "[]"))
    assert str(KeysPlace(("returns", "rows", "[]"))) == "returns.rows[]"
    assert type_of_keys("params.filter") is None


# Files


@pytest.mark.parametrize(
    ("kind", "words", "word"),
    [
        ("string", "The cover in Base64 format", "base64"),
        ("string", "Link to a cover, or the cover in Base64 format", None),
        ("array", "An array containing the file name and a Base64 string", "pair"),
        ("file", 'The cover in the format <code>["cover.png", "base64_content"]</code>', "pair"),
        ("object", "In the format <code>{fileData: [value1, value2]}</code>, the second in base64", "file_data"),
        (
            "array",
            "Array of files. Each element is an array containing the name and content encoded in base64",
            "pairs",
        ),
        ("file", "It can be passed in three ways: as a base64 string or otherwise", "base64"),
        ("integer", "A number in base64 format", None),
    ],
)
def test_words_say_how_a_file_is_sent(kind: str, words: str, word: str | None) -> None:
    assert read("cover", kind, words).file == word


def test_an_example_refutes_the_words_about_a_file() -> None:
    assert read("cover", "file", "The cover in Base64 format", ["cover.png", "aGk="]).file is None


def test_an_answer_takes_no_file() -> None:
    returned = f'<h3 id="returned-data">Returned Data</h3>{names(("result", "string", "The cover in Base64 format"))}'
    found = method("id", "integer", "Which", 5, returned=returned)

    assert found.returns is not None
    assert found.returns.file is None
