"""`$result[…]` in the commands of a batch: results of earlier commands filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from .errors import Refused
from .values import is_list, is_map

_REFERENCE: Final = re.compile(r"\$result((?:\[[^\[\]]+\])+)", re.IGNORECASE)
_MOST: Final = 1_000_000


class References:
    """All of a batch's. Together they fill in so many letters and values: each command may double what the one before
    it has doubled."""

    def __init__(self, results: Mapping[str, object]) -> None:
        self._results = results
        self._left = _MOST

    def filled(self, value: Any) -> object:
        """Raises Refused where it would be too much."""
        if is_map(value):
            return {key: self.filled(below) for key, below in value.items()}
        if is_list(value):
            return [self.filled(below) for below in value]
        match = _REFERENCE.fullmatch(value)
        if match is not None:
            return self._referred(match)
        return _REFERENCE.sub(lambda inside: _as_text(self._referred(inside), inside[0]), value)

    def _referred(self, match: re.Match[str]) -> object:
        found = _place(self._results, re.findall(r"\[([^\[\]]+)\]", match[1]), match[0])
        self._left -= size_of(found, self._left)
        if self._left < 0:
            raise Refused("INVALID_REQUEST", "The results that the batch refers to are too large")
        return found


def size_of(value: object, most: int) -> int:
    """In letters and values; beyond `most` nobody counts on."""
    size = 0
    waiting = [value]
    while waiting and size <= most:
        each = waiting.pop()
        size += 1 + (len(each) if isinstance(each, str) else 0)
        if is_map(each):
            waiting.extend(each.values())
        elif is_list(each):
            waiting.extend(each)
    return size


def _as_text(value: object, reference: str) -> str:
    """What PHP puts into a longer text; a list or a map has no place there."""
    return reference if is_list(value) or is_map(value) else str(value)


def _place(results: object, path: Iterable[str], text: str) -> object:
    """What stands there; the reference itself, as text, where nothing does."""
    for step in path:
        if is_map(results) and step in results:
            results = results[step]
        elif is_list(results) and step.isdecimal() and int(step) < len(results):
            results = results[int(step)]
        else:
            return text
    return results
