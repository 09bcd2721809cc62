"""Tables whose rows are types, not fields: `Type result` with `entity` where a parameter is given, else `entity[]`."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ...spec.grammar import BASE, InvalidType, alternatives, normalise, spelled
from ..html.document import Cell, Table, lines_of
from .facts import read_facts, read_hints
from .name_cell import NameCell, has_no_name
from .node import Node

_OBJECT: Final = "object"
_NULL: Final = "null"


def whole_of(table: Table) -> Node | None:
    """What the rows say of the value as a whole: one of their types. None where a row is no type."""
    nodes = [_node(row) for row in table.rows if row]
    known = [node for node in nodes if node is not None]
    if not known or len(known) < len(nodes):
        return None
    described = next((node for node in known if node.type != _NULL), known[0])
    types = dict.fromkeys(part for node in known for part in node.type.split(" | "))
    links = tuple(dict.fromkeys(link for node in known for link in node.hints.links))
    whole = replace(described, hints=replace(described.hints, links=links, when=None))
    return whole.with_facts(type=" | ".join(types), nullable=_NULL in types)


def _node(row: tuple[Cell, ...]) -> Node | None:
    """The row of a type alone. A name of the page's own for an object, behind the word or not, is an object."""
    lines = lines_of(row[0].spans)
    spans = [span for line in lines for span in line if span.text.strip()]
    if not spans or has_no_name(row[0]) or any(span.strong or not span.code for span in spans):
        return None
    own = [span for span in spans if span.href and "#" in span.href]
    documented = normalise(" | ".join(span.text for span in spans))
    try:
        names = alternatives(documented)
    except InvalidType:
        return None
    if not own and any(name.name not in BASE for name in names):
        return None
    objects = (replace(name, name=_OBJECT) if name.name not in BASE else name for name in names)
    type_ = spelled(dict.fromkeys(objects))
    description = row[-1] if len(row) > 1 else Cell(())
    name = NameCell("result", type_, required=False, href=next((span.href for span in own), None))
    return Node(read_facts(name, description), read_hints(name, description))
