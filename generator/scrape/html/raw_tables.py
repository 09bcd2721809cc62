"""Tables that the publishing tool left as they were written, `#| || name | description || |#`.

It does so below a heading that is broken over two lines: the heading's rest is then the first line of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from .document import Block, Cell, Heading, Paragraph, Span, Spans, Table, lines_of, text_of

_OPENING: Final = "#|"
_CLOSING: Final = "|#"
_MARK: Final = re.compile(r"(#\||\|#|\|\||\|)")
_MOST_BLOCKS: Final = 2_000


def with_raw_tables(blocks: list[Block]) -> list[Block]:
    """The blocks with such tables as tables, and with the whole of the headings above them."""
    if not any(_opens(block) for block in blocks):
        return blocks
    found: list[Block] = []
    at = 0
    while at < len(blocks):
        end = _end(blocks, at) if _opens(blocks[at]) else None
        if end is None:
            found.append(blocks[at])
            at += 1
            continue
        before, marked = _parted(list(_spans(blocks[at:end])))
        if found and isinstance(heading := found[-1], Heading):
            found[-1] = replace(heading, title=f"{heading.title} {text_of(before)}".strip())
        elif text_of(before):
            found.append(Paragraph(before))
        rows = _rows(marked)
        if rows:
            header = tuple(" ".join(text_of(line) for line in lines_of(cell.spans)) for cell in rows[0])
            found.append(Table(header, tuple(rows[1:]), rows[0]))
        at = end
    return found


def _opens(block: Block) -> bool:
    return isinstance(block, Paragraph) and any(_OPENING in span.text for span in block.spans if not span.code)


def _end(blocks: list[Block], start: int) -> int | None:
    """Behind the block that closes the table; None where none does before the next heading."""
    for at, block in enumerate(blocks[start : start + _MOST_BLOCKS], start):
        if not isinstance(block, Paragraph):
            return None
        if any(_CLOSING in span.text for span in block.spans if not span.code):
            return at + 1
    return None


def _spans(blocks: list[Block]) -> Iterator[Span]:
    for block in blocks:
        if isinstance(block, Paragraph):
            for span in block.spans:
                for text in [span.text] if span.code else _MARK.split(span.text):
                    if text:
                        yield replace(span, text=text)
            yield Span("\n")


def _parted(spans: list[Span]) -> tuple[Spans, Spans]:
    at = next(at for at, span in enumerate(spans) if _is(span, _OPENING))
    return tuple(spans[:at]), tuple(spans[at + 1 :])


def _rows(spans: Spans) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    cells: list[list[Span]] | None = None
    for span in spans:
        if _is(span, _CLOSING):
            break
        if _is(span, "||"):
            if cells is None:
                cells = [[]]
            else:
                rows.append(tuple(Cell(tuple(cell)) for cell in cells))
                cells = None
        elif cells is not None and _is(span, "|"):
            cells.append([])
        elif cells is not None:
            cells[-1].append(span)
    return rows


def _is(span: Span, mark: str) -> bool:
    return span.text == mark and not span.code
