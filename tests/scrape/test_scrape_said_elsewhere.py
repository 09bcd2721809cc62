"""Facts that stand beside a row's own statement: in other columns, in linked tables, as a condition by value."""

from __future__ import annotations

import pytest

from generator.spec.model import Field
from tests.scrape.page_builder import curl, grid, method_article, names, spec

KIND = ("kind", "string", "Possible values: <code>S</code>, <code>ENUM</code>, <code>file</code>")


def params(*rows: tuple[str, str, str], sent: dict[str, object] | None = None) -> dict[str, Field]:
    return dict(spec(method_article(names(*rows), curl(sent or {}))).params)


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("Used for <code>ENUM</code> type.", {"kind": "ENUM"}),
        ("Relevant only for book properties of type <code>S</code>", None),
        ("Relevant only for order properties of type <code>S</code>", {"kind": "S"}),
        ("Required for the <code>ENUM</code> action.", {"kind": "ENUM"}),
        (
            "This field is relevant only for services of type one (<code>S</code>) and <code>ENUM</code>.",
            {"kind": ["S", "ENUM"]},
        ),
        ("It comes only for files", {"kind": "file"}),
        ("Displayed only for books in the worn status <code>S</code>", {"kind": "S"}),
        ("Displayed only for books with the status worn <code>ENUM</code>", {"kind": "ENUM"}),
        ("Displayed only for books in the worn status <code>Z</code>", None),
        ("It comes only for folders", None),
        ("Not used for <code>S</code> type", None),
        ("Used for <code>Z</code> type", None),
    ],
)
def test_a_condition_that_names_a_value_is_about_the_one_field_that_has_it(said: str, when: object) -> None:
    assert params(KIND, ("size", "integer", said))["size"].when == when


def test_a_value_that_two_fields_have_is_no_condition() -> None:
    other = ("form", "string", "Possible values: <code>S</code>, <code>M</code>")
    assert params(KIND, other, ("size", "integer", "Used for <code>S</code> type."))["size"].when is None


def test_an_item_without_a_type_has_its_default_and_limits() -> None:
    items = "<li><code>limit</code> — books per page, default is <code>50</code>, maximum <code>200</code></li>"
    said = f"Paging:<ul><li><code>page</code> — number of the page</li>{items}</ul>"
    fields = params(("paging", "object", said), sent={"paging": {"page": 1, "limit": 20}})["paging"].fields
    assert (fields["limit"].default, fields["limit"].max, fields["page"].max) == (50, 200, None)


def test_a_returned_field_that_comes_only_with_a_parameter() -> None:
    rows = [
        ("withUrl", "boolean", ""),
        ("options", "object", "Options"),
        ("options.full", "boolean", ""),
    ]
    answer = names(
        ("result", "object", "The book"),
        ("url", "string", "Returned only if the <code>withUrl</code> flag is enabled."),
        ("text", "string", "Returned when <code>options.full = true</code>"),
        ("note", "string", "Returned only if <code>full</code> is passed"),
        ("size", "string", "Returned if <code>missing</code> is passed"),
        ("lost", "string", "Returned if <code>withUrl</code> is not passed"),
    )
    shown = '{"result": {"url": "u", "text": "t", "note": "n", "size": "s", "lost": "l"}}'
    returns = spec(method_article(names(*rows), curl({}), shown, answer)).returns
    assert returns is not None
    assert {name: each.when for name, each in returns.fields.items()} == {
        "url": {"params.withUrl": True},
        "text": {"params.options.full": True},
        "note": "params.options.full",
        "size": None,
        "lost": None,
    }


COLORS = grid(("Code", "Name"), (("<code>red</code>", "Deep red"), ("<code>blue</code>", "<code>#00f</code>")))


def test_the_values_of_a_linked_table() -> None:
    link = '<a href="#available-colors">available colors</a>'
    rows = names(("color", "string", f"One of the {link}"), ("marks", "string[]", link), ("size", "object", link))
    article = method_article(rows, curl({})) + f'<h2 id="available-colors">Available Colors</h2>{COLORS}'
    found = spec(article).params
    assert found["color"] == Field("string", values=("red", "blue"), open=True, labels={"red": "Deep red"})
    assert found["marks"].items == Field("string", values=("red", "blue"), open=True, labels={"red": "Deep red"})
    assert found["size"].values == ()


def test_a_linked_table_of_types_lists_no_values() -> None:
    types = grid(("Type", "Description"), (("<code>integer</code>", "A number"), ("<code>string</code>", "A text")))
    rows = names(("color", "string", '<a href="#types">types</a>'))
    assert spec(method_article(rows, curl({})) + f'<h2 id="types">Types</h2>{types}').params["color"].values == ()


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("An array of CC recipient e-mail addresses", "string"),
        ("List of tool codes to be shown", "string"),
        ("Array of user IDs", "integer"),
        ("Array of identifiers of deputy team leaders", "integer"),
        ("Identifiers of team leaders", "integer"),
        ("List of e-mails from the thread", None),
        ("Array of role bindings to access codes", None),
        ("List of file identifiers with the prefix <code>n</code>", "string"),
        ("List of files with the prefix <code>n</code>", None),
        ("List of identifiers", None),
    ],
)
def test_what_is_in_a_list_by_the_words_of_its_row(said: str, item: str | None) -> None:
    found = params(("ids", "array", said))["ids"].items
    assert (found.type if found else None) == item


def test_an_example_says_better_what_is_in_a_list() -> None:
    found = params(("ids", "array", "Array of user IDs"), sent={"ids": ["U1"]})["ids"].items
    assert found == Field("string")


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        ("Filter. <br>The <code>shelfId</code> field is required.", ["shelfId"]),
        ("Required fields: <code>shelfId</code>, <code>kind</code>", ["shelfId", "kind"]),
        ("You must specify <code>shelfId</code> — where it stands", ["shelfId"]),
        (
            "Works on two mandatory fields:<ul><li><code>a</code> — one</li><li><code>b</code></li></ul>",
            ["a", "b"],
        ),
        ("The following keys must be present:<ul><li>=a</li><li>=b</li></ul>", ["a", "b"]),
        ("The <code>shelfId</code> field is not required", []),
    ],
)
def test_the_keys_that_a_filter_must_have(said: str, keys: list[str]) -> None:
    found = params(("filter", "object", said))["filter"]
    assert [name for name, each in found.fields.items() if each.required] == keys


def test_further_columns_say_what_can_be_written_and_what_is_by_default() -> None:
    rows = grid(
        ("Field<br>type", "Description", "Note", "Write", "Default"),
        (
            ("<strong>id</strong><br><code>integer</code>", "Id", "Read-only", "Yes", ""),
            ("<strong>date</strong><br><code>string</code>", "Date", "", "No", "<code>-</code>"),
            ("<strong>size</strong><br><code>integer</code>", "Size", "", "Yes", "<code>5</code>"),
            ("<strong>form</strong><br><code>string</code>", "Form", "", "Yes", "<code>Calculated</code>"),
        ),
    )
    answer = '{"result": {"id": 1, "date": "x", "size": 2, "form": "f"}}'
    returns = spec(method_article(answer=answer, returned=f"<h3>Returned Data</h3>{rows}")).returns
    assert returns is not None
    assert [name for name, each in returns.fields.items() if each.read_only] == ["id", "date"]
    found = spec(method_article(rows, curl({}))).params
    assert found["size"].default == 5
    assert {type(found[name].default).__name__ for name in ("date", "form")} == {"Unset"}


def returned(*rows: tuple[str, str, str], shown: str) -> dict[str, Field]:
    returns = spec(method_article(answer=shown, returned=f"<h3>Returned Data</h3>{names(*rows)}")).returns
    assert returns is not None
    return dict(returns.fields)


def test_one_or_many_in_words() -> None:
    found = params(
        ("fileId", "integer", "The file. An array can be passed."), ("note", "object", "An array can be passed")
    )
    assert {name: each.type for name, each in found.items()} == {"fileId": "integer | integer[]", "note": "object"}


def test_a_row_that_speaks_of_the_key_it_lies_under() -> None:
    row = ("files.fileId", "string", "The file, where the key is the identifier of the attachment")
    found = returned(
        ("files", "object", "Files"), row, ("size", "integer", ""), shown='{"result": {"files": [], "size": 1}}'
    )
    assert found["files"].map_of == Field("string")
    assert found["files"].fields == {}


def test_the_top_level_key_is_data() -> None:
    answer = '{"result": {"shelf": {"NAME": "Shelf"}}}'
    said = names(("result", "object", "The schema, with the top-level key being <code>MODULE_ID</code>"))
    returns = spec(method_article(answer=answer, returned=f"<h3>Returned Data</h3>{said}")).returns
    assert returns is not None
    assert returns.map_of == Field("object", fields={"NAME": Field("string")})
    below = f"<h4>Object {{MODULE_ID}}</h4>{names(('NAME', 'string', 'Name'))}"
    returns = spec(method_article(answer=answer, returned=f"<h3>Returned Data</h3>{said}{below}")).returns
    assert returns is not None
    assert returns.map_of == Field("object", fields={"NAME": Field("string")})


def test_a_moment_that_is_false_where_it_is_not_set() -> None:
    rows = ("seen", "datetime", "When it was seen. If not set, <code>false</code>"), ("kind", "datetime", "When")
    found = returned(*rows, shown='{"result": {"kind": "2026-01-02T03:04:05+00:00"}}')
    assert [name for name, each in found.items() if each.nullable] == ["seen"]


def test_the_fields_that_are_needed_to_create_something() -> None:
    said = "Fields.<br>Required fields for creating a book:<ul><li><code>TITLE</code> — title</li></ul>"
    found = params(("fields", "object", said), sent={"fields": {"TITLE": "A", "NOTE": "B"}})["fields"].fields
    assert {name: each.required for name, each in found.items()} == {"TITLE": True, "NOTE": False}


LEAD = "<p>Parameters applicable to properties of type <code>{}</code></p>"


def test_a_line_above_a_table_is_about_all_of_its_rows() -> None:
    fields = f'<h3 id="fields">Parameter fields</h3>{names(KIND, ("settings", "object", ""))}'
    of_text = LEAD.format("S") + names(("pattern", "string", ""))
    of_lists = LEAD.format("ENUM") + names(("own", "string", "Used for <code>file</code> type."))
    inner = (
        '<h3 id="settings">Parameter settings</h3>'
        + LEAD.format("S")
        + names(("rows", "integer", ""), ("size", "integer", "Deprecated. Not used"))
        + LEAD.format("ENUM")
        + names(("size", "integer", "Values shown"))
    )
    page = names(("fields", "object", "Fields")) + fields + of_text + of_lists + inner
    found = spec(method_article(page, curl({"fields": {"kind": "S", "settings": {"rows": 1}}}))).params["fields"].fields
    settings = found["settings"].fields
    assert {name: each.when for name, each in {**found, **settings}.items()} == {
        "kind": None,
        "settings": None,
        "pattern": {"kind": "S"},
        "own": {"kind": "file"},
        "rows": {"params.fields.kind": "S"},
        "size": {"params.fields.kind": ["S", "ENUM"]},
    }
    assert not settings["size"].deprecated


def test_a_parameter_that_means_something_only_with_one_that_lies_elsewhere() -> None:
    rows = [
        ("fields", "object", "Fields"),
        ("fields.created", "datetime", "Available when <code>IMPORT = Y</code> is passed in <code>options</code>"),
        ("options", "object", "Contains the following fields:<ul><li><code>IMPORT</code> — is it an import</li></ul>"),
        ("options.deep", "object", ""),
        ("options.deep.id", "integer", "Required if <code>deep</code> is specified"),
        ("select", "array", ""),
        ("filter", "object", ""),
        ("filter.user", "integer", "Only for <code>select</code>"),
    ]
    found = params(*rows, sent={"fields": {"created": "2026-01-01"}, "options": {"IMPORT": "Y", "deep": {"id": 1}}})
    assert found["fields"].fields["created"].when == {"params.options.IMPORT": "Y"}
    assert found["options"].fields["deep"].fields["id"].when is None
    assert found["filter"].fields["user"].when is None


def test_what_lies_under_keys_that_are_data() -> None:
    pairs = "<ul><li><code>'KIND': 'A'</code> — Reader</li><li><code>'KIND': 'U'</code> — Guest</li></ul>"
    codes = "<ul><li><code>R</code> — read</li><li><code>W</code> — write</li></ul>"
    rights = (
        "An array in key-value format, where the key is a code, and the value is the letter code of the permission."
    )
    criteria = "Key — criterion code, value — object with fields:<ul><li><code>title</code> — its name</li></ul>"
    found = params(
        ("members", "object", f"Key — user identifier, value — object with the kind. Possible kinds:{pairs}"),
        ("rights", "array", f"{rights}<br>Types of permissions:{codes}"),
        ("criteria", "object", criteria),
        sent={"members": {"5": {"KIND": "A"}}, "rights": {"U1": "W"}},
    )
    members, right, criterion = (found[name].map_of for name in ("members", "rights", "criteria"))
    assert members is not None
    assert members.fields["KIND"] == Field("string", values=("A", "U"), labels={"A": "Reader", "U": "Guest"})
    assert right == Field("string", values=("R", "W"), labels={"R": "read", "W": "write"})
    assert criterion is not None
    assert list(criterion.fields) == ["title"]


def test_a_line_above_a_table_may_say_that_all_keys_are_data() -> None:
    above = "<p>The keys in all object fields are the identifiers of the books.</p>"
    answer = names(("result", "object", "The answer")) + '<h3 id="result">Result object</h3>' + above
    rows = names(
        ("answers", "object", "Data returned by the corresponding method"),
        ("totals", "object", "Number of records"),
        ("times", "time", "When it was"),
        ("count", "integer", ""),
    )
    shown = (
        '{"result": {"answers": {"a": {"id": 1}, "b": [2]}, "totals": {"b": 1}, "times": {"a": {"start": 1.5}},'
        ' "count": 2}}'
    )
    returns = spec(method_article("", curl({}), shown, answer + rows)).returns
    assert returns is not None
    under = {name: each.map_of.type if each.map_of else None for name, each in returns.fields.items()}
    assert under == {"answers": "any", "totals": "integer", "times": "time", "count": None}
    assert returns.fields["times"].type == "object"


def test_a_field_to_sort_by_is_one_of_those_that_the_filter_takes() -> None:
    said = "The same fields as in the list of fields for filtering are used, except for <code>size</code>"
    rows = (("FILTER", "object", "Filter"), ("SORT", "string", said))
    fields = '<h3 id="filter">Parameter FILTER</h3>' + names(("id", "integer"), ("name", "string"), ("size", "integer"))
    found = spec(method_article(names(*rows) + fields, curl({"FILTER": {"id": 1}, "SORT": "id"}))).params["SORT"]
    assert found.values == ("id", "name")


def test_an_array_that_is_sent_as_an_object_has_what_the_example_sends() -> None:
    said = "Settings. One key is available: <code>height</code> — how high it is"
    found = params(("options", "array", said), sent={"options": {"height": 60}})["options"]
    assert (found.wire, found.open, found.fields) == ("object", True, {"height": Field("integer")})


@pytest.mark.parametrize(
    ("title", "is_map"),
    [
        ({"en": "Book", "de": "Buch"}, True),
        ({"en": "Book", "de": 7}, False),
        ({"en": "Book", "name": "Buch"}, False),
        ({"id": "1"}, False),
    ],
)
def test_texts_by_language_are_a_map(title: dict[str, object], is_map: bool) -> None:
    found = params(("title", "object", "The title"), sent={"title": title})["title"]
    assert found.map_of == (Field("string") if is_map else None)
