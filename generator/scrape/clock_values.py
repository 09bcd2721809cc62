"""Times in examples say when somebody published a page, not what the API does: the earlier ones stay."""

from __future__ import annotations

import re
from typing import Final, TypeVar

_TIME: Final = re.compile(
    r"(?:\d{4}-\d\d-\d\d|\d\d\.\d\d\.\d{4})(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
)
_DIGIT: Final = re.compile(r"\d")
# What every answer says of itself.
_CLOCK: Final = "time"

T = TypeVar("T")


def with_former_times(new: T, old: T) -> T:
    """The earlier example where the new one differs in nothing but times."""
    return old if _is_same(old, new) else new


def _is_same(old: object, new: object, *, in_clock: bool = False) -> bool:
    if type(old) is not type(new):
        return in_clock and _is_number(old) and _is_number(new)
    if isinstance(old, dict) and isinstance(new, dict):
        return [*old] == [*new] and all(_is_same(old[key], new[key], in_clock=in_clock or key == _CLOCK) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(_is_same(*pair, in_clock=in_clock) for pair in zip(old, new, strict=True))
    return old == new or (in_clock and _is_number(old)) or _are_times(old, new)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _are_times(old: object, new: object) -> bool:
    """Written in one way, too."""
    if not isinstance(old, str) or not isinstance(new, str):
        return False
    return bool(_TIME.fullmatch(old) and _TIME.fullmatch(new)) and _DIGIT.sub("0", old) == _DIGIT.sub("0", new)
