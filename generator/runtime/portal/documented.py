"""What is documented of each method, as the portal needs it: the package's own data, read a segment at a time.

The data is shared by all portals of a process and never changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from typing import Any, Final, cast

from .._core.catalog_data import entries, lines_of

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Doing:
    """What a method does with the records of a family. All of it is empty for one that is of no family.

    Args:
        does: `add`, `get`, `list`, `update`, `delete` or `fields`.
        holder: The parameter that the fields lie under; None where they are parameters themselves.
        taken: The fields that are sent: by name the kind, or a map with the kind and what else is known.
        scalars: The other single parameters, in the same form.
        gives: `id`, `record`, `records` or `codes`; "" where the answer says nothing of a record.
        at: Where in the result that lies.
        given: The fields that are answered.
        in_map: The records lie in a map, by their ids.
    """

    does: str
    holder: str | None
    taken: Facts
    scalars: Facts
    gives: str
    at: tuple[str, ...]
    given: Facts
    in_map: bool


@dataclass(frozen=True)
class Method:
    """One documented method.

    Args:
        name: As the documentation writes it.
        rest: 2 or 3.
        scope: The scopes of which the caller needs one; `basic` needs none.
        reads: It leaves everything as it was.
    """

    name: str
    rest: int
    scope: tuple[str, ...]
    reads: bool
    segment: str = field(repr=False)

    @cached_property
    def described(self) -> Facts:
        """As the catalogue has it: `parameters` and `result` are schemas, `errors` lists of code, text and status."""
        return cast(Facts, json.loads(_lines("_catalog", self.segment)[self.name]))

    @cached_property
    def known(self) -> Facts:
        """What the portal has to know beside that: the documented answer, what the method does with records."""
        return cast(Facts, json.loads(_lines("_portal", self.segment)[self.name]))

    @property
    def answer(self) -> Facts | None:
        """The documented answer, the whole of it."""
        return cast("Facts | None", self.known.get("answer"))

    @cached_property
    def record(self) -> Doing:
        """What it does with records."""
        return _doing(self.known.get("record", {}))

    @property
    def errors(self) -> list[tuple[str, str | None, int | None]]:
        return [(error[0], error[1], error[2]) for error in self.described.get("errors", [])]


class Documentation:
    """All methods, by REST version and name."""

    def __init__(self, methods: Mapping[tuple[int, str], Method]) -> None:
        self._methods = methods
        # Two methods may differ in case alone; the first is then the one that is found in another case.
        self._folded: dict[tuple[int, str], Method] = {}
        for (rest, name), method in methods.items():
            self._folded.setdefault((rest, name.lower()), method)

    def find(self, rest: int, name: str) -> Method | None:
        """Portals do not mind the case of a name, but for the flows' (`tasks.flow.Flow.get`)."""
        exact = self._methods.get((rest, name))
        if exact is not None or name.lower().startswith(_EXACT):
            return exact
        return self._folded.get((rest, name.lower()))

    def __iter__(self) -> Iterator[Method]:
        return iter(self._methods.values())

    def families(self) -> Mapping[tuple[int, str], Mapping[str, Method]]:
        """By REST version and family, its methods by the last segment of their names, in small letters."""
        return self._families

    @cached_property
    def _families(self) -> Mapping[tuple[int, str], Mapping[str, Method]]:
        found: dict[tuple[int, str], dict[str, Method]] = {}
        for (rest, name), method in self._methods.items():
            family, _, last = name.rpartition(".")
            found.setdefault((rest, family), {})[last.lower()] = method
        return found


_EXACT: Final = "tasks.flow."


@cache
def documentation() -> Documentation:
    return Documentation({(method.rest, method.name): method for method in map(_method, entries("methods.jsonl"))})


def _method(entry: list[Any]) -> Method:
    name, rest, scopes, access = entry[0], entry[1], tuple(entry[3]), entry[4]
    return Method(name, rest, scopes, access == "read", f"v{rest}.{name.partition('.')[0].lower()}")


def _doing(record: Facts) -> Doing:
    return Doing(
        record.get("does", ""),
        record.get("fields"),
        _fields(record.get("in", {}), sent=True),
        record.get("scalars", {}),
        record.get("gives") or "",
        tuple(record.get("at", ())),
        _fields(record.get("out", {}), sent=False),
        record.get("map", False),
    )


def _fields(named: str | Facts, *, sent: bool) -> Facts:
    """Fields may stand in a shared type."""
    return fields_of_type(named, sent) if isinstance(named, str) else named


@cache
def events() -> frozenset[str]:
    """The names of all documented events, in capitals."""
    return frozenset(json.loads(line).upper() for line in _read("_portal", "events.jsonl"))


@cache
def fields_of_type(name: str, sent: bool) -> Facts:
    """The fields of a shared type, as they are sent or as they are answered."""
    line = _types()[name]
    return cast(Facts, json.loads(line)[1 if sent else 2])


@cache
def schema_of_type(name: str) -> Facts:
    """The schema of a shared type, to which the schemas of `Method.described` refer by `#/$defs/NAME`."""
    return cast(Facts, json.loads(_schemas()[name])[1])


@cache
def _types() -> Mapping[str, str]:
    return _named(_read("_portal", "types.jsonl"), 2)


@cache
def _schemas() -> Mapping[str, str]:
    return _named(lines_of("types.jsonl"), 2)


@cache
def _lines(folder: str, segment: str) -> Mapping[str, str]:
    """The lines of a segment by the method that they are about."""
    return _named(_read(folder, f"{segment}.jsonl"), len('{"name":"'))


def _read(folder: str, file: str) -> list[str]:
    text = resources.files("bitrix24").joinpath(f"{folder}/{file}").read_text("utf-8")
    return text.split("\n")[:-1]


def _named(lines: list[str], begin: int) -> Mapping[str, str]:
    return {line[begin : line.index('"', begin)]: line for line in lines}
