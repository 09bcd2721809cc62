"""What the further columns of a table say of its rows: notes, what can be written, defaults.

They are read as lines of the row's description.
"""

from __future__ import annotations

from typing import Final

from ..html.document import Cell, Paragraph, Span, Spans, text_of

_NOTES: Final = frozenset({"note", "notes"})
_DEFAULTS: Final = frozenset({"default", "default value"})
_NO: Final = frozenset({"no", "❌"})
_NOTHING: Final = frozenset({"", "-", "—", "Calculated"})
_END: Final = Span("\n")


def with_columns(description: Cell, header: tuple[str, ...], cells: tuple[Cell, ...]) -> Cell:
    """The description with a line for each of the other cells that states something."""
    lines = [line for name, cell in zip(header, cells, strict=False) if (line := _line(name.lower(), cell))]
    if not lines:
        return description
    spans = tuple(span for line in lines for span in (_END, *line))
    return Cell(
        (*description.spans, *spans),
        description.blocks,
        (*description.paragraphs, *map(Paragraph, lines)) if description.paragraphs else (),
    )


def _line(name: str, cell: Cell) -> Spans:
    text = text_of(cell.spans)
    if name in _NOTES:
        return cell.spans if text else ()
    if name == "write":
        return (Span("Read-only"),) if text.lower() in _NO else ()
    if name in _DEFAULTS and text not in _NOTHING and all(span.code for span in cell.spans if span.text.strip()):
        return (Span("Default value: "), *cell.spans)
    return ()
