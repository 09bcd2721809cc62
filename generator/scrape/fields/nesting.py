"""Which row of a table lies inside which: by dotted names and by the examples.

A flat table is ambiguous. Rows are placed one after the other; a row that the examples do not show beside the others,
but do show inside an object listed before it, goes in there, and so do the rows after it for which there is no
evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ...spec.model import Defect
from ..examples.answers import ENVELOPE
from ..examples.samples import Samples
from .field_tables import Row
from .node import OBJECT, Fields, Node

RETURNS: Final = "returns"
_MOST_PARTS: Final = 12
_PART: Final = re.compile(r"\.|\[\d*\]\.?")


@dataclass
class _Branch:
    """A node while rows are put into it. (A new node for each row would take a wide table's width squared.)"""

    node: Node
    fields: dict[str, _Branch] = field(default_factory=dict[str, "_Branch"])


@dataclass
class _Container:
    """An object that the rows now being placed may lie in."""

    name: str
    fields: dict[str, _Branch]
    samples: Samples
    moved: list[str] = field(default_factory=list[str])
    """Rows that lie in here only by the examples' word."""


def nest(rows: Iterable[Row], samples: Samples, at: str) -> tuple[Fields, list[Defect]]:
    """The rows as a tree, and the defects of the table that made it necessary."""
    root = _Container("", {}, samples)
    chain = [root]
    everyone = [root]
    for row in rows:
        if any(_place_dotted(row, container.fields) for container in reversed(chain)):
            continue
        if row.name.endswith("[]"):
            row = _as_list(row)
        depth = _depth(row, chain, at)
        home = chain[depth]
        del chain[depth + 1 :]
        if home is not root:
            home.moved.append(row.name)
        branch = home.fields.setdefault(row.name, _Branch(row.node))
        if branch.node.holds_objects:
            inner = _Container(row.name, branch.fields, home.samples.at(row.name))
            chain.append(inner)
            everyone.append(inner)
    return _closed(root.fields), [_moved(each, at) for each in everyone if each.moved and not _is_usual(each, at)]


def place_dotted(rows: Sequence[Row], fields: Fields) -> tuple[Fields, bool]:
    """The fields with the rows whose dotted names lead into them, and whether all of the rows are such ones."""
    dotted = [row for row in rows if "." in row.name]
    if not dotted:
        return fields, False
    branches = _opened(fields)
    placed = all(_place_dotted(row, branches) for row in dotted)
    return _closed(branches), placed and len(dotted) == len(rows)


def _opened(fields: Fields) -> dict[str, _Branch]:
    return {name: _Branch(node, _opened(node.fields)) for name, node in fields.items()}


def _closed(branches: dict[str, _Branch]) -> Fields:
    return {name: replace(each.node, fields=_closed(each.fields)) for name, each in branches.items()}


def _as_list(row: Row) -> Row:
    """`chats[]` without a row `chats` before it: the row stands for the list and for its elements."""
    type_ = row.node.type if row.node.type.endswith("[]") else f"{row.node.type}[]"
    return Row(row.name.removesuffix("[]"), row.node.with_facts(type=type_))


def _is_usual(container: _Container, at: str) -> bool:
    """Tables of answers list `result` and what is in it one below the other; everybody reads them so."""
    return at == RETURNS and container.name == "result"


def _depth(row: Row, chain: list[_Container], at: str) -> int:
    """How far down the chain of open objects the row belongs. No evidence: beside the last one that had any."""
    if at == RETURNS and row.name in ENVELOPE and (row.name not in chain[0].fields or not chain[0].samples.values):
        return 0
    for depth, container in enumerate(chain):
        if container.samples.has(row.name) and row.name not in container.fields:
            return depth
    moved = [depth for depth, container in enumerate(chain) if container.moved]
    return moved[-1] if moved else 0


def _moved(container: _Container, at: str) -> Defect:
    names = ", ".join(container.moved)
    are, them = ("are", "them") if len(container.moved) > 1 else ("is", "it")
    return Defect(at, f"{names} {are} listed beside {container.name}; the example nests {them} in it")


def _place_dotted(row: Row, fields: dict[str, _Branch]) -> bool:
    """Puts `flowData.id` or `items[].name` into its object, if the object is listed before it."""
    parts = [part for part in _PART.split(row.name) if part]
    brackets = row.name.endswith("]")
    if not 0 < len(parts) <= _MOST_PARTS or parts[0] not in fields or (len(parts) == 1 and not brackets):
        return False
    branch = fields[parts[0]]
    for part in parts[1:-1]:
        branch = branch.fields.setdefault(part, _Branch(OBJECT))
    if brackets and len(parts) == 1:
        branch.node = _with_items(branch.node, row.node)
    else:
        branch.fields.setdefault(parts[-1], _Branch(row.node))
    return True


def _with_items(array: Node, item: Node) -> Node:
    """`items[]`: the row describes an element of the array `items`; fields of elements are kept at the array."""
    links = (*item.hints.links, *array.hints.links)
    items = item if item.type not in ("object", "any") else array.items
    return replace(array, hints=replace(array.hints, links=links), items=items)
