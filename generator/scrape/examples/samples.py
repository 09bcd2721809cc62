"""What the examples show: the JSON values seen at one place, in all examples of a page."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Final

from ...spec.model import Json

_ID: Final = re.compile(r"-?\d+\Z")


@dataclass(frozen=True, slots=True)
class Samples:
    """The values seen at one place, in the order of the examples."""

    values: tuple[Json, ...] = ()
    folded: bool = False
    """Keys compare without case: the portal folds the names of top-level parameters."""

    def objects(self) -> Iterable[dict[str, Json]]:
        """The objects seen here, those in lists included."""
        waiting = list(self.values)
        while waiting:
            value = waiting.pop(0)
            if isinstance(value, dict):
                yield value
            elif isinstance(value, list):
                waiting.extend(item for item in value if isinstance(item, (dict, list)))

    def has(self, key: str) -> bool:
        return any(self._spelled(key, each) is not None for each in self.objects())

    def at(self, key: str) -> Samples:
        found = [each[spelled] for each in self.objects() if (spelled := self._spelled(key, each)) is not None]
        return Samples(tuple(found))

    def names(self) -> list[str]:
        return list(dict.fromkeys(key for each in self.objects() for key in each))

    def elements(self) -> Samples:
        """What is in the lists seen here, and in the maps whose keys are ids."""
        found: list[Json] = []
        for value in self.values:
            if isinstance(value, list):
                found.extend(value)
            elif isinstance(value, dict) and is_map(value):
                found.extend(value.values())
        return Samples(tuple(found))

    def under_keys(self, but: Container[str] = ()) -> Samples:
        """What is in the objects seen here, whatever their keys, `but` for these."""
        return Samples(tuple(value for each in self.objects() for key, value in each.items() if key not in but))

    def _spelled(self, key: str, value: dict[str, Json]) -> str | None:
        if key in value:
            return key
        if self.folded:
            return next((other for other in value if other.lower() == key.lower()), None)
        return None


def is_map(value: dict[str, Json]) -> bool:
    """Keys that are ids: a map, not an object with fields."""
    return bool(value) and all(_ID.match(key) for key in value)


def json_type(value: Json) -> str:
    if value is None:
        return "null"
    for name, python in (("boolean", bool), ("integer", int), ("double", float), ("string", str), ("array", list)):
        if isinstance(value, python):
            return name
    return "object"
