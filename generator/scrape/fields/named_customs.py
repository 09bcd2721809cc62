"""Custom fields that a table names beside the row that stands for all of them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from .node import Fields, Node

_STANDS_FOR_ALL: Final = re.compile(r"(?P<stem>\w+?)(?:\*|\.\.\.|…)\Z")


def with_named_customs(fields: Fields) -> Fields:
    """The fields where `UF_GRATITUDE` has those that a table gives to `UF_*`, at any depth."""
    inside = {name: _inside(node) for name, node in fields.items()}
    described = {
        found["stem"]: node.fields
        for name, node in inside.items()
        if node.fields and (found := _STANDS_FOR_ALL.match(name))
    }
    for stem, told in described.items():
        for name, node in inside.items():
            if name.startswith(stem) and node.type == "object" and node.is_bare:
                inside[name] = replace(node, fields=told)
    return inside


def _inside(node: Node) -> Node:
    return replace(node, fields=with_named_customs(node.fields)) if node.fields else node
