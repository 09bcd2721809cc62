# Copied from generator/runtime/portal/references_v3.py by "python -m generator generate". Edit that file.
"""`{"$ref": "task.item.id"}` in the calls of a batch of REST 3.0: results of earlier calls filled in.

A call that others refer to has a name, by `as`. They refer to the record that it has read, or with `$refArray` to one
field of all the records that it has listed: `{"$refArray": "tasks.id"}`.
"""

from __future__ import annotations

from typing import Any, Final

from .errors import Refused
from .references import MOST, place, size_of
from .v3 import V3
from .values import is_list, is_map

_NOTHING: Final = object()
_DEEPEST: Final = 64
"""Levels of a query in which references are looked for."""


class ReferencesV3:
    """All of a batch's."""

    def __init__(self) -> None:
        self._results: dict[str, object] = {}
        self._left = MOST

    def keep(self, name: object, result: object) -> None:
        """What a call has read is referred to; what it has written is not."""
        if isinstance(name, str) and is_map(result) and ("item" in result or "items" in result):
            self._results[name] = result

    def filled(self, value: Any, depth: int = 0) -> Any:
        """Raises Refused for a reference to nothing, and where it would be too much."""
        if depth > _DEEPEST:
            return value
        if is_list(value):
            return [self.filled(below, depth + 1) for below in value]
        if not is_map(value):
            return value
        if len(value) == 1 and isinstance(path := value.get("$ref"), str):
            return self._spent(self._referred(path))
        if len(value) == 1 and isinstance(path := value.get("$refArray"), str):
            return self._spent(self._collected(path))
        return {key: self.filled(below, depth + 1) for key, below in value.items()}

    def _referred(self, path: str) -> object:
        found = place(self._results, path.split("."), _NOTHING)
        if found is _NOTHING:
            raise _refused(path)
        return found

    def _collected(self, path: str) -> object:
        name, _, below = path.partition(".")
        rows = place(self._results, (name, "items"), _NOTHING)
        if not below or not is_list(rows):
            raise _refused(path)
        return [place(row, below.split("."), None) for row in rows]

    def _spent(self, found: object) -> object:
        self._left -= size_of(found, self._left)
        if self._left < 0:
            raise Refused("INVALID_REQUEST", "The results that the batch refers to are too large")
        return found


def _refused(path: str) -> Refused:
    return Refused(f"{V3}INVALIDSELECTEXCEPTION", f"Unable to resolve the reference `{path[:200]}`")
