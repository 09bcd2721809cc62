"""An article as data: sections of blocks, blocks of spans. What it looks like in HTML stays in `parser.py`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Span:
    """A run of text of one kind. A line break, a paragraph's end and a list item's start are the text `\\n`."""

    text: str
    strong: bool = False
    code: bool = False
    href: str | None = None


Spans: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True)
class Paragraph:
    spans: Spans
    item: bool = False
    """A list item."""
    level: int = 0
    """How many items it lies in, if it is one in another's list."""


@dataclass(frozen=True)
class Code:
    text: str
    """Lines without their indentation: the two forms of a page indent differently."""
    language: str = ""


@dataclass(frozen=True)
class Cell:
    spans: Spans
    blocks: tuple[Block, ...] = ()
    """Code, tables and tabs inside the cell."""
    paragraphs: tuple[Paragraph, ...] = ()
    """Whose spans `spans` are, without those of notes."""


@dataclass(frozen=True, eq=False)
class Table:
    """Two tables are the same only where they are one: what is read of a table is remembered by it."""

    header: tuple[str, ...]
    """The first row's texts; `Name type` for a name above a type."""
    rows: tuple[tuple[Cell, ...], ...]
    """All rows but the header."""
    head: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Note:
    kind: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Panel:
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Tabs:
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class Quote:
    """The box under the title that names scope and rights."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Heading:
    level: int
    title: str
    anchor: str


Block: TypeAlias = "Paragraph | Code | Table | Note | Tabs | Quote | Heading"


@dataclass(frozen=True)
class Section:
    """A heading, what follows it, and the sections below it. The article itself is a section of level 1."""

    level: int
    title: str
    anchor: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]

    def walk(self) -> Iterator[Section]:
        """This section and all below it, in reading order."""
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True)
class Document:
    title: str
    root: Section


def text_of(spans: Spans) -> str:
    return " ".join("".join(span.text for span in spans).split())


def lines_of(spans: Spans) -> list[Spans]:
    """The spans split at line breaks, empty lines left out."""
    lines: list[list[Span]] = [[]]
    for span in spans:
        if span.text == "\n":
            lines.append([])
        else:
            lines[-1].append(span)
    return [tuple(line) for line in lines if "".join(span.text for span in line).strip()]


def flat(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Blocks with those inside tabs, notes, quotes and table cells, in reading order."""
    for block in blocks:
        yield block
        if isinstance(block, (Note, Quote)):
            yield from flat(block.blocks)
        elif isinstance(block, Tabs):
            for panel in block.panels:
                yield from flat(panel.blocks)
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    yield from flat(cell.blocks)
