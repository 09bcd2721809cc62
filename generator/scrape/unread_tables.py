"""Tables of fields on a method's page in sections that are about neither its parameters nor its answer: nobody reads
them, so a person must know. A section that a row links to is read for what the row is."""

from __future__ import annotations

from collections.abc import Iterator

from ..site.page import PagePath
from .fields.field_tables import Row, is_aside, rows_of
from .html.document import Document, Section, Table, flat
from .problems import Problem


def unread_tables(page: PagePath, document: Document, read: list[Section]) -> Iterator[Problem]:
    """One problem for each section with such a table."""
    known = {section.title for each in read for section in each.walk()}
    found = [
        (section, rows)
        for section in document.root.walk()
        if section.level and section.title not in known and not is_aside(section.title) and (rows := _rows(section))
    ]
    if not found:
        return
    every = [row for section in document.root.walk() for row in _rows(section)]
    linked = {link.rpartition("#")[2] for row in every for link in row.node.hints.links}
    for section, rows in found:
        if section.anchor not in linked:
            names = ", ".join(row.name for row in rows[:5])
            yield Problem(page, section.title, f"has a table of fields in a section that nothing leads to: {names}")


def _rows(section: Section) -> list[Row]:
    return [row for block in flat(section.blocks) if isinstance(block, Table) for row in rows_of(block)]
