"""Types that an example declares, for values of which neither a table nor an example's answer says what they are."""

from __future__ import annotations

from dataclasses import replace

from .node import Node


def with_declared(node: Node, declared: Node | None) -> Node:
    """The returned value and all inside it. What a table or an answer says stays as it is."""
    if declared is None or declared.type == "any":
        return node
    if node.facts.ref or node.variants:
        return node
    if node.type == "any" and not node.facts.wire and node.is_bare:
        nullable = node.facts.nullable or declared.facts.nullable
        return replace(declared, facts=replace(node.facts, type=declared.type, nullable=nullable))
    if node.items is not None:
        return replace(node, items=with_declared(node.items, declared.items)) if declared.items else node
    if node.is_bare and declared.items and node.type.removesuffix(" | null") == "array" and node.facts.wire is None:
        return replace(node, items=declared.items)
    if node.is_bare and declared.fields and node.type.removesuffix(" | null") == "object" and node.facts.wire is None:
        return replace(node, fields=declared.fields)
    if not declared.fields:
        return node
    fields = {name: with_declared(each, declared.fields.get(name)) for name, each in node.fields.items()}
    return replace(node, fields=fields)
