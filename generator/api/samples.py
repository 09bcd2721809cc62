"""Values made from types, for tests: distinct, the same on every run, and never empty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from ..emit.python.text import clean
from ..spec.model import Json, TypeSpec
from ..spec.names import WireName
from .file_encoding import as_sent
from .interpret import (
    Array,
    Direction,
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
from .kinds import Kind

_START = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc)
_ENOUGH = 3


class Maker:
    """Makes the JSON of a value; no two values of one maker are equal, but for booleans and documented values.

    In results numbers come as text and booleans as "Y", as they often do, so that a missing conversion shows.
    """

    def __init__(self, direction: Direction, types: Mapping[WireName, TypeSpec], shaper: Shaper) -> None:
        self._direction: Direction = direction
        self._types = types
        self._shaper = shaper
        self._count = 0

    def value(self, shape: Shape, name: str, inside: tuple[WireName, ...] = ()) -> Json:
        """`name`: goes into texts. `inside`: the shared types that lead here."""
        if isinstance(shape, Scalar):
            return self._scalar(shape, name)
        if isinstance(shape, Nullable):
            return self.value(shape.inner, name, inside)
        if isinstance(shape, Upload):
            return self._upload(shape, name)
        if isinstance(shape, Array):
            return [self.value(shape.item, name, inside)]
        if isinstance(shape, Table):
            return {f"key {self._next()}": self.value(shape.value, name, inside)}
        if isinstance(shape, Union):
            return self.value(shape.options[0], name, inside)
        if isinstance(shape, Ref):
            return self._shared(shape, inside)
        if isinstance(shape, Open):
            return self.record(Record(shape.members), inside)
        if isinstance(shape, Record):
            return self.record(shape, inside)
        return self.record(merged(shape.records), inside)  # of all cases together, so that every field is seen

    def record(self, record: Record, inside: tuple[WireName, ...] = ()) -> dict[str, Json]:
        return {
            wire: self.value(member.shape, wire, inside)
            for wire, member in record.members.items()
            if self._direction == "results" or not member.read_only
        }

    def _shared(self, ref: Ref, inside: tuple[WireName, ...]) -> Json:
        """Enough to tell the shared type, which has a test of its own: single values, and its required fields.

        One that holds itself is not followed again, so a required field of that kind is missing there.
        """
        record = self._shaper.record(self._types[ref.name].fields, self._direction, str(ref.name))
        single = [wire for wire, member in record.members.items() if isinstance(member.shape, Scalar)][:_ENOUGH]
        shown = {
            wire: member
            for wire, member in record.members.items()
            if wire in single or (member.required and ref.name not in inside)
        }
        return self.record(Record(shown), (*inside, ref.name))

    def _upload(self, upload: Upload, name: str) -> Json:
        text = f"{clean(name)[:40]} {self._next()}"
        file = as_sent(upload.filing.form, f"{text}.txt", text.encode())
        return [file] if upload.filing.many else file

    def _scalar(self, scalar: Scalar, name: str) -> Json:
        results = self._direction == "results"
        if scalar.kind is Kind.BOOLEAN:
            return scalar.values[0] if scalar.values else ("Y" if results else True)
        if scalar.values:
            return next((value for value in scalar.values if value), scalar.values[0])
        number = self._next()
        moment = _START + dt.timedelta(days=number % 1000, minutes=number)
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
