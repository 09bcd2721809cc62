"""The tables that describe parameters and returned fields, found in a section and grouped by what they describe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from ..html.document import Block, Cell, Note, Paragraph, Quote, Section, Table, Tabs
from .columns import with_columns
from .facts import read_facts, read_hints, read_items
from .name_cell import NameCell, read_name_cell, with_types
from .node import Node
from .stated import stated_of
from .table_conditions import under
from .type_rows import whole_of
from .under_keys import said_under_keys

_NAME_COLUMNS: Final = frozenset(
    {
        "name type",
        "name",
        "parameter type",
        "parameter",
        "field type",
        "field",
        "key type",
        "key",
        "title type",
        "value type",
    }
)
_NUMBERED: Final = re.compile(r"\d+\.\s")
"""`2. By the poll element`: one of several ways to call the method, each with a table of its own."""
_ASIDE: Final = re.compile(
    r"(?:possible|available|allowed|valid)\b.*\b(?:values?|codes?|colors?|backgrounds?|types?|for selection)\b",
    re.IGNORECASE,
)
"""Lists of values, or of names that may be asked for, not of fields."""
_FURTHER: Final = re.compile(
    r"(?:additional|additionally|optional|other|further|extra|common|general|main|required|deprecated|calculated)\s+"
    r"(?:parameters|fields)\Z",
    re.IGNORECASE,
)
"""More of what the table before it lists, not the fields of something in it."""
_NAME_IN_OBJECT: Final = re.compile(r"(?P<name>\w+)\s+\((?P<outer>\w+)\)\Z")
"""`TITLE (LANG)`: an old way to write that TITLE lies in LANG."""
_NAME: Final = r"[`'\"]?(?P<name>[\w.\[\]/-]+)[`'\"]?"
_NAMING_HEADINGS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:nested\s+)?(?:parameters?|object|field|element|array element|response element|type|structure of|array|key)"
        rf"\s+{_NAME}(?:\s+parameter)?\Z",
        rf"{_NAME}\s+(?:parameters?|object|field|type|structure|array|element|fields)\Z",
        rf"(?:fields|structure|description)\s+of\s+(?:the\s+)?{_NAME}(?:\s+(?:object|parameter|field))?\Z",
    )
)


@dataclass(frozen=True)
class Row:
    name: str
    """As the table writes it: `flowData.id`, `items[]`."""
    node: Node


@dataclass(frozen=True)
class FieldTable:
    """The rows of one HTML table: the fields of the section itself, or of something that a heading names."""

    title: str
    """The heading above it; empty for the section's own first table."""
    anchor: str
    case: str
    """The tab it stands in: one field set for each case."""
    rows: tuple[Row, ...]
    whole: Node | None = None
    """What its rows say of the thing itself, where they are types and not fields."""

    @property
    def goes_on(self) -> bool:
        """It lists more of what the table before it lists."""
        return bool(_FURTHER.match(self.title))

    @property
    def target(self) -> str | None:
        """The parameter or field that the heading names."""
        for pattern in _NAMING_HEADINGS:
            found = pattern.match(self.title)
            if found:
                return str(found["name"])
        return self.title if self.title and " " not in self.title else None


def field_tables_of(section: Section, is_own: Callable[[str], bool], *, is_named: bool = False) -> list[FieldTable]:
    """The tables of a section and of those below it, in reading order. The section's own come without a title, unless
    the section as a whole `is_named` for something that it describes."""
    found: list[tuple[str, FieldTable]] = []
    for part in section.walk():
        if is_aside(part.title):
            continue
        way = part.title if _NUMBERED.match(part.title) else ""
        own = (part is section and not is_named) or is_own(part.title) or way
        title, anchor = ("", "") if own else (part.title, part.anchor)
        for case, lead, table in _tables(part.blocks, ""):
            rows = rows_of(table)
            if lead:
                rows = tuple(replace(row, node=under(lead, row.node)) for row in rows)
            if title and rows and (whole := whole_of(table)):
                found.append((way, FieldTable(title, anchor, case, (), whole)))
            elif rows:
                found.append((way, FieldTable(title, anchor, case, rows)))
    needed = _needed_in_every_way(found)
    return [_with_marks(table, needed) if way else table for way, table in found]


def _needed_in_every_way(tables: list[tuple[str, FieldTable]]) -> frozenset[str]:
    """Where a method can be called in several ways, it needs no more than what all of them need."""
    ways: dict[str, set[str]] = {}
    for way, table in tables:
        if way:
            ways.setdefault(way, set()).update(row.name for row in table.rows if row.node.facts.required)
    everything = frozenset(name for names in ways.values() for name in names)
    return everything.intersection(*ways.values())


def forms_of(section: Section) -> tuple[tuple[str, ...], ...]:
    """The sets of parameters with which a method can be called, where it can in several ways: of each way those that
    are required there and not in all."""
    needed = [
        [row.name for table in tables for row in rows_of(table) if row.node.facts.required]
        for part in section.walk()
        if _NUMBERED.match(part.title)
        and (tables := [table for _, _, table in _tables(part.blocks, "") if is_field_table(table)])
    ]
    everywhere = set(needed[0]).intersection(*needed) if needed else set[str]()
    forms = [tuple(name for name in names if name not in everywhere) for names in needed]
    return tuple(forms) if len(forms) > 1 and all(forms) and len(set(forms)) == len(forms) else ()


def _with_marks(table: FieldTable, required: frozenset[str]) -> FieldTable:
    rows = (Row(row.name, row.node.with_facts(required=row.name in required)) for row in table.rows)
    return replace(table, rows=tuple(rows))


def is_aside(title: str) -> bool:
    """A heading above tables that describe no field."""
    return bool(_ASIDE.match(title))


def _tables(blocks: tuple[Block, ...], case: str) -> Iterator[tuple[str, Paragraph | None, Table]]:
    """The tables, each with the tab it stands in and with the paragraph right above it."""
    lead: Paragraph | None = None
    for block in blocks:
        if isinstance(block, Table):
            yield case, lead, block
        elif isinstance(block, (Note, Quote)):
            yield from _tables(block.blocks, case)
        elif isinstance(block, Tabs):
            for panel in block.panels:
                yield from _tables(panel.blocks, panel.title)
        lead = block if isinstance(block, Paragraph) else None


def is_field_table(table: Table) -> bool:
    return _name_column(table.header) is not None


def _name_column(header: tuple[str, ...]) -> int | None:
    """The first column as a rule; the second where the first says for which object the name holds."""
    names = [name.replace(" / ", " ").lower() for name in header[:2]]
    return next((at for at, name in enumerate(names) if name in _NAME_COLUMNS), None)


@lru_cache(maxsize=256)
def rows_of(table: Table) -> tuple[Row, ...]:
    """The rows of a table of names; none where the table is about something else."""
    description = _description_column(table.header)
    name_at = _name_column(table.header)
    header = table.header
    if name_at is not None:
        rows = tuple(row[name_at:] for row in table.rows)
        description, header = description - name_at, header[name_at:]
    elif len(table.head) > 1 and _is_row(table.head[0]):
        rows = (table.head, *table.rows)
    else:
        return ()
    return tuple(row for cells in rows if (row := _row(cells, description, header)) is not None)


def _description_column(header: tuple[str, ...]) -> int:
    return next((at for at, name in enumerate(header) if at and name.lower().startswith("description")), 1)


def _is_row(cell: Cell) -> bool:
    """A first row that is no header: it has a bold name above a type in code."""
    name = read_name_cell(cell)
    return bool(
        name
        and name.type
        and any(span.strong for span in cell.spans)
        and name.name.lower() not in ("name", "parameter", "field", "key")
    )


def _row(cells: tuple[Cell, ...], description_at: int, header: tuple[str, ...]) -> Row | None:
    name = read_name_cell(cells[0]) if cells else None
    if name is None:
        return None
    columns = [column.lower() for column in header[: len(cells)]]
    if "type" in columns and not name.type:
        name = with_types(name, cells[columns.index("type")])
    description = cells[description_at] if len(cells) > description_at else Cell(())
    description = with_columns(description, header, cells)
    inside = _NAME_IN_OBJECT.match(name.name)
    path = f"{inside['outer']}.{inside['name']}" if inside else name.name
    return Row(path, _read(name, description))


def _read(name: NameCell, description: Cell) -> Node:
    items = read_items(name, description)
    stated = stated_of(name, description, _read)
    hints = replace(read_hints(name, description), stated=stated)
    if hints.keyed or hints.associative:
        hints = replace(hints, under_keys=said_under_keys(description, stated))
    return Node(
        read_facts(name, description),
        hints,
        items=Node(items) if items else None,
    )
