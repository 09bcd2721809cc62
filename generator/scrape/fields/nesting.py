"""Which row lies inside which: by dotted names, by the examples, by sub-sections.

A flat table is ambiguous. Rows are placed one after the other; a row that the examples do not show beside the others,
but do show inside an object listed before it, goes in there, and so do the rows after it for which there is no
evidence.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field, replace
from typing import Final

from ...spec.model import Defect
from ..examples.samples import Samples
from .field_tables import FieldTable, Row
from .node import Draft

_MOST_PARTS: Final = 12
_PART: Final = re.compile(r"\.|\[\d*\]\.?")


@dataclass
class _Container:
    name: str
    fields: dict[str, Draft]
    seen: Samples
    moved: list[str] = field(default_factory=list[str])
    """Rows that lie in here only by the examples' word."""


_PLAIN: Final = frozenset({"string", "text", "char", "integer", "double", "boolean", "date", "datetime", "timestamp"})
_NAMES_ONLY: Final = frozenset({"select", "group", "order", "sort"})
RETURNS: Final = "returns"
ENVELOPE: Final = frozenset({"result", "time", "total", "next"})
"""Keys of an answer that stand beside `result`, wherever a table lists them."""


def nest(rows: tuple[Row, ...], seen: Samples, at: str) -> tuple[dict[str, Draft], list[Defect]]:
    """The rows as a tree, and the defects of the table that made it necessary."""
    root = _Container("", {}, seen)
    chain = [root]
    everyone = [root]
    # A table may describe several objects: each gets drafts of its own.
    for row in copy.deepcopy(rows):
        if any(place_dotted(row, container.fields) for container in reversed(chain)):
            continue
        if row.name.endswith("[]"):
            row = _as_list(row)
        depth = _depth(row, chain, at)
        home = chain[depth]
        del chain[depth + 1 :]
        if home is not root:
            home.moved.append(row.name)
        if row.name not in home.fields:
            home.fields[row.name] = row.draft
        draft = home.fields[row.name]
        if draft.holds_objects:
            inner = _Container(row.name, draft.fields, home.seen.at(row.name))
            chain.append(inner)
            everyone.append(inner)
    return root.fields, [_moved(each, at) for each in everyone if each.moved and not _is_usual(each, at)]


def _as_list(row: Row) -> Row:
    """`chats[]` without a row `chats` before it: the row stands for the list and for its elements."""
    kind = row.draft.type if row.draft.type.endswith("[]") else f"{row.draft.type}[]"
    return Row(row.name.removesuffix("[]"), replace(row.draft, type=kind))


def _is_usual(container: _Container, at: str) -> bool:
    """Tables of answers list `result` and what is in it one below the other; everybody reads them so."""
    return at == RETURNS and container.name == "result"


def _depth(row: Row, chain: list[_Container], at: str) -> int:
    """How far down the chain of open objects the row belongs. No evidence: beside the last one that had any."""
    if at == RETURNS and row.name in ENVELOPE and (row.name not in chain[0].fields or not chain[0].seen.values):
        return 0
    for depth, container in enumerate(chain):
        if container.seen.has(row.name) and row.name not in container.fields:
            return depth
    moved = [depth for depth, container in enumerate(chain) if container.moved]
    return moved[-1] if moved else 0


def _moved(container: _Container, at: str) -> Defect:
    names = ", ".join(container.moved)
    are, them = ("are", "them") if len(container.moved) > 1 else ("is", "it")
    return Defect(at, f"{names} {are} listed beside {container.name}; the example nests {them} in it")


def place_dotted(row: Row, fields: dict[str, Draft]) -> bool:
    """Puts `flowData.id` or `items[].name` into its object, if the object is listed before it."""
    parts = [part for part in _PART.split(row.name) if part]
    brackets = row.name.endswith("]")
    if not 0 < len(parts) <= _MOST_PARTS or parts[0] not in fields or (len(parts) == 1 and not brackets):
        return False
    draft = fields[parts[0]]
    for part in parts[1:-1]:
        draft = draft.fields.setdefault(part, Draft("object"))
    if brackets and len(parts) == 1:
        _describe_items(draft, row.draft)
    else:
        draft.fields.setdefault(parts[-1], row.draft)
    return True


def _describe_items(array: Draft, item: Draft) -> None:
    """`items[]`: the row describes an element of the array `items`; fields of elements are kept at the array."""
    array.links = (*item.links, *array.links)
    if item.type not in ("object", "any"):
        array.items = item


def find(fields: dict[str, Draft], name: str) -> Draft | None:
    """The object of that name nearest to the top; one that nothing describes yet goes first. Case decides last."""
    level = [fields]
    while level:
        exact = [each[name] for each in level if name in each and each[name].holds_objects]
        folded = [d for each in level for key, d in each.items() if key.lower() == name.lower() and d.holds_objects]
        for found in (exact, folded):
            if found:
                return next((draft for draft in found if draft.is_bare), found[0])
        level = [draft.fields for each in level for draft in each.values() if draft.fields]
    return None


def find_linked(fields: dict[str, Draft], anchor: str) -> list[Draft]:
    """Every object, at any depth, whose row links to the anchor; not those that only name its fields."""
    found: list[Draft] = []
    waiting = list(fields.items())
    while waiting:
        name, draft = waiting.pop(0)
        links = draft.type.removesuffix("[]") not in _PLAIN and name.lower() not in _NAMES_ONLY
        if links and any(link.endswith(f"#{anchor}") for link in draft.links):
            found.append(draft)
        waiting.extend(draft.fields.items())
        waiting.extend(inner for case in draft.variants.values() for inner in case.items())
    return found


def fill(draft: Draft, group: FieldTable, seen: Samples, at: str) -> list[Defect]:
    """Gives an object the fields of a sub-section, one set for each case where the section has tabs."""
    fields, defects = nest(group.rows, seen, at)
    if group.case:
        draft.variants.setdefault(group.case, {}).update(fields)
    else:
        draft.fields.update({name: inner for name, inner in fields.items() if name not in draft.fields})
    return defects
