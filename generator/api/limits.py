"""The limits that a page states of a value, and what it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ..spec.model import Field


@dataclass(frozen=True)
class Limits:
    """`max_length`: the characters of a text."""

    unit: str | None = None
    min: float | None = None
    max: float | None = None
    max_length: int | None = None
    max_items: int | None = None
    max_bytes: int | None = None

    def __bool__(self) -> bool:
        return self != NO_LIMITS


NO_LIMITS: Final = Limits()
_NAMES: Final = tuple(Limits.__dataclass_fields__)


def limits_of(field: Field) -> Limits:
    stated: Mapping[str, object] = vars(field)
    if all(stated[name] is None for name in _NAMES):
        return NO_LIMITS
    return Limits(field.unit, field.min, field.max, field.max_length, field.max_items, field.max_bytes)
