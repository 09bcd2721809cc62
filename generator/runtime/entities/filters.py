"""Conditions as the filter that a method documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .._core.json_types import is_list
from .conditions import Comparison, Condition, FilterError, Group, Sign

# What most methods that filter document.
PREFIXES: Final[Mapping[Sign, str]] = {
    "==": "=",
    "!=": "!=",
    ">": ">",
    ">=": ">=",
    "<": "<",
    "<=": "<=",
    "in": "@",
    "not in": "!@",
    "contains": "%",
    "not contains": "!%",
    "starts with": "=%",
}


@dataclass(frozen=True)
class FilterRules:
    """What the filter of one kind of entity can say.

    Args:
        prefixes: What stands before a field's name, for each comparison that there is.
        group: Under which keys groups lie, with their number in it; None where there are none.
        logic: The key that makes a group one of alternatives.
        nothing: What a field without a value is compared with.
    """

    prefixes: Mapping[Sign, str]
    group: str | None = None
    logic: str = "logic"
    nothing: object = ""

    def compiled(self, condition: Condition | None) -> dict[str, object]:
        """The filter.

        Raises:
            FilterError: It cannot say that.
        """
        if condition is None:
            return {}
        return self._all(condition.parts if isinstance(condition, Group) and condition.logic == "AND" else [condition])

    def _all(self, parts: tuple[Condition, ...] | list[Condition]) -> dict[str, object]:
        found: dict[str, object] = {}
        groups: list[Mapping[str, object]] = []
        for part in parts:
            if isinstance(part, Comparison):
                key, value = self._entry(part)
                if key not in found:
                    found[key] = value
                elif found[key] != value:
                    groups.append({key: value})
            elif isinstance(part, Group):
                groups.append(self._alternatives(part))
        return {**found, **self._grouped(groups)}

    def _alternatives(self, group: Group) -> dict[str, object]:
        return {self.logic: "OR", **self._grouped([self.compiled(part) for part in group.parts])}

    def _grouped(self, groups: list[Mapping[str, object]]) -> dict[str, object]:
        if groups and self.group is None:
            raise FilterError(
                "the filter of these records has no groups: neither | nor two conditions of one kind on one field"
            )
        return {str(self.group).format(number): each for number, each in enumerate(groups)}

    def _entry(self, comparison: Comparison) -> tuple[str, object]:
        sign, value = comparison.sign, comparison.value
        if sign in ("in", "not in") and is_list(value) and len(value) == 1:
            sign, value = ("==" if sign == "in" else "!="), value[0]
        if sign in ("empty", "not empty"):
            sign, value = ("==" if sign == "empty" else "!="), self.nothing
        if sign not in self.prefixes:
            raise FilterError(f"{comparison.label}: the filter of these records has no {comparison.sign!r}")
        return f"{self.prefixes[sign]}{comparison.name}", value
