"""Facts that pages state in one more way: in a row for many fields, in a list of one value, in a section of its own."""

from __future__ import annotations

import pytest

from generator.spec.model import UNSET, Field
from generator.spec.names import WireName
from tests.scrape.page_builder import assembled, curl, grid, method_article, names, raw, spec


def param(kind: str, said: str) -> Field:
    return spec(method_article(names(("mark", kind, said)), curl({}))).params["mark"]


def items(*lines: str) -> str:
    return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"


def test_a_custom_field_with_a_row_of_its_own_is_as_the_pattern_says() -> None:
    rows = names(("result", "object"), ("UF_*", "object", "See below"), ("UF_SHELF", "object"), ("UF_NOTE", "string"))
    inner = '<h3 id="uf">Object UF_*</h3>' + names(("ID", "integer"), ("NAME", "string"))
    shown = '{"result": {"UF_SHELF": {"ID": "7", "NAME": "Top", "SIZE": 2}, "UF_NOTE": "x"}}'
    returns = spec(method_article("", curl({}), shown, rows + inner)).returns

    assert returns is not None
    assert returns.fields["UF_SHELF"].fields == {
        "ID": Field("integer", wire="string"),
        "NAME": Field("string"),
        "SIZE": Field("integer"),
    }
    assert returns.fields["UF_NOTE"] == Field("string")


@pytest.mark.parametrize(
    ("kind", "said", "values", "is_open"),
    [
        ("string", "Event delivery mode: <code>push</code> or <code>pull</code>", ("push", "pull"), False),
        ("string", "Type of the object: <code>book</code>, <code>shelf</code>", ("book", "shelf"), False),
        ("string", "Pass one of the parameters: <code>ID</code> or <code>TAG</code>", (), False),
        (
            "string",
            "Lent or not. Used by others, too"
            + items("<code>Y</code> — yes", "<code>F</code> — half", "<code>N</code>"),
            ("Y", "F", "N"),
            False,
        ),
        ("integer", "Action:<br>1 — take it<br>2 — bring it back (<code>BACK</code>)", (1, 2), False),
        ("integer", "Action:<br>1 — take it<br>3 — bring it back", (), False),
        ("string", "Possible values:" + items("<code>Y</code> — without a check") + "Others are ignored", ("Y",), True),
        ("string", "Action, which in this case will always be <code>DEL</code>", ("DEL",), False),
        ("string", "For shelves, this is always <code>SHELF</code>", ("SHELF",), True),
        ("string", "Default is <code>N</code>. Value <code>Y</code> means that it is lent", ("Y", "N"), False),
        ("string", "Default is <code>N</code>. Value <code>Y</code> is that of <code>LENT</code>", (), False),
        (
            "integer",
            "Similar to STATE, but has two more. Possible values: <code>1</code>, <code>2</code>",
            (1, 2),
            True,
        ),
        ("string", "Offset type for the start:<br> <code>day</code>, <code>week</code>", ("day", "week"), False),
        ("string", "Needs one of these:<br> <code>ID</code>, <code>TAG</code>", (), False),
        ("string", "It always starts with <code>UF_</code>", (), False),
    ],
)
def test_values(kind: str, said: str, values: tuple[str | int, ...], is_open: bool) -> None:
    found = param(kind, said)

    assert (found.values, found.open) == (values, is_open)


def test_a_flag_that_is_an_object_for_some() -> None:
    assert (
        param("boolean", "<code>false</code> for a book. For a map — an object with width").type == "boolean | object"
    )
    assert param("boolean", "Whether it is an object with width").type == "boolean"


def test_each_code_has_a_level() -> None:
    levels = items("<code>R</code> — read", "<code>W</code> — write")
    found = param(
        "object", f'Rights in the format <code>{{"access_code":"access_level"}}</code>.<br>Supported levels:{levels}'
    )

    assert found.map_of == Field("string", values=("R", "W"), labels={"R": "read", "W": "write"})


def test_keys_of_an_answer_that_are_custom_fields_are_data_where_it_only_switches_them() -> None:
    returns = spec(method_article("", curl({}), '{"result": {"shown": {"id": true, "UF_RPA_1_NAME": false}}}')).returns

    assert returns is not None
    assert returns.fields["shown"].map_of == Field("boolean")


def test_a_plain_value_may_have_a_section_of_its_own() -> None:
    rows = names(("kept", "string", "See below"), ("shelf", "object"))
    own = "Possible values:" + items("<code>Y</code> — yes", "<code>N</code> — no")
    kept = '<h3 id="kept">Parameter kept</h3>' + names(("kept", "string", own))
    found = spec(method_article(rows + kept, curl({}))).params

    assert found == {"kept": Field("string", values=("Y", "N")), "shelf": Field("object")}


@pytest.mark.parametrize(
    "said",
    [
        "Values of the field correspond to the fields available in the <code>SELECT</code> parameter",
        "Possible values for <code>field_N</code> are the same fields as in <code>SELECT</code>",
    ],
)
def test_a_filter_has_the_fields_of_the_select(said: str) -> None:
    listed = "Available fields:" + items("<code>ID</code> — id", "<code>NAME</code> — name")
    found = spec(method_article(names(("SELECT", "array", listed), ("FILTER", "object", said)), curl({}))).params

    assert found["FILTER"].keys_of == "params.SELECT"


def test_a_filter_has_the_fields_of_the_sorting() -> None:
    listed = "Available fields:" + items("<code>ID</code> — id", "<code>NAME</code> — name")
    said = "Possible values for <code>field_N</code> are similar to the fields in sorting"
    found = spec(method_article(names(("order", "object", listed), ("filter", "object", said)), curl({}))).params

    assert found["filter"].keys_of == "params.order"


def test_a_section_of_errors_may_have_a_status_of_its_own() -> None:
    def section(title: str, name: str, status: str = "") -> str:
        table = grid(("Field", "Error Description", "How to Fix"), [("<code>id</code>", "No", "Send it")])
        return f'<h3 id="{name}">{title}</h3><p>Error Code: <code>{name}</code></p>{status}{table}'

    errors = "<p>HTTP status: <b>400</b></p>" + section("Fields", "WRONG")
    errors += section("Access", "DENIED", "<p>HTTP status: <b>403</b></p>")
    found = spec(method_article(errors=errors)).errors

    assert [(error.code, error.status) for error in found] == [("WRONG", 400), ("DENIED", 403)]


def test_the_time_that_an_example_has_in_the_result_is_beside_it() -> None:
    shown = '{"result": {"book": {"id": 7}, "time": {"start": 1.5, "finish": 2.5, "duration": 1.0}}}'
    found = spec(method_article("", curl({}), shown))

    assert found.returns is not None
    assert list(found.returns.fields) == ["book"]
    assert found.response is not None
    assert list(found.response) == ["result", "time"]


@pytest.mark.parametrize(
    ("second", "also", "expected"),
    [("Prices", "cost", ["name", "cost"]), ("Prices", "name", ["name"]), ("Price object", "cost", ["name"])],
)
def test_a_whole_page_may_describe_one_object_by_subjects(second: str, also: str, expected: list[str]) -> None:
    first, other = (names((name, "string")) for name in ("name", also))
    page = raw(
        f'<h2 id="main">Main fields</h2>{first}<h2 id="more">{second} of it</h2>{other}',
        title="Fields",
        path="api-reference/fields.html",
    )
    row = '<strong>book</strong><br><a href="/api-reference/fields.html"><code>object</code></a>'
    article = method_article(grid(("Name<br>type", "Description"), [(row, "")]), curl({}))
    found = assembled(raw(article), page).tree
    (method,) = found.methods.values()

    assert list(found.types[WireName(str(method.params["book"].ref))].fields) == expected


@pytest.mark.parametrize(
    ("kind", "said", "default"),
    [
        ("integer", "Minutes. If the parameter is not provided, <code>10</code> is used. At least <code>1</code>", 10),
        ("string[]", 'If the parameter is not passed or is null, <code>["*"]</code> is used', ["*"]),
        ("array", "If the parameter is not passed, only <code>ID</code> is selected", ["ID"]),
        ("array", "The default value is an empty array <code>array()</code>. This means all", []),
        ("string", "If the book is not passed on, <code>LOST</code> is used", UNSET),
    ],
)
def test_defaults(kind: str, said: str, default: object) -> None:
    assert param(kind, said).default == default


def test_a_sketch_of_an_order_has_its_directions() -> None:
    said = 'Sorting in the format <code>{"FIELD": "ASC"}</code> or <code>{"FIELD": "DESC"}</code>'
    found = spec(method_article(names(("order", "object", said)), curl({}))).params["order"]

    assert found.map_of == Field("string", values=("ASC", "DESC"))


def test_names_of_an_answer_are_written_as_a_filter_sends_them() -> None:
    fields = names(("id", "integer"), ("shelfId", "integer"))
    other = raw(f'<h2 id="book">Book</h2>{fields}', title="Book", path="api-reference/book.html")
    link = '<a href="/api-reference/book.html#book">book</a>'
    row = ("<strong>filter</strong><br><code>object</code>", f"Possible values correspond to the fields of {link}")

    def keys(sent: dict[str, int]) -> list[str]:
        article = method_article(grid(("Name<br>type", "Description"), [row]), curl({"filter": sent}))
        return list(spec(article, other).params["filter"].fields)

    assert keys({">=SHELF_ID": 1}) == ["ID", "SHELF_ID"]
    assert keys({"shelfId": 1}) == keys({"PLACE": 1}) == ["id", "shelfId"]
