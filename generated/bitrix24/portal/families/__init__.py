# Copied from generator/runtime/portal/families/__init__.py by "python -m generator generate". Edit that file.
"""The families of methods that keep records: which, and which of them know more than their documentation.

A family that is not named here is kept by `Records` alone, if its methods make a family.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ..calls import Method as Call
from ..documented import Documentation, Method
from ..records import Records, State
from .crm.families import FAMILIES as CRM

KNOWN: Final[Mapping[str, type[Records]]] = {**CRM}
"""By the family's name; of REST 3.0 with `3:` before it."""


class Families:
    """All families of a portal, made when one of their methods is called."""

    def __init__(self, state: State, documentation: Documentation) -> None:
        self._state = state
        self._methods: dict[tuple[int, str], list[Method]] = {}
        for (rest, family), methods in documentation.families().items():
            self._methods[rest, family] = list(methods.values())
        self._made: dict[tuple[int, str], Mapping[str, Call]] = {}

    def find(self, rest: int, name: str) -> Call | None:
        """None for a method that keeps nothing."""
        key = rest, name.rpartition(".")[0]
        if key not in self._made:
            self._made[key] = self._calls(key)
        return self._made[key].get(name)

    def are_checked(self, rest: int, name: str) -> bool:
        """Are parameters of the method held against the documentation before it is called?"""
        known = _known(rest, name.rpartition(".")[0])
        return known is None or known.checked

    def _calls(self, key: tuple[int, str]) -> Mapping[str, Call]:
        rest, family = key
        methods = self._methods.get(key, [])
        known = _known(rest, family)
        if known is None and not _is_kept(methods):
            return {}
        return (known or Records)(self._state, family, methods).calls()


def _known(rest: int, family: str) -> type[Records] | None:
    return KNOWN.get(f"3:{family}" if rest == 3 else family)


def _is_kept(methods: Sequence[Method]) -> bool:
    return bool(methods) and Records.keeps(methods)
