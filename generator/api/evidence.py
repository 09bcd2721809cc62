"""What examples show of ids and single letters, by place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Final

from ..spec.model import Field, Json, MethodSpec, TypeSpec
from ..spec.names import WireName
from .places import place_of

_ID: Final = re.compile(r"(?:\A|_)(?:ID|BY)\Z|\A[iI]d\Z|[a-z](?:Id|By)\Z", re.ASCII)
TEXT: Final = frozenset({"string", "char", "string | integer", "integer | string"})


@dataclass(frozen=True)
class Evidence:
    """The values that are shown.

    Args:
        of_types: Shared types, each with what is shown of it.
    """

    ids: Mapping[str, Set[Json]]
    letters: Mapping[str, Set[Json]]
    of_types: tuple[tuple[WireName, dict[str, Json]], ...]


class Gathering:
    """Evidence of several examples."""

    def __init__(self) -> None:
        self._ids: dict[str, set[Json]] = defaultdict(set)
        self._letters: dict[str, set[Json]] = defaultdict(set)
        self._of_types: list[tuple[WireName, dict[str, Json]]] = []

    def result(self) -> Evidence:
        return Evidence(dict(self._ids), dict(self._letters), tuple(self._of_types))

    def include(self, other: Evidence) -> None:
        for place, values in other.ids.items():
            self._ids[place] |= values
        for place, values in other.letters.items():
            self._letters[place] |= values
        self._of_types += other.of_types

    def resolve(self, types: Mapping[WireName, TypeSpec]) -> None:
        """Puts what is shown of shared types at the places in these."""
        while self._of_types:
            name, shown = self._of_types.pop()
            if name in types:
                self._object(Field("object", fields=types[name].fields), shown, str(name))

    def of(self, field: Field, shown: Json, where: str, name: str = "") -> None:
        if isinstance(shown, list):
            for each in shown:
                self.of(field.items if field.items is not None else field, each, where + "[]" * bool(field.items), name)
        elif isinstance(shown, dict):
            self._object(field, shown, where)
        elif field.type in TEXT and not field.values and shown not in (None, "", False):
            if _ID.search(name):
                self._ids[where].add(shown)
            elif field.type == "char":
                self._letters[where].add(shown)

    def _object(self, field: Field, shown: dict[str, Json], where: str) -> None:
        if field.ref is not None:
            self._of_types.append((field.ref, shown))
        for name, value in shown.items():
            if field.items is not None:
                self.of(field.items, value, f"{where}[]")
            if name in field.fields:
                self.of(field.fields[name], value, f"{where}.{name}", name)
            elif field.map_of is not None:
                self.of(field.map_of, value, f"{where}[]")


def evidence_of(method: MethodSpec) -> Evidence:
    """What the examples of its call and its answer show."""
    gathering = Gathering()
    if method.returns is not None and method.response is not None:
        gathering.of(method.returns, method.response.get("result"), place_of(method, "returns"))
    if method.example is not None:
        parameters = Field("object", fields=method.params)
        gathering.of(parameters, dict(method.example), place_of(method, "params"))
    return gathering.result()
