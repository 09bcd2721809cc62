"""What a row of a table says: name, mark and type of the first cell, facts of the description."""

from __future__ import annotations

import pytest

from generator.scrape.fields.facts import read_facts
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


def facts(html: str, kind: str) -> Field:
    """What a row with this description states of a value of this type."""
    return read_facts(NameCell("x", kind, required=False, href=None), cell(html))


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
        ("Possible values: <code>only</code>", "string"),
        ("A place<br><code>shelfXXX</code> — a shelf<br><code>XXX</code> — a box", "string"),
        ("How often<br><code>1</code> — a day<br><code>2</code> — a week", "object"),
        ("Use <code>a</code> and <code>b</code> together", "string"),
        ("Possible values are in the <code>statuses</code> and <code>kinds</code> methods", "string"),
        ("Accepts values:<ul><li><code>one</code> — first</li><li><code>two</code> — second</li></ul>", "object"),
        ("Steps:<ul><li>call <code>one</code></li><li>call <code>two</code></li></ul>", "string"),
        ("", "string"),
    ],
)
def test_what_are_no_documented_values(html: str, kind: str) -> None:
    assert facts(html, kind).values == ()


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
        ("Default is <code>soon</code>", "integer", "soon"),
        ("Default: <code>99999999999999999999</code>", "integer", "99999999999999999999"),
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
        "",
    ],
)
def test_no_default(html: str) -> None:
    assert facts(html, "string").default is UNSET


def test_nullable_read_only_and_deprecated() -> None:
    assert facts("<code>null</code> if there is none", "integer").nullable
    assert not facts("null and void", "integer").nullable
    assert facts("Who made it. Read-only", "integer").read_only
    assert facts("A read only field", "integer").read_only
    assert not facts("Read it only once", "integer").read_only
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
