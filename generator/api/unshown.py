"""What a documented answer leaves out, made: so that every attribute is read by some test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..spec.model import Json, TypeSpec
from ..spec.names import WireName
from .interpret import Array, Nullable, Record, Ref, Shape, Shaper, Table, Union, records_in
from .samples import Maker


@dataclass(frozen=True)
class Made:
    value: Json


class Gaps:
    def __init__(self, types: Mapping[WireName, TypeSpec], shaper: Shaper) -> None:
        self._maker = Maker("results", types, shaper)

    def made(self, shape: Shape) -> Json:
        return self._maker.value(shape, "result")

    def smallest(self, shape: Shape) -> Json:
        """An answer that can be read and says nothing."""
        if isinstance(shape, Nullable):
            return None
        if isinstance(shape, Array):
            return []
        return {} if isinstance(shape, (Record, Ref, Table)) else self.made(shape)

    def of(self, shape: Shape, shown: Json, name: str = "result") -> Made | None:
        """What `shown` does not show of the shape; None if nothing. Shared types have tests of their own."""
        if isinstance(shape, Nullable):
            if shown is None or shown is False or shown in ("", [], {}):
                return Made(self._maker.value(shape.inner, name))
            return self.of(shape.inner, shown, name) or Made(None)
        if isinstance(shape, Record):
            return self._of_record(shape, shown)
        if isinstance(shape, (Array, Table)):
            return self._of_items(shape, shown, name)
        if isinstance(shape, Union):
            return self._of_union(shape, shown, name)
        return None

    def _of_record(self, record: Record, shown: Json) -> Made | None:
        fields = shown if isinstance(shown, dict) else {}
        missing: dict[str, Json] = {}
        for wire, member in record.members.items():
            if wire not in fields:
                missing[wire] = self._maker.value(member.shape, wire)
            else:
                made = self.of(member.shape, fields[wire], wire)
                if made is not None:
                    missing[wire] = made.value
        return Made(missing) if missing else None

    def _of_union(self, union: Union, shown: Json, name: str) -> Made | None:
        """Of the alternative that has fields, whether it is shown or another one."""
        option = next((option for option in union.options if records_in(option)), None)
        if option is None:
            return None
        is_shown = isinstance(shown, list if isinstance(option, Array) else dict)
        return self.of(option, shown, name) if is_shown else Made(self._maker.value(option, name))

    def _of_items(self, shape: Array | Table, shown: Json, name: str) -> Made | None:
        items = list(shown) if isinstance(shown, list) else list(shown.values()) if isinstance(shown, dict) else []
        if not items:
            return Made(self._maker.value(shape, name))
        item = shape.item if isinstance(shape, Array) else shape.value
        made = self.of(item, _together(items), name)
        if made is None:
            return None
        return Made([made.value] if isinstance(shape, Array) else {"key": made.value})


def _together(items: list[Json]) -> Json:
    """All items as one: of objects, every field that one of them has, with a value if one of them has one."""
    together: dict[str, Json] = {}
    for item in items:
        if not isinstance(item, dict):
            return items[0]
        for wire, value in item.items():
            if together.get(wire) in (None, "", [], {}):
                together[wire] = value
    return together
