"""Sample values made from types: distinct, the same on every run, and never empty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from ..spec.model import Json
from ..spec.names import WireName
from ..text import clean
from .file_encoding import FileEncoding, encoded
from .interpret import Direction
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
    merged,
)

_START: Final = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc)
_ENOUGH: Final = 3


class Sampler:
    """Makes the JSON of a value; no two values of one sampler are equal, but for booleans and documented values.

    In results numbers come as text and booleans as "Y", as they often do, so that a missing conversion shows.
    """

    def __init__(self, direction: Direction, shared: Objects) -> None:
        """`shared`: the shared types as that direction has them."""
        self._direction: Direction = direction
        self._shared = shared
        self._count = 0

    def value(self, type: Type, name: str, inside: tuple[WireName, ...] = ()) -> Json:
        """`name`: goes into texts. `inside`: the shared types that lead here."""
        if isinstance(type, Scalar):
            return self._scalar(type, name)
        if isinstance(type, Optional):
            return self.value(type.inner, name, inside)
        if isinstance(type, FileInput):
            return self._file(type.encoding, name)
        if isinstance(type, ListOf):
            return [self.value(type.item, name, inside)]
        if isinstance(type, MapOf):
            return {f"key {self._next()}": self.value(type.value, name, inside)}
        if isinstance(type, Union):
            return self.value(type.options[0], name, inside)
        if isinstance(type, Reference):
            return self._reference(type, inside)
        if isinstance(type, QueryObject):
            if not type.properties:
                return {f"key {self._next()}": self.value(type.value, name, inside)}
            return self.object(type.properties, inside)
        # Of all cases together, so that every property is seen.
        object = type if isinstance(type, Object) else merged(type)
        values = self.object(object.properties, inside)
        if object.other_files is not None:
            other = f"other {self._next()}"
            values[other] = self._file(object.other_files, other)
        return values

    def object(self, properties: Iterable[Property], inside: tuple[WireName, ...] = ()) -> dict[str, Json]:
        return {
            each.name: self.value(each.type, each.name, inside)
            for each in properties
            if self._direction == "results" or not each.read_only
        }

    def _reference(self, reference: Reference, inside: tuple[WireName, ...]) -> Json:
        """Enough to tell the shared type, which has a test of its own: single values, its required properties, and what
        is sent in a pattern, which that test does not see.

        One that holds itself is not followed again, so a required property of that kind is missing there.
        """
        properties = self._shared[reference.name].properties
        single = [each for each in properties if isinstance(_inner(each.type), Scalar)][:_ENOUGH]
        shown = [
            each
            for each in properties
            if each in single or (each.required and reference.name not in inside) or self._has_pattern(each.type)
        ]
        return self.object(shown, (*inside, reference.name))

    def _has_pattern(self, type: Type) -> bool:
        """In itself, or one step further: types that hold each other are not followed to the end."""
        inner = _inner(type)
        held = [each.type for each in self._shared[inner.name].properties] if isinstance(inner, Reference) else [inner]
        return any(each.pattern is not None for each in map(_inner, held) if isinstance(each, Scalar))

    def _file(self, encoding: FileEncoding, name: str) -> Json:
        text = f"{clean(name)[:40]} {self._next()}"
        raw = encoded(encoding.format, f"{text}.txt", text.encode())
        return [raw] if encoding.many else raw

    def _scalar(self, scalar: Scalar, name: str) -> Json:
        results = self._direction == "results"
        if scalar.kind is Kind.BOOLEAN:
            return scalar.values[0] if scalar.values else ("Y" if results else True)
        if scalar.values:
            return next((value for value in scalar.values if value), scalar.values[0])
        number = self._next()
        moment = _START + dt.timedelta(days=number % 1000, minutes=number)
        if scalar.pattern is not None:
            return scalar.pattern.written(moment)
        made: dict[Kind, Json] = {
            Kind.INTEGER: str(number) if results else number,
            Kind.NUMBER: f"{number}.5" if results else number + 0.5,
            Kind.DATE: moment.date().isoformat(),
            Kind.DATETIME: moment.isoformat(),
            Kind.TIMESTAMP: str(int(moment.timestamp())) if results else int(moment.timestamp()),
        }
        return made.get(scalar.kind, f"{clean(name)[:40]} {number}")

    def _next(self) -> int:
        self._count += 1
        return 1000 + self._count


def _inner(type: Type) -> Type:
    return type.inner if isinstance(type, Optional) else type
