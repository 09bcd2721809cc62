# Copied from generator/runtime/portal/values.py by "python -m generator generate". Edit that file.
"""Reading single values the way a portal does: numbers may come as text, lists as maps. NoValue for the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, TypeAlias, TypeGuard

Params: TypeAlias = Mapping[str, Any]
"""A call's parameters by wire name, as JSON values."""


class NoValue(ValueError):
    """What a caller has sent is no value of the kind that is read."""


_GREATEST: Final = 2**63 - 1
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}", re.ASCII)


def is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def is_map(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, Mapping)


def map_of(value: object) -> Mapping[str, Any]:
    """The map, or an empty one for what is none."""
    return value if is_map(value) else {}


def list_of(value: object) -> list[Any]:
    """The values of a list, or of a map as forms have it; none of what is neither."""
    return several(value) if is_map(value) or is_list(value) else []


def several(value: object) -> list[Any]:
    """The same, and one value alone is a list of one."""
    if is_map(value):
        return list(value.values())
    return value if is_list(value) else [value]


def folded(params: Params) -> dict[str, Any]:
    """By names in small letters: the portal takes `FILTER` for `filter`, and of two the last."""
    return {name.lower(): value for name, value in params.items()}


def integer(value: object) -> int:
    """37 or "37"; not true, nor what takes more than 64 bits."""
    if isinstance(value, int) and not isinstance(value, bool) and -_GREATEST <= value <= _GREATEST:
        return value
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value)
    raise NoValue("not an integer")


def natural(value: object) -> int:
    number = integer(value)
    if number < 0:
        raise NoValue("below zero")
    return number


def positive(value: object) -> int:
    number = integer(value)
    if number < 1:
        raise NoValue("not above zero")
    return number


def optional_natural(value: object) -> int | None:
    return None if value is None or value == "" else natural(value)


def flag(value: object) -> bool:
    """1, 0, "1", "0", true or false."""
    if isinstance(value, bool):
        return value
    number = integer(value)
    if number not in (0, 1):
        raise NoValue("neither 0 nor 1")
    return number == 1


def text(value: object) -> str:
    if not isinstance(value, str):
        raise NoValue("not a text")
    return value


def filled(value: object) -> str:
    found = text(value).strip()
    if not found:
        raise NoValue("empty")
    return found


def members(value: object) -> list[list[str]]:
    """[["user", "3"]], {"user": "3"} or [{"user": 3}], as pairs of texts."""
    if is_map(value):
        return [_pair(kind, who) for kind, who in value.items()]
    if not is_list(value):
        raise NoValue("not a list")
    found: list[list[str]] = []
    for member in value:
        if is_map(member):
            found += members(member)
        elif is_list(member) and len(member) == 2:
            found.append(_pair(*member))
        else:
            raise NoValue("not a kind and a number")
    return found


def some_members(value: object) -> list[list[str]]:
    found = members(value)
    if not found:
        raise NoValue("nobody")
    return found


def _pair(kind: object, who: object) -> list[str]:
    return [filled(kind), str(who) if isinstance(who, int) and not isinstance(who, bool) else filled(who)]
