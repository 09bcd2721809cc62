"""A plain value that has a row among the others, and below that a heading and a table of its own."""

from __future__ import annotations

from ...spec.model import UNSET
from .node import Node


def with_said_again(again: Node, node: Node) -> Node:
    """The value as its row describes it, with the values and the default that only its own table states."""
    if again.type != node.type:
        return node
    facts, more = node.facts, again.facts
    if not facts.values:
        node = node.with_facts(values=more.values, open=more.open, labels=more.labels)
    return node if facts.default is not UNSET else node.with_facts(default=more.default)
