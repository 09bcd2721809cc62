"""JSON that a person has written."""

from __future__ import annotations

import json
from collections import Counter


def read_json(text: str | bytes) -> object:
    """What it says.

    Raises:
        ValueError: It is none, or one of its objects has a key twice, of which one would be lost.
    """
    try:
        value: object = json.loads(text, object_pairs_hook=_object)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    return value


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        (name, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"the key {name!r} is there twice")
    return found
