"""The facts that one row of a table states about its value, its sentences left behind.

A fact has its key in `spec.model.Field` and is read here; every later step carries the `Field` along whole.
"""

from __future__ import annotations

import re
from typing import Final

from ...spec.model import Field
from ..html.document import Cell, lines_of, text_of
from .maps import says_associative, says_keys_are_data
from .name_cell import NameCell
from .node import Hints
from .patterns import UnreadPattern, pattern_of
from .requirements import alternatives_of, is_conditional
from .values import default_of, values_of

_READ_ONLY: Final = re.compile(r"\bread[- ]only\b", re.IGNORECASE)
_DEPRECATED: Final = re.compile(r"(?:^|[.(]\s*)(?:deprecated|obsolete)\b", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"(?<=[.;!?])\s+(?=[A-Z])")
_NULL: Final = re.compile(r"(?<!: )\bnull\b")
_OF_OTHERS: Final = re.compile(
    r"\b(?:not|isn't|cannot|never)(?: be| equal(?: to)?)? null\b|\bnot considered\b|\binstead of\b"
    r"|\bremoves the translation\b|\bif \w+(?: field| parameter)? ?(?:=|is|equals) ?null\b",
    re.IGNORECASE,
)
_OF_ANSWER_OR_OTHERS: Final = re.compile(rf"{_OF_OTHERS.pattern}|\bmethod (?:\w+ )?returns? null\b", re.IGNORECASE)
_GREATER: Final = re.compile(r"""\s*["']?>(?:[A-Za-z]\w*["']?)?\s*\Z""")


def read_facts(name: NameCell, description: Cell) -> Field:
    text = text_of(description.spans)
    return Field(
        type=name.type or "any",
        required=name.required,
        pattern=_pattern(name, description)[0],
        values=values_of(description.spans, name.type),
        default=default_of(description.spans, name.type),
        nullable=_allows_null(name, description) or "null" in name.type.split(" | "),
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
        associative=name.type == "array" and says_associative(text_of(description.spans)),
        keyed=says_keys_are_data(name.name, text_of(description.spans)),
    )


def _pattern(name: NameCell, description: Cell) -> tuple[str | None, str]:
    """The pattern, and why there is none where one is stated."""
    if values_of(description.spans, name.type):
        return None, ""  # a choice of words is no moment, whatever is said of others
    try:
        return pattern_of(text_of(description.spans), name.name, name.type), ""
    except UnreadPattern as error:
        return None, str(error)


def _allows_null(name: NameCell, description: Cell) -> bool:
    """Says `null` of the value itself, not of another one, of what is refused, or of the answer to a parameter."""
    if not any(span.code and span.text.strip() == "null" for span in description.spans):
        return False
    sentences = [sentence for line in lines_of(description.spans) for sentence in _SENTENCE.split(text_of(line))]
    said = [sentence for sentence in sentences if _NULL.search(sentence)]
    of_others = _OF_OTHERS if name.name == "result" else _OF_ANSWER_OR_OTHERS
    return not said or any(not of_others.search(sentence) for sentence in said)
