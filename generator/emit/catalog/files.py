"""The files of the catalogue, by path in its folder: a line for each method or shared type."""

from __future__ import annotations

from collections.abc import Iterable

from ...api import Method, SharedType
from ...api.prose import Prose
from ..json_schema.schemas import ParameterSchemas, ResultSchemas
from .method import PLACE, line


def list_file(entries: Iterable[str]) -> dict[str, str]:
    """All methods."""
    return {"methods.jsonl": _file(entries)}


def segment_of(method: Method) -> str:
    """What the file of its description is called by: the REST version, and the first segment of its name."""
    return f"v{method.rest}.{method.name.segments[0].lower()}"


def descriptions_file(segment: str, descriptions: Iterable[str]) -> dict[str, str]:
    return {f"{segment}.jsonl": _file(descriptions)}


def types_file(types: Iterable[SharedType], prose: Prose) -> dict[str, str]:
    """The definitions to which schemas refer: of what is sent, and of what is answered."""
    known = {each.name: each for each in types}
    parameters = ParameterSchemas({name: each.as_parameter for name, each in known.items()}, PLACE, prose)
    results = ResultSchemas({name: each.as_result for name, each in known.items()}, PLACE, prose)
    for name, each in known.items():
        if each.in_parameters:
            parameters.refer(name)
        if each.in_results:
            results.refer(name)
    definitions = {**parameters.definitions(), **results.definitions()}
    return {"types.jsonl": _file(line([name, schema]) for name, schema in sorted(definitions.items()))}


def _file(lines: Iterable[str]) -> str:
    return "".join(f"{each}\n" for each in lines)
