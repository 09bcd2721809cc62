# Copied from generator/runtime/portal/families/__init__.py by "python -m generator generate". Edit that file.
"""The families of methods that keep records: which, and which of them know more than their documentation.

A family that is not named here is kept by `Records` alone, if its methods make a family.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..calls import Method as Call
from ..documented import Documentation, Method
from ..errors import Refused
from ..example_records import put_examples
from ..example_work import put_work_examples
from ..records import Records, State
from .crm.examples import put_crm_examples
from .crm.families import FAMILIES as CRM
from .work import FAMILIES as WORK

KNOWN: Final[Mapping[str, type[Records]]] = {
    **CRM,
    **WORK,
}
"""By the family's name; of REST 3.0 with `3:` before it."""


class Families:
    """All families of a portal, made when one of their methods is called.

    Args:
        examples: Do they begin with the records that the documentation's examples speak of?
    """

    def __init__(self, state: State, documentation: Documentation, examples: bool = False) -> None:
        self._state = state
        self._examples = examples
        if examples:
            put_work_examples(state.store)
        # A family may be written in two ways: catalog.roundingRule.add, catalog.roundingrule.list.
        self._names: dict[tuple[int, str], str] = {}
        self._methods: dict[tuple[int, str], list[Method]] = {}
        for (rest, family), methods in documentation.families().items():
            self._names.setdefault((rest, family.lower()), family)
            self._methods.setdefault((rest, family.lower()), []).extend(methods.values())
        self._made: dict[tuple[int, str], Records | None] = {}
        self._calls: dict[tuple[int, str], Mapping[str, Call]] = {}

    def find(self, rest: int, name: str) -> Call | None:
        """None for a method that keeps nothing."""
        key = rest, name.rpartition(".")[0].lower()
        if key not in self._calls:
            records = self._records(key)
            self._calls[key] = records.calls() if records is not None else {}
        return self._calls[key].get(name)

    def worded(self, method: Method, refused: Refused) -> Refused:
        """What is wrong with a method's parameters, in the words of its family."""
        records = self._records((method.rest, method.name.rpartition(".")[0].lower()))
        return refused if records is None else records.worded(refused, method)

    def _records(self, key: tuple[int, str]) -> Records | None:
        if key not in self._made:
            self._made[key] = self._make(key)
        return self._made[key]

    def are_checked(self, method: Method) -> bool:
        """Are parameters of the method held against the documentation before it is called?"""
        records = self._records((method.rest, method.name.rpartition(".")[0].lower()))
        return records is None or records.checked

    def _make(self, key: tuple[int, str]) -> Records | None:
        methods = self._methods.get(key, [])
        family = self._names.get(key, "")
        name = f"3:{family}" if key[0] == 3 else family
        known = KNOWN.get(name)
        if known is None and not (methods and Records.keeps(methods)):
            return None
        records = (known or Records)(self._state, family, methods)
        if self._examples:
            outer = key[1].rpartition(".")[0]
            if outer:
                self._records((key[0], outer))
            put_crm_examples(methods, self._state.store)
            put_examples(records)
        return records
