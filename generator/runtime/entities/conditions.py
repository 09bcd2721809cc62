"""Conditions on the fields of an entity: `(Deal.amount > 1000) & (Deal.stage == DealStage.NEW)`."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, NoReturn, TypeAlias

Sign: TypeAlias = Literal[
    "==", "!=", ">", ">=", "<", "<=", "in", "not in", "contains", "not contains", "starts with", "empty", "not empty"
]

_OPPOSITES: Final[Mapping[Sign, Sign]] = {
    "==": "!=",
    "!=": "==",
    ">": "<=",
    ">=": "<",
    "<": ">=",
    "<=": ">",
    "in": "not in",
    "not in": "in",
    "contains": "not contains",
    "not contains": "contains",
    "empty": "not empty",
    "not empty": "empty",
}
_SIZES: Final[Mapping[Sign, Callable[[Any, Any], bool]]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


class FilterError(ValueError):
    """A condition that the filter of the portal cannot say, with the reason; nothing was sent."""


class Condition:
    """What a row must be like. Conditions are combined with `&` and `|`, and turned round with `~`."""

    __slots__ = ()

    def __and__(self, other: Condition) -> Condition:
        return _combined("AND", self, other)

    def __or__(self, other: Condition) -> Condition:
        return _combined("OR", self, other)

    def __invert__(self) -> Condition:
        raise NotImplementedError

    def labels(self) -> set[str]:
        """The fields that it is about, for a person."""
        raise NotImplementedError

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a condition is neither true nor false: combine comparisons by &, | and ~, each in brackets, not by and, or"
            " and not"
        )


@dataclass(frozen=True, slots=True)
class Comparison(Condition):
    """Of one field.

    Args:
        label: The field, for a person: `Deal.amount`.
        name: As the portal takes it.
        value: On the wire; of `in` and `not in`, a list of such.
        zero_is_nothing: The portal does not tell a 0 of this field from nothing.
        has_several: The field has several values, of which one is enough.
    """

    label: str
    name: str
    sign: Sign
    value: Any = None
    zero_is_nothing: bool = False
    has_several: bool = False

    def labels(self) -> set[str]:
        return {self.label}

    def __invert__(self) -> Condition:
        if self.sign not in _OPPOSITES:
            raise FilterError(f"{self.label}: the portal's filter has no opposite of {self.sign!r}")
        if self.has_several and self.sign not in ("empty", "not empty"):
            raise FilterError(f"{self.label} has several values: that none of them is so, a filter cannot say")
        turned = replace(self, sign=_OPPOSITES[self.sign])
        if self.sign not in _SIZES:
            return turned
        # What has no value is neither greater nor less, and so is one of those that are not greater.
        if self.zero_is_nothing and _SIZES[self.sign](0, self.value):
            raise FilterError(
                f"{self.label}: the portal does not tell 0 from nothing, so ~ of {self.sign} {self.value} cannot be"
                f" said; write {turned.sign} {self.value}"
            )
        return turned | Comparison(self.label, self.name, "empty")


@dataclass(frozen=True, slots=True)
class Group(Condition):
    """Several conditions of which all must be met, or one."""

    logic: Literal["AND", "OR"]
    parts: tuple[Condition, ...]

    def labels(self) -> set[str]:
        return {label for part in self.parts for label in part.labels()}

    def __invert__(self) -> Condition:
        return _combined("OR" if self.logic == "AND" else "AND", *(~part for part in self.parts))


def _combined(logic: Literal["AND", "OR"], *conditions: object) -> Condition:
    parts: list[Condition] = []
    for each in conditions:
        if not isinstance(each, Condition):
            raise TypeError(f"{each!r} is no condition: put each comparison into brackets, & and | bind closer than ==")
        parts += each.parts if isinstance(each, Group) and each.logic == logic else [each]
    return Group(logic, tuple(parts))
