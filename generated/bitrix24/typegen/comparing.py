# Copied from generator/runtime/typegen/comparing.py by "python -m generator generate". Edit that file.
"""What has changed on a portal from one description to the next, for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeVar

from .description import Choice, EntityFacts, FieldFacts, PortalDescription

__all__ = ["changes"]

T = TypeVar("T")

_FLAGS: Final = ("custom", "multiple", "required", "read_only")


def changes(before: PortalDescription, after: PortalDescription) -> list[str]:
    """One line for each change, in the order of the later description; what is gone comes last in its part."""
    found = [
        *_entities({each.key: each for each in before.entities}, {each.key: each for each in after.entities}),
        *_directories(before, after),
    ]
    known = {each.part for each in before.left_out}
    return [*found, *(str(each) for each in after.left_out if each.part not in known)]


def _entities(before: Mapping[str, EntityFacts], after: Mapping[str, EntityFacts]) -> Iterator[str]:
    for key, entity in after.items():
        what = f"{entity.label} ({key})"
        if key not in before:
            yield f"{what}: new"
            continue
        yield from _relabelled(what, before[key].label, entity.label)
        if before[key].product_rows != entity.product_rows:
            yield f"{what}: {'has' if entity.product_rows else 'has no'} product rows"
        old, new = ({each.id: each for each in those.pipelines} for those in (before[key], entity))
        for id, pipeline in new.items():
            if id not in old:
                yield f"{what}: pipeline {pipeline.label!r} ({id}): new"
            else:
                yield from _relabelled(f"{what}: pipeline {id}", old[id].label, pipeline.label)
        yield from (f"{what}: pipeline {old[id].label!r} ({id}): gone" for id in old.keys() - new.keys())
        yield from _fields(what, before[key].fields, entity.fields)
    yield from (f"{entity.label} ({key}): gone" for key, entity in before.items() if key not in after)


def _fields(what: str, before: Iterable[FieldFacts], after: Iterable[FieldFacts]) -> Iterator[str]:
    old, new = ({each.wire: each for each in fields} for fields in (before, after))
    for wire, field in new.items():
        if wire not in old:
            yield f"{what}: field {field.label!r} ({wire}, {field.type}): new"
            continue
        yield from _field(f"{what}: field {field.label!r} ({wire})", old[wire], field)
    yield from (f"{what}: field {old[wire].label!r} ({wire}): gone" for wire in old if wire not in new)


def _field(what: str, before: FieldFacts, after: FieldFacts) -> Iterator[str]:
    yield from _relabelled(what, before.label, after.label)
    if before.type != after.type:
        yield f"{what}: of type {after.type}, which was {before.type}"
    for flag in _FLAGS:
        is_set = getattr(after, flag)
        if getattr(before, flag) != is_set:
            yield f"{what}: {'now' if is_set else 'no longer'} {flag.replace('_', '-')}"
    if before.directory != after.directory:
        yield f"{what}: its values are those of {after.directory or 'no directory'}"
    if before.targets != after.targets:
        yield f"{what}: points at records of {', '.join(map(str, after.targets)) or 'nothing'}"
    yield from _choices(what, before.choices, after.choices)


def _directories(before: PortalDescription, after: PortalDescription) -> Iterator[str]:
    old, new = ({each.name: each.choices for each in those.directories} for those in (before, after))
    for name in [*new, *(name for name in old if name not in new)]:
        yield from _choices(name, old.get(name, ()), new.get(name, ()))


def _choices(what: str, before: Iterable[Choice], after: Iterable[Choice]) -> Iterator[str]:
    old, new = ({each.code: each.label for each in choices} for choices in (before, after))
    for code, label in new.items():
        if code not in old:
            yield f"{what}: value {label!r} ({code}): new"
        else:
            yield from _relabelled(f"{what}: value {code}", old[code], label)
    yield from (f"{what}: value {label!r} ({code}): gone" for code, label in old.items() if code not in new)


def _relabelled(what: str, before: str, after: str) -> Iterator[str]:
    if before != after:
        yield f"{what}: is called {after!r}, which was {before!r}"
