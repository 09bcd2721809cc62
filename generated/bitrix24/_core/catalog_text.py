# Copied from generator/runtime/_core/catalog_text.py by "python -m generator generate". Edit that file.
"""A method in a few hundred tokens: what it takes and answers in a notation like TypeScript's, bounded.

The more a method has, the less is said of each part: nested objects first, then what is optional and far behind. What
is required is never left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

if TYPE_CHECKING:
    from ..catalog import Description, DocumentedError

Schema: TypeAlias = Mapping[str, Any]

_LONGEST: Final = 2400
_LONGEST_EXAMPLE: Final = 400
_LONGEST_NOTE: Final = 120
_PLACE: Final = "#/$defs/"
# What portals send in a value's place, as schemas of results name it: what it is to who reads, or nothing new.
_STAND_INS: Final = {"Nothing": "null", "Boolean": "boolean", "EmptyObject": "", "ListAsObject": "", "MapAsList": ""}
_LIMITS: Final = {
    "minimum": "min",
    "x-minimum": "min",
    "maximum": "max",
    "x-maximum": "max",
    "maxLength": "max length",
    "x-max-length": "max length",
    "maxItems": "max items",
    "x-max-items": "max items",
    "x-max-bytes": "max bytes",
    "x-unit": "in",
    "x-since": "since",
    "x-written": "written",
}


@dataclass(frozen=True)
class _Detail:
    """How much is said.

    Args:
        depth: Of objects in objects; what is deeper is `object`.
        width: So many properties of an object, or more where they are required.
        values: So many values of a property.
        errors: So many errors.
    """

    depth: int
    width: int
    values: int
    errors: int


_DETAILS: Final = (_Detail(4, 60, 30, 20), _Detail(3, 40, 16, 12), _Detail(2, 24, 8, 8), _Detail(1, 12, 5, 5))


def text(said: Description) -> str:
    """The most that is short enough; of a method with very much, the least."""
    made = ""
    for detail in _DETAILS:
        made = "\n".join(_parts(said, detail))
        if len(made) <= _LONGEST:
            break
    return made


def _parts(said: Description, detail: _Detail) -> Iterator[str]:
    method = said.method
    marks = [f"REST {method.rest}", method.access, *(["pages of rows"] if method.lists else [])]
    marks += [f"scope {' or '.join(method.scope)}"] if method.scope else []
    yield f"{method.name} ({', '.join((*marks, *_conditions(said)))}): {method.title}"
    if method.status != "active":
        instead = f"; use {_some(method.replaced_by, detail.values)}" if method.replaced_by else ""
        yield f"{method.status}{instead}"
    if said.about:
        yield _clipped(said.about, 5 * _LONGEST_NOTE)
    yield f"parameters: {_Notation(said.parameters, detail).of(said.parameters)}"
    yield from _needed(said.parameters)
    # A caller must know what to send, and sees what comes; of that nothing is sure to be there.
    answered = replace(detail, depth=max(detail.depth - 1, 1), width=detail.width // 2)
    yield f"result: {_Notation(said.result, answered, optional='').of(said.result)}"
    if said.errors:
        yield f"errors: {_some(map(_error, said.errors), detail.errors, '; ')}"
    if said.example is not None:
        yield f"example: {_clipped(_json(said.example), _LONGEST_EXAMPLE)}"
    yield method.url


def _conditions(said: Description) -> Iterator[str]:
    if said.context is not None:
        yield f"for an {said.context} alone" if said.context == "application" else said.context
    if said.who is not None:
        yield f"who: {said.who}"
    if said.since is not None:
        yield f"since {said.since}"
    if said.on_premise:
        yield "on-premise portals alone"


def _needed(schema: Schema) -> Iterator[str]:
    """What a call must have beside the required properties."""
    for each in schema.get("allOf", ()):
        sets = [" and ".join(option["required"]) for option in each.get("anyOf", ())]
        yield f"needs one of: {' | '.join(sets)}"


def _error(error: DocumentedError) -> str:
    status = f" ({error.status})" if error.status is not None else ""
    message = error.meaning or error.message
    return f"{error.code or '(no code)'}{status}{f' {_clipped(message, _LONGEST_NOTE)}' if message else ''}"


class _Notation:
    """Schemas in a notation like TypeScript's; `optional`: what is behind a name that may be left out."""

    def __init__(self, root: Schema, detail: _Detail, optional: str = "?") -> None:
        self._optional = optional
        self._definitions: Mapping[str, Schema] = root.get("$defs", {})
        self._detail = detail

    def of(self, schema: Schema, depth: int = 0, inside: tuple[str, ...] = ()) -> str:
        """`inside`: the shared types around it, which it may hold again."""
        if "$ref" in schema:
            return self._shared(schema["$ref"].removeprefix(_PLACE), depth, inside)
        if "anyOf" in schema:
            return _either(self.of(each, depth, inside) for each in schema["anyOf"])
        if "enum" in schema:
            return _either(map(_json, schema["enum"][: self._detail.values]), "…", len(schema["enum"]))
        if "prefixItems" in schema:
            return f"[{', '.join(self.of(each, depth, inside) for each in schema['prefixItems'])}]"
        types = _types(schema)
        if types == ("object",):
            return self._object(schema, depth, inside)
        if types == ("array",):
            item = self.of(schema.get("items", {}), depth, inside)
            return f"({item})[]" if " | " in item and not item.startswith("{") else f"{item}[]"
        return _scalar(schema, types)

    def _shared(self, name: str, depth: int, inside: tuple[str, ...]) -> str:
        if name in _STAND_INS:
            return _STAND_INS[name]
        if name in inside or depth >= self._detail.depth:
            return name.removesuffix(".Input")
        return self.of(self._definitions[name], depth, (*inside, name))

    def _object(self, schema: Schema, depth: int, inside: tuple[str, ...]) -> str:
        properties: Mapping[str, Schema] = schema.get("properties", {})
        others = schema.get("additionalProperties")
        if not properties and not others:
            return "{}" if depth == 0 else "object"
        if depth >= self._detail.depth:
            return "object"
        required = frozenset(schema.get("required", ()))
        names = sorted(properties, key=lambda name: name not in required)
        shown = names[: max(self._detail.width, len(required))]
        lines = [self._property(name, properties[name], name in required, depth, inside) for name in shown]
        if len(shown) < len(names):
            lines.append(f"… {len(names) - len(shown)} more")
        if others:
            value = "any" if others is True else self.of(cast("Schema", others), depth + 1, inside)
            lines.append(f"[key: string]: {value}")
        indent = "  " * (depth + 1)
        return "\n".join(("{", *(f"{indent}{each}" for each in lines), f"{indent[2:]}}}"))

    def _property(self, name: str, schema: Schema, required: bool, depth: int, inside: tuple[str, ...]) -> str:
        notes = ", ".join(self._notes(schema))
        type = self.of(schema, depth + 1, inside)
        return f"{name}{'' if required else self._optional}: {type}{f'  // {notes}' if notes else ''}"

    def _notes(self, schema: Schema) -> Iterator[str]:
        most = self._detail.values
        if "default" in schema:
            yield f"default {_json(schema['default'])}"
        if "x-labels" in schema:
            yield _some((f"{value} {label}" for value, label in schema["x-labels"].items()), most)
        elif "examples" in schema:
            yield f"such as {_some(map(_json, schema['examples']), most)}"
        for key, name in _LIMITS.items():
            if key in schema:
                yield f"{name} {schema[key]}"
        if "x-when" in schema:
            yield f"only with {_when(schema['x-when'])}"
        if schema.get("deprecated"):
            yield "deprecated"
        if "description" in schema:
            yield _clipped(schema["description"], _LONGEST_NOTE)


def _types(schema: Schema) -> tuple[str, ...]:
    types = schema.get("type", ())
    return (types,) if isinstance(types, str) else tuple(types)


def _scalar(schema: Schema, types: tuple[str, ...]) -> str:
    if not types:
        return "any"
    if "contentEncoding" in schema:
        return str(schema["contentEncoding"])
    if schema.get("format") in ("date", "date-time"):
        return str(schema["format"])
    if set(types) == {"string", "integer", "array", "object"}:
        return "file"
    # Where portals send a number as text or the other way round, the first is what is documented.
    if set(types) in ({"integer", "string"}, {"number", "string"}) and ("pattern" in schema or types[0] == "string"):
        return types[0]
    return " | ".join(types)


def _either(options: Iterable[str], more: str = "", of: int = 0) -> str:
    named = [each for each in options if each]
    distinct = list(dict.fromkeys(named))
    return " | ".join([*distinct, more] if of > len(named) else distinct) or "object"


def _when(when: str | Mapping[str, Any]) -> str:
    if isinstance(when, str):
        return when
    return " and ".join(f"{name} {_json(value)}" for name, value in when.items())


def _some(items: Iterable[str], most: int, joint: str = ", ") -> str:
    known: Sequence[str] = list(items)
    more = [f"… {len(known) - most} more"] if len(known) > most else []
    return joint.join([*known[:most], *more])


def _clipped(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _json(value: object) -> str:
    return json.dumps(cast("Any", value), ensure_ascii=False)
