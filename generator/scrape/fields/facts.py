"""The facts that one row of a table states about its value, its sentences left behind.

A fact has its key in `spec.model.Field` and is read here; every later step carries the `Field` along whole.
"""

from __future__ import annotations

import re
from typing import Final

from ...spec.model import UNSET, Field, Json, Unset
from ..examples.samples import json_type
from ..html.document import Cell, lines_of, text_of
from ..html.wording import with_ticks, wording
from .availability import is_on_premise, since
from .conditions import one_needed, replaced_by, when_of
from .defaults import default_below, default_of
from .file_words import file_of
from .limits import NO_LIMITS, limits_of
from .maps import says_associative, says_keys_are_data
from .name_cell import NameCell
from .node import Hints
from .patterns import UnreadPattern, pattern_of
from .query_words import query_of
from .requirements import alternatives_of, is_conditional, required_for
from .said_items import said_item
from .said_types import said_type, with_said
from .sort_defaults import sort_default_of
from .value_conditions import named_values
from .value_tables import tabled_values
from .values import ValueSet, values_of

_READ_ONLY: Final = re.compile(
    r"(?:\A|[.;,)(]\s*|\n\s*)(?:(?:this|the)\s+)?(?:(?:field|parameter|value|property)\s+(?:is\s+)?|is\s+|a\s+)?"
    r"(?:available\s+(?:as\s+)?)?read[- ]only(?:\s+(?:field|parameter|value|property))?\s*(?:\Z|[.;,)]|\n)",
    re.IGNORECASE,
)
"""A statement of its own; that a field says whether another is read-only, or that a page is, is another thing."""
_SAYS_READ_ONLY: Final = re.compile(r"(?:is)?_?read_?only", re.IGNORECASE)
_DEPRECATED: Final = re.compile(r"(?:^|[.(]\s*)(?:deprecated|obsolete)\b", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"(?<=[.;!?])\s+(?=[A-Z])")
_NULL: Final = re.compile(r"(?<!: )\bnull\b")
_OF_OTHERS: Final = re.compile(
    r"\b(?:not|isn't|cannot|never)(?: be| equal(?: to)?)? null\b|\bnot considered\b|\binstead of\b"
    r"|\bremoves the translation\b|\bif \w+(?: field| parameter)? ?(?:=|is|equals) ?null\b",
    re.IGNORECASE,
)
_OF_ANSWER_OR_OTHERS: Final = re.compile(rf"{_OF_OTHERS.pattern}|\bmethod (?:\w+ )?returns? null\b", re.IGNORECASE)
_OBJECTS: Final = frozenset({"object", "array"})
_MOMENTS: Final = frozenset({"date", "datetime"})
_NOT_SET: Final = re.compile(r"\bif not set, false\b|\b(?:may be|contains) an empty string if\b", re.IGNORECASE)
_OR_FALSE: Final = re.compile(r"(?<!`true` )\b(?:or|can be) `false`\s*(?:[.;(]|\Z)", re.IGNORECASE)
_RETURNS_FALSE: Final = re.compile(
    r"(?:\A|[.;]\s*)(?:it\s+|the method\s+)?(?:may |will |can )?returns?:? `false`|\A`false` [—–-]\s", re.IGNORECASE
)
_GREATER: Final = re.compile(r"""\s*["']?>(?:[A-Za-z]\w*["']?)?\s*\Z""")


def read_facts(name: NameCell, description: Cell) -> Field:
    text = "\n".join(text_of(line) for line in lines_of(description.spans))
    found = values_of(description.spans, name.name, name.type)
    found = found if found.values else tabled_values(name, description)
    own = ValueSet() if found.of_items else found
    # A choice of words counts nothing: of a key of an order the row says what the field counts.
    limits = NO_LIMITS if _are_words(found) else limits_of(description.spans, name.type or "any")
    return Field(
        type=with_said(name.type, text, name.name) if name.type else _said_type(text, own),
        required=name.required,
        pattern=_pattern(name, description)[0],
        file=file_of(name.type, description),
        values=own.values,
        open=own.open,
        labels=own.labels,
        default=_default(name, description),
        since=since(text),
        on_premise=is_on_premise(text),
        required_for=None if name.required else required_for(text),
        unit=limits.unit,
        min=limits.min,
        max=limits.max,
        max_length=limits.max_length,
        max_items=limits.max_items,
        max_bytes=limits.max_bytes,
        nullable=_allows_null(name, description) or "null" in name.type.split(" | "),
        read_only=bool(_READ_ONLY.search(text)) and not _SAYS_READ_ONLY.fullmatch(name.name),
        deprecated=bool(_DEPRECATED.search(text)),
    )


def _said_type(text: str, values: ValueSet) -> str:
    """The type of a row that names none: as its words say, or as its values do."""
    said = said_type(text)
    if said != "any" or not values.values:
        return said
    return json_type(values.values[0])


def _default(name: NameCell, description: Cell) -> Json | Unset:
    for stated in (
        default_of(description.spans, name.type or "any"),
        default_below(description, name.type),
        sort_default_of(description.spans, name.name, name.type),
    ):
        if stated is not UNSET:
            return stated
    return UNSET


def _are_words(found: ValueSet) -> bool:
    return any(isinstance(value, str) and value.isalpha() for value in found.values)


def read_items(name: NameCell, description: Cell) -> Field | None:
    """What a row of a list states of its items; None where that is nothing."""
    found = values_of(description.spans, name.name, name.type)
    if not found.of_items or not found.values:
        return None
    is_whole = all(isinstance(value, int) and not isinstance(value, bool) for value in found.values)
    element = name.type.removesuffix("[]") if name.type.endswith("[]") else "integer" if is_whole else "string"
    return Field(type=element, values=found.values, open=found.open, labels=found.labels)


def read_hints(name: NameCell, description: Cell) -> Hints:
    lines = lines_of(description.spans)
    links = [name.href, *(span.href for span in description.spans)]
    return Hints(
        links=tuple(dict.fromkeys(link for link in links if link)),
        compares=any(span.code and _GREATER.match(span.text) for span in description.spans),
        conditional=any(map(is_conditional, lines)),
        alternatives=next((names for line in lines if (names := alternatives_of(line))), ()),
        one_needed=next((names for line in lines if (names := one_needed(line))), ()),
        replaced_by=next((other for line in lines if (other := replaced_by(line))), ""),
        when=next((when for line in lines if (when := when_of(line))), None),
        when_values=next((values for line in lines if (values := named_values(line))), ()),
        item=said_item(name.type, text_of(description.spans)),
        unread=_pattern(name, description)[1],
        associative=name.type == "array" and says_associative(text_of(description.spans)),
        keyed=says_keys_are_data(name.name, text_of(description.spans)),
        query=query_of(name.name, name.type, description),
        prose=wording(description.spans),
    )


def _pattern(name: NameCell, description: Cell) -> tuple[str | None, str]:
    """The pattern, and why there is none where one is stated."""
    if values_of(description.spans, name.name, name.type).values:
        return None, ""  # a choice of words is no moment, whatever is said of others
    try:
        return pattern_of(text_of(description.spans), name.name, name.type), ""
    except UnreadPattern as error:
        return None, str(error)


def _allows_null(name: NameCell, description: Cell) -> bool:
    """Says `null` of the value itself, not of another one, of what is refused, or of the answer to a parameter; or that
    a moment is `false` or empty, or an object `false`, where there is none."""
    if name.type in _MOMENTS and any(_NOT_SET.search(text_of(line)) for line in lines_of(description.spans)):
        return True
    lines = [with_ticks(line) for line in lines_of(description.spans)] if name.type in _OBJECTS else []
    if name.type == "object" and any(map(_OR_FALSE.search, lines)):
        return True
    if any(map(_RETURNS_FALSE.search, lines)):
        return True
    if not any(span.code and span.text.strip() == "null" for span in description.spans):
        return False
    sentences = [sentence for line in lines_of(description.spans) for sentence in _SENTENCE.split(text_of(line))]
    said = [sentence for sentence in sentences if _NULL.search(sentence)]
    of_others = _OF_OTHERS if name.name == "result" else _OF_ANSWER_OR_OTHERS
    return not said or any(not of_others.search(sentence) for sentence in said)
