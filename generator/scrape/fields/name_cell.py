"""The first cell of a row: the name of a parameter or field, its mark and its type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ...spec.grammar import normalise
from ..html.document import Cell, Span, Spans, lines_of, text_of

_WILDCARD: Final = re.compile(r"(?:_|\.\.\.|…)\*?\Z")
_STEM: Final = re.compile(r"UF_(?:[A-Z]+_)*\Z")
"""A name that no field can have: what the names of custom fields start with."""
_BETWEEN_TYPES: Final = re.compile(r"\s*(?:,|or|/|\||\[\]?|\])?\s*\Z", re.IGNORECASE)
_GLUE: Final = re.compile(r"[|._/\[\]-]+")
_LONGEST_NAME: Final = 200
ANY_KEY: Final = "<key>"
"""A row without a name, a break in its place: what lies under whatever keys there are."""
_CAPITAL: Final = re.compile(r"[A-Z][a-z]+(?:\[\])?\Z")


@dataclass(frozen=True)
class NameCell:
    name: str
    type: str
    """As documented, normalised; empty where the cell names none."""
    required: bool
    href: str | None
    """Where the type links to."""


def read_name_cell(cell: Cell) -> NameCell | None:
    """Name, type and mark: `**flowId***` above `integer`. None where the cell has no name."""
    lines = lines_of(cell.spans)
    if not lines:
        return None
    if has_no_name(cell):
        return _named(ANY_KEY, lines, required=False)
    at = next((at for at, span in enumerate(lines[0]) if span.code and not span.strong and at), len(lines[0]))
    named = lines[0][:at]
    starred = text_of(named).replace(" ", "")
    required = starred.endswith("*") and not _WILDCARD.search(starred)
    # A bold name ends where the bold ends; what follows on the line is a mark or a remark.
    bold = text_of(_until_plain(named)) if any(span.strong for span in named) else starred
    name = bold.replace(" ", "") if "(" not in bold else bold
    name = name.rstrip("*") if required else name
    name = f"{name}*" if _STEM.match(name) else name
    if not any(span.code for line in lines for span in line) and " " in bold.strip() and "(" not in bold:
        return None  # a heading inside the table
    if not name or len(name) > _LONGEST_NAME:
        return None
    return _named(name, [lines[0][at:], *lines[1:]], required=required)


def with_types(name: NameCell, cell: Cell) -> NameCell:
    """The same where types have a column of their own."""
    return _named(name.name, lines_of(cell.spans), required=name.required)


def _named(name: str, types_in: list[Spans], *, required: bool) -> NameCell:
    types = _types(types_in)
    href = next((s.href for s in types if s.href), None)
    text = " | ".join(text_of((span,)) for span in types)
    return NameCell(name, text if _is_entity(text, href) else normalise(text), required, href)


def has_no_name(cell: Cell) -> bool:
    """It starts with a break, and has types alone."""
    spans = [span for span in cell.spans if span.text.strip(" \u00a0")]
    return (
        spans[0].text == "\n"
        and bool(spans[1:])
        and not any(span.strong or not (span.code or _BETWEEN_TYPES.match(span.text)) for span in spans)
    )


def _is_entity(text: str, href: str | None) -> bool:
    """`User[]`, with a link to where users are described, is no `user`, the id of one."""
    page, _, anchor = (href or "").partition("#")
    return bool(anchor and not page.endswith("data-types.html") and _CAPITAL.match(text))


def _until_plain(spans: Spans) -> Spans:
    """The leading bold spans, with a star that follows them."""
    found: list[Span] = []
    for span in spans:
        if span.text.strip() and not span.strong and found and not _GLUE.fullmatch(span.text):
            if span.text.strip().startswith("*"):
                found.append(Span("*"))
            break
        found.append(span)
    return tuple(found)


def _types(lines: list[Spans]) -> list[Span]:
    """The code spans that name types: on the name's line or at the start of those below, up to the first other word."""
    found: list[Span] = []
    for line in lines:
        for span in line:
            if span.code:
                found.append(span)
            elif not _BETWEEN_TYPES.match(span.text):
                return found
    return found
