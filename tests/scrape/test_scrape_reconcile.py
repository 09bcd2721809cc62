"""Documented types held against the examples: wire types, nullable, formats, what is in lists."""

from __future__ import annotations

from typing import Any

import pytest

from generator.scrape.examples.samples import Samples
from generator.scrape.fields.infer import infer
from generator.scrape.fields.node import Fields, Node
from generator.scrape.fields.reconcile import reconcile
from generator.spec.model import Field, Json


def reconciled(
    kind: str, *values: Json, infer_fields: bool = True, fields: Fields | None = None, **facts: Any
) -> tuple[Field, list[str]]:
    """The field after the examples, and the defects' texts."""
    node = Node(Field(kind, **facts), fields=fields or {})
    found, defects = reconcile(node, Samples(values), "x", infer_fields=infer_fields)
    return found.to_field(), [defect.what for defect in defects]


@pytest.mark.parametrize(
    ("kind", "value", "wire"),
    [
        ("integer", 37, None),
        ("integer", "37", "string"),
        ("integer", 37.5, "double"),
        ("double", 37, None),
        ("boolean", True, None),
        ("boolean", "Y", "string"),
        ("boolean", 1, "integer"),
        ("string", 5, "integer"),
        ("datetime", "2026-01-01T00:00:00+00:00", None),
        ("datetime", 1767225600, "integer"),
        ("integer | string", "a", None),
        ("integer[]", [1], None),
        ("any", 1, "integer"),
        ("crm_status", "NEW", "string"),
    ],
)
def test_the_wire_type_where_it_differs(kind: str, value: Json, wire: str | None) -> None:
    field, _ = reconciled(kind, value)

    assert (field.type, field.wire) == (kind, wire)


@pytest.mark.parametrize(
    ("kind", "value"), [("object", [1]), ("array", {"a": 1}), ("object", "x"), ("integer", {"a": 1}), ("string", [1])]
)
def test_a_type_that_the_example_refutes_is_a_defect(kind: str, value: Json) -> None:
    field, defects = reconciled(kind, value)

    assert field.wire is not None
    assert defects == [f"documented as {kind}; the example shows {field.wire}"]


@pytest.mark.parametrize(("kind", "value"), [("integer", "37"), ("boolean", "Y"), ("boolean", 0), ("string", 5)])
def test_numbers_and_marks_as_text_are_the_portals_way_and_no_defect(kind: str, value: Json) -> None:
    assert reconciled(kind, value)[1] == []


@pytest.mark.parametrize(
    ("kind", "value", "nullable"),
    [
        ("integer", None, True),
        ("integer", "", True),
        ("integer", False, True),
        ("integer", 0, False),
        ("string", "", False),
        ("string", None, True),
        ("string", False, True),
        ("boolean", False, False),
        ("boolean", None, True),
        ("object", [], False),
        ("array", [], False),
        ("datetime", "", True),
        ("datetime", False, True),
        ("object", None, True),
    ],
)
def test_nullable_by_null_or_an_empty_stand_in(kind: str, value: Json, nullable: bool) -> None:
    field, _ = reconciled(kind, value)

    assert (field.nullable, field.wire) == (nullable, None)


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (("2024-09-02T15:27:29+00:00",), "datetime"),
        (("2024-09-02T15:27:29Z", "2024-09-02 15:27"), "datetime"),
        (("02.09.2024 15:27:29",), "datetime"),
        (("2024-09-02",), "date"),
        (("02.09.2024",), "date"),
        (("2024-09-02", "2024-09-02T15:27:29Z"), None),
        (("2024-09-02", "soon"), None),
        (("20240902",), None),
        (("2024-09-02 and more",), None),
        (("2024-09-02\n",), None),
        ((), None),
    ],
)
def test_the_format_of_a_text(values: tuple[str, ...], form: str | None) -> None:
    assert reconciled("string", *values)[0].format == form


def test_a_datetime_needs_no_format() -> None:
    assert reconciled("datetime", "2024-09-02T15:27:29Z")[0].format is None


def test_what_is_in_a_list() -> None:
    assert reconciled("array", [1, 2])[0].items == Field("integer")
    assert reconciled("array", ["a", None])[0].items == Field("string", nullable=True)
    assert reconciled("array", [["user", "3"]])[0].items == Field("array", items=Field("string"))
    assert reconciled("array", [{"id": 1}, {"id": 2, "x": "a"}])[0].items == Field(
        "object", fields={"id": Field("integer"), "x": Field("string")}
    )
    assert reconciled("array", [])[0].items is None


def test_objects_of_parameters_are_not_inferred() -> None:
    assert reconciled("array", [{"id": 1}], infer_fields=False)[0].items is None
    assert reconciled("object", {"id": 1}, infer_fields=False)[0].fields == {}


def test_objects_of_answers_are() -> None:
    assert reconciled("object", {"id": 1, "x": {"y": None}})[0].fields == {
        "id": Field("integer"),
        "x": Field("object", fields={"y": Field("any", nullable=True)}),
    }


def test_keys_that_are_numbers_are_a_map() -> None:
    field, _ = reconciled("object", {"12": {"id": 1}, "13": {"id": 2}})

    assert field.fields == {}
    assert field.map_of == Field("object", fields={"id": Field("integer")})


def test_a_table_may_describe_what_is_under_each_of_the_callers_names() -> None:
    fields = {"type": Node(Field("string")), "title": Node(Field("string"))}
    shown: Json = {"colour": {"type": "string", "title": "Colour"}, "size": {"type": "int", "title": "Size"}}

    field, defects = reconciled("object", shown, fields=fields)

    assert (field.fields, defects) == ({}, [])
    assert field.map_of == Field("object", fields={"type": Field("string"), "title": Field("string")})


@pytest.mark.parametrize(
    "shown",
    [
        {"type": {"type": "string", "title": "T"}},  # a name of the table's own
        {"colour": {"type": "string", "title": "C"}, "size": 5},  # not all are objects
        {"colour": {"hex": "f00", "name": "red"}},  # objects of another kind
    ],
)
def test_an_object_that_no_table_describes_makes_no_map(shown: Json) -> None:
    field, _ = reconciled("object", shown, fields={"type": Node(Field("string")), "title": Node(Field("string"))})

    assert field.map_of is None
    assert field.fields.keys() >= {"type", "title"}


def test_the_values_of_an_object_are_its_keys_names() -> None:
    assert reconciled("string", {"NAME": "E"}, values=("NAME", "CITY"))[0].values == ()


def test_a_key_that_no_table_describes_is_a_defect() -> None:
    fields = {"id": Node(Field("integer"))}

    field, defects = reconciled("object", {"id": 1, "x": 2}, fields=fields)
    assert list(field.fields) == ["id", "x"]
    assert defects == ["the example shows x, which no table describes"]
    field, defects = reconciled("object", {"id": 1, "x": 2}, fields=fields, infer_fields=False)
    assert list(field.fields) == ["id"]
    assert defects == ["the example shows x, which no table describes"]


def test_a_pattern_covers_its_keys_and_no_others() -> None:
    assert reconciled("object", {"UF_A": 1}, fields={"UF_*": Node(Field("any"))})[1] == []
    assert reconciled("object", {"UF_A": 1}, fields={"UF_...": Node(Field("any"))})[1] == []
    assert reconciled("object", {"XF_A": 1}, fields={"UF_*": Node(Field("any"))})[1] == [
        "the example shows XF_A, which no table describes"
    ]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1], "integer"),
        ([1, 2.5], "double"),
        ([1, "a"], "integer | string"),
        ([True], "boolean"),
        ([None], "any"),
        ([], "any"),
        ([{}], "object"),
        ([[]], "array"),
    ],
)
def test_a_type_from_nothing_but_examples(values: list[Json], kind: str) -> None:
    assert infer(values).type == kind


def test_what_a_table_says_is_never_overwritten() -> None:
    node = Node(Field("array", values=(1,), default=3), items=Node(Field("integer")))

    field = reconcile(node, Samples(([5],)), "x", infer_fields=True)[0].to_field()

    assert field.items == Field("integer")
    assert (field.values, field.default) == ((1,), 3)


@pytest.mark.parametrize(
    ("field", "value", "format", "pattern"),
    [
        (Field("datetime"), "12/11/2024 05:59:00 pm", None, "mm/dd/yyyy hh:mi:ss am"),
        (Field("string"), "02.12.2024", "date", "dd.mm.yyyy"),
        (Field("date"), "2024-10-10 15:55:30", "datetime", "yyyy-mm-dd hh:mi:ss"),
        (Field("date"), "2024-10-10T02:00:00+02:00", None, None),
        (Field("datetime"), "2024-10-10T02:00:00+02:00", None, None),
        (Field("integer"), "02.12.2024", None, None),
    ],
)
def test_a_moment_is_what_the_example_of_an_answer_shows(
    field: Field, value: str, format: str | None, pattern: str | None
) -> None:
    node, _ = reconcile(Node(field), Samples((value,)), "returns", infer_fields=True)
    assert (node.facts.format, node.facts.pattern) == (format, pattern)
    shared, _ = reconcile(Node(field), Samples((value,)), "fields.x", infer_fields=True)
    sent, _ = reconcile(Node(field), Samples((value,)), "params.x", infer_fields=False)
    assert shared.facts.pattern is sent.facts.pattern is None
