"""The words of a page as plain text, for the layer of prose beside the specs."""

from __future__ import annotations

from typing import Final

from ...text import clean
from .document import Span, Spans, lines_of

_LONGEST: Final = 4_000
"""Characters: what a text has beyond them is left out."""


def wording(spans: Spans) -> str:
    """The text of a cell or a paragraph: a line for each of its lines, code in backticks."""
    return shortened("\n".join(filter(None, map(_line, lines_of(spans)))))


def with_ticks(line: Spans) -> str:
    """The line's text with backticks around what is code."""
    text = "".join(f"`{span.text.strip()}`" if span.code and span.text.strip() else span.text for span in line)
    return " ".join(text.split())


def shortened(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    kept, _, _ = text[:_LONGEST].rpartition(" ")
    return f"{kept or text[:_LONGEST]}…"


def _line(spans: Spans) -> str:
    return clean("".join(_in_backticks(span) for span in spans))


def _in_backticks(span: Span) -> str:
    name = span.text.strip()
    return f"`{name}`" if span.code and name and "`" not in name else span.text
