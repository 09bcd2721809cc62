"""What a change of the documentation means to a program that was written before it."""

from __future__ import annotations

import pytest

from generator.update.changes import Change, Renamed, Weight
from generator.update.compare import compare
from tests.making import api_of

METHOD = """
method: shelf.put
scope: [shelf]
params:
  book: {type: integer, required: true}
  place: {type: string, values: [left, right]}
  fields: {type: object, fields: {title: {type: string}, pages: {type: integer}}}
  tags: {type: 'string[]'}
returns: {type: object, fields: {id: {type: integer}, note: {type: string}}}
errors: [{code: FULL, message: No place, status: 400}]
"""


def changed(old: str, new: str, name: str = "shelf.put", kind: str = "methods") -> list[tuple[str, str, str]]:
    """Weight, kind and place of each change."""
    changes = compare(api_of(old), api_of(new)).by_item[kind].changed
    assert changes.keys() <= {name}
    return [(each.weight.value, each.kind, each.place) for each in changes.get(name, ())]


def edited(*edits: tuple[str, str]) -> str:
    text = METHOD
    for old, new in edits:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (("  tags: {type: 'string[]'}\n", ""), ("breaking", "parameter removed", "params.tags")),
        (("  tags:", "  Tags:"), ("deprecating", "parameter renamed", "params.tags")),
        (("pages: {", "Pages: {"), ("breaking", "parameter renamed", "params.fields.pages")),
        (("  tags:", "  more: {type: string}\n  tags:"), ("adding", "parameter added", "params.more")),
        (
            ("  tags:", "  more: {type: string, required: true}\n  tags:"),
            ("breaking", "required parameter added", "params.more"),
        ),
        (("tags: {", "tags: {required: true, "), ("breaking", "parameter now required", "params.tags")),
        (("integer, required: true", "integer"), ("loosening", "parameter now optional", "params.book")),
        (("tags: {", "tags: {read_only: true, "), ("breaking", "parameter now read-only", "params.tags")),
        (("tags: {", "tags: {deprecated: true, "), ("deprecating", "parameter deprecated", "params.tags")),
        (("tags: {", "tags: {default: [a], "), ("cosmetic", "default changed", "params.tags")),
        (("book: {type: integer", "book: {type: string"), ("loosening", "type widened", "params.book")),
        (("tags: {type: 'string[]'}", "tags: {type: 'integer[]'}"), ("breaking", "type narrowed", "params.tags[]")),
        (("tags: {type: 'string[]'}", "tags: {type: string}"), ("breaking", "type changed", "params.tags")),
        (
            ("tags: {type: 'string[]'}", "tags: {type: 'string[] | string'}"),
            ("loosening", "type widened", "params.tags"),
        ),
        (("[left, right]", "[left, right, top]"), ("loosening", "values widened", "params.place")),
        (("[left, right]", "[left]"), ("breaking", "values narrowed", "params.place")),
        (("[left, right]", "[left, top]"), ("breaking", "values changed", "params.place")),
        ((", pages: {type: integer}", ""), ("breaking", "parameter removed", "params.fields.pages")),
        (
            ("title: {type: string}", "title: {type: string, required: true}"),
            ("breaking", "parameter now required", "params.fields.title"),
        ),
        ((", note: {type: string}", ""), ("breaking", "field removed", "returns.note")),
        (("note: {type: string}", "note: {type: string}, at: {type: date}"), ("adding", "field added", "returns.at")),
        (("id: {type: integer}", "id: {type: string}"), ("breaking", "type widened", "returns.id")),
        (("id: {type: integer}", "id: {type: integer, nullable: true}"), ("loosening", "may be empty", "returns.id")),
        (
            ("method: shelf.put", "method: shelf.put\npositional: true"),
            ("breaking", "arguments now go by position", ""),
        ),
        (("scope: [shelf]", "scope: [shelf, books]"), ("loosening", "scope changed", "scope")),
        (("scope: [shelf]", "scope: [books]"), ("breaking", "scope changed", "scope")),
        (("code: FULL", "code: NO_PLACE"), ("adding", "error added", "errors")),
        (("No place", "Full"), ("cosmetic", "errors worded anew", "errors")),
        (("method: shelf.put", "method: shelf.put\ntitle: Another"), ("cosmetic", "title changed", "title")),
    ],
)
def test_a_fact_that_changed(edit: tuple[str, str], expected: tuple[str, str, str]) -> None:
    assert expected in changed(METHOD, edited(edit))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("book: {type: integer", "book: {type: int"),
        ("tags: {type: 'string[]'}", "tags: {type: 'array<string>'}"),
        ("tags: {type: 'string[]'}", "tags: {type: array, items: {type: string}}"),
        ("[left, right]", "[right, left]"),
    ],
)  # fmt: skip
def test_another_notation_is_no_change(old: str, new: str) -> None:
    assert changed(METHOD, edited((old, new))) == []


def test_a_retitled_variant_is_no_change() -> None:
    text = "{method: a.b, params: {fields: {type: object, variants: {VARIANT: {x: {type: string}}}}}}"
    assert changed(text.replace("VARIANT", "for deals"), text.replace("VARIANT", "of a deal"), "a.b") == []


def test_methods_that_come_go_and_are_renamed() -> None:
    def method(name: str, page: str, more: str = "") -> str:
        return f"{{method: {name}, page: {page}.html, {more}}}"

    old = api_of(method("a.stays", "a"), method("a.goes", "b"), method("a.CASE", "c"), method("a.old", "d"))
    new = api_of(
        method("a.stays", "z", "status: deprecated"),
        method("a.comes", "e"),
        method("a.case", "c"),
        method("a.new", "d"),
        method("a.comes", "v3", "rest: 3"),
    )

    methods = compare(old, new).methods

    assert methods.added == ("a.comes", "v3.a.comes")
    assert methods.removed == ("a.goes",)
    assert [(each.old, each.new) for each in methods.renamed] == [("a.CASE", "a.case"), ("a.old", "a.new")]
    assert [(each.name, each.old, each.new) for each in methods.moved] == [("a.stays", "a.html", "z.html")]
    assert methods.deprecated == ("a.stays",)
    assert compare(old, new).weight is Weight.BREAKING


def test_two_that_could_be_one_are_none() -> None:
    old, new = api_of("{method: a.x, page: p.html}"), api_of(
        "{method: a.y, page: p.html}", "{method: a.z, page: p.html}"
    )

    methods = compare(old, new).methods

    assert (methods.removed, methods.added, methods.renamed) == (("a.x",), ("a.y", "a.z"), ())


def test_what_is_marked_as_removed_is_gone() -> None:
    old, new = api_of("{method: a.x}"), api_of("{method: a.x, status: removed}")

    assert compare(old, new).methods.removed == ("a.x",)
    assert compare(new, old).methods.added == ("a.x",)
    assert compare(new, new).weight is None


def test_a_shared_type_is_compared_once_and_follows_its_new_name() -> None:
    def api(name: str, fields: str) -> tuple[str, str]:
        return f"{{type: {name}, fields: {{{fields}}}}}", f"{{method: a.b, returns: {{type: object, ref: {name}}}}}"

    fields = "id: {type: integer}, title: {type: string}, at: {type: date}"
    changes = compare(api_of(*api("shelf.book", fields)), api_of(*api("shelf.volume", fields)))
    assert changes.types.renamed == (Renamed("shelf.book", "shelf.volume", "the page, or what it holds, is the same"),)
    assert changes.methods.changed == {}

    changes = compare(api_of(*api("shelf.book", "id: {type: integer}")), api_of(*api("shelf.book", "id: {type: date}")))
    assert changes.types.changed == {
        "shelf.book": (Change(Weight.BREAKING, "type changed", "read.id", "integer", "date"),)
    }
    assert changes.methods.changed == {}


def test_events() -> None:
    text = "{event: ONPUT, auth: true, data: {type: object, fields: {ID: {type: integer}, AT: {type: date}}}}"

    assert changed(text, text.replace("AT:", "ON:"), "ONPUT", "events") == [
        ("breaking", "field removed", "data.AT"),
        ("adding", "field added", "data.ON"),
    ]
    assert changed(text, "{event: ONPUT, auth: true}", "ONPUT", "events") == [
        ("breaking", "data no longer described", "data")
    ]
    assert changed(text, text.replace("auth: true, ", ""), "ONPUT", "events") == [
        ("breaking", "auth no longer sent", "")
    ]


def test_types_that_hold_themselves_and_are_called_otherwise_now() -> None:
    old = (
        "{method: shelf.get, returns: {type: object, ref: shelf.book}}",
        "{type: shelf.book, fields: {id: {type: integer}, next: {type: object, ref: shelf.book}, a: {type: string}}}",
    )
    new = (
        old[0].replace("shelf.book", "shelf.volume"),
        "{type: shelf.volume, page: api-reference/other.html, title: Other, "
        "fields: {id: {type: date}, next: {type: object, ref: shelf.volume}, b: {type: string}}}",
    )
    for first, second in ((old, new), (new, old), (old, (new[0], old[1].replace("shelf.book", "shelf.volume")))):
        changes = compare(api_of(*first), api_of(*second))
        assert changes.methods.removed == ()
        places = [each.place for each in changes.methods.changed.get("shelf.get", ())]
        assert len(places) == len(set(places))
