"""Facts that pages state in passing: above a table, in a sketch, in a list for something else, without a type."""

from __future__ import annotations

import pytest

from generator.spec.model import Error, Field
from tests.scrape.page_builder import code, curl, grid, method_article, names, spec


def param(kind: str, said: str, name: str = "mark") -> Field:
    return spec(method_article(names((name, kind, said)), curl({}))).params[name]


def items(*lines: str) -> str:
    return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("1", "2"), Field("integer", values=(1, 2))),
        (("rest", "task"), Field("string", values=("rest", "task"))),
        (("false", "true"), Field("boolean", values=(True, False))),
    ],
)
def test_a_row_without_a_type_has_that_of_its_values(values: tuple[str, ...], expected: Field) -> None:
    listed = items(
        *(f"<code>{value}</code> (constant <code>A::B</code>) — what it is in many words" for value in values)
    )
    rows = grid(("Name", "Description"), [("<strong>mark</strong>", f"Acceptable values:{listed}")])

    assert spec(method_article(rows, curl({}))).params["mark"] == expected


def test_a_list_that_is_not_announced_as_values_gives_no_type() -> None:
    listed = items("<code>name</code> — what it is called", "<code>title</code> — the same")
    rows = grid(("Name", "Description"), [("<strong>mark</strong>", f"Keys of the book:{listed}")])

    assert spec(method_article(rows, curl({}))).params["mark"].values == ()


def test_what_goes_with_the_values_of_another_is_no_choice() -> None:
    listed = items("<code>PUT</code> — text to put", "<code>CALL</code> — number to call")

    assert param("string", f"Value for <code>ACTION</code>:{listed}").values == ()
    assert param("string", f"Action:{listed}").values == ("PUT", "CALL")


def test_nothing_but_a_value() -> None:
    assert param("string", "Value <code>redirect</code>").values == ("redirect",)
    assert param("string", "Value <code>redirect</code> leads elsewhere").values == ()


def test_what_is_passed_together_with_another_needs_it() -> None:
    rows = names(
        ("NAME", "string"),
        ("PARAMS", "string", "Pass together with <code>NAME</code>"),
        ("OTHER", "string", "Pass it together with <code>NAME</code> to the other method"),
    )
    found = spec(method_article(rows, curl({}))).params

    assert [each.when for each in found.values()] == [None, "NAME", None]


@pytest.mark.parametrize("head", ["Possible <code>code</code> values:", "Possible values for <code>code</code>:"])
def test_a_sketch_with_the_values_of_one_key(head: str) -> None:
    listed = items("<code>CONTACT</code> — a contact", "<code>COMPANY</code> — a company")
    sketch = 'Type in the format <code>{"module": "crm", "code": "CONTACT"}</code>.'
    found = param("object", f"<p>{sketch}</p><p>{head}</p>{listed}")

    assert found.fields == {
        "module": Field("string"),
        "code": Field("string", values=("CONTACT", "COMPANY"), open=True),
    }


@pytest.mark.parametrize(
    ("sketch", "under"),
    [
        ('{"<code>": "<name>"}', Field("string")),
        ('{"<code>": ["<name_1>", "..."]}', Field("array", items=Field("string"))),
    ],
)
def test_a_sketch_of_what_lies_under_each_key(sketch: str, under: Field) -> None:
    text = sketch.replace("<", "&lt;").replace(">", "&gt;")
    rows = names(("result", "object"), ("shelves", "object", f"Shelves in the format <code>{text}</code>"))
    returns = spec(method_article("", curl({}), '{"result": {"shelves": {}}}', rows)).returns

    assert returns is not None
    assert returns.fields["shelves"].map_of == under


def test_a_line_above_a_table_calls_its_fields_deprecated() -> None:
    rows = "<p>Address fields in the book are deprecated and are there for old programs.</p>" + names(
        ("city", "string")
    )
    found = spec(method_article(names(("name", "string")) + rows, curl({}))).params

    assert {name: each.deprecated for name, each in found.items()} == {"name": False, "city": True}


def test_an_order_of_a_longer_name() -> None:
    directions = items("<code>asc</code> — up", "<code>desc</code> — down")
    said = f"The sorting direction can take the following values:{directions}Allowed fields:"
    found = param("object", said + items("<code>ID</code> - id", "<code>NAME</code> - name"), "SHELF_ORDER")

    direction = Field("string", values=("asc", "desc"))
    assert found == Field("object", open=True, fields={"ID": direction, "NAME": direction})


def test_one_description_of_a_field_is_one_of_a_map() -> None:
    described = '{"type": "integer", "isRequired": false, "isReadOnly": true}'
    rows = names(("result", "object[]", "Descriptions of the fields"))
    returns = spec(method_article("", curl({}), f'{{"result": [{{"id": {described}}}]}}', rows)).returns

    assert returns is not None
    assert returns.items is not None
    assert returns.items.map_of is not None
    assert list(returns.items.map_of.fields) == ["type", "isRequired", "isReadOnly"]


def test_for_each_field_a_description() -> None:
    rows = names(
        ("result", "object", 'For each field, an object with a description is returned (<a href="#f">more</a>)')
    )
    table = '<h3 id="f">Field Description Object</h3>' + names(("title", "string"), ("required", "boolean"))
    shown = '{"result": {"ID": {"title": "Id"}, "NAME": {"title": "Name", "required": true}}}'
    returns = spec(method_article("", curl({}), shown, rows + table)).returns

    assert returns is not None
    assert returns.fields == {}
    assert returns.map_of == Field("object", fields={"title": Field("string"), "required": Field("boolean")})


def test_a_file_of_a_page_is_left_to_the_reader() -> None:
    sent = curl({"icon": "@type-icon"})

    assert spec(method_article(names(("icon", "attached_diskfile")), sent)).params["icon"].wire is None


def test_an_example_is_a_case_of_a_row_with_an_index() -> None:
    shown = code('{"error": "", "error_description": "Part 0 at index 1 does not have a name"}')
    rows = grid(("Code", "Description"), [("Empty value", "<code>Part 0 at index i does not have a name</code>")])

    assert [each.message for each in spec(method_article(errors=shown + rows)).errors] == [
        "Part 0 at index i does not have a name"
    ]


def test_a_message_in_the_column_of_codes_has_the_code_of_the_example() -> None:
    shown = code('{"error": 0, "error_description": "Access denied."}')
    rows = grid(
        ("Code", "Description"), [("<code>Access denied</code>", "You may not"), ("<code>No book</code>", "Lost")]
    )

    assert spec(method_article(errors=shown + rows)).errors == (
        Error(code="0", message="Access denied."),
        Error(code="", message="No book"),
    )


def test_a_moment_that_is_empty_where_there_is_none() -> None:
    assert param("datetime", "When it was lent. May be an empty string if it never was").nullable
    assert not param("datetime", "When it was lent. An empty string is refused").nullable


def test_what_is_used_as_the_default_of_something() -> None:
    said = "If the parameter is not provided, <code>shelf</code> is used as the default event module"

    assert param("string", said).default == "shelf"


def test_a_message_with_the_key_of_the_answer() -> None:
    rows = grid(
        ("Code", "Description", "Value"), [("<code>E</code>", 'error_description":"No \\u0022book\\u0022', "Lost")]
    )

    assert [each.message for each in spec(method_article(errors=rows)).errors] == ['No "book"']
