"""What documented answers decide: types are what they show, unless that is a slip, and contradictions are told."""

from __future__ import annotations

import pytest

from generator.api.kinds import Kind
from generator.api.types import ANY, ListOf, MapOf, Object, Optional, Reference, Scalar, Type, Union
from generator.spec.names import WireName
from tests.fragments import FRAGMENTS
from tests.making import api_of

INTEGER, STRING, BOOLEAN = Scalar(Kind.INTEGER), Scalar(Kind.STRING), Scalar(Kind.BOOLEAN)
SLIP, ANSWER = "; reading it is a FieldError", "; read as the answer shows it"


def method(returns: str, result: str) -> str:
    return f"method: a.b\nreturns: {returns}\nresponse: {{result: {result}}}"


def decided(returns: str, result: str) -> tuple[Type, tuple[str, ...]]:
    """What the result is, and what is told, without the place."""
    api = api_of(method(returns, result))
    told = tuple(line.removeprefix("a.b: returns") for line in api.contradictions)
    return api.methods[2, WireName("a.b")].returns, told


def in_object(field: str, value: str) -> tuple[Type, tuple[str, ...]]:
    """The same of a field `x` in the result."""
    found, told = decided(f"{{type: object, fields: {{x: {field}}}}}", f"{{x: {value}}}")
    assert isinstance(found, Object)
    return found.by_name["x"].type, told


@pytest.mark.parametrize(
    ("field", "value", "type"),
    [
        ("{type: date}", "''", Optional(Scalar(Kind.DATE))),
        ("{type: integer}", "null", Optional(INTEGER)),
        ("{type: integer}", "false", Optional(INTEGER)),
        ("{type: boolean}", "false", BOOLEAN),
        ("{type: string}", "''", STRING),
        ("{type: 'integer[]'}", "null", ListOf(INTEGER)),
        ("{type: object, fields: {y: {type: integer}}}", "null", None),
    ],
)
def test_what_stands_for_nothing_makes_it_optional_where_it_is_no_value(
    field: str, value: str, type: Type | None
) -> None:
    found, told = in_object(field, value)
    assert told == ()
    assert isinstance(found, Optional) if type is None else found == type


@pytest.mark.parametrize(
    ("field", "value", "type"),
    [
        ("{type: integer}", "[1, 2]", ListOf(INTEGER)),
        ("{type: integer}", "[a]", ListOf(ANY)),
        ("{type: 'integer[]'}", "{k: 1, l: 2}", MapOf(INTEGER)),
        ("{type: array}", "{k: {y: 1}}", MapOf(ANY)),
        ("{type: integer}", "{y: 1}", MapOf(ANY)),
        ("{type: 'integer | boolean'}", "[a]", Union((INTEGER, BOOLEAN, ListOf(ANY)))),
        ("{type: object, map_of: {type: integer}}", "{k: [1]}", MapOf(ListOf(INTEGER))),
    ],
)
def test_a_list_or_an_object_in_the_place_of_another_type_is_what_it_is(field: str, value: str, type: Type) -> None:
    found, told = in_object(field, value)
    assert found == type
    assert [line.endswith(ANSWER) for line in told] == [True]


@pytest.mark.parametrize(("field", "value"), [("{type: boolean}", "E"), ("{type: date}", "12/02/2024")])
def test_a_single_value_that_cannot_be_read_is_a_slip_and_decides_nothing(field: str, value: str) -> None:
    found, told = in_object(field, value)
    assert isinstance(found, Scalar)
    assert [line.endswith(SLIP) for line in told] == [True]


@pytest.mark.parametrize("documented", ["integer", "double"])
def test_a_text_in_the_place_of_a_number_makes_it_either(documented: str) -> None:
    found, told = in_object(f"{{type: {documented}}}", "abc")
    assert isinstance(found, Union)
    assert STRING in found.options
    assert [line.endswith(ANSWER) for line in told] == [True]


def test_a_whole_result_that_cannot_be_read_is_either() -> None:
    assert decided("{type: boolean}", "13") == (Union((BOOLEAN, INTEGER)), (f": 13 is no boolean{ANSWER}",))


def test_a_field_of_a_list_s_items_is_decided_by_all_of_them() -> None:
    found, told = decided(
        "{type: array, items: {type: object, fields: {x: {type: date}}}}", "[{x: '2026-01-02'}, {x: ''}]"
    )
    assert isinstance(found, ListOf)
    assert isinstance(found.item, Object)
    assert (found.item.by_name["x"].type, told) == (Optional(Scalar(Kind.DATE)), ())


def test_inside_what_is_rearranged_more_can_come_to_light() -> None:
    text = FRAGMENTS["a map of rows in the place of a list"]
    api = api_of(text)
    found = api.methods[2, WireName("slips.list")].returns
    assert isinstance(found, MapOf)
    assert isinstance(found.value, Object)
    assert found.value.by_name["rows"].type == MapOf(ANY)
    assert len(api.contradictions) == 2


def test_contradictions_are_reported_and_empty_values_are_none() -> None:
    api = api_of(FRAGMENTS["an answer that slips"], FRAGMENTS["a whole result that is no such thing"])
    assert api.contradictions == (
        f"slips.get: returns.at: '12/11/2024 05:59:00' is no date or time{SLIP}",
        f"slips.get: returns.flag: 'E' is no boolean{SLIP}",
        f"slips.get: returns.one: [{{'id': 3}}] is no object{ANSWER}",
        f"slips.get: returns.rows: {{'7': {{'id': 1, 'at': ''}}, '9': {{'id': 2, 'at': None}}}} is no list{ANSWER}",
        f"slips.get: returns.rule.until: '12/02/2024' is no date or time{SLIP}",
        f"slips.update: returns: 13 is no boolean{ANSWER}",
    )


def test_what_one_answer_shows_of_a_shared_type_counts_everywhere() -> None:
    holder, other = FRAGMENTS["a shared type that one answer shows empty"], "method: z.z\nreturns: {type: shared}"
    api = api_of(holder, other, FRAGMENTS["that type"])
    shared = api.types[WireName("shared")]
    assert shared.as_result.by_name["closed"].type == Optional(Scalar(Kind.DATETIME))
    assert shared.as_parameter.by_name["closed"].type == Scalar(Kind.DATETIME)
    assert api.methods[2, WireName("z.z")].returns == Reference(WireName("shared"))


def test_what_an_event_s_example_shows_counts_as_an_answer() -> None:
    api = api_of(
        "event: onX\ndata: {type: object, fields: {ids: {type: 'integer[]'}, day: {type: date}, n: {type: integer}}}\n"
        "example: {event: ONX, data: {ids: {a: 1}, day: 12/02/2024, n: ''}}"
    )
    data = api.events[WireName("onX")].data
    assert isinstance(data, Object)
    assert (data.by_name["ids"].type, data.by_name["n"].type) == (MapOf(INTEGER), Optional(INTEGER))
    assert api.contradictions == (
        f"event onX: data.day: '12/02/2024' is no date or time{SLIP}",
        f"event onX: data.ids: {{'a': '1'}} is no list{ANSWER}",
    )


def test_of_two_methods_one_s_answer_decides_nothing_of_the_other() -> None:
    api = api_of(
        method("{type: object, fields: {x: {type: date}}}", "{x: ''}"),
        method("{type: object, fields: {x: {type: date}}}", "{x: '2026-01-02'}").replace("a.b", "a.c"),
    )
    types = [each.returns.by_name["x"].type for each in api.methods.values() if isinstance(each.returns, Object)]
    assert types == [Optional(Scalar(Kind.DATE)), Scalar(Kind.DATE)]


def test_objects_by_key_in_the_place_of_an_object_are_a_map_of_them() -> None:
    fields = "{type: object, fields: {ID: {type: integer}, NAME: {type: string}}}"
    found, told = decided(fields, "{a: {ID: 1}, b: {ID: 2}}")
    assert isinstance(found, MapOf)
    assert isinstance(found.value, Object)
    assert [line.endswith(ANSWER) for line in told] == [True]


def test_an_object_or_a_list_is_the_object_where_its_fields_are_documented() -> None:
    found, told = decided("{type: object | array, fields: {ID: {type: integer}}}", "{ID: 1}")
    assert isinstance(found, Object)
    assert told == ()
    found, _ = decided("{type: object | array, fields: {ID: {type: integer}}}", "[{ID: 1}]")
    assert isinstance(found, ListOf)
