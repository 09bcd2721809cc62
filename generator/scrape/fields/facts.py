"""The facts that one row of a table states about its value, its sentences left behind.

A fact has its key in `spec.model.Field` and is read here; every later step carries the `Field` along whole.
"""

from __future__ import annotations

import re
from typing import Final

from ...spec.model import Field
from ..html.document import Cell, lines_of, text_of
from ..html.wording import wording
from .name_cell import NameCell
from .node import Hints
from .patterns import UnreadPattern, pattern_of
from .requirements import alternatives_of, is_conditional
from .values import default_of, values_of

_READ_ONLY: Final = re.compile(r"\bread[- ]only\b", re.IGNORECASE)
_DEPRECATED: Final = re.compile(r"(?:^|[.(]\s*)(?:deprecated|obsolete)\b", re.IGNORECASE)
_GREATER: Final = re.compile(r"""\s*["']?>(?:[A-Za-z]\w*["']?)?\s*\Z""")


def read_facts(name: NameCell, description: Cell) -> Field:
    text = text_of(description.spans)
    return Field(
        type=name.type or "any",
        required=name.required,
        pattern=_pattern(name, description)[0],
        values=values_of(description.spans, name.type),
        default=default_of(description.spans, name.type),
        nullable=_allows_null(description) or "null" in name.type.split(" | "),
        read_only=bool(_READ_ONLY.search(text)),
        deprecated=bool(_DEPRECATED.search(text)),
    )


def read_hints(name: NameCell, description: Cell) -> Hints:
    lines = lines_of(description.spans)
    links = [name.href, *(span.href for span in description.spans)]
    return Hints(
        links=tuple(dict.fromkeys(link for link in links if link)),
        compares=any(span.code and _GREATER.match(span.text) for span in description.spans),
        conditional=any(map(is_conditional, lines)),
        alternatives=next((names for line in lines if (names := alternatives_of(line))), ()),
        unread=_pattern(name, description)[1],
        prose=wording(description.spans),
    )


def _pattern(name: NameCell, description: Cell) -> tuple[str | None, str]:
    """The pattern, and why there is none where one is stated."""
    if values_of(description.spans, name.type):
        return None, ""  # a choice of words is no moment, whatever is said of others
    try:
        return pattern_of(text_of(description.spans), name.name, name.type), ""
    except UnreadPattern as error:
        return None, str(error)


def _allows_null(description: Cell) -> bool:
    return any(span.code and span.text.strip() == "null" for span in description.spans)
