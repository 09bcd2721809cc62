"""A method as an operation: `POST` of its parameters, its answer, its refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from ...api import Error, Json, Method
from ...api.kinds import Kind
from ...api.prose import NO_PROSE, Prose
from ...api.types import Object, Property, Scalar
from ...text import clean
from ..json_schema.calls import call_schema, takes_nothing
from ..json_schema.markdown import markdown
from ..json_schema.schemas import ParameterSchemas, ResultSchemas, Schema, any_of, with_description
from . import refusals
from .access import security
from .place import PLACE
from .statements import stated
from .tags import tag_of

_NUMBERS: Final = ("start", "finish", "duration", "processing", "operating")
_MOMENTS: Final = ("date_start", "date_finish")
# When and how long the portal worked on a call.
TIME: Final = Object(
    (
        *(Property(name, Scalar(Kind.NUMBER)) for name in _NUMBERS),
        *(Property(name, Scalar(Kind.DATETIME)) for name in _MOMENTS),
        Property("operating_reset_at", Scalar(Kind.TIMESTAMP)),
    )
)
TIME_NAME: Final = "Time"

_JSON: Final = "application/json"
_EXAMPLE: Final = "documented"


class Operations:
    def __init__(self, parameters: ParameterSchemas, results: ResultSchemas, prose: Prose = NO_PROSE) -> None:
        self._parameters = parameters
        self._results = results
        self._prose = prose

    def of(self, method: Method) -> Schema:
        operation: Schema = {
            "tags": [tag_of(method.name)],
            "summary": clean(method.title),
            "operationId": operation_id(method),
            "externalDocs": {"url": method.url},
            "security": security(method),
        }
        description = "\n\n".join(filter(None, (markdown(self._prose.about(method)), _description(method))))
        if description:
            operation["description"] = description
        if method.status != "active":
            operation["deprecated"] = True
        operation |= stated(method)
        body = self._body(method)
        if body:
            operation["requestBody"] = body
        operation["responses"] = self._responses(method)
        return operation

    def _body(self, method: Method) -> Schema:
        """Empty for a method that takes nothing."""
        if takes_nothing(method):
            return {}
        media: Schema = {"schema": call_schema(method, self._parameters)}
        calls = [*([method.example] if method.example is not None else []), *(each.call for each in method.examples)]
        if calls:
            media["examples"] = _numbered(_as_documented(call, method) for call in calls)
        body: Schema = {"content": {_JSON: media}}
        if any(each.required for each in method.parameters):
            body["required"] = True
        return body

    def _responses(self, method: Method) -> Schema:
        errors = refusals.by_status(method.errors)
        responses: Schema = {"200": self._answered(method, errors.pop(200, []))}
        for status, each in errors.items():
            responses[str(status)] = refusals.response(status, each, method.rest, self._meaning(method))
        responses["default"] = {"$ref": f"#/components/responses/{refusals.NAMES[method.rest]}"}
        return responses

    def _answered(self, method: Method, refused: list[Error]) -> Schema:
        """`refused`: the errors that come with the same status."""
        schema = self._result(method)
        description = "The result."
        examples: Schema = {}
        further = [dict(each.response) for each in method.examples if each.response is not None]
        examples |= _numbered([*([dict(method.response)] if method.response is not None else []), *further])
        if refused:
            schema = any_of([schema, refusals.schema_of(method.rest)])
            description = "The result, or a refusal."
            examples |= refusals.examples(refused, method.rest, self._meaning(method))
        media: Schema = {"schema": schema}
        if examples:
            media["examples"] = examples
        return {"description": description, "content": {_JSON: media}}

    def _meaning(self, method: Method) -> Callable[[Error], str]:
        return lambda error: markdown(self._prose.of_error(method, error))

    def _result(self, method: Method) -> Schema:
        """What comes when the call is not refused."""
        result = with_description(self._results.of(method.returns), markdown(self._prose.of_result(method)))
        properties: Schema = {"result": result}
        if method.rest == 2 and method.paging is not None and method.paging.kind == "start":
            number = self._results.of(Scalar(Kind.INTEGER))
            properties |= {"total": number, "next": {"description": "The `start` of the next page.", **number}}
        elif method.total:
            properties["total"] = self._results.of(Scalar(Kind.INTEGER))
        properties["time"] = {"$ref": f"{PLACE}{TIME_NAME}"}
        return {"type": "object", "properties": properties, "required": ["result"]}


def _numbered(values: Iterable[Schema]) -> Schema:
    """The documented examples by name: `documented`, `documented 2`, …"""
    return {
        _EXAMPLE if number == 1 else f"{_EXAMPLE} {number}": {"value": value} for number, value in enumerate(values, 1)
    }


def operation_id(method: Method) -> str:
    return f"v3.{method.name}" if method.rest == 3 else str(method.name)


def _as_documented(example: Mapping[str, Json], method: Method) -> Schema:
    """The documented call; where it spells a parameter in another case, which portals take too, as it is listed."""
    listed = {each.name.casefold(): each.name for each in method.parameters}
    return {
        name if listed.get(name.casefold()) in example else listed.get(name.casefold(), name): value
        for name, value in example.items()
    }


def _description(method: Method) -> str:
    parts: list[str] = []
    if method.is_alias:
        parts.append(f"An earlier spelling of `{method.replaced_by}`.")
    elif method.replaced_by is not None:
        parts.append(f"Use `{method.replaced_by}` instead.")
    if method.positional:
        parts.append("The portal takes the values by position, whatever their names: in the order of the properties.")
    return " ".join(parts)
