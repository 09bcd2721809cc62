"""Types as JSON Schemas, by properties of any type and by single examples."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from generator.api import Json, WireName
from generator.api.file_encoding import FILE_FORMATS, FileEncoding
from generator.api.fits import DoesNotFit, read
from generator.api.kinds import Kind
from generator.api.patterns import Pattern
from generator.api.samples import Sampler
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
from generator.emit.json_schema.schemas import ParameterSchemas, ResultSchemas

pytestmark = pytest.mark.slow

INTEGER, TEXT, BOOLEAN = Scalar(Kind.INTEGER), Scalar(Kind.STRING), Scalar(Kind.BOOLEAN)
PERSON, TEAM = WireName("person"), WireName("team")
SHARED = {
    PERSON: Object((Property("ID", INTEGER, required=True), Property("boss", Reference(PERSON)))),
    TEAM: Object(
        (Property("people", ListOf(Reference(PERSON)), required=True), Property("open", BOOLEAN)), is_open=True
    ),
}
NAMES = ["ID", "NAME", "isOpen", "UF_CRM_1", ">=DATE", "a b"]
PLACE = "#/$defs/"

scalars = st.one_of(
    st.sampled_from(list(Kind)).map(Scalar),
    st.sampled_from([("Y", "N"), (1, 0), ("1", "0")]).map(lambda values: Scalar(Kind.BOOLEAN, values)),
    st.just(Scalar(Kind.STRING, ("asc", "desc"))),
    st.just(Scalar(Kind.INTEGER, (0, 5))),
    st.sampled_from(["dd.mm.yyyy", "yyyy-mm-dd hh:mi:ss", "hh:mi"])
    .map(Pattern)
    .map(lambda pattern: Scalar(pattern.kind, pattern=pattern)),
)


def properties_of(types: st.SearchStrategy[Type]) -> st.SearchStrategy[tuple[Property, ...]]:
    property = st.builds(Property, st.sampled_from(NAMES), types, st.booleans(), st.booleans(), st.booleans())
    return st.lists(property, max_size=3, unique_by=lambda each: each.name).map(tuple)


def both(types: st.SearchStrategy[Type]) -> st.SearchStrategy[Type]:
    """What parameters and results are made of."""
    return st.one_of(
        st.builds(ListOf, types),
        st.builds(MapOf, types),
        st.builds(Optional, types),
        st.lists(types, min_size=2, max_size=3).map(lambda options: Union(tuple(options))),
        st.builds(Object, properties_of(types), st.booleans()),
    )


def parameters_alone(types: st.SearchStrategy[Type]) -> st.SearchStrategy[Type]:
    first = st.builds(Object, properties_of(types), st.booleans()).map(lambda object: Variant("one", object))
    # Of other names than the first has, for a sample is of all cases together.
    second = st.builds(lambda type: Variant("two", Object((Property("other", type),))), types)
    return st.one_of(
        both(types),
        st.builds(QueryObject, properties_of(types)),
        st.tuples(first, second).map(Variants),
        st.builds(FileInput, st.builds(FileEncoding, st.sampled_from(FILE_FORMATS), st.booleans()), types),
    )


plain = st.one_of(scalars, st.sampled_from([Reference(PERSON), Reference(TEAM, is_open=True)]))
parameters = st.recursive(plain, parameters_alone, max_leaves=6)
results = st.recursive(plain, both, max_leaves=6)

# What portals are known to send, some of it for anything.
LEAVES: list[Json] = [
    None,
    False,
    True,
    "",
    [],
    {},
    "undefined",
    0,
    1,
    7.0,
    1.5,
    "1",
    "Y",
    "n",
    "true",
    " 37 ",
    "-3",
    "1.5",
    "x",
]
LEAVES += [
    "+.5",
    "1e3",
    "2024-08-29",
    "2024-08-29 10:30:11",
    "24.08.2023 13:19:39",
    "2024-08-29T10:30:11+03:00",
    "08/29/2024 10:30:11 pm",
    1_700_000_000,
]
leaves = st.sampled_from(LEAVES)


def answers(type: Type) -> st.SearchStrategy[Json]:
    """Values that resemble the type, as portals vary it."""
    if isinstance(type, Optional):
        return st.one_of(leaves, answers(type.inner))
    if isinstance(type, Union):
        return st.one_of(leaves, *map(answers, type.options))
    if isinstance(type, (ListOf, MapOf)):
        item = answers(type.item if isinstance(type, ListOf) else type.value)
        items = st.lists(item, max_size=2)
        numbered = items.map(lambda values: {str(number): value for number, value in enumerate(values)})
        return st.one_of(leaves, items, numbered, st.dictionaries(st.sampled_from(NAMES), item, max_size=2))
    if isinstance(type, Reference):
        return st.one_of(leaves, st.fixed_dictionaries({}, optional={"ID": leaves, "open": leaves, "boss": leaves}))
    if isinstance(type, Object):
        known = {each.name: answers(each.type) for each in type.properties}
        return st.one_of(leaves, st.fixed_dictionaries({}, optional={**known, "unknown": leaves}))
    return leaves


@given(parameters)
def test_a_sample_of_a_parameter_is_valid(type: Type) -> None:
    assert accepts(sent(type), Sampler("params", SHARED).value(type, "name"))


@given(results)
def test_a_sample_of_a_result_is_valid(type: Type) -> None:
    assert accepts(answered(type), Sampler("results", SHARED).value(type, "name"))


@given(st.data(), results)
def test_what_can_be_read_as_a_result_is_valid(data: st.DataObject, type: Type) -> None:
    raw = data.draw(answers(type))
    try:
        reading = read(type, raw, SHARED)
    except DoesNotFit:
        assume(False)
        return
    assume(not reading.mismatches)

    assert accepts(answered(type), raw)


@given(parameters, results)
def test_schemas_are_schemas(parameter: Type, result: Type) -> None:
    Draft202012Validator.check_schema(sent(parameter))
    Draft202012Validator.check_schema(answered(result))


QUERY = QueryObject((Property("ID", INTEGER, required=True),))
CLOSED = Object((Property("ID", INTEGER, required=True), Property("made", TEXT, required=True, read_only=True)))
VARIANTS = Variants((Variant("by id", CLOSED), Variant("by name", Object((Property("NAME", TEXT, required=True),)))))


@pytest.mark.parametrize(
    ("type", "taken", "refused"),
    [
        (INTEGER, [5, 0], ["5", True, 1.5, None]),
        (TEXT, ["", "x"], [5, None]),
        (Scalar(Kind.STRING, ("asc", "desc")), ["asc"], ["up"]),
        (BOOLEAN, [True], ["Y", 1]),
        (Scalar(Kind.BOOLEAN, ("Y", "N")), ["Y", "N"], [True, "1"]),
        (Scalar(Kind.BOOLEAN, (1, 0)), [1, 0], [True, "Y"]),
        (Scalar(Kind.TIMESTAMP), [1_700_000_000], ["2024-08-29"]),
        (ANY, [None, [], 5], []),
        (Optional(INTEGER), [None, 5], ["", False]),
        (Union((INTEGER, ListOf(INTEGER))), [5, [5]], ["5", ["5"]]),
        (MapOf(INTEGER), [{"any": 5}, {}], [{"any": "x"}, []]),
        (CLOSED, [{"ID": 5}, {"ID": 5, "more": 1}], [{}, {"ID": "x"}, []]),
        (QUERY, [{}, {"ID": 5, ">=DATE": "x"}], [{"ID": []}, []]),
        (VARIANTS, [{"ID": 5}, {"NAME": "x"}], [{}, {"ID": "x"}]),
        (Reference(TEAM), [{"people": [{"ID": 1, "boss": {"ID": 2}}]}], [{}, {"people": [{}]}]),
        (FileInput(FileEncoding("BASE64"), TEXT), ["eA=="], [["a.txt", "eA=="]]),
        (FileInput(FileEncoding("NAMED_FILE"), INTEGER), [["a.txt", "eA=="], 5], ["eA==", ["a.txt"]]),
        (FileInput(FileEncoding("NAMED_FILE", many=True), ListOf(INTEGER)), [[["a", "eA=="]], [5]], [["a", "eA=="]]),
        (FileInput(FileEncoding("FILE_DATA"), INTEGER), [{"fileData": ["a.txt", "eA=="]}], [["a.txt", "eA=="], {}]),
        (FileInput(FileEncoding("VALUE_FILE_DATA"), INTEGER), [{"value": {"fileData": ["a", "eA=="]}}], [{"value": 5}]),
    ],
    ids=str,
)
def test_what_parameters_take(type: Type, taken: list[Json], refused: list[Json]) -> None:
    schema = sent(type)

    assert [value for value in taken if not accepts(schema, value)] == []
    assert [value for value in refused if accepts(schema, value)] == []


@pytest.mark.parametrize(
    ("type", "answers", "others"),
    [
        (INTEGER, [5, "5", "-5"], ["x", "1.5", None, ""]),
        (Scalar(Kind.NUMBER), [1.5, "1.5", 1], ["x", None, True]),
        (TEXT, ["x", 5, ""], [None, True, []]),
        (BOOLEAN, [True, "Y", "0", 1], ["yes", 2, None]),
        (Scalar(Kind.STRING, ("asc", "desc")), ["asc", "another"], [None]),
        (Optional(INTEGER), [5, "5", None, "", False, [], {}, "undefined"], ["x", True]),
        (ListOf(INTEGER), [[5], {"0": 5}, None, ""], [["x"], {"a": 5}, "x"]),
        (MapOf(INTEGER), [{"a": 5}, [], None], [{"a": "x"}, 5]),
        (CLOSED, [{}, {"ID": "5"}, []], [{"ID": "x"}, None, [5]]),
        (Reference(TEAM), [{"people": []}, []], [{"people": [{"ID": "x"}]}, 5]),
    ],
    ids=str,
)
def test_what_results_may_be(type: Type, answers: list[Json], others: list[Json]) -> None:
    schema = answered(type)

    assert [value for value in answers if not accepts(schema, value)] == []
    assert [value for value in others if accepts(schema, value)] == []


@pytest.mark.parametrize(
    ("type", "documented", "schema"),
    [
        (TEXT, "x", {"type": "string", "default": "x"}),
        (INTEGER, "50", {"type": "integer", "default": 50}),
        (INTEGER, "all", {"type": "integer"}),
        (BOOLEAN, "Y", {"type": "boolean", "default": True}),
        (Scalar(Kind.BOOLEAN, ("Y", "N")), False, {"enum": ["Y", "N"], "default": "N"}),
        (Scalar(Kind.BOOLEAN, (1, 0)), "N", {"enum": [1, 0], "default": 0}),
        (Scalar(Kind.DATE), "2024-08-29", {"type": "string", "format": "date", "default": "2024-08-29"}),
        (Scalar(Kind.STRING, ("asc",)), "desc", {"type": "string", "enum": ["asc"]}),
        (Optional(TEXT), None, {"type": ["string", "null"], "default": None}),
        (ListOf(TEXT), ["*"], {"type": "array", "items": {"type": "string"}}),
    ],
    ids=str,
)
def test_a_default_is_as_the_portal_takes_it(type: Type, documented: Json, schema: dict[str, Any]) -> None:
    object = Object((Property("name", type, default=documented),))

    assert sent(object)["properties"]["name"] == schema


def test_properties_say_what_they_are() -> None:
    object = Object((Property("ID", INTEGER, read_only=True), Property("old", TEXT, deprecated=True)))

    assert sent(object)["properties"] == {"old": {"type": "string", "deprecated": True}}
    assert answered(object)["anyOf"][0]["properties"]["ID"]["readOnly"] is True


def sent(type: Type) -> dict[str, Any]:
    schemas = ParameterSchemas(SHARED, PLACE)
    schema = schemas.of(type)
    return {**schema, "$defs": definitions} if (definitions := schemas.definitions()) else schema


def answered(type: Type) -> dict[str, Any]:
    schemas = ResultSchemas(SHARED, PLACE)
    schema = schemas.of(type)
    return {**schema, "$defs": schemas.definitions()}


def accepts(schema: dict[str, Any], value: object) -> bool:
    return Draft202012Validator(schema).is_valid(value)
