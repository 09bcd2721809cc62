"""What one spec says by itself of what is decided of many together: seen once, and remembered by the spec's content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from ..spec.grammar import InvalidType, alternatives
from ..spec.model import Field, MethodSpec
from .boolean_forms import Forms, boolean_forms
from .evidence import Evidence, evidence_of
from .file_encoding import FileEncoding
from .file_inputs import file_inputs
from .places import elements_of

YES_AND_NO: Final = frozenset({"Y", "N"})


@dataclass(frozen=True)
class Names:
    """Names of fields at any depth, of integers and of texts with other values than Y and N; each as `plain` has it."""

    integers: frozenset[str]
    other_letters: frozenset[str]


@dataclass(frozen=True)
class Observed:
    """Of one method.

    Args:
        files, booleans: How parameters take files and booleans, by place.
        types_of_parameters, types_of_result: What fields name as their type, at any depth: shared types and others.
        names: Of its parameters and of what it returns.
        shown: In its examples.
    """

    files: Mapping[str, FileEncoding]
    booleans: Mapping[str, Forms]
    types_of_parameters: frozenset[str]
    types_of_result: frozenset[str]
    names: Names
    shown: Evidence


def observed(spec: MethodSpec) -> Observed:
    return Observed(
        dict(file_inputs(spec)),
        dict(boolean_forms(spec)),
        types_named_in(spec.params.values()),
        types_named_in([spec.returns] if spec.returns is not None else []),
        names_in(spec.params, *([spec.returns.fields] if spec.returns is not None else [])),
        evidence_of(spec),
    )


def types_named_in(fields: Iterable[Field]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(fields)
    for each in waiting:
        found.update(_alternatives(each.type))
        if each.ref is not None:
            found.add(each.ref)
        if each.fields:
            waiting += each.fields.values()
        for case in each.variants.values():
            waiting += case.values()
        waiting += elements_of(each)
    return frozenset(found)


@cache
def _alternatives(documented: str) -> tuple[str, ...]:
    try:
        return tuple(each.name for each in alternatives(documented))
    except InvalidType:  # which is told when it is interpreted
        return ()


def names_in(*several: Mapping[str, Field]) -> Names:
    integers: set[str] = set()
    other_letters: set[str] = set()
    for name, field in _fields_in(several):
        if field.type == "integer":
            integers.add(plain(name))
        elif field.values and not YES_AND_NO.issuperset(map(str, field.values)):
            other_letters.add(plain(name))
    return Names(frozenset(integers), frozenset(other_letters))


def _fields_in(several: Iterable[Mapping[str, Field]]) -> Iterator[tuple[str, Field]]:
    waiting = list(several)
    for fields in waiting:
        for name, field in fields.items():
            yield name, field
            waiting.append(field.fields)
            waiting += field.variants.values()
            waiting += (each.fields for each in elements_of(field))


@cache
def plain(name: str) -> str:
    """A name in whatever spelling: `createdBy`, `CREATED_BY`."""
    return name.casefold().replace("_", "")
