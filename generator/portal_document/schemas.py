"""Schemas as fields of specs. What one says in a way that specs have no word for is `any`, and told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, cast

from ..spec.model import UNSET, Field, Json, Single, Unset
from ..spec.names import InvalidName, WireName
from .reading import Object, object_of

PREFIX: Final = "portal"
"""Of the names of shared types: those of the documentation have others."""

_DEEPEST: Final = 12
_REF: Final = "#/components/schemas/"
_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}\Z")
_TYPES: Final[Mapping[str, str]] = {
    "integer": "integer",
    "number": "number",
    "float": "number",  # no type of JSON Schema, but what portals write
    "string": "string",
    "boolean": "boolean",
    "array": "array",
    "object": "object",
    "unknown": "any",  # another of theirs
}
_FORMATS: Final[Mapping[str, str]] = {"date": "date", "date-time": "datetime"}
_ANY: Final = Field(type="any")


@dataclass
class Schemas:
    """Reads schemas, and remembers the shared ones that these refer to.

    Args:
        shared: The schemas of the document, by name.
    """

    shared: Mapping[str, Object]
    problems: list[str] = field(default_factory=list[str])
    referred: dict[str, WireName] = field(default_factory=dict[str, WireName])
    """By their names in the document, what they are called in specs."""

    def fields_of(self, schema: Object, where: str, depth: int = 0) -> dict[str, Field]:
        """The properties of an object."""
        required = schema.get("required")
        names = required if isinstance(required, list) else []
        found: dict[str, Field] = {}
        for name, each in object_of(schema.get("properties")).items():
            if not _KEY.match(name):
                self.problems.append(f"{where}: {name[:60]!r} is no name of a parameter or field; it is left out")
                continue
            read = self.field_of(object_of(each), f"{where}.{name}", depth + 1)
            found[name] = replace(read, required=True) if name in names else read
        return found

    def field_of(self, schema: Object, where: str, depth: int = 0) -> Field:
        if depth > _DEEPEST:
            self.problems.append(f"{where}: is nested too deep; what is in it is not read")
            return _ANY
        if "$ref" in schema:
            return self._reference(schema["$ref"], where, depth)
        if any(word in schema for word in ("oneOf", "anyOf", "allOf")):
            return self._alternatives(schema, where, depth)
        return _with_facts(self._plain(schema, where, depth), schema)

    def _plain(self, schema: Object, where: str, depth: int) -> Field:
        words = schema.get("type")
        listed = [each for each in (words if isinstance(words, list) else [words]) if isinstance(each, str)]
        types = list(dict.fromkeys(_TYPES.get(each, "any") for each in listed if each != "null"))
        type_ = types[0] if len(types) == 1 else "any"
        nullable = "null" in listed or schema.get("nullable") is True
        if type_ == "array":
            items = object_of(schema.get("items"))
            inner = self.field_of(items, f"{where}[]", depth + 1) if items else None
            return Field(type="array", items=inner, nullable=nullable)
        if type_ == "object":
            values = object_of(schema.get("additionalProperties"))
            fields = self.fields_of(schema, where, depth)
            under = self.field_of(values, f"{where}.*", depth + 1) if values and not fields else None
            return Field(type="object", fields=fields, map_of=under, nullable=nullable)
        if type_ == "string":
            type_ = _FORMATS.get(str(schema.get("format")), type_)
        return Field(type=type_, nullable=nullable)

    def _reference(self, ref: Json, where: str, depth: int) -> Field:
        """Objects with properties are shared types; anything else is as if it stood here."""
        name = ref.removeprefix(_REF) if isinstance(ref, str) and ref.startswith(_REF) else ""
        target = self.shared.get(name)
        if target is not None and not object_of(target.get("properties")):
            return self.field_of(target, where, depth + 1)
        called = self._called(name) if target is not None else None
        if called is None:
            self.problems.append(f"{where}: refers to {str(ref)[:80]!r}, which is no schema of the document")
            return _ANY
        self.referred[name] = called
        return Field(type="object", ref=called)

    def _called(self, name: str) -> WireName | None:
        """The last word of a PHP class, or the whole of any other name; None for one that is taken, or no name."""
        word = re.sub(r"[^A-Za-z0-9_.-]+", "_", name.rsplit("\\", 1)[-1])
        try:
            called = WireName(f"{PREFIX}.{word}")
        except InvalidName:
            return None
        taken = {other.lower(): known for known, other in self.referred.items()}
        return called if taken.get(called.lower(), name) == name else None

    def _alternatives(self, schema: Object, where: str, depth: int) -> Field:
        """`allOf` of a single schema is that; of several, and in any other case, no word of specs says as much."""
        every = schema.get("allOf")
        if isinstance(every, list) and len(every) == 1:
            return self.field_of(object_of(every[0]), where, depth + 1)
        return _ANY


def _with_facts(read: Field, schema: Object) -> Field:
    values = schema.get("enum")
    scalar = read.type not in ("array", "object", "any")
    known = values if isinstance(values, list) and scalar and all(map(_is_single, values)) else []
    return replace(
        read,
        values=tuple(cast("list[Single]", known)),
        default=_default(schema) if scalar else UNSET,
        min=_number(schema.get("minimum")),
        max=_number(schema.get("maximum")),
        max_length=_count(schema.get("maxLength")),
        max_items=_count(schema.get("maxItems")),
        read_only=schema.get("readOnly") is True,
        deprecated=schema.get("deprecated") is True,
    )


def _default(schema: Object) -> Json | Unset:
    default = schema.get("default", None)
    return default if default is not None and _is_single(default) else UNSET


def _is_single(value: Json) -> bool:
    return value is not None and not isinstance(value, (list, dict)) and len(str(value)) <= 60


def _number(value: Json) -> float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _count(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
