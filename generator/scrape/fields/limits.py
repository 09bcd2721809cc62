"""The limits that a row states of its value, and what the value counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ..html.document import Spans, lines_of
from .value_lists import item_of

_NUMBERS: Final = frozenset({"integer", "double", "number", "timestamp", "any"})
_TEXTS: Final = frozenset({"string", "text", "char", "file"})
_UNITS: Final = {
    "percentage": "percent",
    "percents": "percent",
    "second": "seconds",
    "minute": "minutes",
    "hour": "hours",
    "day": "days",
    "%": "percent",
}
_UNIT: Final = re.compile(
    r"\bin\s+(?:the\s+)?(?P<unit>milliseconds|seconds|minutes|hours|days|weeks|months|bytes|kilobytes|megabytes|pixels"
    r"|grams|kilograms|millimeters|centimeters|percent(?:age|s)?)\b(?!\s+of\b|\s+(?:and|or)\s+\w+s\b|\s+ISO)"
    r"|\b(?:number\s+of|after\s+how\s+many)\s+(?P<count>milliseconds|seconds|minutes|hours|days|weeks|months|bytes)\b"
    r"|(?<=[a-z])(?:,\s*|\s+)(?P<sign>%)(?=\s*(?:[.;]|\Z|\n))",
    re.IGNORECASE,
)
_WHOLE_NUMBERS: Final = re.compile(r"\b(?:whole numbers|integers|integer values) in\b", re.IGNORECASE)
_NUMBER: Final = r"`?(-?\d+(?:\.\d+)?|zero\b)`?"
_IS: Final = r"(?:\s+(?:is|are|of|value\s+is|value|allowed|possible))*\s*(?::|—|–|-)?\s*"
_RANGE: Final = re.compile(
    rf"\b(?:values?|range|rating|accepts?|allowed|acceptable|number|integer|pass)\b[^.;]{{0,30}}?\bfrom\s+{_NUMBER}\s+"
    rf"(?:to|through|up\s+to)\s+{_NUMBER}(?![\w.]*\d|\s*characters|\s*elements|\s*(?:in\s+increments)|\s+and\b)"
    rf"|\((\d+)[–—-](\d+)\)",
    re.IGNORECASE,
)
_VALUES: Final = re.compile(rf"\bvalues\s+(?:range\s+)?from\s+{_NUMBER}\s+to\s+{_NUMBER}(?![\w.]*\d)", re.IGNORECASE)
"""Of a text that is a number."""
_MOST: Final = re.compile(
    rf"\bmax(?:imum)?(?:\s+value)?{_IS}{_NUMBER}(?=\s*(?:[.,;)(]|\Z|and\b))(?!\.\d)", re.IGNORECASE
)
_LEAST: Final = re.compile(
    rf"\bmin(?:imum)?(?:\s+value)?{_IS}{_NUMBER}(?=\s*(?:[.,;)(]|\Z|and\b))(?!\.\d)", re.IGNORECASE
)
_COMPARED: Final = re.compile(
    rf"\b(?:must|should)\s+be\s+(?P<first>greater\s+than\s+or\s+equal\s+to|greater\s+than|at\s+least|not\s+less\s+than)\s+"
    rf"{_NUMBER}(?:\s+and\s+less\s+than\s+{_NUMBER})?(?=\s*(?:[.,;)]|\Z))",
    re.IGNORECASE,
)
_NOT_NEGATIVE: Final = re.compile(r"\b(?:cannot|must\s+not)\s+be\s+negative\b", re.IGNORECASE)
_OR_BOUND: Final = re.compile(r"\b(?:greater|less)\s+than\s+(?:or\s+equal\s+to\s+)?`?\d", re.IGNORECASE)
_COUNT: Final = r"`?(\d{1,3}(?:[ ,\u00a0]\d{3})+|\d+)`?"
_LENGTH: Final = re.compile(
    rf"(?:\bmax(?:imum)?\b[^.;]{{0,40}}?|\bup\s+to|\blengths?\s+(?:limit|restriction)\b[^.;\d]{{0,20}}?"
    rf"|\b(?:not|cannot)\s+exceed|\bno\s+(?:more|longer)\s+than|\blength\b[^.;]{{0,15}}?\bfrom\s+\d+\s+to)"
    rf"\s*(?::|—|–|-)?\s*{_COUNT}\s*(?:characters|symbols|letters|chars)\b",
    re.IGNORECASE,
)
_OF_PART: Final = re.compile(r"\b(?:prefix|suffix|the\s+code)\b[^.]*\Z", re.IGNORECASE)
_ITEMS: Final = re.compile(
    rf"\b(?:max(?:imum)?(?:\s+of)?|no\s+more\s+than|not\s+more\s+than|up\s+to)\s+{_COUNT}"
    r"\s+(?:elements|items|entities|messages|values|entries|identifiers|records|options|questions?|ids|users|files|objects"
    r"|blocks|tasks|element|item)\b"
    rf"|\bmax(?:imum)?\s+number\s+of\s+(?:values|elements|items|identifiers|records|entries|users|messages|files){_IS}"
    rf"{_COUNT}(?=\s*(?:[.,;)(]|\Z))|\bmin(?:imum)?\s+\d+\s+(?:elements?|items?|options?),\s+max(?:imum)?\s+{_COUNT}(?=\D|\Z)",
    re.IGNORECASE,
)
_BYTES: Final = re.compile(
    rf"\bmax(?:imum)?\s+(?:allowed\s+|file\s+|total\s+)*size\b{_IS}{_COUNT}\s*(?P<unit>bytes|kb|mb|gb)\b", re.IGNORECASE
)
_SIZES: Final = {"bytes": 1, "kb": 1024, "mb": 1024**2, "gb": 1024**3}
_NO_LIMIT: Final = re.compile(
    r"\btruncate|\bby\s+default\s+the\s+(?:method|server)|\bfor\s+example\b|\be\.g\.|\boriginal\b|\bif\b[^.]*\bgreater\s+than",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Limits:
    unit: str | None = None
    min: float | None = None
    max: float | None = None
    max_length: int | None = None
    max_items: int | None = None
    max_bytes: int | None = None


NO_LIMITS: Final = Limits()
_HINT: Final = re.compile(r"\d|%|\b[Ii]n\s|\b[Nn]umber\s|\bmany\s|\bzero\b|\bnegative\b")


def limits_of(description: Spans, documented: str) -> Limits:
    """What the description states of a value of that type."""
    if not _HINT.search("".join(span.text for span in description)):
        return NO_LIMITS
    parts = [part for part in documented.split(" | ") if part != "null"]
    lines = [line for line in lines_of(description) if item_of(line) is None]
    if not parts or not lines:
        return NO_LIMITS
    text = "\n".join(map(_marked, lines))
    is_number = _NUMBERS.issuperset(parts)
    is_list = all(part == "array" or part.endswith("[]") for part in parts)
    is_text = bool(parts) and _TEXTS.issuperset(parts)
    least, most = _range(text, whole=not {"integer", "any"}.isdisjoint(parts)) if is_number else (None, None)
    if is_text and (found := _VALUES.search(text)):
        least, most = _json(found[1]), _json(found[2])
    return Limits(
        unit=_unit(text) if is_number or is_text or (is_list and _counts(text)) else None,
        min=least,
        max=most,
        max_length=_first(_LENGTH, text) if is_text else None,
        max_items=_first(_ITEMS, text) if is_list else None,
        max_bytes=_bytes(text) if is_text else None,
    )


def _marked(line: Spans) -> str:
    return " ".join("".join(f"`{span.text.strip()}`" if span.code else span.text for span in line).split())


def _counts(text: str) -> bool:
    """Of a list with code in its description, the code may be about other things."""
    return "`" not in text or bool(_WHOLE_NUMBERS.search(text))


def _unit(text: str) -> str | None:
    found = {(each["unit"] or each["count"] or each["sign"]).lower() for each in _UNIT.finditer(text)}
    units = {_UNITS.get(name, name) for name in found}
    return units.pop() if len(units) == 1 else None


def _range(text: str, *, whole: bool) -> tuple[float | None, float | None]:
    least: float | None = None
    most: float | None = None
    if _RANGE.search(text) and _OR_BOUND.search(text):
        return least, most  # `1030 and more, or from 128 to 192`
    for sentence in _sentences(text):
        if found := _RANGE.search(sentence):
            low, high = (each for each in found.groups() if each is not None)
            return _json(low), _json(high)
        if found := _COMPARED.search(sentence):
            step = 0 if "equal" in found["first"] or "least" in found["first"] or "less" in found["first"] else 1
            if step == 0 or whole:
                least = _json(found[2]) + step
            if found[3] is not None and whole:
                most = _json(found[3]) - 1
        if _NOT_NEGATIVE.search(sentence):
            least = 0
        if found := _LEAST.search(sentence):
            least = _json(found[1])
        if found := _MOST.search(sentence):
            most = _json(found[1])
    return least, most


def _json(text: str) -> float:
    if text.lower() == "zero":
        return 0
    return float(text) if "." in text else int(text)


def _first(pattern: re.Pattern[str], text: str) -> int | None:
    for sentence in _sentences(text):
        found = pattern.search(sentence)
        if found:
            return _whole(next(each for each in found.groups() if each is not None))
    return None


def _bytes(text: str) -> int | None:
    for sentence in _sentences(text):
        found = _BYTES.search(sentence)
        if found:
            return _whole(found[1]) * _SIZES[found["unit"].lower()]
    return None


def _sentences(text: str) -> list[str]:
    sentences = re.split(r"(?<=[.;])\s+|\n", text)
    return [each for each in sentences if not _NO_LIMIT.search(each)]


def _whole(text: str) -> int:
    return int(re.sub(r"\D", "", text))
