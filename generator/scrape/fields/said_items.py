"""What is in a list by the words of its row, where its type says `array` alone: `Array of email addresses`."""

from __future__ import annotations

import re
from typing import Final

_LISTS: Final = frozenset({"array", "array | null"})
_OF: Final = r"(?:\A|[.:]\s+)(?:an? |the |new |updated )*(?:array|list|set) of (?:the )?"
_TEXTS: Final = re.compile(
    rf"{_OF}(?:[\w-]+ ){{0,3}}?(?:e-?mail addresses|strings|string values|(?:tool|access|symbolic) codes)\b",
    re.IGNORECASE,
)
_PEOPLE: Final = (
    r"(?:users?|employees?|authors?|participants?|members?|leaders?|heads?|managers?|supervisors?|recipients?|observers?)"
)
_IDS: Final = r"(?:ids|identifiers)"
_NUMBERS: Final = re.compile(
    rf"{_OF}(?:(?:[\w-]+ ){{0,2}}?{_PEOPLE} {_IDS}|{_IDS} of (?:[\w-]+ ){{0,2}}?{_PEOPLE}|template {_IDS}|integers"
    rf"|numeric {_IDS})\b"
    rf"|\A{_IDS} of (?:the )?(?:[\w-]+ ){{0,2}}?{_PEOPLE}\b",
    re.IGNORECASE,
)
_PREFIXED: Final = re.compile(
    r"\bfile identifiers\b[^.]*\bprefix n\b|\bidentifiers\b[^.]*\[['\"]n<|\bprefix each identifier with n\b",
    re.IGNORECASE,
)
"""Ids of files, `n123`."""
_OBJECTS: Final = re.compile(r"\bobjects?\b|\bformat\b|\bprefix\b|\bkey\b|\bbindings?\b", re.IGNORECASE)


def said_item(documented: str, text: str) -> str | None:
    """The type of the list's items: a text, or the number that the id of a person is."""
    if documented not in _LISTS:
        return None
    if _PREFIXED.search(text):
        return "string"
    if _OBJECTS.search(text):
        return None
    if _TEXTS.search(text):
        return "string"
    return "integer" if _NUMBERS.search(text) else None
