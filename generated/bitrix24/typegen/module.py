# Copied from generator/runtime/typegen/module.py by "python -m generator generate". Edit that file.
"""A module of a portal's own types, as source: the same bytes for the same description."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from .description import EntityFacts, PortalDescription
from .fields import FieldSource, field_source
from .kinds import IMPORTED_AS, dialect, of_known_kinds
from .layout import laid_out
from .names import (
    MODULE,
    PORTAL,
    PRODUCT_ROWS,
    choice_classes,
    derived,
    enumerations,
    named,
    relation_key,
    relations,
)
from .naming import snake
from .source import comment, literal, shown

__all__ = ["FIRST_LINE", "module_of"]

FIRST_LINE: Final = "# Written by `b24 types`."
"""How every module begins, by the template."""

_TEMPLATES: Final = Path(__file__).parent / "templates"
_OWNER_TYPES: Final[Mapping[int, str]] = {1: "L", 2: "D", 7: "Q", 31: "SI"}


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    value: str
    former: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Enum:
    name: str
    base: str
    wire: str
    members: tuple[_Member, ...]
    former: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Attribute:
    """A field; `name` and `former` are its own, the rest is its source."""

    name: str
    former: tuple[str, ...]
    source: FieldSource
    label: str


@dataclass(frozen=True, slots=True)
class _Renamed:
    former: str
    name: str


@dataclass(frozen=True, slots=True)
class _Relation:
    name: str
    call: str


@dataclass(frozen=True, slots=True)
class _Entity:
    """
    Args:
        classes: Of its records, of what they are written with, of what reads and writes them, and of that awaited.
        collection: Where the portal has it.
        former: What the classes were called before.
    """

    label: str
    about: str
    dialect: str
    classes: tuple[str, str, str, str]
    collection: str
    former_collections: tuple[str, ...]
    former: tuple[tuple[str, str, str, str], ...]
    attributes: tuple[_Attribute, ...]
    relations: tuple[_Relation, ...]

    @property
    def name(self) -> str:
        return self.classes[0]

    @property
    def written(self) -> Sequence[_Attribute]:
        return [each for each in self.attributes if not each.source.read_only]

    @property
    def renamed(self) -> Sequence[_Renamed]:
        return [_Renamed(former, each.name) for each in self.attributes for former in each.former]


def module_of(description: PortalDescription) -> str:
    """The source of the module; what has no name in the description, or one that cannot be, gets one."""
    described = of_known_kinds(named(description))
    enums = tuple(_enums(described))
    found = tuple(_entities(described))
    text = _template().render(
        portal=shown(described.portal),
        enums=enums,
        entities=found,
        imported=_imported(found, enums),
        standard=_standard(found),
        offered=sorted(_offered(found, enums)),
        renamed=list(_renamed(found, enums)),
    )
    return laid_out(text)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["literal"] = literal
    environment.filters["comment"] = comment
    return environment


@cache
def _template() -> Template:
    return _environment().get_template("module.jinja")


def _enums(description: PortalDescription) -> Iterator[_Enum]:
    for each in enumerations(description, description.names):
        members = description.names[each.scope]
        name, *former = description.names[MODULE][each.scope]
        yield _Enum(
            name,
            "ListItem" if each.items else "Status",
            shown(each.wire),
            tuple(
                _Member(
                    members[choice.code][0],
                    f"{literal(int(choice.code) if each.items else choice.code)}, {literal(choice.label)}",
                    members[choice.code][1:],
                )
                for choice, _ in each.members
            ),
            tuple(former),
        )


def _entities(description: PortalDescription) -> Iterator[_Entity]:
    for entity in description.entities:
        classes, *former = map(derived, description.names[MODULE][entity.key])
        collection, *former_collections = description.names[PORTAL][entity.key]
        yield _Entity(
            shown(entity.label),
            f"`{entity.kind}`, {entity.id}",
            dialect(entity),
            classes,
            collection,
            tuple(former_collections),
            tuple(former),
            tuple(_attributes(description, entity)),
            tuple(_relations(description, entity)),
        )


def _attributes(description: PortalDescription, entity: EntityFacts) -> Iterator[_Attribute]:
    known = choice_classes(description, entity)
    for field in entity.fields:
        name, *former = description.names[entity.key][field.wire]
        # Beside a name that says the same, a label says nothing.
        label = comment(field.label) if field.custom and snake(field.label, "") != name else ""
        yield _Attribute(name, tuple(former), field_source(entity.kind, field, known.get(field.wire, "")), label)


def _relations(description: PortalDescription, entity: EntityFacts) -> Iterator[_Relation]:
    names = description.names[entity.key]
    for field, _ in relations(entity, description.names):
        target = field.targets[0]
        of = description.names[MODULE][f"crm.item:{target}"][0]
        many = "ToMany" if field.multiple else "ToOne"
        call = f"{many}({literal(field.wire)}, lambda: {of}, CrmItems({target}))"
        yield _Relation(names[relation_key(field)][0], call)
    if entity.product_rows:
        letters = _OWNER_TYPES.get(entity.id, f"T{entity.id:x}")
        yield _Relation(names[PRODUCT_ROWS][0], f"ProductRows({literal(letters)})")


def _renamed(found: Sequence[_Entity], enums: Sequence[_Enum]) -> Iterator[tuple[str, str]]:
    """Former names of classes, with those that they have now."""
    for entity in found:
        for former in entity.former:
            yield from zip(former, entity.classes, strict=True)
    for enum in enums:
        yield from ((former, enum.name) for former in enum.former)


def _imported(found: Sequence[_Entity], enums: Sequence[_Enum]) -> list[str]:
    """Of `bitrix24.entities`, without what nothing uses."""
    names = {"AsyncEntities", "By", "Entities", "Entity"} | {each.base for each in enums}
    for entity in found:
        names.update(*(each.source.uses for each in entity.attributes))
        names.add(entity.dialect.partition("(")[0])
        names.update(each.call.partition("(")[0] for each in entity.relations)
        names.update("Renamed" for each in entity.attributes if each.former)
    as_other = {other: f"{name} as {other}" for name, other in IMPORTED_AS.items()}
    return sorted(as_other.get(name, name) for name in names)


def _standard(found: Sequence[_Entity]) -> frozenset[str]:
    """The names of types that the fields need of the standard library."""
    given = " ".join(each.source.given for entity in found for each in entity.written)
    return frozenset(name for name in ("Any", "Iterable", "dt") if re.search(rf"\b{name}\b", given))


def _offered(found: Sequence[_Entity], enums: Sequence[_Enum]) -> Iterator[str]:
    yield from ("AsyncPortal", "Portal")
    for entity in found:
        yield from entity.classes
        for former in entity.former:
            yield from former
    for enum in enums:
        yield from (enum.name, *enum.former)
