"""Names for all that a module has of a portal."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from .. import entities
from ..client import AsyncClient, Client
from .description import Choice, Description, EntityFacts, FieldFacts, Names
from .naming import Wanted, camel, constant, of_wire, plural, settled, snake

__all__ = ["Enumeration", "derived", "enumerations", "named", "relations"]

MODULE: Final = "module"
PORTAL: Final = "portal"

# What the fields that every portal has are called, where that is not their name on the wire.
_OWN_NAMES: Final[Mapping[str, str]] = {
    "opportunity": "amount",
    "isManualOpportunity": "is_manual_amount",
    "currencyId": "currency",
    "begindate": "begin_date",
    "closedate": "close_date",
    "birthdate": "birth_date",
    "assignedById": "responsible_id",
    "mycompanyId": "my_company_id",
}
_PIPELINE: Final = re.compile(r"(?:C[0-9]+|DT[0-9]+_[0-9]+):")
# A code that says something; those that portals make up begin with UC_ or have digits in them.
_WORDY: Final = re.compile(r"(?!UC_)[A-Z][A-Z_]*[A-Z]")
_NOT_LETTERS: Final = re.compile(r"[^0-9A-Za-z]+")

# What a module has without any portal.
_IN_MODULE: Final = frozenset(
    {*dir(builtins), *entities.__all__, *"Any AsyncClient AsyncPortal Client Decimal Iterable Portal".split()}
    | set("TypedDict Unpack annotations cached_property date datetime deprecated TYPE_CHECKING".split())
)
_IN_PORTAL: Final = frozenset({*dir(Client), *dir(AsyncClient)})
# What the methods that write are given beside fields.
_IN_ENTITY: Final = frozenset({*dir(entities.Entity), "self", "id", "by"})


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list of values that is a class of its own.

    Args:
        scope: Of the names of its members.
        wanted: What the class is to be called.
        wire: Where its values come from, for a person.
        items: Values have numbers; else codes.
    """

    scope: str
    wanted: Wanted
    wire: str
    items: bool
    members: tuple[tuple[Choice, Wanted], ...]


def derived(name: str) -> tuple[str, str, str, str]:
    """Of an entity's class: its name, and those of what it is written with, and of what reads and writes it."""
    several = plural(name)
    several = several if several != name else f"{name}Records"
    return name, f"{name}Fields", several, f"Async{several}"


def named(description: Description, before: Description | None = None) -> Description:
    """The same, with names for everything: those that the description has, or that one before had."""
    old = before or description
    kept = description.names or old.names
    names: dict[str, dict[str, tuple[str, ...]]] = {}
    classes = settled(_classes(description), _classes(old), kept.get(MODULE, {}), _IN_MODULE, derived)
    names[MODULE] = dict(classes)
    names[PORTAL] = settled(
        _collections(description, names), _collections(old, kept), kept.get(PORTAL, {}), _IN_PORTAL
    )
    former = {entity.key: entity for entity in old.entities}
    for entity in description.entities:
        names[entity.key] = settled(
            _attributes(entity, names),
            _attributes(former[entity.key], kept) if entity.key in former else (),
            kept.get(entity.key, {}),
            _IN_ENTITY,
        )
    taken = {each for several in classes.values() for name in several for each in derived(name)} | _IN_MODULE
    found = list(enumerations(description, names))
    earlier = {each.scope: each for each in enumerations(old, kept)}
    of_lists = settled(
        (each.wanted for each in found), (each.wanted for each in earlier.values()), kept.get(MODULE, {}), taken
    )
    names[MODULE].update(of_lists)
    for each in found:
        names[each.scope] = settled(
            (wanted for _, wanted in each.members),
            (wanted for _, wanted in earlier[each.scope].members) if each.scope in earlier else (),
            kept.get(each.scope, {}),
        )
    return replace(description, names=names)


def _classes(description: Description) -> list[Wanted]:
    return [Wanted(each.key, camel(each.label, "Entity"), str(each.id)) for each in description.entities]


def _collections(description: Description, names: Names) -> list[Wanted]:
    found: list[Wanted] = []
    for entity in description.entities:
        name = _current(names, MODULE, entity.key) or camel(entity.label, "Entity")
        many = plural(name)
        found.append(Wanted(entity.key, snake(many, "entities"), f"_{entity.id}"))
    return found


def _attributes(entity: EntityFacts, names: Names) -> list[Wanted]:
    """Of the fields, then of the relations, so that these give way."""
    fields = [
        Wanted(field.wire, _attribute(field), f"_{of_wire(field.wire) or len(field.wire)}") for field in entity.fields
    ]
    return [*fields, *(Wanted(_relation_key(field), name, "_record") for field, name in relations(entity, names))]
