"""The values that a row documents: those that are allowed, and the default."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from ...spec.grammar import BASE
from ...spec.model import UNSET, Single, Unset
from ..html.document import Spans, lines_of, text_of

_SCALAR_WITH_VALUES: Final = {"string", "integer", "boolean", "char", "double", "enum", "text", "number"}
_OTHER_SCALARS: Final = {"user", "date", "datetime", "timestamp", "crm_status", "crm_currency", "any"}
_DEFAULT_WORDS: Final = (
    r"\bdefaults?\b(?:\s+values?)?,?(?:\s+(?:it\s+is|is|set\s+to|is\s+set\s+to|to|of|equals))?\s*[:—–-]?\s*"
)
_DEFAULT: Final = re.compile(_DEFAULT_WORDS + r"\Z", re.IGNORECASE)
_PLAIN_DEFAULT: Final = re.compile(
    _DEFAULT_WORDS + r"(?P<value>-?\d+(?:\.\d+)?|true|false|null|Y|N)(?=[\s.,;)]|\Z)", re.IGNORECASE
)
_VALUES: Final = re.compile(
    r"\b(?:(?:possible|allowed|acceptable|available|valid|supported)\s+(?:values?|options?)"
    r"|(?:accepts?|takes?)\s+(?:the\s+)?values?)\b",
    re.IGNORECASE,
)
_NO_VALUES: Final = re.compile(r"\b(?:for example|e\.g\.|such as\b|where\b|template\b|format\b)", re.IGNORECASE)
"""Words above a list of examples, of parts of a pattern, of spellings."""
_CONDITION: Final = re.compile(r"[<>=*{}]|XX")
"""In words that are no values: signs of a comparison, of a pattern."""
_YES_NO: Final = {"Y", "N"}
_BETWEEN_VALUES: Final = re.compile(r"\s*(?:,|and|or|,\s*and|,\s*or|/|\||;)?\s*\Z", re.IGNORECASE)
_DASH: Final = re.compile(r"\s*[—–:=-]|\s*\Z")


def values_of(description: Spans, documented: str) -> tuple[Single, ...]:
    """The values that the description lists; the two forms of a boolean with true before false."""
    return _true_first(_values(lines_of(description), documented), documented)


def _true_first(values: tuple[Single, ...], documented: str) -> tuple[Single, ...]:
    """The two forms of a boolean, true before false."""
    if documented != "boolean" or len(values) != 2:
        return values
    return tuple(sorted(values, key=lambda value: value in (False, 0, "N", "n", "0", "false", "off")))


def default_of(spans: Spans, documented: str) -> Single | Unset:
    if documented not in _SCALAR_WITH_VALUES | _OTHER_SCALARS:
        # A default among the words about an object is one of its parts'.
        return UNSET
    for at, span in enumerate(spans):
        if span.code and at and _DEFAULT.search("".join(part.text for part in spans[max(0, at - 3) : at])):
            return json_value(span.text.strip(), documented)
    plain = _PLAIN_DEFAULT.search("".join(span.text for span in spans))
    return json_value(plain["value"], documented) if plain else UNSET


def _values(lines: list[Spans], documented: str) -> tuple[Single, ...]:
    if documented not in _SCALAR_WITH_VALUES:
        return ()
    found = _announced_values(lines) or (_unannounced_values(lines) if documented == "string" else [])
    if len(found) > 1 and not {value.lower() for value in found} <= BASE and not any(map(_CONDITION.search, found)):
        return tuple(json_value(value, documented) for value in found)
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


def json_value(text: str, documented: str) -> Single:
    """A documented value as the JSON it stands for: `1` of an integer is a number, of a string it is text."""
    if text == "null":
        return None
    if documented == "boolean" and text in ("true", "false"):
        return text == "true"
    if documented in ("integer", "boolean", "timestamp", "user") and re.fullmatch(r"-?\d{1,18}", text):
        return int(text)
    if documented in ("double", "number") and re.fullmatch(r"-?\d{1,15}(?:\.\d{1,15})?", text):
        return float(text) if "." in text else int(text)
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text
