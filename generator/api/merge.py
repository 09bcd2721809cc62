"""What several pages say of one field, as one field: what a result may be is what any of them says.

Where two disagree about a single value, the first is right, unless it says nothing; an object here and a text there is
one or the other. That something may be empty is right whoever says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ..spec.model import Field, Single

# What the JSON of a documented type is where no `wire` says otherwise; other types have several.
_JSON: Final = {
    "integer": "integer",
    "string": "string",
    "char": "string",
    "text": "string",
    "boolean": "boolean",
    "double": "number",
    "object": "object",
    "array": "array",
}
_BARE: Final = Field(type="object")
_SINGLE_TYPES: Final = frozenset({"integer", "string", "double", "date", "datetime"})
_SINGLE: Final = frozenset({"integer", "string", "number", "double", "boolean"})


def merged(first: Mapping[str, Field], second: Mapping[str, Field]) -> Mapping[str, Field]:
    """The fields of both, those of the first in front."""
    found = dict(first)
    for name, field in second.items():
        found[name] = merge_fields(found[name], field) if name in found else field
    return found


def merge_fields(first: Field, second: Field) -> Field:
    """What both say of one field."""
    if first == second:
        return first
    says_less = _says_nothing(first) or (first == _BARE and second.format is not None)  # PHP's date, written out as {}
    leading, other = (second, first) if says_less and not _says_nothing(second) else (first, second)
    if other == _BARE and leading.format is not None:
        return leading
    return replace(
        leading,
        type=_type(leading, other),
        ref=leading.ref or (None if _is_structured(leading) else other.ref),
        wire=_wire(leading, other),
        format=leading.format or (other.format if leading.type == other.type else None),
        pattern=leading.pattern or (other.pattern if leading.type == other.type else None),
        nullable=leading.nullable or other.nullable,
        values=_values(leading, other),
        open=leading.open or other.open,
        labels={**other.labels, **leading.labels},
        items=_items(leading, other),
        fields=leading.fields if leading.ref is not None or _is_map(leading) else merged(leading.fields, other.fields),
        map_of=_map_of(leading, other),
        variants=leading.variants or ({} if _is_structured(leading) else other.variants),
        required=leading.required and other.required,
    )


def _type(first: Field, second: Field) -> str:
    """The type of the first, or of both where one is an object, a list or a boolean and the other is something else."""
    one, two = _shape(first), _shape(second)
    return first.type if "" in (one, two) or one == two else f"{_named(first, one)} | {_named(second, two)}"


def _named(field: Field, shape: str) -> str:
    if _is_structured(field):
        return shape
    return field.wire or field.type if field.type == "any" else field.type


def _shape(field: Field) -> str:
    """What tells apart values that no reader takes for each other; "" where it is not known."""
    if _is_structured(field):
        return "array" if field.items is not None else "object"
    if field.type in ("object", "array", "boolean"):
        return field.type
    return "single" if field.type in _SINGLE_TYPES or (field.type == "any" and field.wire in _SINGLE_TYPES) else ""


def _says_nothing(field: Field) -> bool:
    return field.type in ("any", "mixed") and not _is_structured(field)


def _is_structured(field: Field) -> bool:
    return bool(field.fields or field.variants or field.ref is not None or field.items or field.map_of)


def _values(first: Field, second: Field) -> tuple[Single, ...]:
    """Those of either: a page that lists none says nothing of them."""
    return tuple(dict.fromkeys((*first.values, *second.values)))


def _items(first: Field, second: Field) -> Field | None:
    if first.items is None or second.items is None:
        return first.items or (None if first.fields or first.ref is not None else second.items)
    return merge_fields(first.items, second.items)


def _map_of(first: Field, second: Field) -> Field | None:
    if first.map_of is None or second.map_of is None:
        return first.map_of or (None if _is_structured(first) else second.map_of)
    return merge_fields(first.map_of, second.map_of)


def _is_map(field: Field) -> bool:
    return field.map_of is not None and not field.fields


def _wire(first: Field, second: Field) -> str | None:
    """All JSON types that were shown, where it makes a difference: the forms of single values are one to a reader."""
    shown = [name for field in (first, second) if field.wire for name in _names(field.wire)]
    if not shown or all(name in _SINGLE for name in shown):
        return first.wire
    documented = (_JSON.get(field.type) for field in (first, second) if not field.wire)
    return " | ".join(dict.fromkeys((*shown, *filter(None, documented))))


def _names(wire: str) -> list[str]:
    return [name.strip() for name in wire.split("|")]
