"""Fields that an answer has where the call selects them: `select` lists them, and no example shows them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ...spec.model import Field
from .node import Fields, Hints, Node, with_missing

_SELECT: Final = "select"
_ROWS: Final = ("item", "items")
"""Where REST 3.0 has what was asked for."""
_LEAST: Final = 2
"""Fewer fields that are in the list do not tell that it is of them."""


def with_selected(returns: Node, params: Fields) -> Node:
    """The answer with every name of the list in what it answers, where that has nothing but names of the list."""
    names = _selectable(params.get(_SELECT))
    if not names:
        return returns
    fields = {name: _filled(node, names) if name in _ROWS else node for name, node in returns.fields.items()}
    return replace(returns, fields=fields)


def _selectable(select: Node | None) -> tuple[str, ...]:
    facts = select.items.facts if select and select.items else None
    names = facts.values if facts and not facts.open else ()
    return tuple(name for name in names if isinstance(name, str) and name.isidentifier())


def _filled(node: Node, names: tuple[str, ...]) -> Node:
    if node.items is not None:
        return replace(node, items=_filled(node.items, names))
    if len(node.fields) < _LEAST or not node.fields.keys() <= set(names) or node.variants:
        return node
    more = {name: Node(Field("any"), Hints(inferred=True)) for name in names}
    return replace(node, fields=with_missing(node.fields, more))
