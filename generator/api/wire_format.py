"""How values go on the wire where the default rule is not it: the client's `WireFormat`s, by parameter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from ..problems import Problems
from ..spec.model import Json
from ..spec.names import WireName
from .kinds import Kind
from .types import (
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
)

# Wire name -> the name of a member of `WireFormat`, a `Pattern`, or the formats of the object under it.
WireFormats: TypeAlias = "Mapping[str, str | WireFormats]"

# In a map: of each value, under whatever key.
EVERY_KEY: Final = "*"

_MOMENTS: Final = {Kind.DATE: "DATE", Kind.TIMESTAMP: "TIMESTAMP"}

# Which format makes which of two documented values of a boolean; JSON true and false need none.
_BOOLEANS: Final[tuple[tuple[tuple[Json, Json], str], ...]] = (
    (("Y", "N"), "YN"),
    ((1, 0), "ONE_ZERO"),
    (("1", "0"), "TEXT"),
)

BOOLEAN_FORMATS: Final = frozenset(name for _, name in _BOOLEANS)


def boolean_format(scalar: Scalar) -> str | None:
    """The format in which the value takes a bool, or None where JSON true and false are what the portal takes."""
    return next((name for forms, name in _BOOLEANS if _has_forms(scalar, forms)), None)


def boolean_forms(scalar: Scalar) -> tuple[Json, Json] | None:
    """What is sent for true and for false, where that is neither."""
    return next((forms for forms, _ in _BOOLEANS if _has_forms(scalar, forms)), None)


def _has_forms(scalar: Scalar, forms: tuple[Json, Json]) -> bool:
    """A boolean has no other values. Text and numbers may: "Y", "N" and "D" for the default."""
    if len(scalar.values) < len(forms):
        return False
    # Compared with their types, for to Python 1 is True.
    wanted, values = [repr(form) for form in forms], [repr(value) for value in scalar.values]
    return values == wanted if scalar.kind is Kind.BOOLEAN else set(wanted) <= set(values)


def _moment_format(scalar: Scalar) -> str | None:
    if scalar.pattern is not None and scalar.kind is not Kind.STRING:
        return scalar.pattern
    return _MOMENTS.get(scalar.kind)


def deciding(options: tuple[Type, ...]) -> tuple[Type, ...]:
    """Those of a union's options that decide how a value goes on the wire.

    A single value is no list where it may stand alone, or where an object may, and a date where there may be a time.
    """
    kinds = {option.kind for option in options if isinstance(option, Scalar)}
    only_lists = all(isinstance(option, ListOf) for option in options)
    return tuple(
        option
        for option in options
        if not (isinstance(option, ListOf) and takes_single(option) and not only_lists)
        and not (option == Scalar(Kind.DATE) and Kind.DATETIME in kinds)
    )


def takes_single(list: ListOf) -> bool:
    """Does a list of single values take one alone for a list of it? Where each has a format of its own, it does not."""
    item = list.item
    return isinstance(item, Scalar) and boolean_format(item) is None and _moment_format(item) is None


def wire_formats(properties: Iterable[Property], shared: Objects, problems: Problems, where: str) -> WireFormats:
    """The formats of a method's parameters.

    Args:
        shared: The shared types as parameters have them.
        problems: Told where two alternatives ask for different formats.
    """
    return _Finder(shared, problems).of_properties(properties, where, ())


class _Finder:
    """`inside`: the shared types that lead to a place; one that holds itself is followed once."""

    def __init__(self, shared: Objects, problems: Problems) -> None:
        self._shared = shared
        self._problems = problems

    def of_properties(self, properties: Iterable[Property], where: str, inside: tuple[WireName, ...]) -> WireFormats:
        found = {each.name: self._of(each.type, f"{where}.{each.name}", inside) for each in properties}
        return {name: format for name, format in found.items() if format}

    def _of(self, type: Type, where: str, inside: tuple[WireName, ...]) -> str | WireFormats | None:
        if isinstance(type, Scalar):
            return boolean_format(type) or _moment_format(type)
        if isinstance(type, FileInput):
            return type.encoding.format
        if isinstance(type, Optional):
            return self._of(type.inner, where, inside)
        if isinstance(type, ListOf):
            of_items = self._of(type.item, where, inside)
            return "LIST" if takes_single(type) else of_items if of_items != "LIST" else None
        if isinstance(type, MapOf):
            format = self._of(type.value, where, inside)
            return {EVERY_KEY: format} if format and not isinstance(format, str) else format
        if isinstance(type, QueryObject):
            return self.of_properties(type.properties, where, inside)
        if isinstance(type, Object):
            return self._of_object(type, where, inside)
        if isinstance(type, Reference):
            if type.name in inside:
                return None
            return self._of_object(self._shared[type.name], where, (*inside, type.name))
        options = type.options if isinstance(type, Union) else tuple(case.object for case in type.cases)
        return self._only([self._of(option, where, inside) for option in deciding(options)], where)

    def _of_object(self, object: Object, where: str, inside: tuple[WireName, ...]) -> WireFormats:
        formats = self.of_properties(object.properties, where, inside)
        return formats if object.other_files is None else {**formats, EVERY_KEY: object.other_files.format}

    def _only(self, formats: list[str | WireFormats | None], where: str) -> str | WireFormats | None:
        """The one format that the alternatives ask for; objects with different properties are put together."""
        names = {format for format in formats if isinstance(format, str)}
        together: dict[str, str | WireFormats] = {}
        for inner in formats:
            if inner and not isinstance(inner, str):
                for name, format in inner.items():
                    if together.setdefault(name, format) != format:
                        what = "two cases of the object put its value on the wire differently"
                        self._problems.add(f"{where}.{name}", what)
        if len(names) + bool(together) > 1:
            self._problems.add(where, "two alternatives of its type put the value on the wire differently")
        return together or next(iter(sorted(names)), None)
