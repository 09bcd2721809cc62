"""Operations as specs of methods, and the schemas that they refer to as shared types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from ..spec.model import Defect, Field, Json, Listing, MethodSpec, TypeSpec
from ..spec.names import InvalidName, WireName
from .reading import Document, Object, object_of
from .schemas import Schemas

PAGE: Final = "api-reference/rest-v3.html"
"""It says how to get the document, and what all methods of REST 3.0 have in common."""
_LONGEST_TITLE: Final = 120
_ROWS: Final = "items"
_AS_LIST: Final = Defect("returns", "the document has a list; methods that list answer with it in `items`")


@dataclass(frozen=True)
class Described:
    """What a document says. `problems`: a line for each thing in it that cannot be read."""

    methods: Mapping[WireName, MethodSpec]
    types: Mapping[WireName, TypeSpec]
    problems: tuple[str, ...]


def described(document: Document) -> Described:
    schemas = Schemas(document.schemas)
    problems: list[str] = []
    methods: dict[WireName, MethodSpec] = {}
    spelled: dict[str, WireName] = {}
    for path, operation in document.paths.items():
        try:
            name = WireName(path.removeprefix("/"))
        except InvalidName as error:
            problems.append(f"paths: {error}; it is left out")
            continue
        if name.lower() in spelled:
            problems.append(f"paths: {name} differs from {spelled[name.lower()]} only in case; it is left out")
            continue
        spelled[name.lower()] = name
        methods[name] = _method(name, operation, schemas)
    types = _types(schemas)
    return Described(dict(sorted(methods.items())), types, (*problems, *dict.fromkeys(schemas.problems)))


def _method(name: WireName, operation: Object, schemas: Schemas) -> MethodSpec:
    params = schemas.fields_of(_json(operation.get("requestBody")), f"{name}: params")
    answers = object_of(operation.get("responses"))
    envelope = object_of(_json(answers.get("200") or answers.get("default")).get("properties"))
    result = object_of(envelope.get("result"))
    returns = schemas.field_of(result, f"{name}: returns") if result else None
    paging = _paging(params)
    defects: tuple[Defect, ...] = ()
    if paging is not None and returns is not None and returns.type == "array":
        returns, defects = Field(type="object", fields={_ROWS: returns}), (_AS_LIST,)
    pages = paging is not None and returns is not None and _ROWS in returns.fields
    return MethodSpec(
        method=name,
        rest=3,
        page=PAGE,
        title=_title(operation, name),
        source="openapi",
        status="deprecated" if operation.get("deprecated") is True else "active",
        params=params,
        returns=returns,
        list=replace(paging, rows=_ROWS) if pages and paging is not None else None,
        defects=defects,
    )


def _json(part: Json) -> Object:
    """The schema of a request's body or of a response."""
    content = object_of(object_of(part).get("content"))
    return object_of(object_of(content.get("application/json")).get("schema"))


def _title(operation: Object, name: WireName) -> str:
    summary = operation.get("summary")
    words = " ".join(summary.split()) if isinstance(summary, str) else ""
    return words[:_LONGEST_TITLE] if words.isprintable() and words else str(name)


def _paging(params: Mapping[str, Field]) -> Listing | None:
    if not params.get("pagination", Field("any")).fields.keys().isdisjoint({"page", "offset"}):
        return Listing(paging="pagination")
    return Listing(paging="cursor") if "cursor" in params and "select" in params else None


def _types(schemas: Schemas) -> dict[WireName, TypeSpec]:
    """Those that methods refer to, and those that these refer to in turn."""
    found: dict[WireName, TypeSpec] = {}
    waiting = list(schemas.referred)
    while waiting:
        name = waiting.pop()
        called = schemas.referred[name]
        if called not in found:
            before = set(schemas.referred)
            fields = schemas.fields_of(schemas.shared[name], f"{called}: fields")
            # What is required of an object to send is said where it is sent.
            optional = {key: replace(each, required=False) for key, each in fields.items()}
            found[called] = TypeSpec(type=called, page=PAGE, title=called.segments[-1], fields=optional)
            waiting += [each for each in schemas.referred if each not in before]
    return dict(sorted(found.items()))
