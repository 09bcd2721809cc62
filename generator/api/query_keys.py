"""Whose fields a filter, an order or a select is about: the names of the keys, where specs say who has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ..spec.keys_of import EACH, place_of_keys, type_of_keys
from ..spec.model import Field, Json, MethodSpec, SpecTree
from .places import place_of

_DEEPEST: Final = 3
"""A parameter may have the keys of another method's parameter, which has those of a third."""


def query_keys(specs: SpecTree) -> dict[str, tuple[str, ...]]:
    """The names of the keys, by the parameter's place, where `keys_of` leads to some."""
    finder = _Finder(specs, {(rest, name.casefold()): spec for (rest, name), spec in specs.methods.items()})
    found = (
        (place, finder.names(field.keys_of, spec, 0))
        for spec in specs.methods.values()
        for place, field in _fields(spec.params, place_of(spec, "params"))
        if field.keys_of is not None
    )
    return {place: names for place, names in found if names}


def _fields(fields: Mapping[str, Field], where: str) -> Iterator[tuple[str, Field]]:
    for name, field in fields.items():
        yield f"{where}.{name}", field
        yield from _fields(field.fields, f"{where}.{name}")
        for case in field.variants.values():
            yield from _fields(case, f"{where}.{name}")


@dataclass(frozen=True)
class _Finder:
    specs: SpecTree
    methods: Mapping[tuple[int, str], MethodSpec]
    """By the name in small letters."""

    def names(self, keys_of: str | None, spec: MethodSpec, depth: int) -> tuple[str, ...]:
        if keys_of is None or depth > _DEEPEST:
            return ()
        place = place_of_keys(keys_of)
        if place is None:
            type = type_of_keys(keys_of)
            return _known(self._fields_of(Field("object", ref=type)))
        owner = self.methods.get((spec.rest, place.method.casefold())) if place.method else spec
        if owner is None:
            return ()
        root, *path = place.path
        if root == "params":
            field: Field | None = Field("object", fields=owner.params)
            shown: Json = None
        else:
            field, shown = owner.returns, dict(owner.response or {}).get("result")
        for step in path:
            field = self._inside(field, step) if field is not None else None
            shown = shown.get(step) if isinstance(shown, dict) and step != EACH else None
        return self._of(field, shown, owner, depth) if field is not None else ()

    def _inside(self, field: Field, step: str) -> Field | None:
        if step == EACH:
            return field.items or field.map_of or field
        return self._fields_of(field).get(step)

    def _fields_of(self, field: Field) -> Mapping[str, Field]:
        type = self.specs.types.get(field.ref) if field.ref is not None else None
        return field.fields if type is None else type.fields

    def _of(self, field: Field, shown: Json, owner: MethodSpec, depth: int) -> tuple[str, ...]:
        """What the field has, the names that a select lists, or, of a map, the keys that the answer shows."""
        if fields := self._fields_of(field):
            return _known(fields)
        if field.items is not None and field.items.values:
            return tuple(value for value in field.items.values if isinstance(value, str))
        if field.keys_of is not None:
            return self.names(field.keys_of, owner, depth + 1)
        return _known(shown) if isinstance(shown, dict) else ()


def _known(names: Iterable[str]) -> tuple[str, ...]:
    """Without those that stand for others, `UF_*`."""
    return tuple(name for name in names if "*" not in name and "..." not in name)
