"""What a documented field is, where the documentation and its example disagree, or say it in a roundabout way."""

from __future__ import annotations

import pytest

from generator.api.interpret import Direction, Interpreter
from generator.api.kinds import Kind
from generator.api.types import (
    ANY,
    FileInput,
    ListOf,
    MapOf,
    Object,
    Optional,
    Property,
    QueryObject,
    Reference,
    Scalar,
    Type,
    Union,
    Variant,
    Variants,
)
from generator.problems import GenerateError, Problems
from generator.spec.model import Field, TypeSpec
from generator.spec.names import WireName
from tests.making import api_of

PERSON = TypeSpec(WireName("crm.person"), "page.html", "Person", {"ID": Field("integer")})
INTEGER, STRING, BOOLEAN = Scalar(Kind.INTEGER), Scalar(Kind.STRING), Scalar(Kind.BOOLEAN)


def type_of(field: Field, direction: Direction = "results") -> Type:
    problems = Problems()
    found = Interpreter(direction, {PERSON.type: PERSON}, problems).type_of(field, "m: p")
    problems.raise_any()
    return found


def object_of(*properties: tuple[str, Type], is_open: bool = False) -> Object:
    return Object(tuple(Property(name, type) for name, type in properties), is_open)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Field("integer", wire="string"), INTEGER),
        (Field("integer", wire="number"), Scalar(Kind.NUMBER)),
        (Field("integer", wire="boolean"), BOOLEAN),
        (Field("string", wire="integer"), STRING),
        (Field("string", wire="array"), ListOf(ANY)),
        (Field("string", format="datetime"), Scalar(Kind.DATETIME)),
        (Field("string", pattern="dd.mm.yyyy"), Scalar(Kind.DATE)),
        (Field("string", pattern="yyyy-mm-dd hh:mi:ss"), Scalar(Kind.DATETIME)),
        (Field("text", pattern="iso 8601"), Scalar(Kind.DATETIME)),
        (Field("string", format="date", pattern="iso 8601"), Scalar(Kind.DATE)),
        (Field("any", pattern="dd.mm.yyyy hh:mi", nullable=True), Optional(Scalar(Kind.DATETIME))),
        (Field("string | boolean", pattern="iso 8601"), Union((Scalar(Kind.DATETIME), BOOLEAN))),
        (Field("string", pattern="hh:mi"), STRING),
        (Field("datetime", pattern="dd.mm.yyyy"), Scalar(Kind.DATETIME)),
        (Field("datetime", wire="integer", pattern="dd.mm.yyyy"), Scalar(Kind.TIMESTAMP)),
        (Field("datetime", wire="integer"), Scalar(Kind.TIMESTAMP)),
        (Field("integer", wire="integer | object"), Union((INTEGER, MapOf(ANY)))),
        (Field("boolean", wire="string"), BOOLEAN),
        (Field("string | null"), Optional(STRING)),
        (Field("integer", nullable=True), Optional(INTEGER)),
        (Field("any", nullable=True), ANY),
        (Field("string", values=("N", None)), Optional(Scalar(Kind.STRING, ("N",)))),
        (Field("integer", values=("1", "2")), Scalar(Kind.INTEGER, (1, 2))),
        (Field("integer", values=("one",)), INTEGER),
        (Field("boolean", values=("Y", "N")), Scalar(Kind.BOOLEAN, ("Y", "N"))),
        (Field("boolean", values=("Y", "N", None)), Optional(Scalar(Kind.BOOLEAN, ("Y", "N")))),
        (Field("boolean", values=("open", "closed")), Scalar(Kind.STRING, ("open", "closed"))),
        (Field("enum", values=(1, 2)), Scalar(Kind.INTEGER, (1, 2))),
        (Field("enum"), STRING),
        (Field("array"), ListOf(ANY)),
        (Field("object"), MapOf(ANY)),
        (Field("lang_map"), MapOf(STRING)),
        (Field("array", wire="object"), MapOf(ANY)),
        (Field("object", wire="array", items=Field("string")), ListOf(STRING)),
        (Field("object", map_of=Field("string")), MapOf(STRING)),
        (Field("integer | integer[]"), Union((INTEGER, ListOf(INTEGER)))),
        (Field("object", fields={"a": Field("integer")}), object_of(("a", Optional(INTEGER)))),
        (Field("array", fields={"a": Field("integer")}), ListOf(object_of(("a", Optional(INTEGER))))),
        (Field("array", wire="object", fields={"a": Field("integer")}), object_of(("a", Optional(INTEGER)))),
        (
            Field("object | boolean", fields={"a": Field("integer")}),
            Union((object_of(("a", Optional(INTEGER))), BOOLEAN)),
        ),
        (Field("object", ref="crm.person"), Reference(PERSON.type)),
        (Field("crm.person[]"), ListOf(Reference(PERSON.type))),
        (Field("crm_person.id", ref="crm.person"), INTEGER),
        (Field("crm_person.id[]", ref="crm.person"), ListOf(INTEGER)),
        (
            Field("object", fields={"UF_*": Field("any"), "a": Field("integer")}),
            object_of(("a", Optional(INTEGER)), is_open=True),
        ),
        (Field("object", fields={"ufCrm...": Field("any")}), object_of(is_open=True)),
    ],
)
def test_results(field: Field, expected: Type) -> None:
    assert type_of(field) == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Field("integer", wire="string"), Union((INTEGER, STRING))),
        (Field("boolean", values=("Y", "N"), wire="string"), Scalar(Kind.BOOLEAN, ("Y", "N"))),
        (Field("boolean", values=("open", "closed")), Scalar(Kind.BOOLEAN, ("open", "closed"))),
        (Field("datetime", wire="string"), Scalar(Kind.DATETIME)),
        (Field("object", wire="array"), ListOf(ANY)),
    ],
)
def test_params_accept_what_is_documented_and_what_is_shown(field: Field, expected: Type) -> None:
    assert type_of(field, "params") == expected


def test_the_cases_of_a_parameter_are_kept_and_those_of_a_result_merged() -> None:
    field = Field(
        "object",
        variants={
            "Lead": {"id": Field("integer"), "title": Field("string")},
            "Deal": {"id": Field("string"), "stage": Field("string")},
        },
    )
    lead = object_of(("id", INTEGER), ("title", STRING))
    deal = object_of(("id", STRING), ("stage", STRING))
    assert type_of(field, "params") == Variants((Variant("Lead", lead), Variant("Deal", deal)))
    both = object_of(("id", Union((INTEGER, STRING))), ("title", Optional(STRING)), ("stage", Optional(STRING)))
    assert type_of(field) == both


@pytest.mark.parametrize(
    ("field", "complaint"),
    [
        (Field("object", ref="crm.ghost"), "m: p: ref 'crm.ghost': there is no such shared type"),
        (Field("integer", wire="tuple"), "m: p: wire 'tuple' is no JSON type"),
        (Field("string", format="roman"), "m: p: format 'roman' is unknown"),
        (Field("string", pattern="mm.yyyy"), "m: p: 'mm.yyyy' is no pattern of a date or a time"),
        (
            Field("string", pattern="dd.mm.yyyy o'clock"),
            'm: p: "dd.mm.yyyy o\'clock" is no pattern of a date or a time',
        ),
        (Field("object", fields={"x": Field("any", format="z")}), "m: p.x: format 'z' is unknown"),
    ],
)
def test_what_cannot_be_decided_is_said_with_its_place(field: Field, complaint: str) -> None:
    with pytest.raises(GenerateError) as raised:
        type_of(field)
    assert raised.value.lines == (complaint,)


def parameters_of(text: str) -> dict[str, Type]:
    """By name, of one method; `person` is a shared type."""
    (method,) = api_of(f"method: a.b\n{text}", "type: person\nfields: {ID: {type: integer}}").methods.values()
    return {each.name: each.type for each in method.parameters}


@pytest.mark.parametrize("name", ["filter", "ORDER", "sort", "Select"])
def test_a_query_takes_any_key_and_knows_the_documented_ones(name: str) -> None:
    found = parameters_of(f"params: {{{name}: {{type: object, fields: {{ID: {{type: integer}}}}}}}}")[name]
    assert found == QueryObject((Property("ID", INTEGER),))


def test_an_id_is_not_the_object_and_a_file_not_its_description() -> None:
    found = parameters_of(
        "params: {PERSON_ID: {type: crm_currency, ref: person}, icon: {type: diskfile, ref: person}, p: {type: person}}"
    )
    assert found["PERSON_ID"] == STRING
    assert isinstance(found["icon"], FileInput)
    assert found["icon"].inner == Scalar(Kind.FILE)
    assert found["p"] == Reference(WireName("person"))


def test_keys_that_are_data_make_a_map() -> None:
    field = Field("object", map_of=Field("object", fields={"a": Field("integer")}))
    assert type_of(field) == MapOf(object_of(("a", Optional(INTEGER))))


def test_the_client_s_own_token_is_no_parameter_and_wildcards_are_others() -> None:
    (method,) = api_of(
        "method: a.b\nparams: {auth: {type: any}, UF_*: {type: any}, x: {type: integer}}"
    ).methods.values()
    assert [each.name for each in method.parameters] == ["x"]
    assert method.other_parameters == ("UF_*",)
