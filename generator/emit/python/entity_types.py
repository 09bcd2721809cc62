"""The module of the types of CRM objects."""

from __future__ import annotations

from ...api.entity_types import EntityType
from ..templates import fill
from .names import Identifier
from .namespaces import header
from .runtime import PACKAGE


def entity_types(types: tuple[EntityType, ...]) -> dict[str, str]:
    """`entity_types.py`; nothing where no page has the types."""
    if not types:
        return {}
    members = {Identifier(each.name): each.id for each in types}
    text = fill("python/entity_types.py.jinja", header=header("specs/v2: crm.enum.ownertype"), members=members)
    return {f"{PACKAGE}/entity_types.py": text}
