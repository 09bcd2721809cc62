"""What a row of a table says: name, mark and type of the first cell, facts of the description."""

from __future__ import annotations

import pytest

from generator.scrape.fields.facts import read_facts, read_items
from generator.scrape.fields.name_cell import NameCell, read_name_cell
from generator.scrape.fields.values import json_value
from generator.scrape.html.article import Article
from generator.scrape.html.document import Cell, Table
from generator.scrape.html.parser import parse_article
from generator.spec.model import UNSET, Field, Json


def cell(html: str) -> Cell:
    """A cell of a table as the reader gives it."""
    document = parse_article(Article("x", f"<table><tr><td>head</td></tr><tr><td>{html}</td></tr></table>"))
    (table,) = document.root.blocks
    assert isinstance(table, Table)
    return table.rows[0][0]


def named(html: str) -> NameCell:
    found = read_name_cell(cell(html))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("html", "name", "required"),
    [
        ("<strong>id</strong><br><code>integer</code>", "id", False),
        ("<strong>id*</strong><br><code>integer</code>", "id", True),
        ("<strong>id</strong>*<br><code>integer</code>", "id", True),
        ("<strong>id</strong> *<br><code>integer</code>", "id", True),
        ("<strong>id</strong><strong>*</strong><br><code>integer</code>", "id", True),
        ("<strong>id</strong><sup>*</sup><br><code>integer</code>", "id", True),
        ("<strong>id<sup>*</sup></strong><br><code>integer</code>", "id", True),
        ("<b>id</b>* <code>integer</code>", "id", True),
        ("<p><strong>id</strong>*</p><p><code>integer</code></p>", "id", True),
        ("<strong>flowData.id*</strong><br><code>integer</code>", "flowData.id", True),
        ("<strong>UF_*</strong><br><code>integer</code>", "UF_*", False),
        ("<strong>UF_</strong><br><code>integer</code>", "UF_*", False),
        ("<strong>UF_CRM_</strong><br><code>integer</code>", "UF_CRM_*", False),
        ("<strong>UF_CRM_...</strong><br><code>integer</code>", "UF_CRM_...", False),
        ("<strong>items[]</strong><br><code>integer</code>", "items[]", False),
        ("<strong><code>id</code></strong><br><code>integer</code>", "id", False),
        ("<strong>id</strong> <code>integer</code>", "id", False),
        ("id<br><code>integer</code>", "id", False),
    ],
)
def test_name_and_mark(html: str, name: str, required: bool) -> None:
    found = named(html)

    assert (found.name, found.required, found.type) == (name, required, "integer")


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<strong>id</strong><br><code>integer</code> or <code>integer[]</code>", "integer | integer[]"),
        ("<strong>id</strong><br><code>integer</code>, <code>string</code>", "integer | string"),
        ("<strong>id</strong><br><code>integer|null</code>", "integer | null"),
        ('<strong>id</strong><br><a href="api-reference/data-types.html"><code>integer</code></a>', "integer"),
        ("<strong>id</strong>", ""),
    ],
)
def test_type(html: str, kind: str) -> None:
    assert named(html).type == kind


def test_the_link_of_the_type() -> None:
    assert (
        named('<strong>deal*</strong><br><a href="crm-deal-get.html#deal"><code>object</code></a>').href
        == "crm-deal-get.html#deal"
    )
    assert named("<strong>deal*</strong><br><code>object</code>").href is None


@pytest.mark.parametrize("html", ["", " ", "<br>", "<p></p>", "<strong> </strong>", "<strong>*</strong>", "*"])
def test_a_cell_without_a_name(html: str) -> None:
    assert read_name_cell(cell(html)) is None


# Descriptions


def facts(html: str, kind: str, name: str = "x") -> Field:
    """What a row with this description states of a value of this type."""
    return read_facts(NameCell(name, kind, required=False, href=None), cell(html))


def items(html: str, kind: str, name: str = "x") -> Field | None:
    """What such a row states of the items of a list."""
    return read_items(NameCell(name, kind, required=False, href=None), cell(html))


def listed(head: str, *lines: str) -> str:
    return f"{head}<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"


@pytest.mark.parametrize(
    ("html", "kind", "values"),
    [
        ("Accepts values <code>0</code> and <code>1</code>.", "integer", (0, 1)),
        ("Possible values: <code>Y</code> or <code>N</code>", "string", ("Y", "N")),
        (
            "Possible values — <code>a</code>, <code>b</code>, <code>c</code>. Not <code>d</code>",
            "string",
            ("a", "b", "c"),
        ),
        ("Possible values: <code>a</code>/<code>b</code>", "string", ("a", "b")),
        (
            "Allowed values are:<ul><li><code>one</code> — first</li><li><code>two</code> — second</li></ul>",
            "string",
            ("one", "two"),
        ),
        ("How it goes:<ul><li><code>one</code>: first</li><li><code>two</code></li></ul>", "string", ("one", "two")),
        ("Possible values:<br><code>1</code> — yes<br><code>2</code> — no<br>and more", "integer", (1, 2)),
        ("Possible values: <code>true</code>, <code>false</code>", "boolean", (True, False)),
        ("Possible values: <code>'a'</code>, <code>\"b\"</code>", "string", ("a", "b")),
        ("Possible values: <code>0</code>, <code>1</code>", "string", ("0", "1")),
        ("Possible values: <code>0.5</code>, <code>1</code>", "double", (0.5, 1)),
        ("How often<br><code>DAILY</code> — a day<br><code>WEEKLY</code> — a week", "string", ("DAILY", "WEEKLY")),
        ("Kind of template. Possible values:<br><code>a</code> — one<br><code>b</code> — two", "string", ("a", "b")),
        ("Can have the value:<br><code>0</code> — none<br><code>1</code> — where it can", "integer", (0, 1)),
        ("Possible values:<br>Old<br><code>a</code> — x<br>New<br><code>b</code> — y", "string", ("a", "b")),
        (
            "Values for a shelf: see below<br>Possible values for a box:<br><code>a</code> — x<br>"
            "<code>b</code> — y<br>"
            "Possible values for a bag:<br><code>b</code> — y<br><code>c</code> — z",
            "string",
            ("a", "b", "c"),
        ),
        ("Possible values:<br><code>a</code> one thing<br><code>b</code> another thing", "string", ("a", "b")),
        ("Possible values:<br><code>F</code> (Free) — costs nothing<br><code>P</code> (Paid)", "string", ("F", "P")),
        ("Mode of the shelf: <code>open</code> or <code>shut</code>", "string", ("open", "shut")),
        (
            "Kind of shelf (<code>low</code>, <code>high</code>, or <code>wide</code>)",
            "string",
            ("low", "high", "wide"),
        ),
        ("Gender: <code>M</code> — male, <code>F</code> — female", "string", ("M", "F")),
        ("Possible values:<br><code>1</code> or <code>yes</code><br><code>2</code>", "integer | string", (1, "yes", 2)),
        ("Possible values: <code>a</code>, <code>b</code>", "string | null", ("a", "b")),
        ("Allowed values:<br><code>on</code> — is on<br><code>off</code>", "string | boolean", ("on", "off")),
        (
            "Possible values: <code>true</code> or <code>1</code>, <code>false</code>, <code>0</code>",
            "boolean",
            (True, False),
        ),
        (r"Possible values: <code>A\\B</code>, <code>C</code>", "string", (r"A\B", "C")),
        ("Is it shut. Allowed values are Y or N", "char", ("Y", "N")),
        ("Shut flag Y/N", "string", ("Y", "N")),
        ("Shut flag <code>Y/N</code>", "string", ("Y", "N")),
        ("Is it shut (Y/N)", "boolean", ("Y", "N")),
        ("Kind. Only the value <code>'shelf'</code> is supported.", "string", ("shelf",)),
        ("Kind<table><tr><td>x</td><td>Name</td></tr><tr><td>NEW</td><td>Fresh</td></tr></table>", "string", ("NEW",)),
    ],
)
def test_documented_values(html: str, kind: str, values: tuple[Json, ...]) -> None:
    found = facts(html, kind).values

    assert repr(found) == repr(values)


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("For example:<ul><li><code>one</code> — first</li><li><code>two</code> — second</li></ul>", "string"),
        ("E.g. something:<ul><li><code>one</code> — first</li><li><code>two</code> — second</li></ul>", "string"),
        ("Possible values: STRING Y/N NUMBER", "string"),
        ("You can use Y/N, 1/0, true/false", "boolean"),
        ("Kind<table><tr><td>y</td><td>Name</td></tr><tr><td>NEW</td><td>Fresh</td></tr></table>", "string"),
        ("A place<br><code>shelfXXX</code> — a shelf<br><code>XXX</code> — a box", "string"),
        ("How often<br><code>1</code> — a day<br><code>2</code> — a week", "object"),
        ("Use <code>a</code> and <code>b</code> together", "string"),
        ("Possible values are in the <code>statuses</code> and <code>kinds</code> methods", "string"),
        ("Accepts values:<ul><li><code>one</code> — first</li><li><code>two</code> — second</li></ul>", "object"),
        ("Steps:<ul><li>call <code>one</code></li><li>call <code>two</code></li></ul>", "string"),
        ("Possible values:<br><code>string</code> — there is one<br><code>null</code> — there is none", "string"),
        ("Supported formats:<br><code>one</code> — a shelf<br><code>two</code> — a box", "string"),
        ("Color (<code>#RGB</code> or <code>#RRGGBB</code>)", "string"),
        ("Pass one of the parameters: <code>ID</code>, <code>TAG</code>", "string"),
        ("In the form, where:<br><code>one</code> — a shelf<br><code>two</code> — a box", "string"),
        ("", "string"),
    ],
)
def test_what_are_no_documented_values(html: str, kind: str) -> None:
    assert facts(html, kind).values == ()


@pytest.mark.parametrize(
    ("html", "kind", "is_open"),
    [
        ("Possible values: <code>a</code>, <code>b</code>", "string", False),
        ("Typical values:<br><code>1</code> — lead<br><code>2</code> — deal", "integer", True),
        ("Value examples:<br><code>a</code> — one<br><code>b</code> — two", "string", True),
        ("Possible modifiers:<br><code>#A#</code> — one<br><code>#B#</code> — two", "string", True),
        ("Type: <code>a</code>, <code>b</code>, and others", "string", True),
        ("Possible values:<br><code>a</code> — one<br><code>b</code> — two<br>custom field types", "string", True),
        ("Possible values:<br><code>A</code><br><code>B</code><br><code>PROPERTY_N</code> — any", "string", True),
        ("Possible values:<br><code>NEW</code> — new<br><code>WON</code> — won", "crm_status", True),
        ("Multiple values can be passed using ;. Possible values: <code>a</code>, <code>b</code>", "string", True),
        ("Moved by other systems. Possible values: <code>Y</code>, <code>N</code>, and others", "string", False),
    ],
)
def test_values_beside_which_there_are_others(html: str, kind: str, is_open: bool) -> None:
    found = facts(html, kind)

    assert len(found.values) == 2
    assert found.open is is_open


def test_labels_of_one_or_two_words() -> None:
    found = facts(
        listed(
            "Possible values:",
            "<code>1</code> — in progress",
            "<code>2</code> — done, default",
            "<code>3</code> — a longer story of it",
            "<code>F</code> (Free) — costs nothing at all",
            "<code>done</code> — Done",
            "<code>Y</code> — yes",
        ),
        "string",
    )

    assert found.labels == {"1": "in progress", "2": "done", "F": "Free"}
    assert found.default == "2"


def test_a_table_in_a_cell_names_values_beside_which_there_are_others() -> None:
    rows = "<tr><td>x</td><td>Name</td></tr><tr><td>NEW</td><td>Fresh</td></tr><tr><td>OLD</td><td>Old</td></tr>"
    found = facts(f"Stage<table>{rows}</table>", "crm_status")
    assert found == Field("crm_status", values=("NEW", "OLD"), open=True, labels={"NEW": "Fresh"})


def test_the_only_value_there_is_at_present() -> None:
    assert facts("Kind. Currently, only the value <code>shelf</code> is available", "string").open
    assert not facts("Kind. Only the value <code>shelf</code> is available", "string").open


@pytest.mark.parametrize(
    ("html", "kind", "name", "found"),
    [
        ("Phone. Multiple", "crm_multifield", "PHONE", "crm_multifield[]"),
        ("A list of contacts of the shelf", "crm_contact", "CONTACT_IDS", "crm_contact[]"),
        ("Array of files", "integer", "fileIds", "integer[]"),
        ("Array of files", "integer", "files", "integer"),
        ("List of files", "attached_diskfile", "FILES", "attached_diskfile"),
        ("Array of buttons", "ButtonDto", "buttons", "ButtonDto"),
        ("Multiple", "boolean", "isMultiple", "boolean"),
        ("Values of multiple fields are lists", "crm_userfield", "UF", "crm_userfield"),
    ],
)
def test_many_by_the_words(html: str, kind: str, name: str, found: str) -> None:
    assert facts(html, kind, name).type == found


def test_values_of_a_list_are_those_of_its_items() -> None:
    days = listed("Days of the week", "<code>MO</code> — Monday", "<code>TU</code> — Tuesday")
    assert items(days, "array") == Field("string", values=("MO", "TU"), labels={"MO": "Monday", "TU": "Tuesday"})
    assert facts(days, "array").values == ()
    assert items("Possible values: <code>1</code>, <code>2</code>", "integer[]") == Field("integer", values=(1, 2))
    fields = listed("Available fields:", "<code>ID</code> — the id of it all", "<code>NAME</code>")
    assert items(fields, "array", "SELECT") == Field("string", values=("ID", "NAME"))
    assert items(fields, "array", "filter") is None
    assert items(listed("Each has:", "<code>ID</code> — id", "<code>NAME</code>"), "array") is None
    assert items(listed("An array of objects. Possible values:", "<code>A</code>", "<code>B</code>"), "array") is None


@pytest.mark.parametrize(
    ("html", "kind", "limits"),
    [
        ("Delay. Specified in seconds", "integer", {"unit": "seconds"}),
        ("Rate in percentage", "double", {"unit": "percent"}),
        ("Chance, %", "integer", {"unit": "percent"}),
        ("Chance %. Usually high", "integer", {"unit": "percent"}),
        ("A part of one: 0.1 is 10 %", "double", {}),
        ("Must be greater than zero. Orders shelves", "integer", {"min": 1}),
        ("Cannot be negative", "integer", {"min": 0}),
        ("Number of days until then", "integer", {"unit": "days"}),
        ("Number of months until then", "string", {"unit": "months"}),
        ("From 1 to 5 days, or in hours and in minutes", "integer", {}),
        ("The value is from <code>1</code> to <code>100</code>.", "integer", {"min": 1, "max": 100}),
        ("Number of rows (1–1000).", "integer", {"min": 1, "max": 1000}),
        ("Default — <code>20</code>, maximum — <code>50</code>", "integer", {"max": 50}),
        ("Must be greater than 0 and less than 50.", "integer", {"min": 1, "max": 49}),
        ("Must be greater than or equal to 0.", "double", {"min": 0}),
        ("Maximum: <code>200</code> for some and <code>20</code> for others", "integer", {}),
        ("An integer greater than or equal to 1030<br>in the range from 128 to 192", "integer", {}),
        ("Must be greater than 0", "any", {"min": 1}),
        ("Must be greater than 0", "double", {}),
        ("Color: values from 1 to 7 and a default", "string", {"min": 1, "max": 7}),
        ("Supported values range from <code>0.7</code> to <code>2</code>", "string", {"min": 0.7, "max": 2}),
        ("For a block the allowed range is from <code>10</code> to <code>100</code>", "string", {}),
        ("The length is from 3 to 255 characters", "string", {"max_length": 255}),
        ("Title, up to <code>255</code> characters", "string", {"max_length": 255}),
        ("Maximum length — 20,000 characters.", "string", {"max_length": 20000}),
        ("Must not exceed 255 characters", "string", {"max_length": 255}),
        ("Maximum size: <code>1 048 576</code> bytes.", "string", {"max_bytes": 1048576}),
        ("Maximum size — 2 MB", "string", {"max_bytes": 2097152}),
        ("At least one element and no more than 20 elements.", "array", {"max_items": 20}),
        ("Minimum 2 options, maximum 10", "array", {"max_items": 10}),
        ("A string of 32 characters", "string", {}),
        ("<code>2</code> — in percent<br><code>1</code> — in days", "integer", {}),
        ("In any case", "integer", {}),
        ("Time in seconds. Can take values: <code>asc</code>, <code>desc</code>", "string", {}),
    ],
)
def test_limits_and_units(html: str, kind: str, limits: dict[str, object]) -> None:
    found = facts(html, kind)

    names = ("unit", "min", "max", "max_length", "max_items", "max_bytes")
    assert {name: getattr(found, name) for name in names if getattr(found, name) is not None} == limits


@pytest.mark.parametrize(
    ("html", "kind", "default"),
    [
        ("Default is <code>1</code>", "integer", 1),
        ("By default: <code>1</code>", "integer", 1),
        ("Default — <code>50</code>.", "integer", 50),
        ("The default value is <code>N</code>", "string", "N"),
        ("Defaults to <code>null</code>: says nothing", "integer", None),
        ("Default <code>false</code>", "boolean", False),
        ("Default <code>0</code>", "boolean", 0),
        ("Default: <code>0</code>", "string", "0"),
        ('Default: <code>""</code>', "string", ""),
        ("Accepts values <code>0</code> and <code>1</code>. Default is <code>1</code>", "integer", 1),
        ("By default, -1, in the morning", "integer", -1),
        ("Uses it, <code>N</code> by default.", "boolean", "N"),
        ("If it is not provided, <code>N</code> is used by default.", "string", "N"),
        (listed("Mode:", "<code>Y</code> — enabled, default value", "<code>N</code> — disabled"), "string", "Y"),
        (listed("Mode:", "<code>Y</code> — enabled", "<code>N</code> — disabled (default)"), "string", "N"),
        ("Possible values:<br><code>a</code>,<br><code>b</code> — default,<br><code>c</code>", "string", "b"),
        ("Default value: <code>['ID', 'NAME']</code>", "array", ["ID", "NAME"]),
        ("By default <code>[]</code>", "things[]", []),
        ("The default value is <code>{ID: 'ASC'}</code>", "object", {"ID": "ASC"}),
        ("Default is an empty string", "string", ""),
        ("Default is <code>false</code>", "boolean | integer", False),
        ("Default — <code>null</code>", "crm_company", None),
        ("By default, <code>mode=online</code>, and nothing else", "string", "online"),
    ],
)
def test_default(html: str, kind: str, default: Json) -> None:
    assert repr(facts(html, kind).default) == repr(default)


@pytest.mark.parametrize(
    "html",
    [
        "The default is kind",
        "Nothing by default. Use <code>a</code>",
        "<code>default</code>",
        "Defaulting is <code>bad</code>",
        "For shelves of the kind <code>a</code>, the default is <code>b</code>",
        "Default: <code>a</code> for shelves and <code>b</code> for boxes.",
        "By default, <code>shelf.get</code> returns everything",
        "<code>D</code> — default<br><code>N</code> — never",
        "Defaults to <code>-</code>",
        "",
    ],
)
def test_no_default(html: str) -> None:
    assert facts(html, "string").default is UNSET


@pytest.mark.parametrize(
    "html", ["Default is <code>soon</code>", "By default <code>i + 10</code>, where <code>i</code> is"]
)
def test_a_default_that_is_none_of_the_type(html: str) -> None:
    assert facts(html, "integer").default is UNSET


@pytest.mark.parametrize(
    ("said", "kind", "nullable"),
    [
        ("Returns <code>false</code> if there is none", "object", True),
        ("The book. Returns <code>false</code>:<br>if it is lost", "array", True),
        ("Values:<ul><li><code>object</code> — the book</li><li><code>false</code> — none</li></ul>", "object", True),
        ("Returns <code>false</code> if there is none", "boolean", False),
        ("Where the shelf returns <code>false</code>", "object", False),
    ],
)
def test_an_object_that_is_false_where_there_is_none(said: str, kind: str, nullable: bool) -> None:
    assert facts(said, kind).nullable is nullable


def test_nullable_read_only_and_deprecated() -> None:
    assert facts("<code>null</code> if there is none", "integer").nullable
    assert not facts("null and void", "integer").nullable
    assert facts("Who made it. Read-only", "integer").read_only
    assert facts("A read only field", "integer").read_only
    assert facts("Possible values: <code>Y</code>, <code>N</code><br>Read-only", "string").read_only
    assert not facts("Read it only once", "integer").read_only
    assert not facts("Read-only", "boolean", "isReadOnly").read_only
    assert not facts("<code>HIDDEN</code> — read-only (in a form)", "array").read_only
    assert not facts("<code>true</code> — read only<br><code>false</code> — unread only", "boolean").read_only
    assert facts("Deprecated. Use another", "integer").deprecated
    assert facts("Old (deprecated)", "integer").deprecated
    assert not facts("Says whether a field is deprecated", "integer").deprecated
    assert facts("", "integer") == Field("integer")


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("1", "integer", 1),
        ("-1", "integer", -1),
        ("1", "string", "1"),
        ("1", "boolean", 1),
        ("Y", "boolean", "Y"),
        ("true", "boolean", True),
        ("true", "string", "true"),
        ("1.5", "double", 1.5),
        ("1.5", "integer", "1.5"),
        ("null", "string", None),
        ("'a'", "string", "a"),
        ("'", "string", "'"),
        ("'a\"", "string", "'a\""),
    ],
)
def test_json_value(text: str, kind: str, value: Json) -> None:
    assert repr(json_value(text, kind)) == repr(value)


@pytest.mark.parametrize(
    ("html", "kind", "default"),
    [
        ("By default, it is sorted by <code>ID</code> in descending order", "object", {"ID": "DESC"}),
        ("By default, rows are sorted in ascending order by <code>id</code>.", "array", {"id": "ASC"}),
        (
            listed("The direction:", "<code>asc</code> — up", "<code>desc</code> — down")
            + "<p>By default, it is sorted by <code>id</code> in descending order</p>",
            "object",
            {"id": "desc"},
        ),
        ("If the parameter is not provided, the sorting <code>id ASC</code> is applied", "object", {"id": "ASC"}),
        ("Default is [ID:ASC]", "array", {"ID": "ASC"}),
        ("Default — <code>ID:'DESC'</code>", "object", {"ID": "DESC"}),
        ('Format:<pre><code>{a: b}</code></pre><p>By default:</p><pre><code>{"a": 1}</code></pre>', "object", {"a": 1}),
        ("By default, it is sorted in descending order by book <code>id</code>", "object", UNSET),
        ("By default, it is sorted by <code>id</code> in descending order", "string", UNSET),
        ("By default — no sorting. <code>id</code>", "object", UNSET),
        ("By default, it is sorted by title in descending order", "object", UNSET),
    ],
)
def test_the_order_by_default(html: str, kind: str, default: Json) -> None:
    found = read_facts(named(f"<strong>order</strong><br><code>{kind}</code>"), cell(html))

    assert repr(found.default) == repr(default)


@pytest.mark.parametrize(
    ("opening", "shown"),
    [
        ("<tr hidden>", False),
        ('<tr hidden="">', False),
        ('<tr style="color: red; display:none">', False),
        ('<tr style="DISPLAY : NONE !important">', False),
        ("<tbody hidden><tr>", False),
        ('<tfoot style="display: none"><tr>', False),
        ('<tr hidden="until-found">', True),
        ('<tr style="display: table-row">', True),
        ('<tr style="x-display: none-such">', True),
        ('<tr class="hidden" data-hidden="1" aria-hidden="false">', True),
    ],
)
def test_a_row_that_no_reader_sees_states_nothing(opening: str, shown: bool) -> None:
    document = parse_article(Article("x", f"<table><tr><td>head</td></tr>{opening}<td>row</td></tr></table>"))

    (table,) = document.root.blocks
    assert isinstance(table, Table)
    assert len(table.rows) == shown
