"""What the examples show: the JSON values seen at one place, in all examples of a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.spec.model import Json


@dataclass(frozen=True, slots=True)
class Evidence:
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

    def at(self, key: str) -> Evidence:
        found = [each[spelled] for each in self.objects() if (spelled := self._spelled(key, each)) is not None]
        return Evidence(tuple(found))

    def names(self) -> list[str]:
        return list(dict.fromkeys(key for each in self.objects() for key in each))

    def lists(self) -> Evidence:
        """The elements of the lists seen here."""
        return Evidence(tuple(item for value in self.values if isinstance(value, list) for item in value))

    def _spelled(self, key: str, value: dict[str, Json]) -> str | None:
        if key in value:
            return key
        if self.folded:
            return next((other for other in value if other.lower() == key.lower()), None)
        return None
