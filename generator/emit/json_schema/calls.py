"""What a call of a method takes, as one schema."""

from __future__ import annotations

from collections.abc import Iterable

from ...api import Json, Method
from ...api.types import Object
from .schemas import ParameterSchemas, Schema


def takes_nothing(method: Method) -> bool:
    return not (method.parameters or method.other_parameters or method.example)


def call_schema(method: Method, schemas: ParameterSchemas) -> Schema:
    """Of the object that is sent: its properties, and what is required of them."""
    is_open = bool(method.other_parameters)
    return {**schemas.properties(Object(method.parameters, is_open)), **_alternatives(method)}


def _alternatives(method: Method) -> Schema:
    """What a call must have beside the required properties. Groups inside of objects are in `x-one-of` alone."""
    listed = {each.name for each in method.parameters}
    groups = [[[name] for name in group] for group in method.one_of if listed >= set(group)]
    choices = [*groups, *([[list(form) for form in method.forms]] if method.forms else [])]
    return {"allOf": [_any_of(sets) for sets in choices]} if choices else {}


def _any_of(sets: Iterable[Iterable[str]]) -> Schema:
    return {"anyOf": [{"required": list[Json](names)} for names in sets]}
