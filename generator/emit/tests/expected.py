"""What a test must see: the Python value for a JSON value, and the argument that is sent as a JSON value.

The rules are its own: it shares no code with the converters and encoders that it judges.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from ...api.file_encoding import sent_as
from ...api.interpret import (
    Array,
    Cases,
    Direction,
    FileForm,
    Member,
    Nullable,
    Open,
    Record,
    Ref,
    Scalar,
    Shape,
    Shaper,
    Table,
    Union,
    Upload,
    merged,
)
from ...api.kinds import Kind
from ...spec.model import Json, TypeSpec
from ...spec.names import WireName
from ..python.literals import Call, Code, Row, Value
from ..python.parameters import boolean_form
from ..python.results import attributes, converter_order

# What tests expect where the documented answer cannot be read.
FIELD_ERROR: Final = "FieldError"

# How tests call the expected attributes of a view: `Fields(id=517, creator_id=("creatorId", 1))`.
FIELDS: Final = "Fields"
# How they call a file with a name.
FILE: Final = "File"

_YES: Final[tuple[Json, ...]] = ("Y", "y", "1", "true", 1)
_NO: Final[tuple[Json, ...]] = ("N", "n", "0", "false", 0)
_MOMENTS: Final = (
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%dT%H:%M:%S.%f%z",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%d.%m.%Y %H:%M:%S",
    "%Y-%m-%dT%H:%M%z",
    "%Y-%m-%d %H:%M",
    "%d.%m.%Y %H:%M",
    "%Y-%m-%d",
    "%d.%m.%Y",
)


class Unexpected(ValueError):
    """The JSON value is not of the shape."""


@dataclass(frozen=True)
class Slip:
    """A place of the documentation whose value in a documented answer is not of the documented shape."""

    place: str
    shape: Shape
    shown: Json
    what: str


@dataclass(frozen=True)
class Reading:
    """What reading an answer must give. `slips`: of the attributes that are a FieldError instead."""

    value: Value
    slips: tuple[Slip, ...]


class Oracle:
    def __init__(self, types: Mapping[WireName, TypeSpec], shaper: Shaper) -> None:
        self._types = types
        self._shaper = shaper
        self._slips: list[Slip] = []
        self._shared: dict[tuple[WireName, Direction], Record] = {}

    def read(self, shape: Shape, raw: Json) -> Reading:
        """What reading `raw` must give.

        Raises:
            Unexpected: It is not of the shape; what an attribute of a view would read does not count.
        """
        self._slips = []
        return Reading(self._read(shape, raw), tuple(self._slips))

    def _read(self, shape: Shape, raw: Json) -> Value:
        if isinstance(shape, Scalar):
            return _scalar(shape.kind, raw)
        if isinstance(shape, Nullable):
            return self._nullable(shape.inner, raw)
        if isinstance(shape, Array):
            return [self._read(shape.item, item) for item in _rows(raw)]
        if isinstance(shape, Table):
            return {key: self._read(shape.value, item) for key, item in _entries(raw).items()}
        if isinstance(shape, Union):
            return self._first(shape, raw)
        if isinstance(shape, Ref):
            return self._read(self._record_of(shape, "results"), raw)
        assert isinstance(shape, Record)
        if raw == [] and isinstance(raw, list):
            return Call(FIELDS)
        if not isinstance(raw, dict):
            raise Unexpected(f"{_short(raw)} is no object")
        return self._view(shape, raw)

    def _view(self, record: Record, raw: Mapping[str, Json]) -> Call:
        names = attributes(record)
        found: dict[str, Value] = {}
        for wire in raw:
            if wire in record.members:
                value = self._attribute(record.members[wire], raw[wire])
                found[names[wire]] = value if names[wire] == wire else Row((wire, value))
        return Call(FIELDS, keywords=found)

    def _attribute(self, member: Member, raw: Json) -> Value:
        known = len(self._slips)
        try:
            return self._read(member.shape, raw)
        except Unexpected as error:
            self._slips[known:] = [Slip(member.place, member.shape, raw, str(error))]
            return Code(FIELD_ERROR)

    def _record_of(self, ref: Ref, direction: Direction) -> Record:
        key = (ref.name, direction)
        if key not in self._shared:
            self._shared[key] = self._shaper.record(self._types[ref.name].fields, direction, str(ref.name))
        return self._shared[key]

    def _nullable(self, inner: Shape, raw: Json) -> Value:
        if raw is None:
            return None
        try:
            return self._read(inner, raw)
        except Unexpected:
            if raw is False or raw in ("", [], {}, "undefined"):
                return None
            raise

    def _first(self, union: Union, raw: Json) -> Value:
        known = len(self._slips)
        for option in converter_order(union):
            try:
                return self._read(option, raw)
            except Unexpected:
                del self._slips[known:]
        raise Unexpected(f"{_short(raw)} is none of the documented types")

    def argument(self, shape: Shape, raw: Json, inside: tuple[WireName, ...] = ()) -> Value:
        """The argument that is sent as `raw`: typed where it has a type of its own in Python, else `raw` itself.

        `inside`: the shared types that lead here; forms do not reach into one that holds itself.
        """
        if isinstance(shape, Scalar):
            return _argument(shape, raw)
        if isinstance(shape, Nullable):
            return self.argument(shape.inner, raw, inside)
        if isinstance(shape, Upload):
            files = file_argument(shape.filing.form, raw)
            return self.argument(shape.inner, raw, inside) if files is None else files
        if isinstance(shape, Array) and isinstance(raw, list):
            return [self.argument(shape.item, item, inside) for item in raw]
        if isinstance(shape, Table) and isinstance(raw, dict):
            return {key: self.argument(shape.value, item, inside) for key, item in raw.items()}
        if isinstance(shape, Ref) and shape.name not in inside:
            return self.argument(self._record_of(shape, "params"), raw, (*inside, shape.name))
        if isinstance(shape, (Record, Open, Cases)) and isinstance(raw, dict):
            members = merged(shape.records).members if isinstance(shape, Cases) else shape.members
            return {
                wire: self.argument(members[wire].shape, item, inside) if wire in members else item
                for wire, item in raw.items()
            }
        return raw


def file_argument(form: FileForm, raw: Json) -> Value:
    """The file, or the list of files, that is sent as `raw`; None if that is something else."""
    sent = sent_as(form, raw)
    if sent is not None and sent.content is not None:
        return Call(FILE, (sent.name, sent.content)) if sent.name else sent.content
    files = [file_argument(form, item) for item in raw] if isinstance(raw, list) else []
    return files if files and None not in files else None


def _scalar(kind: Kind, raw: Json) -> Value:
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
        return _from_seconds(_number(raw))
    if kind is Kind.DATETIME and isinstance(raw, str):
        return Code(f'datetime.fromisoformat("{_moment(raw).isoformat()}")')
    if kind is Kind.DATE and isinstance(raw, str):
        return Code(f'date.fromisoformat("{_moment(raw).date().isoformat()}")')
    raise Unexpected(f"{_short(raw)} is no {kind.value}")


def _truth(raw: Json) -> bool:
    if isinstance(raw, bool):
        return raw
    if raw in _YES:
        return True
    if raw in _NO:
        return False
    raise Unexpected(f"{_short(raw)} is no boolean")


def _whole(raw: Json) -> int:
    number = _number(raw)
    if not number.is_integer() or (isinstance(raw, str) and not raw.strip().lstrip("+-").isdigit()):
        raise Unexpected(f"{_short(raw)} is no integer")
    return int(raw) if isinstance(raw, (int, str)) else int(number)


def _number(raw: Json) -> float:
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str)):
        raise Unexpected(f"{_short(raw)} is no number")
    try:
        return float(raw)
    except ValueError:
        raise Unexpected(f"{_short(raw)} is no number") from None


def _moment(text: str) -> dt.datetime:
    for form in _MOMENTS:
        try:
            return dt.datetime.strptime(text.strip(), form)
        except ValueError:
            continue
    raise Unexpected(f"{_short(text)} is no date or time")


def _from_seconds(seconds: float) -> Code:
    try:
        moment = dt.datetime.fromtimestamp(seconds, dt.timezone.utc)
    except (OverflowError, ValueError, OSError):
        raise Unexpected(f"{seconds} is no timestamp") from None
    return Code(f'datetime.fromisoformat("{moment.isoformat()}")')


def _rows(raw: Json) -> Sequence[Json]:
    if isinstance(raw, list):
        return raw
    if raw is None or raw is False or raw in ("", {}):
        return []
    if isinstance(raw, dict) and list(raw) == [str(number) for number in range(len(raw))]:
        return list(raw.values())
    raise Unexpected(f"{_short(raw)} is no list")


def _entries(raw: Json) -> Mapping[str, Json]:
    if isinstance(raw, dict):
        return raw
    if isinstance(raw, list):
        return {str(number): item for number, item in enumerate(raw)}
    if raw is None or raw is False or raw == "":
        return {}
    raise Unexpected(f"{_short(raw)} is no map")


def _argument(scalar: Scalar, raw: Json) -> Value:
    if scalar.kind is Kind.BOOLEAN and boolean_form(scalar) is not None:
        # Compared with their types, for to Python 1 is True.
        for value, meaning in zip(scalar.values, (True, False), strict=True):
            if type(value) is type(raw) and value == raw:
                return meaning
    if scalar.kind is Kind.DATETIME and isinstance(raw, str):
        return _if_same(raw, "datetime")
    if scalar.kind is Kind.DATE and isinstance(raw, str):
        return _if_same(raw, "date")
    if scalar.kind is Kind.TIMESTAMP and type(raw) is int:
        return _from_seconds(raw)
    return raw


def _if_same(raw: str, kind: str) -> Value:
    """An object, if it is sent as this very text."""
    try:
        moment = _moment(raw)
    except Unexpected:
        return raw
    text = moment.isoformat(timespec="seconds") if kind == "datetime" else moment.date().isoformat()
    return Code(f'{kind}.fromisoformat("{text}")') if text == raw else raw


def _short(raw: Json) -> str:
    text = ascii(cast("object", raw))
    return text if len(text) <= 60 else f"{text[:57]}..."
