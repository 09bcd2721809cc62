"""The order that a list has by default, in words: `By default, it is sorted by ID in descending order`."""

from __future__ import annotations

import re
from typing import Final

from ...spec.model import UNSET, Json, Unset
from ..html.document import Spans, lines_of, text_of

_NAME: Final = re.compile(r"(?:.*_)?(?:order|sort)\Z", re.IGNORECASE)
_WAY: Final = r"in\s+(ascending|descending)\s+order"
_WRITTEN: Final = re.compile(
    r"\bdefault(?:\s+is\s|\s*[:—–-]|\s)\s*\[?(\w+)\s*:\s*'?(asc|desc)'?\]?\s*(?:\Z|[.;])", re.IGNORECASE
)
_SAID: Final = (
    re.compile(
        rf"\bby\s+default,?\s+(?:\w+\s+){{1,3}}?sort(?:s|ed)\s+{_WAY}\s+by\s+(\w+)\s*(?:\Z|[.;])", re.IGNORECASE
    ),
    re.compile(
        rf"\bby\s+default,?\s+(?:\w+\s+){{1,3}}?sort(?:s|ed)\s+by\s+(\w+)\s+{_WAY}\s*(?:\Z|[.;])", re.IGNORECASE
    ),
    re.compile(
        r"\bif\s+the\s+parameter\s+is\s+not\s+\w+,\s+(?:the\s+)?sorting\s+(\w+)\s+(asc|desc)\s+is\s+applied",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\bby\s+default,?\s+(?:\w+\s+){{1,3}}?sort(?:s|ed)\s+{_WAY}\s+by\s+\w+\s+(identifier)\s*(?:\Z|[.;])",
        re.IGNORECASE,
    ),
    _WRITTEN,
)
_ID: Final = frozenset({"identifier"})
_UP: Final = frozenset({"ascending", "asc"})
_DOWN: Final = frozenset({"descending", "desc"})


def sort_default_of(description: Spans, name: str, documented: str) -> Json | Unset:
    """The default of an order whose keys are fields, `UNSET` where the description states none in words."""
    if not _NAME.match(name) or not {"object", "array"}.intersection(documented.split(" | ")):
        return UNSET
    code = " ".join(span.text for span in description if span.code)
    words = frozenset(re.findall(r"\w+", code))
    for line in lines_of(description):
        for pattern in _SAID:
            found = pattern.search(text_of(line))
            if found is None:
                continue
            field, way = sorted(found.groups(), key=lambda each: each.lower() in _UP | _DOWN)
            if field.lower() in _ID:
                field = next((name for name in ("ID", "id") if name in words), field)
            if field in words or pattern is _WRITTEN:
                return {field: _spelled("ASC" if way.lower() in _UP else "DESC", words)}
    return UNSET


def _spelled(way: str, words: frozenset[str]) -> str:
    """As the row lists it."""
    return way.lower() if way.lower() in words and way not in words else way
