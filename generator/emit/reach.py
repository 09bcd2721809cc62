"""Which shared types a spec leads to: all that its shapes can hold, told from its fields alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..spec.grammar import InvalidType, alternatives
from ..spec.model import Field, TypeSpec
from ..spec.names import WireName


class Reach:
    def __init__(self, types: Mapping[WireName, TypeSpec]) -> None:
        self._names = {str(name): name for name in types}
        self._named: dict[str, tuple[WireName, ...]] = {}
        self._held = {name: self.held(spec.fields.values()) for name, spec in types.items()}

    def held(self, fields: Iterable[Field]) -> set[WireName]:
        """The shared types in the fields, at any depth; what these hold is not looked at."""
        found: set[WireName] = set()
        waiting = list(fields)
        for field in waiting:
            if field.ref in self._names:
                found.add(self._names[field.ref])
            found.update(self._in_type(field.type))
            waiting += field.fields.values()
            for case in field.variants.values():
                waiting += case.values()
            if field.items is not None:
                waiting.append(field.items)
        return found

    def everything(self, fields: Iterable[Field]) -> list[WireName]:
        """The same, with what they hold, and so on; in the order of their names."""
        found: set[WireName] = set()
        waiting = self.held(fields)
        while waiting:
            name = waiting.pop()
            found.add(name)
            waiting |= self._held[name] - found
        return sorted(found)

    def _in_type(self, documented: str) -> tuple[WireName, ...]:
        if documented not in self._named:
            try:
                terms = [term.name for term in alternatives(documented)]
            except InvalidType:
                terms = []
            self._named[documented] = tuple(self._names[term] for term in terms if term in self._names)
        return self._named[documented]
