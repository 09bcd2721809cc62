"""What the line right above a table states of all its rows: `Parameters applicable to properties of type `STRING``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from ...spec.model import Field
from ..html.document import Paragraph, lines_of
from ..html.wording import with_ticks
from .conditions import when_of
from .node import Node

_OF_TYPE: Final = re.compile(
    r"\A(?:parameters|fields) (?:applicable|relevant) (?:to|for) [\w ]{1,40} of type "
    r"(?P<values>`[^`]+`(?:(?:, | and | or )`[^`]+`)*)\s*[:.]?\Z",
    re.IGNORECASE,
)
_FOR_ALL: Final = re.compile(r"\A(?:these|the) (?:fields|parameters)\b", re.IGNORECASE)
_KEYED: Final = re.compile(r"\Athe keys (?:in|of) all (?:object )?fields are\b", re.IGNORECASE)
_OF_METHODS: Final = re.compile(r"\breturned by the \w+ method\b", re.IGNORECASE)
_DEPRECATED: Final = re.compile(r"\A[A-Z]\w+ fields in the \w+ are deprecated\b")
_ANYTHING: Final = Node(Field("any"))
_TIME: Final = Node(Field("time"))
_CODES: Final = re.compile(r"`([^`]+)`")


def under(lead: Paragraph, node: Node) -> Node:
    """The node of a row in a table below that line, with the condition that the line states."""
    line = next(reversed(lines_of(lead.spans)), ())
    text = with_ticks(line)
    hints = node.hints
    if _DEPRECATED.search(text):
        node = node.with_facts(deprecated=True)
    if _KEYED.match(text):
        return _keyed(node)
    if hints.when is not None or hints.when_values:
        return node
    if found := _OF_TYPE.match(text):
        return replace(node, hints=replace(hints, when_values=tuple(_CODES.findall(found["values"]))))
    return replace(node, hints=replace(hints, when=when_of(line))) if _FOR_ALL.match(text) else node


def _keyed(node: Node) -> Node:
    """What lies under each key is another method's answer, or what the example shows; a type that is no object's is
    that of what lies there."""
    if node.type == "time":
        return replace(node.with_facts(type="object"), hints=replace(node.hints, keyed=True, under_keys=_TIME))
    said = _ANYTHING if _OF_METHODS.search(node.hints.prose) else None
    return replace(node, hints=replace(node.hints, keyed=True, under_keys=said)) if node.type == "object" else node


def joined(first: Node, second: Node) -> Node:
    """A field that two tables list, each for other values: it is for all of these, as the first describes it."""
    values = (*first.hints.when_values, *second.hints.when_values)
    if first.type != second.type or not (first.hints.when_values and second.hints.when_values):
        return first
    hints = replace(first.hints, when_values=tuple(dict.fromkeys(values)))
    is_deprecated = first.facts.deprecated and second.facts.deprecated
    return replace(first.with_facts(deprecated=is_deprecated), hints=hints)
