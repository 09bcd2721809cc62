"""Times in examples say when somebody published a page, not what the API does: the earlier ones stay."""

from __future__ import annotations

import re
from typing import Final, TypeVar, cast

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
    if _is_same_value(old, new, in_clock=in_clock):
        return True
    if isinstance(old, dict) and isinstance(new, dict):
        before, now = cast("dict[str, object]", old), cast("dict[str, object]", new)
        return [*before] == [*now] and all(
            _is_same(before[key], now[key], in_clock=in_clock or key == _CLOCK) for key in before
        )
    if isinstance(old, list) and isinstance(new, list):
        several, others = cast("list[object]", old), cast("list[object]", new)
        return len(several) == len(others) and all(
            _is_same(*pair, in_clock=in_clock) for pair in zip(several, others, strict=True)
        )
    return False


def _is_same_value(old: object, new: object, *, in_clock: bool) -> bool:
    if in_clock and _is_number(old) and _is_number(new):
        return True
    if isinstance(old, (dict, list)):
        return False  # what is in them may be equal and yet be another type: 1 and true
    return (type(old) is type(new) and old == new) or _are_times(old, new)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _are_times(old: object, new: object) -> bool:
    """Written in one way, too."""
    if not isinstance(old, str) or not isinstance(new, str):
        return False
    return bool(_TIME.fullmatch(old) and _TIME.fullmatch(new)) and _DIGIT.sub("0", old) == _DIGIT.sub("0", new)
