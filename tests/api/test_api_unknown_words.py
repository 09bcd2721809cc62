"""A type that nobody knows costs its field alone, and is told with its page and place."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from generator.api.kinds import Kind
from generator.api.types import ANY, Optional, Scalar, Type
from generator.api.unknown_words import UnknownWord, unknown_words
from tests.making import api_of, tree_of


def parameters_of(text: str) -> Mapping[str, Type]:
    (method,) = api_of(f"method: a.b\nparams: {text}").methods.values()
    return {each.name: each.type for each in method.parameters}


@pytest.mark.parametrize("type_", ["quaternion", "quaternion[]", "two words", "string\\ or"])
def test_the_field_takes_anything_and_the_others_are_as_documented(type_: str) -> None:
    found = parameters_of(f"{{x: {{type: '{type_}', required: true}}, y: {{type: string, required: true}}}}")
    assert found["y"] == Scalar(Kind.STRING)
    assert ANY in (found["x"], getattr(found["x"], "item", None))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("method: a.b\nparams: {x: {type: quaternion}}", ["a.b: params.x"]),
        ("method: a.b\nparams: {x: {type: 'a b'}}", ["a.b: params.x"]),
        ("method: a.b\nreturns: {type: array, items: {type: quaternion}}", ["a.b: returns[]"]),
        ("method: a.b\nreturns: {type: object, map_of: {type: quaternion}}", ["a.b: returns.*"]),
        ("method: a.b\nparams: {x: {type: object, variants: {A: {y: {type: quaternion}}}}}", ["a.b: params.x.y"]),
        ("event: ONEND\ndata: {type: object, fields: {x: {type: quaternion}}}", ["ONEND: data.x"]),
        ("type: person\nfields: {x: {type: string | quaternion}}", ["person: fields.x"]),
        ("method: a.b\nparams: {x: {type: quaternion, fields: {y: {type: string}}}}", []),
        ("method: a.b\nparams: {x: {type: 'quaternion[] | null', fields: {y: {type: string}}}}", []),
        ("method: a.b\nparams: {x: {type: crm.enum.activitytype}, y: {type: const}, z: {type: lang_map}}", []),
    ],
)
def test_every_place_is_told(text: str, places: list[str]) -> None:
    assert [each.at for each in unknown_words(tree_of(text))] == places


def test_a_page_is_told() -> None:
    assert unknown_words(tree_of("method: a.b\npage: api/a.html\nparams: {x: {type: quaternion}}")) == [
        UnknownWord("api/a.html", "a.b: params.x", "type 'quaternion' is unknown")
    ]


def test_false_is_nothing_in_a_result_and_a_value_of_a_parameter() -> None:
    (method,) = api_of(
        "method: a.b\nparams: {x: {type: string | false}}\nreturns: {type: string | false}"
    ).methods.values()
    assert method.returns == Optional(Scalar(Kind.STRING))
    assert method.parameters[0].type != Scalar(Kind.STRING)
