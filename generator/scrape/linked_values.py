"""The tables that list the values of what links to them: `Code | Description` under `Available Colors`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ..site.page import PagePath
from ..spec.grammar import BASE
from ..spec.model import Field
from .fields.node import Fields, Node
from .fields.values import json_value, label_of
from .html.document import Document, Section, Table, text_of
from .page_facts import PageFacts, ValueTable
from .sections import error_sections
from .shared_objects import target_of

_COLUMN: Final = frozenset({"code", "id", "type", "value"})
_VALUE: Final = re.compile(r"[\w./-]+\Z")
_FEWEST: Final = 2
_OF_WORDS: Final = frozenset({"string", "integer", "enum", "char", "text"})


def value_tables_of(document: Document) -> dict[str, ValueTable]:
    """The tables of values, by the anchor of the section whose only table each is."""
    errors = {id(part) for section in error_sections(document) for part in section.walk()}
    sections = (
        section
        for section in document.root.walk()
        if section.level > 1 and section.anchor and id(section) not in errors
    )
    return {section.anchor: table for section in sections if (table := _read(section))}


def _read(section: Section) -> ValueTable:
    """Each value with its label; empty where the section has no such table."""
    tables = [block for block in section.blocks if isinstance(block, Table)]
    if len(tables) != 1 or not _lists_values(tables[0]):
        return ()
    [table] = tables
    rows = [
        (text_of(row[0].spans), text_of(row[1].spans) if len(row) == len(table.header) == 2 else "")
        for row in table.rows
    ]
    return tuple((name, label_of(words, name) or "") for name, words in dict(rows).items())


def _lists_values(table: Table) -> bool:
    if not table.header or table.header[0].lower() not in _COLUMN or len(table.rows) < _FEWEST:
        return False
    cells = [row[0].spans for row in table.rows if row]
    return all(
        all(span.code for span in spans if span.text.strip()) and _VALUE.match(name) and name not in BASE
        for spans in cells
        for name in [text_of(spans)]
    )


def with_linked_values(fields: Fields, page: PagePath, pages: Mapping[PagePath, PageFacts]) -> Fields:
    """The fields, at any depth, with the values of the tables that they link to, where they name none themselves."""
    return {name: _with_values(node, page, pages) for name, node in fields.items()}


def _with_values(node: Node, page: PagePath, pages: Mapping[PagePath, PageFacts]) -> Node:
    node = replace(
        node,
        fields=with_linked_values(node.fields, page, pages),
        items=_with_values(node.items, page, pages) if node.items else None,
        map_of=_with_values(node.map_of, page, pages) if node.map_of else None,
        variants={case: with_linked_values(fields, page, pages) for case, fields in node.variants.items()},
    )
    type_ = node.type.removesuffix(" | null")
    element = type_.removesuffix("[]")
    if element not in _OF_WORDS or node.facts.values or node.facts.ref or (node.items and node.items.facts.values):
        return node
    table = next(filter(None, (_linked(link, page, pages) for link in node.hints.links)), ())
    if not table:
        return node
    values = Field(
        element,
        values=tuple(json_value(name, element) for name, _ in table),
        open=True,  # they stand apart, and others may be added without a word here
        labels={name: label for name, label in table if label},
    )
    if type_ == element:
        return node.with_facts(values=values.values, open=True, labels=values.labels)
    return replace(node, items=Node(values))


def _linked(link: str, page: PagePath, pages: Mapping[PagePath, PageFacts]) -> ValueTable:
    target = target_of(link, page)
    found = pages.get(target.page) if target else None
    return found.value_tables.get(target.anchor, ()) if found and target else ()
