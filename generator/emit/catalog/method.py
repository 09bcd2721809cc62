"""What is said of one method: a line in the list of all, in the descriptions of its first segment, and for the search.

A line is JSON in ASCII, so that nothing in a text can end it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from ...api import Error, Json, Method
from ...api.prose import Prose
from ...text import clean
from ..json_schema.calls import call_schema
from ..json_schema.markdown import markdown
from ..json_schema.schemas import ParameterSchemas, ResultSchemas, Schema, with_description
from .words import words_of

# Where the shared types stand in a schema that has all that it refers to.
PLACE = "#/$defs/"


@dataclass(frozen=True)
class MethodLines:
    """
    Args:
        entry: Of the list of all methods.
        description: Of the file of its first segment.
        words: Of the file that the search reads.
    """

    entry: str
    description: str
    words: str


def lines_of(method: Method, prose: Prose) -> MethodLines:
    return MethodLines(line(_entry(method)), line(_description(method, prose)), line(words_of(method, prose)))


def line(value: Json) -> str:
    # A moment that stands in a spec without quotes is one to YAML.
    return json.dumps(value, separators=(",", ":"), default=str)


def _entry(method: Method) -> list[Json]:
    """In the order of the fields of `Method` in `bitrix24.catalog`, the page in the place of its address."""
    sent = sorted((each for each in method.parameters if not each.read_only), key=lambda each: not each.required)
    return [
        str(method.name),
        method.rest,
        clean(method.title),
        [clean(scope) for scope in method.scope],
        method.access,
        method.paging is not None,
        method.status,
        None if method.replaced_by is None else str(method.replaced_by),
        clean(method.page),
        [each.name for each in sent],
    ]


def _description(method: Method, prose: Prose) -> Schema:
    """Without what is not documented."""
    parameters = call_schema(method, ParameterSchemas({}, PLACE, prose))
    result = ResultSchemas({}, PLACE, prose).of(method.returns)
    said: Schema = {
        "name": str(method.name),
        "rest": method.rest,
        "about": markdown(prose.about(method)),
        "who": method.who,
        "context": method.context,
        "since": method.since,
        "on_premise": method.on_premise,
        "parameters": parameters,
        "result": with_description(result, markdown(prose.of_result(method))),
        "errors": [_error(error, markdown(prose.of_error(method, error))) for error in method.errors],
    }
    found: Schema = {name: value for name, value in said.items() if value not in (None, False, "", [], {})}
    return found if method.example is None else {**found, "example": dict(method.example)}


def _error(error: Error, meaning: str) -> list[Json]:
    said: list[Json] = [error.code, error.message, error.status]
    return [*said, meaning] if meaning else said
