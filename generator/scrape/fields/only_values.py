"""The one value of which a row says that there is no other, or that no other does anything: `Only the value `a` is
supported`, `Acceptable value is `Y``, `it has a constant value of `save``, or nothing but `Value `redirect``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ..html.document import Spans, text_of
from ..html.wording import with_ticks
from .value_lists import item_of

_ONLY_VALUE: Final = re.compile(r"\bonly\s+(?:the\s+)?value\s*\Z", re.IGNORECASE)
_IS_ALLOWED: Final = re.compile(r"\s*is\s+(?:available|supported|allowed|accepted)\b", re.IGNORECASE)
_ONLY: Final = re.compile(
    r"(?:\A|[.;:]\s+)(?:the\s+)?(?:only\s+)?(?:acceptable|allowed|supported|possible|permissible)\s+value"
    r"(?:\s+is|(?P<several>s)?:)\s*\Z"
    r"|(?:\A|[.;:]\s+)supported\s*\Z",
    re.IGNORECASE,
)
_HEADS_VALUES: Final = re.compile(
    r"(?:\A|[.;:]\s+)(?:possible|supported|allowed|acceptable|permissible) values?:\Z", re.IGNORECASE
)
_END: Final = re.compile(r"\s*(?:\Z|[.;,(]|—|–|\n|for\b)")
_END_OF_ALL: Final = re.compile(r"\s*(?:\Z|[.;(])")
"""Behind the first of `Possible values`, of which there is no second."""
_CONSTANT: Final = re.compile(
    r"\bconstant value of\s*\Z|\b(?:is|will) always(?: be| equal(?: to)?)?\s*\Z|\balways equals?(?: to)?\s*\Z"
    r"|(?:\A|[.(]\s*)in this case\s*[,—–-]?\s*\Z|\AFor [\w ]+, always\s*\Z",
    re.IGNORECASE,
)
_WHOLE: Final = re.compile(r"Value\s*\Z", re.IGNORECASE)
"""All that a line says beside the value."""
_OF_SOME_CASES: Final = re.compile(
    r"\bcurrently\b|(?:\A|[.:]\s+)(?:For (?!this\b)|If\b|When\b)[^.,]*,[^.]*\Z", re.IGNORECASE
)
"""Words before the one value of today, or of some."""
_NUMBER_OF_ONLY: Final = re.compile(
    r"\b(?:is only|can only be) (?:`[\w ]+`|[\"“][\w ]+[\"”]) \((?:value|identifier) `(\d+)`\)", re.IGNORECASE
)
_FIRST_OF_ANY: Final = re.compile(
    r"(?:\A|[.:]\s+|\bvalue )(?:if )?`(\w+)`(?! (?:and|or)\b)[^`]*(?:`[^`]*`[^`]*)?\bany other value\b", re.IGNORECASE
)


@dataclass(frozen=True)
class OnlyValue:
    """`is_one_of_several`: it is so today, in some cases, or others are taken, too."""

    text: str
    is_one_of_several: bool


def only_value(lines: list[Spans], kind: str) -> OnlyValue | None:
    for line in lines:
        for at, span in enumerate(line):
            before, after = ("".join(part.text for part in each) for each in (line[:at], line[at + 1 :]))
            if span.code and _is_the_only(span.text.strip(), before, after, kind):
                return OnlyValue(span.text.strip(), bool(_OF_SOME_CASES.search(before)))
        text = with_ticks(line)
        if kind == "integer" and (found := _NUMBER_OF_ONLY.search(text)):
            return OnlyValue(found[1], "currently" in text.lower())
        if kind in ("string", "char") and (found := _FIRST_OF_ANY.search(text)):
            return OnlyValue(found[1], is_one_of_several=True)
    return _listed_alone(lines, kind)


def _listed_alone(lines: list[Spans], kind: str) -> OnlyValue | None:
    """A list of one value below `Possible values:`; that there is no other is not said."""
    items = [item_of(line) for line in lines]
    for at, (line, item) in enumerate(zip(lines, items[1:], strict=False), start=1):
        is_alone = not (items[at - 1] or (items[at + 1 : at + 2] or [None])[0])
        is_value = item and item.is_plain and len(item.names) == 1 and re.fullmatch(r"[\w/]+", item.names[0])
        if is_alone and is_value and item and _HEADS_VALUES.search(text_of(line)) and kind in ("string", "integer"):
            return OnlyValue(item.names[0], is_one_of_several=True)
    return None


def _is_the_only(name: str, before: str, after: str, kind: str) -> bool:
    if _ONLY_VALUE.search(before) and _IS_ALLOWED.match(after):
        return True
    if kind != "string" or not re.fullmatch(r"[\w/]+", name):
        return False
    if _WHOLE.match(before) and not after.strip():
        return True
    said = _ONLY.search(before)
    end = _END_OF_ALL if said and said["several"] else _END
    return bool(said and end.match(after)) or bool(_CONSTANT.search(before))
