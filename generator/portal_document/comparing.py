"""Where a portal's document and the documentation disagree about a method that both have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ..spec.grammar import InvalidType, alternatives
from ..spec.model import Field, MethodSpec

# Of the types that both have, what is sent as JSON; the others are not compared.
_JSON: Final[Mapping[str, str]] = {
    "integer": "integer",
    "number": "number",
    "double": "number",
    "string": "string",
    "text": "string",
    "date": "string",
    "datetime": "string",
    "boolean": "boolean",
    "array": "array",
    "object": "object",
}


def disagreements(page: MethodSpec, document: MethodSpec) -> Iterator[str]:
    """A line for each, in the order of the page."""
    if page.method != document.method:
        yield f"the document spells it {document.method}"
    yield from _of_fields(page.params, document.params, "params")


def _of_fields(page: Mapping[str, Field], document: Mapping[str, Field], where: str) -> Iterator[str]:
    for name, field in page.items():
        if name not in document:
            if field.left is None:
                yield f"{where}.{name}: only the page has it"
        else:
            yield from _of_field(field, document[name], f"{where}.{name}")
    for name in document:
        if name not in page:
            yield f"{where}.{name}: only the document has it"


def _of_field(page: Field, document: Field, where: str) -> Iterator[str]:
    ours, theirs = _types(page), _types(document)
    if ours and theirs and not _overlap(ours, theirs):
        yield f"{where}: {page.type} on the page, {document.type} in the document"
    if page.required != document.required:
        yield f"{where}: required {'on the page' if page.required else 'in the document'} only"
    if page.fields and document.fields:
        yield from _of_fields(page.fields, document.fields, where)


def _types(field: Field) -> set[str]:
    """The types in JSON; empty where one of them is not known."""
    try:
        terms = alternatives(field.type)
    except InvalidType:
        return set()
    found = {"array" if term.depth else _JSON.get(term.name, "") for term in terms if term.name != "null"}
    return set() if "" in found else found


def _overlap(ours: set[str], theirs: set[str]) -> bool:
    numbers = {"integer", "number"}
    return bool(ours & theirs) or bool(ours & numbers and theirs & numbers)
