"""What a documented field is, where the documentation and its example disagree, or say it in a roundabout way."""

from __future__ import annotations

import pytest

from generator.api.interpret import (
    ANY,
    Array,
    Cases,
    Direction,
    Member,
    Nullable,
    Record,
    Ref,
    Scalar,
    Shape,
    Shaper,
    Table,
    Union,
)
from generator.api.kinds import Kind
from generator.problems import GenerateError, Problems
from generator.spec.model import Field, TypeSpec
from generator.spec.names import WireName

PERSON = TypeSpec(WireName("crm.person"), "page.html", "Person", {"ID": Field("integer")})
INTEGER, STRING, BOOLEAN = Scalar(Kind.INTEGER), Scalar(Kind.STRING), Scalar(Kind.BOOLEAN)


def shape(field: Field, direction: Direction = "results") -> Shape:
    problems = Problems()
    found = Shaper({PERSON.type: PERSON}, problems).shape(field, direction, "m: p")
    problems.raise_any()
    return found


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Field("integer", wire="string"), INTEGER),
        (Field("integer", wire="number"), Scalar(Kind.NUMBER)),
        (Field("integer", wire="boolean"), BOOLEAN),
        (Field("string", wire="integer"), STRING),
        (Field("string", wire="array"), Array(ANY)),
        (Field("string", format="datetime"), Scalar(Kind.DATETIME)),
        (Field("datetime", wire="integer"), Scalar(Kind.TIMESTAMP)),
        (Field("integer", wire="integer | object"), Union((INTEGER, Table(ANY)))),
        (Field("boolean", wire="string"), BOOLEAN),
        (Field("string | null"), Nullable(STRING)),
        (Field("integer", nullable=True), Nullable(INTEGER)),
        (Field("any", nullable=True), ANY),
        (Field("string", values=("N", None)), Nullable(Scalar(Kind.STRING, ("N",)))),
        (Field("integer", values=("1", "2")), Scalar(Kind.INTEGER, (1, 2))),
        (Field("integer", values=("one",)), INTEGER),
        (Field("enum", values=(1, 2)), Scalar(Kind.INTEGER, (1, 2))),
        (Field("enum"), STRING),
        (Field("array"), Array(ANY)),
        (Field("object"), Table(ANY)),
        (Field("lang_map"), Table(STRING)),
        (Field("array", wire="object"), Table(ANY)),
        (Field("object", wire="array", items=Field("string")), Array(STRING)),
        (Field("object", items=Field("string")), Table(STRING)),
        (Field("integer | integer[]"), Union((INTEGER, Array(INTEGER)))),
        (Field("object", fields={"a": Field("integer")}), Record({"a": Member(INTEGER)})),
        (Field("array", fields={"a": Field("integer")}), Array(Record({"a": Member(INTEGER)}))),
        (Field("array", wire="object", fields={"a": Field("integer")}), Record({"a": Member(INTEGER)})),
        (
            Field("object | boolean", fields={"a": Field("integer")}),
            Union((Record({"a": Member(INTEGER)}), BOOLEAN)),
        ),
        (Field("object", ref="crm.person"), Ref(PERSON.type)),
        (Field("crm.person[]"), Array(Ref(PERSON.type))),
        (Field("crm_person.id", ref="crm.person"), INTEGER),
        (Field("crm_person.id[]", ref="crm.person"), Array(INTEGER)),
        (
            Field("object", fields={"UF_*": Field("any"), "a": Field("integer")}),
            Record({"a": Member(INTEGER)}, is_open=True),
        ),
        (Field("object", fields={"ufCrm...": Field("any")}), Record({}, is_open=True)),
    ],
)
def test_results(field: Field, expected: Shape) -> None:
    assert shape(field) == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Field("integer", wire="string"), Union((INTEGER, STRING))),
        (Field("boolean", values=("Y", "N"), wire="string"), Scalar(Kind.BOOLEAN, ("Y", "N"))),
        (Field("datetime", wire="string"), Scalar(Kind.DATETIME)),
        (Field("object", wire="array"), Array(ANY)),
    ],
)
def test_params_accept_what_is_documented_and_what_is_shown(field: Field, expected: Shape) -> None:
    assert shape(field, "params") == expected


def test_the_cases_of_a_parameter_are_kept_and_those_of_a_result_merged() -> None:
    field = Field(
        "object",
        variants={
            "Lead": {"id": Field("integer"), "title": Field("string")},
            "Deal": {"id": Field("string"), "stage": Field("string")},
        },
    )
    lead = Record({"id": Member(INTEGER), "title": Member(STRING)})
    deal = Record({"id": Member(STRING), "stage": Member(STRING)})
    assert shape(field, "params") == Cases({"Lead": lead, "Deal": deal})
    both = Record({"id": Member(Union((INTEGER, STRING))), "title": Member(STRING), "stage": Member(STRING)})
    assert shape(field) == both


@pytest.mark.parametrize(
    ("field", "complaint"),
    [
        (Field("quaternion"), "m: p: type 'quaternion' is unknown"),
        (Field("a b"), "m: p: 'a b' is not written like a type"),
        (Field("object", ref="crm.ghost"), "m: p: ref 'crm.ghost': there is no such shared type"),
        (Field("integer", wire="tuple"), "m: p: wire 'tuple' is no JSON type"),
        (Field("string", format="roman"), "m: p: format 'roman' is unknown"),
        (Field("object", fields={"x": Field("y z")}), "m: p.x: 'y z' is not written like a type"),
    ],
)
def test_what_cannot_be_decided_is_said_with_its_place(field: Field, complaint: str) -> None:
    with pytest.raises(GenerateError) as raised:
        shape(field)
    assert raised.value.lines == (complaint,)
