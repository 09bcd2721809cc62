"""What a table's row says: the name, mark and type of its first cell, the facts of its description."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from generator.spec.grammar import BASE, normalise
from generator.spec.model import UNSET, Json, Unset

from .conditions import alternatives, is_conditional
from .document import Cell, Span, Spans, lines_of, text_of

_WILDCARD = re.compile(r"(?:_|\.\.\.|…)\*?\Z")
_DEFAULT_WORDS = (
    r"\bdefaults?\b(?:\s+values?)?,?(?:\s+(?:it\s+is|is|set\s+to|is\s+set\s+to|to|of|equals))?\s*[:—–-]?\s*"
)
_DEFAULT = re.compile(_DEFAULT_WORDS + r"\Z", re.IGNORECASE)
_PLAIN_DEFAULT = re.compile(
    _DEFAULT_WORDS + r"(?P<value>-?\d+(?:\.\d+)?|true|false|null|Y|N)(?=[\s.,;)]|\Z)", re.IGNORECASE
)
_OTHER_SCALARS = {"user", "date", "datetime", "timestamp", "crm_status", "crm_currency", "any"}
_CONDITION = re.compile(r"[<>=*{}]|XX")
"""In words that are no values: signs of a comparison, of a pattern."""
_YES_NO = {"Y", "N"}
_VALUES = re.compile(
    r"\b(?:(?:possible|allowed|acceptable|available|valid|supported)\s+(?:values?|options?)"
    r"|(?:accepts?|takes?)\s+(?:the\s+)?values?)\b",
    re.IGNORECASE,
)
_BETWEEN_VALUES = re.compile(r"\s*(?:,|and|or|,\s*and|,\s*or|/|\||;)?\s*\Z", re.IGNORECASE)
_BETWEEN_TYPES = re.compile(r"\s*(?:,|or|/|\||\[\]?|\])?\s*\Z", re.IGNORECASE)
_GLUE = re.compile(r"[|._/\[\]-]+")
_LONGEST_NAME = 200
_DASH = re.compile(r"\s*[—–:=-]|\s*\Z")
_NO_VALUES = re.compile(r"\b(?:for example|e\.g\.|such as\b|where\b|template\b|format\b)", re.IGNORECASE)
"""Words above a list of examples, of parts of a pattern, of spellings."""
_GREATER = re.compile(r"""\s*["']?>(?:[A-Za-z]\w*["']?)?\s*\Z""")
_READ_ONLY = re.compile(r"\bread[- ]only\b", re.IGNORECASE)
_DEPRECATED = re.compile(r"(?:^|[.(]\s*)(?:deprecated|obsolete)\b", re.IGNORECASE)
_SCALAR_WITH_VALUES = {"string", "integer", "boolean", "char", "double", "enum", "text", "number"}


@dataclass(frozen=True)
class Name:
    """The first cell of a row."""

    name: str
    type: str
    required: bool
    href: str | None
    """Where the type links to."""


@dataclass(frozen=True)
class Facts:
    """What a description states about a value, its sentences left behind."""

    values: tuple[Json, ...] = ()
    default: Json | Unset = UNSET
    nullable: bool = False
    read_only: bool = False
    deprecated: bool = False
    compares: bool = False
    """Keys of the value may have the prefix `>`: a filter."""
    conditional: bool = False
    """Needed only in some cases, whatever the mark says."""
    alternatives: tuple[str, ...] = ()
    """Names of which one is enough."""


def parse_name(cell: Cell) -> Name | None:
    """Name, type and mark: `**flowId***` above `integer`. None where the cell has no name."""
    lines = lines_of(cell.spans)
    if not lines:
        return None
    at = next((at for at, span in enumerate(lines[0]) if span.code and not span.strong and at), len(lines[0]))
    named = lines[0][:at]
    starred = text_of(named).replace(" ", "")
    required = starred.endswith("*") and not _WILDCARD.search(starred)
    # A bold name ends where the bold ends; what follows on the line is a mark or a remark.
    bold = text_of(_until_plain(named)) if any(span.strong for span in named) else starred
    name = bold.replace(" ", "") if "(" not in bold else bold
    name = name.rstrip("*") if required else name
    if not any(span.code for line in lines for span in line) and " " in bold.strip() and "(" not in bold:
        return None  # a heading inside the table
    if not name or len(name) > _LONGEST_NAME:
        return None
    types = _types([lines[0][at:], *lines[1:]])
    return Name(
        name,
        normalise(" | ".join(text_of((span,)) for span in types)),
        required,
        next((s.href for s in types if s.href), None),
    )


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


def parse_facts(cell: Cell, kind: str) -> Facts:
    """The facts in a description of a value of the type `kind`."""
    lines = lines_of(cell.spans)
    text = text_of(cell.spans)
    return Facts(
        values=_true_first(_values(lines, kind), kind),
        default=_default(cell.spans, kind),
        nullable=any(span.code and span.text.strip() == "null" for span in cell.spans),
        read_only=bool(_READ_ONLY.search(text)),
        deprecated=bool(_DEPRECATED.search(text)),
        compares=any(span.code and _GREATER.match(span.text) for span in cell.spans),
        conditional=any(map(is_conditional, lines)),
        alternatives=next((names for line in lines if (names := alternatives(line))), ()),
    )


def _true_first(values: tuple[Json, ...], kind: str) -> tuple[Json, ...]:
    """The two forms of a boolean, true before false."""
    if kind != "boolean" or len(values) != 2:
        return values
    return tuple(sorted(values, key=lambda value: value in (False, 0, "N", "n", "0", "false", "off")))


def _default(spans: Spans, kind: str) -> Json | Unset:
    if kind not in _SCALAR_WITH_VALUES | _OTHER_SCALARS:
        # A default among the words about an object is one of its parts'.
        return UNSET
    for at, span in enumerate(spans):
        if span.code and at and _DEFAULT.search("".join(part.text for part in spans[max(0, at - 3) : at])):
            return typed(span.text.strip(), kind)
    plain = _PLAIN_DEFAULT.search("".join(span.text for span in spans))
    return typed(plain["value"], kind) if plain else UNSET


def _values(lines: list[Spans], kind: str) -> tuple[Json, ...]:
    if kind not in _SCALAR_WITH_VALUES:
        return ()
    found = _announced_values(lines) or (_unannounced_values(lines) if kind == "string" else [])
    if len(found) > 1 and not {value.lower() for value in found} <= BASE and not any(map(_CONDITION.search, found)):
        return tuple(typed(value, kind) for value in found)
    return ("Y", "N") if any(map(_says_yes_or_no, lines)) else ()


def _announced_values(lines: list[Spans]) -> list[str]:
    for at, line in enumerate(lines):
        text = text_of(line)
        announced = _VALUES.search(text)
        if announced:
            inline = _inline_values(line, announced.group())
            if inline:
                return inline
        if (announced or text.endswith(":")) and not _NO_VALUES.search(text):
            listed = _listed_values(lines[at + 1 :])
            if len(listed) > 1:
                return listed
    return []


def _unannounced_values(lines: list[Spans]) -> list[str]:
    """`How often` and below it a list of words: what else could they be?"""
    return _listed_values(lines[1:]) if lines and not _NO_VALUES.search(text_of(lines[0])) else []


def _says_yes_or_no(line: Spans) -> bool:
    """`Y` and `N` side by side, whatever the words around them."""
    codes = [at for at, span in enumerate(line) if span.code and span.text.strip() in _YES_NO]
    return any(
        line[first].text.strip() != line[second].text.strip()
        and _BETWEEN_VALUES.match("".join(span.text for span in line[first + 1 : second]))
        for first, second in pairwise(codes)
    )


def _inline_values(line: Spans, announced: str) -> list[str]:
    """`Accepts values `0` and `1``: the code spans after the announcement, up to the first other word."""
    found: list[str] = []
    seen = ""
    for span in line:
        if announced.lower() not in seen.lower():
            seen += span.text
            if announced.lower() in seen.lower() and not _BETWEEN_VALUES.match(_after(seen, announced)):
                return []
        elif span.code:
            found.append(span.text.strip())
        elif not _BETWEEN_VALUES.match(span.text):
            break
    return found if len(found) > 1 else []


def _after(text: str, words: str) -> str:
    return text[text.lower().index(words.lower()) + len(words) :].lstrip(" :—–-")


def _listed_values(lines: list[Spans]) -> list[str]:
    """Lines that start with a value: `manually` — …"""
    found: list[str] = []
    for line in lines:
        first = next(index for index, span in enumerate(line) if span.text.strip())
        rest = "".join(span.text for span in line[first + 1 :])
        if not line[first].code or not _DASH.match(rest):
            break
        found.append(line[first].text.strip())
    return found


def typed(text: str, kind: str) -> Json:
    """A documented value as the JSON it stands for: `1` of an integer is a number, of a string it is text."""
    if text == "null":
        return None
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    if kind in ("integer", "boolean", "timestamp", "user") and re.fullmatch(r"-?\d{1,18}", text):
        return int(text)
    if kind in ("double", "number") and re.fullmatch(r"-?\d{1,15}(?:\.\d{1,15})?", text):
        return float(text) if "." in text else int(text)
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text
