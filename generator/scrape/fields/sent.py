"""What example calls send and no table explains: as structure, which says no more than that it may be sent."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from ...spec.model import Defect, Field
from ..examples.samples import Samples
from .infer import infer
from .node import Fields, Node

_QUERIES: Final = frozenset({"filter", "order", "sort", "select"})
_WORD: Final = re.compile(r"[A-Za-z_]\w{0,99}\Z")
_CUSTOM: Final = re.compile(r"UF_|PROPERTY_?\d|.*\d{2}", re.IGNORECASE)
"""Names of one portal's own fields, and ids: another's differ."""
_MOST: Final = 40


def with_sent(node: Node, samples: Samples, at: str) -> tuple[Node, list[Defect]]:
    """The parameter and all inside it, with what the examples send where nothing says what it may be."""
    if at.rpartition(".")[2].lower() in _QUERIES:
        return node, []
    defects: list[Defect] = []
    if node.is_bare and not node.facts.map_of and node.holds_objects and (fields := sent_fields(samples)):
        defects.append(Defect(at, f"the example sends {', '.join(fields)}, which no table describes"))
        if all(isinstance(value, list) for value in samples.values):
            node = replace(node, items=Node(Field("object", open=True), fields=fields))
        else:
            node = replace(node.with_facts(open=True), fields=fields)
        return node, defects
    inside: dict[str, Node] = {}
    for name, each in node.fields.items():
        inside[name], more = with_sent(each, samples.at(name), f"{at}.{name}")
        defects.extend(more)
    items = node.items
    if items is not None and not items.facts.ref:
        items, more = with_sent(items, samples.elements(), f"{at}[]")
        defects.extend(more)
    return replace(node, fields=inside, items=items), defects


def sent_fields(samples: Samples) -> Fields:
    """The keys of the objects that examples send there; none where they are data rather than names."""
    objects = [each for each in samples.objects() if each]
    told = [value for value in samples.values if value not in (None, "", [], {})]
    names = samples.names()
    if not objects or len(names) > _MOST or not all(isinstance(value, (dict, list)) for value in told):
        return {}
    if not all(map(_WORD.match, names)) or any(map(_CUSTOM.match, names)):
        return {}
    return {name: _opened(infer(samples.at(name).values)) for name in names}


def _opened(node: Node) -> Node:
    """Nobody says that nothing else may be sent."""
    fields = {name: _opened(each) for name, each in node.fields.items()}
    items = _opened(node.items) if node.items else None
    node = replace(node, fields=fields, items=items)
    return node.with_facts(open=True) if fields else node
