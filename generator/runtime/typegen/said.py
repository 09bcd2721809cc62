"""What a portal writes in more than one way: texts, numbers and yes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["is_yes", "number_in", "text_in"]


def text_in(row: Mapping[str, Any], name: str) -> str:
    """The text there; a number as one. Half a character, which JSON may have and no file, is a question mark."""
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    return str(value).encode("utf-8", "replace").decode()


def number_in(row: Mapping[str, Any], name: str) -> int:
    """The number there, which may be a text; 0 where there is none."""
    value = row.get(name)
    if isinstance(value, (int, str)):
        try:
            return int(value)
        except ValueError:
            pass
    return 0


def is_yes(value: object) -> bool:
    return value in ("Y", "y", True, 1, "1")
