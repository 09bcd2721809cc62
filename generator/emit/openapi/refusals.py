"""Documented errors: the responses of a method by HTTP status, with what the portal sends as examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Final

from ...api import Error, Json
from ...api.errors import USUAL_STATUS
from ..json_schema.schemas import Schema, with_description
from .place import PLACE

_PHRASES: Final[Mapping[int, str]] = {each.value: each.phrase for each in HTTPStatus}
# The schema of a refusal, and the response of any method, by REST version.
NAMES: Final[Mapping[int, str]] = {2: "Error", 3: "ErrorV3"}

SCHEMAS: Final[Mapping[str, Schema]] = {
    "Error": {
        "description": "A refusal. That there is an `error` tells it apart, whatever the HTTP status is.",
        "type": "object",
        "properties": {
            "error": {"type": ["string", "integer"], "description": "The code, in any case; it may be empty."},
            "error_description": {"type": "string"},
        },
        "required": ["error"],
    },
    "ErrorV3": {
        "description": "A refusal.",
        "type": "object",
        "properties": {
            "error": {
                "type": "object",
                "properties": {
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                    "validation": {
                        "description": "What is wrong with which parameter.",
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
                        },
                    },
                },
                "required": ["code"],
            }
        },
        "required": ["error"],
    },
}


def schema_of(rest: int) -> Schema:
    """Of any refusal."""
    return {"$ref": f"{PLACE}{NAMES[rest]}"}


def by_status(errors: Iterable[Error]) -> dict[int, list[Error]]:
    found: defaultdict[int, list[Error]] = defaultdict(list)
    for error in errors:
        status = error.status or USUAL_STATUS
        # A page may state a number that no HTTP status is.
        found[status if status in range(100, 600) else USUAL_STATUS].append(error)
    return dict(sorted(found.items()))


def response(status: int, errors: Iterable[Error], rest: int, meaning: Callable[[Error], str] = lambda _: "") -> Schema:
    return {
        "description": _PHRASES.get(status, "Refused"),
        "content": {
            "application/json": {"schema": schema_of(rest), "examples": examples(errors, rest, meaning)},
        },
    }


def responses_of_any(errors: Iterable[Error]) -> Schema:
    """What every method may answer beside its own refusals. The documentation has no list for REST 3.0."""
    found: Schema = {}
    for rest, name in NAMES.items():
        media: Schema = {"schema": schema_of(rest), **({"examples": examples(errors, rest)} if rest == 2 else {})}
        found[name] = {"description": "Refused.", "content": {"application/json": media}}
    return found


def examples(errors: Iterable[Error], rest: int, meaning: Callable[[Error], str] = lambda _: "") -> Schema:
    """The whole answers, by their codes; `meaning`: what a page says of a refusal."""
    found: Schema = {}
    for error in errors:
        name, number = error.code or "(none)", 1
        while name in found:
            number += 1
            name = f"{error.code or '(none)'} {number}"
        found[name] = with_description({"value": _answer(error, rest)}, meaning(error))
    return found


def _answer(error: Error, rest: int) -> Json:
    message: Schema = {} if error.message is None else {"message": error.message}
    if rest == 3:
        validation: Schema = {"validation": [{"field": error.field, **message}]} if error.field is not None else {}
        return {"error": {"code": error.code, **message, **validation}}
    return {"error": error.code, **({"error_description": error.message} if error.message is not None else {})}
