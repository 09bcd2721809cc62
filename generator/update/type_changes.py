"""How a type changed, for a caller who gives such values and for one who is given them.

Two types are walked side by side. What is an object in both is compared property by property, what is a list or a map
by what it holds; of what is left, the single values, it counts which kinds there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from ..api.kinds import Kind
from ..api.types import (
    FileInput,
    ListOf,
    MapOf,
    Object,
    Objects,
    Optional,
    Property,
    QueryObject,
    Reference,
    Scalar,
    Type,
    Union,
    Variants,
    merged,
    options_of,
)
from ..spec.model import UNSET, Json
from .changes import Change, Weight

# Kinds that a value of each is too: who takes a number takes a whole one.
_WIDER: Final[Mapping[Kind, frozenset[Kind]]] = {
    Kind.INTEGER: frozenset({Kind.NUMBER, Kind.STRING}),
    Kind.NUMBER: frozenset({Kind.STRING}),
    Kind.ENUM: frozenset({Kind.STRING}),
    Kind.DATE: frozenset({Kind.STRING}),
    Kind.DATETIME: frozenset({Kind.STRING}),
}
_LIST: Final = "list"
_MAP: Final = "map"
_OBJECT: Final = "object"
_NULL: Final = "null"
_FILE: Final = "file"
Shape: TypeAlias = "Kind | str"
Inside: TypeAlias = "frozenset[tuple[frozenset[str], frozenset[str]]]"


@dataclass(frozen=True)
class Parts:
    """A type taken apart: which shapes it may have, and what is inside of each."""

    shapes: frozenset[Shape]
    values: tuple[Json, ...] | None = None
    """Of what is a choice of values alone; None: any."""
    object: Object | None = None
    item: Type | None = None
    value: Type | None = None
    names: frozenset[str] = field(default=frozenset())
    """The shared types that the object is."""


@dataclass(frozen=True)
class Side:
    """One of the two states, with what its references stand for."""

    objects: Objects

    def parts(self, type: Type) -> Parts:
        shapes: set[Shape] = set()
        names: set[str] = set()
        objects: list[Object] = []
        items: list[Type] = []
        values: list[Type] = []
        chosen: list[Json] | None = []
        for option in _options(type):
            if isinstance(option, Scalar):
                shapes.add(option.kind)
                gone = dict(option.left)
                listed = [value for value in option.values if str(value) not in gone]
                of_values = listed if option.kind is not Kind.BOOLEAN else ()
                chosen = None if chosen is None or not of_values else [*chosen, *of_values]
            elif isinstance(option, ListOf):
                shapes.add(_LIST)
                items.append(option.item)
            elif isinstance(option, MapOf):
                shapes.add(_MAP)
                values.append(option.value)
            elif isinstance(option, FileInput):
                shapes.add(_FILE)
            elif isinstance(option, Optional):
                shapes.add(_NULL)
            elif not isinstance(option, Union):
                shapes.add(_OBJECT)
                if isinstance(option, Reference):
                    names.add(str(option.name))
                objects.append(self._object(option))
        return Parts(
            shapes=frozenset(shapes),
            values=tuple(chosen) if chosen else None,
            object=_one(objects),
            item=items[0] if items else None,
            value=values[0] if values else None,
            names=frozenset(names),
        )

    def _object(self, type: Object | QueryObject | Variants | Reference) -> Object:
        if isinstance(type, Reference):
            return self.objects[type.name]
        if isinstance(type, Variants):
            return merged(type)
        return Object(type.properties, is_open=True) if isinstance(type, QueryObject) else type


def _one(objects: list[Object]) -> Object | None:
    """All their properties: which of several objects a value is shows only when it is there."""
    if len(objects) < 2:
        return objects[0] if objects else None
    properties = {each.name: each for each in reversed([each for one in objects for each in one.properties])}
    return Object(tuple(properties.values()), any(each.is_open for each in objects))


def _options(type: Type) -> Iterator[Type]:
    for option in options_of(type):
        yield option
        if isinstance(option, (Optional, FileInput)):
            yield from _options(option.inner)


@dataclass(frozen=True)
class Comparison:
    """Of what is given (`gives`: parameters) or of what is read, between two states."""

    old: Side
    new: Side
    gives: bool

    def properties(
        self, place: str, old: tuple[Property, ...], new: tuple[Property, ...], inside: Inside = frozenset()
    ) -> Iterator[Change]:
        before, after = ({each.name: each for each in one if each.terms.left is None} for one in (old, new))
        renamed = _renamed(before, after)
        for name, each in before.items():
            found = after.get(renamed.get(name, name))
            where = f"{place}.{name}"
            if found is None:
                yield Change(Weight.BREAKING, f"{self._word} removed", where)
                continue
            if found.name != name:
                # To the portal both are one parameter, and the client takes either.
                kept = self.gives and place == "params"
                yield Change(
                    Weight.DEPRECATING if kept else Weight.BREAKING, f"{self._word} renamed", where, name, found.name
                )
            yield from self._property(f"{place}.{found.name}", each, found, inside)
        for name, each in after.items():
            if name in before or name in renamed.values():
                continue
            needed = self.gives and each.required
            weight = Weight.BREAKING if needed else Weight.ADDING
            yield Change(weight, f"{'required ' if needed else ''}{self._word} added", f"{place}.{name}")

    @property
    def _word(self) -> str:
        return "parameter" if self.gives else "field"

    def _property(self, place: str, old: Property, new: Property, inside: Inside) -> Iterator[Change]:
        if self.gives and old.required != new.required:
            now = Weight.BREAKING if new.required else Weight.LOOSENING
            yield Change(now, f"parameter now {'required' if new.required else 'optional'}", place)
        if self.gives and not old.read_only and new.read_only:
            yield Change(Weight.BREAKING, "parameter now read-only", place)
        if new.deprecated and not old.deprecated:
            yield Change(Weight.DEPRECATING, f"{self._word} deprecated", place)
        if old.default != new.default:
            yield Change(Weight.COSMETIC, "default changed", place, _default(old), _default(new))
        yield from self.types(place, old.type, new.type, inside)

    def types(self, place: str, old: Type, new: Type, inside: Inside = frozenset()) -> Iterator[Change]:
        """`inside`: the shared types that are being compared, which may hold themselves under other names."""
        if old == new and not isinstance(old, Reference):
            return  # what references inside lead to is compared with the shared types
        before, after = self.old.parts(old), self.new.parts(new)
        lost, gained = _without(before.shapes, after.shapes), _without(after.shapes, before.shapes)
        worse, better = (lost, gained) if self.gives else (gained, lost)
        if worse - {_NULL}:
            yield Change(Weight.BREAKING, "type changed" if better else self._narrowed, place, *_spelled(before, after))
        elif worse or better:
            kind = "may be empty" if worse <= {_NULL} and worse else self._widened
            yield Change(Weight.LOOSENING, kind, place, *_spelled(before, after))
        if before.shapes == after.shapes:
            yield from self._values(place, before.values, after.values)
        pair = (before.names, after.names)
        if before.object and after.object and not before.names & after.names and pair not in inside:
            deeper = inside | {pair} if any(pair) else inside
            yield from self.properties(place, before.object.properties, after.object.properties, deeper)
        if before.item and after.item:
            yield from self.types(f"{place}[]", before.item, after.item, inside)
        if before.value and after.value:
            yield from self.types(f"{place}{{}}", before.value, after.value, inside)

    @property
    def _narrowed(self) -> str:
        return "type narrowed" if self.gives else "type widened"

    @property
    def _widened(self) -> str:
        return "type widened" if self.gives else "type narrowed"

    def _values(self, place: str, old: tuple[Json, ...] | None, new: tuple[Json, ...] | None) -> Iterator[Change]:
        before, after = _texts(old), _texts(new)
        if before == after:
            return
        narrower = after is not None and (before is None or not before <= after)
        wider = before is not None and (after is None or not after <= before)
        weight = Weight.BREAKING if (narrower if self.gives else False) else Weight.LOOSENING
        kind = "values changed" if narrower and wider else "values narrowed" if narrower else "values widened"
        yield Change(weight, kind, place, _listed(old), _listed(new))


def _renamed(old: Mapping[str, Property], new: Mapping[str, Property]) -> dict[str, str]:
    """Names that are gone, by the one that differs in case alone."""
    added = {name.lower(): name for name in new if name not in old}
    return {name: added[name.lower()] for name in old if name not in new and name.lower() in added}


def _without(shapes: frozenset[Shape], others: frozenset[Shape]) -> frozenset[Shape]:
    """The shapes for whose values there is none in the others."""
    if Kind.ANY in others:
        return frozenset()
    return frozenset(
        each for each in shapes - others if not (isinstance(each, Kind) and _WIDER.get(each, frozenset()) & others)
    )


def _spelled(old: Parts, new: Parts) -> tuple[str, str]:
    return _spelling(old), _spelling(new)


def _spelling(parts: Parts) -> str:
    return " | ".join(sorted(each.value if isinstance(each, Kind) else each for each in parts.shapes))


def _default(each: Property) -> Json:
    return None if each.default is UNSET else each.default


def _texts(values: tuple[Json, ...] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(map(str, values))


def _listed(values: tuple[Json, ...] | None) -> Json:
    return None if values is None else list(values)
