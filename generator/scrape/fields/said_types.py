"""The type that a row's words give its value beside the one in its name cell: `You can pass a string or an object with
texts by language`, `List of contacts`."""

from __future__ import annotations

import re
from typing import Final

from ...spec.grammar import BASE

_WORD: Final = r"(?:an?\s+)?`?(string|object|array|number|integer|boolean)`?(?:\s+of\s+strings)?"
_EITHER: Final = re.compile(
    r"\b(?:can|may)\s+(?:pass|be|take|specify|provide|be\s+(?:passed|specified|provided)\s+as)\s+(?:either\s+)?"
    rf"{_WORD}\s+or\s+(?:as\s+)?{_WORD}(?=\s*[.,;]|\s+(?:with|for|of|by|in|containing)\b|\s*\Z)(?!\s+of\s+(?:spaces|numbers|digits))",
    re.IGNORECASE,
)


_MANY: Final = re.compile(
    r"\A(?:an?\s+)?(?:(?:list|array)\s+of\s+\w+|files?\s+array)\b|(?:\A|[.\n]\s*)multiple\s*(?:\.|\n|\Z)", re.IGNORECASE
)
_OR_MANY: Final = re.compile(r"(?:\A|\.\s+)an array can be passed\s*(?:\.|\Z)", re.IGNORECASE)
"""Beside a single one."""
_JSON_TOO: Final = re.compile(r"\byou can pass a (?:string with a JSON array|JSON string)\b", re.IGNORECASE)
_OR_OBJECT: Final = re.compile(r"(?:\A|\.\s+)For an? \w+\s*[—–]\s*an object with\b", re.IGNORECASE)
"""`false` for others: what is said first."""
_VALUE_OF: Final = re.compile(
    r"\A[\s—–:-]*[\w ]{0,40}\bvalue of type (?P<one>datetime|date|string|integer|double|boolean)"
    r"(?: or (?P<other>datetime|date|string|integer|double|boolean))?\s*(?:[.;,\n]|\Z)",
    re.IGNORECASE,
)
_IDS: Final = re.compile(r"(?:[a-z]Ids|_IDS)\Z")
_ONE: Final = frozenset({"integer", "string"})
_OF_FILES: Final = "diskfile"
"""Whose form in a call is a list already."""


def with_said(documented: str, text: str, name: str) -> str:
    """The documented type; with the other one where the words name it and one more; a list where they speak of many."""
    if documented == "array" and _JSON_TOO.search(text):
        return f"{documented} | string"
    if _MANY.search(text) and _may_be_many(documented, name):
        return f"{documented}[]"
    if documented in _ONE and any(_OR_MANY.search(line) for line in text.splitlines()):
        return f"{documented} | {documented}[]"
    if documented == "boolean" and _OR_OBJECT.search(text):
        return "boolean | object"
    found = _EITHER.search(text)
    if found is None:
        return documented
    said = [name.lower() for name in found.groups()]
    return (
        f"{documented} | {next(name for name in said if name != documented)}"
        if _is_one(documented, said)
        else documented
    )


def said_type(text: str) -> str:
    """The type of what has none in its name: `default value of type `datetime` or `date``."""
    found = _VALUE_OF.match(text)
    return " | ".join(name.lower() for name in found.groups() if name) if found else "any"


def _may_be_many(documented: str, name: str) -> bool:
    """The type of an object, of which a row says that there are many; of a number, if the name says that, too."""
    if documented == "integer":
        return _IDS.search(name) is not None
    is_entity = documented.isidentifier() and documented.islower() and documented not in BASE
    return is_entity and not documented.endswith(_OF_FILES)


def _is_one(documented: str, said: list[str]) -> bool:
    return documented in said and len(set(said)) > 1
