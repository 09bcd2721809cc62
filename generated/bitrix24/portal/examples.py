# Copied from generator/runtime/portal/examples.py by "python -m generator generate". Edit that file.
"""Answers of methods that keep nothing: the documented one, or where none is documented one of the documented shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .answer import Answer
from .checks import types_of
from .documented import Facts, Method, schema_of_type

_PLACE: Final = "#/$defs/"
_DEEPEST: Final = 5
_MOMENTS: Final = {"A date.": "2026-01-12", "A date and time.": "2026-01-12T09:07:26+03:00"}


def documented_answer(method: Method) -> Answer:
    if method.answer is not None and "result" in method.answer:
        answer = method.answer
        return Answer(answer["result"], _count(answer.get("total")), _count(answer.get("next")))
    return Answer(_sample(method.described.get("result", {}), 0))


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _sample(schema: Facts, depth: int) -> object:
    """A value of a result's schema."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_PLACE)
        if name == "Boolean":
            return True
        return _sample(schema_of_type(name), depth + 1) if depth < _DEEPEST else None
    if "anyOf" in schema:
        return _sample(schema["anyOf"][0], depth)
    if "description" in schema and schema["description"] in _MOMENTS:
        return _MOMENTS[schema["description"]]
    if schema.get("examples"):
        return schema["examples"][0]
    first = next(iter(types_of(schema)), "boolean")
    if first == "object":
        properties: Facts = schema.get("properties", {})
        return {name: _sample(each, depth + 1) for name, each in properties.items()}
    return _PLAIN.get(first, True)


_PLAIN: Final[Mapping[str, object]] = {"integer": 1, "number": 1.0, "string": "text", "array": []}
