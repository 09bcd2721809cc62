"""How operations are grouped: `crm.deal.list` under `crm.deal`, and that under `crm`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from ...api import Json, WireName
from ..json_schema.schemas import Schema

EVENTS: Final = "Events"
_LEVELS: Final = 2


def tag_of(name: WireName) -> str:
    """The first words of a method's name, but never the whole of it, unless it is a single word."""
    return ".".join(name.segments[:-1][:_LEVELS] or name.segments)


def tags(methods: Iterable[WireName], *, events: bool) -> Schema:
    """The tags of the document, and the groups that viewers show them in."""
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for name in methods:
        groups[name.segments[0]].add(tag_of(name))
    found = {group: sorted(members) for group, members in sorted(groups.items())}
    if events:
        found[EVENTS] = [EVENTS]
    listed: list[Json] = [{"name": tag} for members in found.values() for tag in members]
    shown: list[Json] = [{"name": group, "tags": list[Json](members)} for group, members in found.items()]
    return {"tags": listed, "x-tagGroups": shown}
