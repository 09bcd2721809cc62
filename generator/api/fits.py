"""Does a JSON value fit a type, and what is it then? How documented answers are read; the client has rules of its own.

What an answer says of nothing is lenient, as portals are: `[]` is an empty object too, an empty text no list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from ..spec.model import Json
from .kinds import Kind
from .types import ListOf, MapOf, Object, Objects, Optional, Property, Reference, Scalar, Type, Union, reading_order

_YES: Final[tuple[Json, ...]] = ("Y", "y", "1", "true", 1)
_NO: Final[tuple[Json, ...]] = ("N", "n", "0", "false", 0)
_YEAR_FIRST: Final = (
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%dT%H:%M:%S.%f%z",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M%z",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
)
_DAY_FIRST: Final = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y")
_HALF_DAY: Final = ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p")
_MONTH_FIRST: Final = (*_HALF_DAY, "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y")
# With a day up to 12, what has slashes may have the day first.
_LAST_AMBIGUOUS_DAY: Final = 12


class DoesNotFit(ValueError):
    """The JSON value is not of the type."""


@dataclass(frozen=True)
class Mismatch:
    """A place of the documentation whose value in a documented answer is not of the documented type."""

    place: str
    type: Type
    shown: Json
    what: str


@dataclass(frozen=True)
class ObjectValue:
    """The documented properties that an object has, by wire name, read and as they are sent."""

    type: Object
    values: Mapping[str, ReadValue]
    raw: Mapping[str, Json]


@dataclass(frozen=True)
class Unreadable:
    """A property whose value does not fit."""

    why: str
    shown: Json


ReadValue: TypeAlias = (
    "Json | dt.datetime | dt.date | ObjectValue | Unreadable | Sequence[ReadValue] | Mapping[str, ReadValue]"
)


@dataclass(frozen=True)
class Reading:
    """What reading an answer gives. `mismatches`: of the properties that are unreadable."""

    value: ReadValue
    mismatches: tuple[Mismatch, ...]


def read(type: Type, raw: Json, shared: Objects) -> Reading:
    """What reading `raw` gives.

    Args:
        shared: The shared types as results have them.

    Raises:
        DoesNotFit: It is not of the type; what is in a property of an object does not count.
    """
    reader = _Reader(shared)
    value = reader.read(type, raw)
    return Reading(value, tuple(reader.mismatches))


def fits(type: Type, raw: Json, shared: Objects) -> bool:
    """Can the value be read as that type?"""
    try:
        read(type, raw, shared)
    except DoesNotFit:
        return False
    return True


class _Reader:
    def __init__(self, shared: Objects) -> None:
        self._shared = shared
        self.mismatches: list[Mismatch] = []

    def read(self, type: Type, raw: Json) -> ReadValue:
        if isinstance(type, Scalar):
            return read_scalar(type.kind, raw)
        if isinstance(type, Optional):
            return self._optional(type.inner, raw)
        if isinstance(type, ListOf):
            return [self.read(type.item, item) for item in _items(raw)]
        if isinstance(type, MapOf):
            return {key: self.read(type.value, item) for key, item in _entries(raw).items()}
        if isinstance(type, Union):
            return self._first(type, raw)
        if isinstance(type, Reference):
            return self.read(self._shared[type.name], raw)
        assert isinstance(type, Object)
        if raw == [] and isinstance(raw, list):
            return ObjectValue(type, {}, {})
        if not isinstance(raw, dict):
            raise DoesNotFit(f"{_short(raw)} is no object")
        if raw and type.by_name.keys().isdisjoint(raw) and all(isinstance(value, dict) for value in raw.values()):
            raise DoesNotFit(f"{_short(raw)} is a map of objects")
        values = {name: self._property(type.by_name[name], raw[name]) for name in raw if name in type.by_name}
        return ObjectValue(type, values, raw)

    def _property(self, documented: Property, raw: Json) -> ReadValue:
        known = len(self.mismatches)
        try:
            return self.read(documented.type, raw)
        except DoesNotFit as error:
            self.mismatches[known:] = [Mismatch(documented.place, documented.type, raw, str(error))]
            return Unreadable(str(error), raw)

    def _optional(self, inner: Type, raw: Json) -> ReadValue:
        if raw is None:
            return None
        try:
            return self.read(inner, raw)
        except DoesNotFit:
            if is_nothing(raw) or raw == "undefined":
                return None
            raise

    def _first(self, union: Union, raw: Json) -> ReadValue:
        known = len(self.mismatches)
        for option in reading_order(union):
            try:
                return self.read(option, raw)
            except DoesNotFit:
                del self.mismatches[known:]
        raise DoesNotFit(f"{_short(raw)} is none of the documented types")


def is_nothing(raw: Json) -> bool:
    """Null, or what portals send in its place."""
    return raw is None or raw is False or raw in ("", [], {})


def read_scalar(kind: Kind, raw: Json) -> Json | dt.datetime | dt.date:
    """The single value that is sent as `raw`.

    Raises:
        DoesNotFit: It is no value of that kind.
    """
    if kind in (Kind.ANY, Kind.FILE):
        return raw
    if kind is Kind.STRING and isinstance(raw, (str, int, float)) and not isinstance(raw, bool):
        return str(raw)
    if kind is Kind.BOOLEAN and not isinstance(raw, (float, list, dict)):
        return _truth(raw)
    if kind is Kind.INTEGER:
        return _whole(raw)
    if kind is Kind.NUMBER:
        return _number(raw)
    if kind is Kind.TIMESTAMP:
        return moment_of_seconds(_number(raw))
    if kind is Kind.DATETIME and isinstance(raw, str):
        return moment_of_text(raw)
    if kind is Kind.DATE and isinstance(raw, str):
        return moment_of_text(raw).date()
    raise DoesNotFit(f"{_short(raw)} is no {kind.value}")


def _truth(raw: Json) -> bool:
    if isinstance(raw, bool):
        return raw
    if raw in _YES:
        return True
    if raw in _NO:
        return False
    raise DoesNotFit(f"{_short(raw)} is no boolean")


def _whole(raw: Json) -> int:
    number = _number(raw)
    if not number.is_integer() or (isinstance(raw, str) and not raw.strip().lstrip("+-").isdigit()):
        raise DoesNotFit(f"{_short(raw)} is no integer")
    return int(raw) if isinstance(raw, (int, str)) else int(number)


def _number(raw: Json) -> float:
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str)):
        raise DoesNotFit(f"{_short(raw)} is no number")
    try:
        return float(raw)
    except ValueError:
        raise DoesNotFit(f"{_short(raw)} is no number") from None


def moment_of_text(text: str) -> dt.datetime:
    """A date or time in any of the spellings of the documentation. Raises DoesNotFit."""
    stripped = text.strip()
    for spelling in _spellings(stripped):
        try:
            moment = dt.datetime.strptime(stripped, spelling)
        except ValueError:
            continue
        if spelling not in _MONTH_FIRST or spelling in _HALF_DAY or moment.day > _LAST_AMBIGUOUS_DAY:
            return moment
    raise DoesNotFit(f"{_short(text)} is no date or time")


def _spellings(text: str) -> tuple[str, ...]:
    if "/" in text[:3]:
        return _MONTH_FIRST
    return _DAY_FIRST if "." in text[:3] else _YEAR_FIRST if "-" in text[:5] else ()


def moment_of_seconds(seconds: float) -> dt.datetime:
    """Seconds since 1970, in UTC. Raises DoesNotFit."""
    try:
        return dt.datetime.fromtimestamp(seconds, dt.timezone.utc)
    except (OverflowError, ValueError, OSError):
        raise DoesNotFit(f"{seconds} is no timestamp") from None


def _items(raw: Json) -> Sequence[Json]:
    if isinstance(raw, list):
        return raw
    if is_nothing(raw):
        return []
    if isinstance(raw, dict) and list(raw) == [str(number) for number in range(len(raw))]:
        return list(raw.values())
    raise DoesNotFit(f"{_short(raw)} is no list")


def _entries(raw: Json) -> Mapping[str, Json]:
    if isinstance(raw, dict):
        return raw
    if isinstance(raw, list):
        return {str(number): item for number, item in enumerate(raw)}
    if is_nothing(raw):
        return {}
    raise DoesNotFit(f"{_short(raw)} is no map")


def _short(raw: Json) -> str:
    text = ascii(cast("object", raw))
    return text if len(text) <= 60 else f"{text[:57]}..."
