"""Names for all that a module has of a portal."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Final

from .. import entities
from .description import Choice, EntityFacts, FieldFacts, Names, PortalDescription
from .kinds import IMPORTED_AS, of_known_kinds
from .naming import Wanted, camel, constant, of_wire, own_part, plural, settled, snake

__all__ = [
    "MODULE",
    "PORTAL",
    "PRODUCT_ROWS",
    "Enumeration",
    "choice_classes",
    "derived",
    "enumerations",
    "named",
    "relation_key",
    "relations",
]

MODULE: Final = "module"
PORTAL: Final = "portal"
PRODUCT_ROWS: Final = "product_rows"

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

_CLIENT: Final = import_module("..client", __package__)
# What a module has without any portal.
_IN_MODULE: Final = frozenset(
    {"Any", "AsyncClient", "AsyncPortal", "Client", "Iterable", "Portal", "TypedDict", "Unpack", "annotations"}
    | {"cached_property", "deprecated", "dt", *dir(builtins), *IMPORTED_AS.values()}
    | set(entities.__all__) - IMPORTED_AS.keys()
)
_IN_PORTAL: Final = frozenset({*dir(_CLIENT.Client), *dir(_CLIENT.AsyncClient)})
# What the methods that write are given beside fields, and what their types are written with.
_IN_ENTITY: Final = frozenset({*dir(entities.Entity), "self", "by", "dt", "bool", "float", "int", "str"})


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


def named(description: PortalDescription, before: PortalDescription | None = None) -> PortalDescription:
    """The same, with names for everything: those that the description has, or that one before had."""
    new = of_known_kinds(description)
    old = of_known_kinds(before or description)
    kept = description.names or old.names
    names: dict[str, dict[str, tuple[str, ...]]] = {}
    classes = settled(_classes(new), _classes(old), kept.get(MODULE, {}), _IN_MODULE, derived)
    names[MODULE] = dict(classes)
    names[PORTAL] = settled(_collections(new, names), _collections(old, kept), kept.get(PORTAL, {}), _IN_PORTAL)
    former = {entity.key: entity for entity in old.entities}
    for entity in new.entities:
        names[entity.key] = settled(
            _attributes(entity, names),
            _attributes(former[entity.key], kept) if entity.key in former else (),
            kept.get(entity.key, {}),
            _IN_ENTITY,
        )
    taken = {each for several in classes.values() for name in several for each in derived(name)} | _IN_MODULE
    found = list(enumerations(new, names))
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
    return replace(description, names=_with_absent(names, kept))


def _with_absent(names: Names, kept: Names) -> Names:
    """With the names of what the portal does not tell of this time, as a scope may be missing: it may come back."""
    return {scope: {**kept.get(scope, {}), **names.get(scope, {})} for scope in dict.fromkeys([*names, *kept])}


def _classes(description: PortalDescription) -> list[Wanted]:
    return [Wanted(each.key, camel(each.label, "Entity"), str(each.id or "Own")) for each in description.entities]


def _collections(description: PortalDescription, names: Names) -> list[Wanted]:
    found: list[Wanted] = []
    for entity in description.entities:
        name = _class(entity, names)
        # `tasks` are methods of the client.
        many = f"{name}Records" if entity.kind == "tasks.task" else plural(name)
        found.append(Wanted(entity.key, snake(many, "entities"), f"_{entity.id}"))
    return found


def _attributes(entity: EntityFacts, names: Names) -> list[Wanted]:
    """Of the fields, then of the relations, so that these give way."""
    fields = [
        Wanted(field.wire, _attribute(field), f"_{own_part(field.wire) or len(field.wire)}") for field in entity.fields
    ]
    rows = [Wanted(PRODUCT_ROWS, PRODUCT_ROWS, "_of_record")] if entity.product_rows else []
    return [*fields, *(Wanted(relation_key(field), name, "_record") for field, name in relations(entity, names)), *rows]


def _attribute(field: FieldFacts) -> str:
    if field.custom:
        # Some methods tell no labels.
        return snake(field.label if field.label != field.wire else own_part(field.wire), "field")
    own = _OWN_NAMES.get(field.wire) or snake(of_wire(field.wire), "field")
    # A status is its value here, and no id.
    return own.removesuffix("_id") if field.type == "crm_status" else own


def relations(entity: EntityFacts, names: Names) -> Iterator[tuple[FieldFacts, str]]:
    """The fields that point at records of a known entity, each with what these records are to be called."""
    for field in entity.fields:
        if field.custom or len(field.targets) != 1 or not _current(names, MODULE, f"crm.item:{field.targets[0]}"):
            continue
        if field.wire.startswith("parentId"):
            yield field, snake(_current(names, MODULE, f"crm.item:{field.targets[0]}"), "parent")
        elif field.wire.endswith("Ids"):
            yield field, plural(of_wire(field.wire.removesuffix("Ids")))
        elif field.wire.endswith("Id"):
            yield field, of_wire(field.wire.removesuffix("Id"))


def relation_key(field: FieldFacts) -> str:
    """Under which the names of an entity have the relation that the field makes."""
    return f"{field.wire} record"


def enumerations(description: PortalDescription, names: Names) -> Iterator[Enumeration]:
    """Every list of values that a field uses, once."""
    directories = {each.name: each.choices for each in description.directories}
    used = {field.directory for entity in description.entities for field in entity.fields}
    of_pipelines = {each.directory for entity in description.entities for each in entity.pipelines}
    for name in sorted(used & directories.keys() - of_pipelines):
        yield _directory(name, directories[name])
    for entity in description.entities:
        if any(each.directory in directories for each in entity.pipelines):
            yield _stages(entity, directories, names)
        for field in entity.fields:
            if is_list(field):
                yield _items(entity, field, names)


def is_list(field: FieldFacts) -> bool:
    """Is its value an item of a list, by the item's number?"""
    return field.type == "enumeration" and bool(field.choices) and all(each.code.isdigit() for each in field.choices)


def choice_classes(description: PortalDescription, entity: EntityFacts) -> dict[str, str]:
    """By field, the class of its values, where they are out of a list."""
    names = description.names
    stages = {each.directory for each in entity.pipelines}
    found: dict[str, str] = {}
    for field in entity.fields:
        if field.directory in stages:
            found[field.wire] = _current(names, MODULE, stages_scope(entity))
        elif field.directory:
            found[field.wire] = _current(names, MODULE, directory_scope(field.directory))
        elif is_list(field):
            found[field.wire] = _current(names, MODULE, items_scope(entity, field))
    return found


def directory_scope(name: str) -> str:
    return f"crm.status:{name}"


def stages_scope(entity: EntityFacts) -> str:
    return f"{entity.key} stages"


def items_scope(entity: EntityFacts, field: FieldFacts) -> str:
    return f"{entity.key} {field.wire}"


def _directory(name: str, choices: Sequence[Choice]) -> Enumeration:
    scope = directory_scope(name)
    wanted = Wanted(scope, camel(name.lower(), "Status"), "Status")
    return Enumeration(scope, wanted, f"crm.status, {name}", False, tuple(_statuses(choices, "")))


def _stages(entity: EntityFacts, directories: Mapping[str, Sequence[Choice]], names: Names) -> Enumeration:
    """Those of all pipelines; but for the first one's they begin with the pipeline's name."""
    members: dict[str, tuple[Choice, Wanted]] = {}
    for number, pipeline in enumerate(entity.pipelines):
        ahead = f"{constant(pipeline.label, 'PIPELINE')}_" if number else ""
        for choice, member in _statuses(directories.get(pipeline.directory, ()), ahead):
            members.setdefault(choice.code, (choice, member))
    scope = stages_scope(entity)
    wanted = Wanted(scope, f"{_class(entity, names)}Stage", str(entity.id))
    wire = ", ".join(("crm.status", *(each.directory for each in entity.pipelines)))
    return Enumeration(scope, wanted, wire, False, tuple(members.values()))


def _statuses(choices: Iterable[Choice], ahead: str) -> Iterator[tuple[Choice, Wanted]]:
    for each in choices:
        code = _PIPELINE.sub("", each.code, count=1)
        name = code if _WORDY.fullmatch(code) else constant(each.label, "STATUS")
        yield each, Wanted(each.code, f"{ahead}{name}", _suffix(code))


def _items(entity: EntityFacts, field: FieldFacts, names: Names) -> Enumeration:
    scope = items_scope(entity, field)
    attribute = _current(names, entity.key, field.wire) or _attribute(field)
    wanted = Wanted(scope, f"{_class(entity, names)}{camel(attribute, 'Item')}", camel(own_part(field.wire), "Field"))
    members = [(each, Wanted(each.code, constant(each.label, "ITEM"), _suffix(each.code))) for each in field.choices]
    return Enumeration(scope, wanted, field.wire, True, tuple(members))


def _suffix(code: str) -> str:
    return f"_{_NOT_LETTERS.sub('_', code).upper()}"


def _class(entity: EntityFacts, names: Names) -> str:
    return _current(names, MODULE, entity.key) or camel(entity.label, "Entity")


def _current(names: Names, scope: str, key: str) -> str:
    """The name in use; nothing where there is none."""
    return next(iter(names.get(scope, {}).get(key, ())), "")
