"""The table inside a cell that names values: its first column has the name of the row for a heading."""

from __future__ import annotations

from typing import Final

from ...spec.model import Single
from ..html.document import Cell, Table, text_of
from .name_cell import NameCell
from .values import ValueSet, json_value, label_of

_COLUMNS: Final = 2


def tabled_values(name: NameCell, description: Cell) -> ValueSet:
    """The values, each with what the table calls it. They are those of the start: an administrator may add others."""
    for block in description.blocks:
        if isinstance(block, Table) and len(block.header) == _COLUMNS and block.header[0] == name.name:
            rows = [(text_of(row[0].spans), text_of(row[1].spans)) for row in block.rows if len(row) == _COLUMNS]
            values: dict[str, Single] = {text: json_value(text, name.type) for text, _ in rows if text}
            labels = {text: label for text, words in rows if (label := label_of(words, text)) is not None}
            return ValueSet(tuple(values.values()), open=True, labels=labels)
    return ValueSet()
