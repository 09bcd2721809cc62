# Copied from generator/runtime/typegen/kinds.py by "python -m generator generate". Edit that file.
"""Which kinds of records a module has, and what in `bitrix24.entities` reads and writes each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from .description import EntityFacts, Kind, PortalDescription
from .source import literal

__all__ = ["IMPORTED_AS", "dialect", "of_known_kinds"]

# Under names of their own: `Tasks` and `Users` are what a module calls what reads and writes such records.
TASKS: Final = "TasksDialect"
USERS: Final = "UsersDialect"
IMPORTED_AS: Final[Mapping[str, str]] = {"Tasks": TASKS, "Users": USERS}

_DIALECTS: Final[Mapping[Kind, Callable[[EntityFacts], str]]] = {
    "crm.item": lambda entity: f"CrmItems({entity.id})",
    "tasks.task": lambda _: f"{TASKS}()",
    "user": lambda _: f"{USERS}()",
    "lists.element": lambda entity: f"ListElements({literal(entity.list_type)}, {entity.id})",
    "catalog.product": lambda entity: f"CatalogProducts({entity.id})",
}


def dialect(entity: EntityFacts) -> str:
    """The expression that makes it."""
    return _DIALECTS[entity.kind](entity)


def of_known_kinds(description: PortalDescription) -> PortalDescription:
    """Without what no module can have."""
    return replace(description, entities=tuple(each for each in description.entities if each.kind in _DIALECTS))
