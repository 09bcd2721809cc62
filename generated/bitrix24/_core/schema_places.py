# Copied from generator/runtime/_core/schema_places.py by "python -m generator generate". Edit that file.
"""Places in the JSON Schema of a call: what it says of one value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from .json_types import is_list, is_map

Schema: TypeAlias = "Mapping[str, object]"

_ANYTHING: Final[Schema] = {}
# References that lead in a circle have no end.
_MOST_REFERENCES: Final = 32


@dataclass(frozen=True, slots=True)
class Place:
    """A place, with the document that its references are of."""

    document: Schema
    schema: Schema

    def below(self, keys: Iterable[str]) -> Place:
        """What lies under these keys, one in another; of what nobody describes, nothing is known."""
        found = self
        for key in keys:
            found = next((each for each in found._children(key)), Place(self.document, _ANYTHING))
        return found

    def types(self) -> frozenset[str]:
        """The JSON types that it takes; none is known where it takes anything."""
        found: set[str] = set()
        for schema in self._alternatives():
            named = schema.get("type")
            found.update(str(each) for each in (named if is_list(named) else [named] if named else []))
            found.update(_type_of(each) for each in schema_list(schema, "enum"))
        return frozenset(found)

    def values(self) -> list[object]:
        """The values that it allows, where it names them."""
        return [value for schema in self._alternatives() for value in schema_list(schema, "enum")]

    def is_base64(self) -> bool:
        return any("contentEncoding" in schema for schema in self._alternatives())

    def _children(self, key: str) -> Iterator[Place]:
        for schema in self._alternatives():
            properties, others = schema.get("properties"), schema.get("additionalProperties")
            items = schema.get("items") if key.isdecimal() else None
            for found in (properties.get(key) if is_map(properties) else None, items, others):
                if is_map(found):
                    yield Place(self.document, found)
                    break

    def _alternatives(self, left: int = _MOST_REFERENCES) -> Iterator[Schema]:
        """The schema, and those that it is made of."""
        yield self.schema
        if left == 0:
            return
        parts = [each for name in ("anyOf", "oneOf", "allOf") for each in schema_list(self.schema, name)]
        target = self._target(self.schema.get("$ref"))
        for part in (*parts, target):
            if is_map(part):
                yield from Place(self.document, part)._alternatives(left - 1)

    def _target(self, reference: object) -> object:
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return None
        found: object = self.document
        for segment in reference[2:].split("/"):
            found = found.get(segment.replace("~1", "/").replace("~0", "~")) if is_map(found) else None
        return found


def parameter_names(schema: Schema) -> list[str]:
    """Of a call's own parameters."""
    properties = schema.get("properties")
    return [str(name) for name in properties] if is_map(properties) else []


def documented_spelling(name: str, schema: Schema) -> str:
    """To the portal the case of a parameter's name is nothing; to whatever reads the documentation it is."""
    known = parameter_names(schema)
    return name if name in known else next((each for each in known if each.casefold() == name.casefold()), name)


def schema_list(schema: Schema, name: str) -> list[object]:
    found = schema.get(name)
    return found if is_list(found) else []


def _type_of(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    return "integer" if isinstance(value, int) else "null" if value is None else "number"
