"""Values that are all, and values beside which there are others; limits and units: where a reader finds them."""

from __future__ import annotations

from generator.api.types import ListOf, Scalar, Union
from generator.emit.json_schema.schemas import ParameterSchemas, ResultSchemas
from tests.emit.making import api_of, rendered

METHOD = """
method: shelf.add
params:
  kind: {type: string, values: [low, high], labels: {low: near floor}}
  color: {type: string, values: [red, blue], open: true}
  level: {type: integer, min: 1, max: 9, unit: meters}
  name: {type: string, max_length: 50, max_bytes: 200}
  days: {type: array, max_items: 7, items: {type: string, values: [MO, TU]}}
  state: {type: integer | string, values: [1, 'on', 2, 'off']}
returns: {type: object, fields: {color: {type: string, values: [red], open: true, max_length: 9}}}
"""


def source() -> str:
    return "\n".join(text for path, text in rendered(METHOD).items() if path.endswith("shelf/__init__.py"))


def test_the_signature_takes_what_the_page_takes() -> None:
    text = "".join(source().split())
    assert 'kind:Literal["low","high"]|Omitted' in text
    assert 'color:Literal["red","blue"]|str|Omitted' in text
    assert 'state:Literal[1,2]|Literal["on","off"]|Omitted' in text
    assert 'days:Literal["MO","TU"]|Sequence[Literal["MO","TU"]]|Omitted' in text


def test_the_docstring_says_them() -> None:
    text = " ".join(source().split())
    assert 'kind: `kind`, string, one of `"low"` near floor, `"high"`.' in text
    assert 'color: `color`, string, such as `"red"`, `"blue"`.' in text
    assert "level: `level`, integer, in meters, 1 to 9." in text
    assert "name: `name`, string, at most 50 characters, at most 200 bytes." in text
    assert 'days: `days`, array, at most 7 items, one of `"MO"`, `"TU"`.' in text


def test_the_schemas_say_them() -> None:
    api = api_of(METHOD)
    (method,) = api.methods.values()
    sent = ParameterSchemas({}, "#/")
    schemas = {each.name: sent._property(each) for each in method.parameters}
    assert schemas["kind"] == {"type": "string", "enum": ["low", "high"], "x-labels": {"low": "near floor"}}
    assert schemas["color"] == {"type": "string", "examples": ["red", "blue"], "x-open": True}
    assert schemas["level"] == {"type": "integer", "x-unit": "meters", "minimum": 1, "maximum": 9}
    assert schemas["name"] == {"type": "string", "maxLength": 50, "x-max-bytes": 200}
    assert schemas["days"]["maxItems"] == 7
    answered = str(ResultSchemas({}, "#/").of(method.returns))
    assert "'x-max-length': 9" in answered
    assert "'maxLength'" not in answered


def test_of_two_types_each_has_its_own_values() -> None:
    (method,) = api_of(METHOD).methods.values()
    state = next(each.type for each in method.parameters if each.name == "state")
    assert isinstance(state, Union)
    assert [each.values for each in state.options if isinstance(each, Scalar)] == [(1, 2), ("on", "off")]
    days = next(each.type for each in method.parameters if each.name == "days")
    assert isinstance(days, ListOf)
