# Copied from generator/runtime/portal/families/crm/links.py by "python -m generator generate". Edit that file.
"""Which contacts a record has, and which companies a contact: one is the first, the others follow."""

from __future__ import annotations

from ...store import Body
from .entities import CONTACT, EntityType


def keys(entity: EntityType) -> tuple[str, str] | None:
    """Where the first and all are kept: `contactid`, `contactids`. None for what has none."""
    name = "company" if entity.id == CONTACT else "contact"
    return (f"{name}id", f"{name}ids") if f"{name}id" in entity.fields else None


def with_links(entity: EntityType, body: Body, given: Body, before: Body) -> Body:
    """One and several in step, whichever has been given."""
    found = keys(entity)
    if found is None:
        return body
    one, several = found
    if several in given:
        named: list[int] = given[several] or []
        ids = list(dict.fromkeys(each for each in named if each))
        first = given.get(one)
        if first in ids:
            ids = [first, *(each for each in ids if each != first)]
    elif one in given:
        kept: list[int] = [each for each in before.get(several, []) if each != before.get(one)]
        first = given[one]
        ids = [first, *(each for each in kept if each != first)] if first else kept
    else:
        return body
    return {**body, several: ids or None, one: ids[0] if ids else None}
