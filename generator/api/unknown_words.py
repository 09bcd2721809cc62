"""Types that nobody knows. Each costs its field alone, which takes and gives anything; whoever wrote the word is told.

A person mends one in `specs/overrides/`, or by a line in the tables of `kinds.py`.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import NamedTuple

from ..spec.grammar import InvalidType, TypeName, alternatives
from ..spec.model import Field, SpecTree
from .interpret import NAMED_OBJECTS, NOTHING
from .kinds import UnknownType, kind_of


class UnknownWord(NamedTuple):
    page: str
    at: str
    """Whose it is, and where: `tasks.task.get: params.id`."""
    what: str


def unknown_words(specs: SpecTree) -> list[UnknownWord]:
    """Every place of a type that is not known or not written like one, in order."""
    found = [
        *(
            UnknownWord(spec.page, f"{spec.method}: {at}", what)
            for spec in specs.methods.values()
            for at, what in (
                *_in_fields(spec.params, "params", specs.types),
                *_in_fields({"returns": spec.returns} if spec.returns else {}, "", specs.types),
            )
        ),
        *(
            UnknownWord(spec.page, f"{spec.event}: {at}", what)
            for spec in specs.events.values()
            for at, what in _in_fields({"data": spec.data} if spec.data else {}, "", specs.types)
        ),
        *(
            UnknownWord(spec.page, f"{spec.type}: {at}", what)
            for spec in specs.types.values()
            for at, what in _in_fields(spec.fields, "fields", specs.types)
        ),
    ]
    return sorted(found)


def _in_fields(fields: Mapping[str, Field], owner: str, types: Container[str]) -> Iterator[tuple[str, str]]:
    for name, field in fields.items():
        at = f"{owner}.{name}" if owner else name
        yield from ((at, what) for what in _of(field, types))
        yield from _in_fields(field.fields, at, types)
        yield from _in_fields({f"{at}[]": field.items} if field.items else {}, "", types)
        yield from _in_fields({f"{at}.*": field.map_of} if field.map_of else {}, "", types)
        for inside in field.variants.values():
            yield from _in_fields(inside, at, types)


def _of(field: Field, types: Container[str]) -> Iterator[str]:
    try:
        names = alternatives(field.type)
    except InvalidType as error:
        yield str(error)
        return
    is_described = bool(field.ref or field.fields or field.items or field.map_of or field.variants)
    for name in names:
        if not (is_described and (len(names) == 1 or name.depth)) and not _is_known(name, types):
            yield f"type {name.name!r} is unknown"


def _is_known(name: TypeName, types: Container[str]) -> bool:
    word = name.name.lower()
    if word in NOTHING or word in NAMED_OBJECTS or name.name in types:
        return True
    try:
        kind_of(word)
    except UnknownType:
        return False
    return True
