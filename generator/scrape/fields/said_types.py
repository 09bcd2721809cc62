"""The second type that a row's words give its value: `You can pass a string or an object with texts by language`."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = r"(?:an?\s+)?`?(string|object|array|number|integer|boolean)`?(?:\s+of\s+strings)?"
_EITHER: Final = re.compile(
    r"\b(?:can|may)\s+(?:pass|be|take|specify|provide|be\s+(?:passed|specified|provided)\s+as)\s+(?:either\s+)?"
    rf"{_WORD}\s+or\s+(?:as\s+)?{_WORD}(?=\s*[.,;]|\s+(?:with|for|of|by|in|containing)\b|\s*\Z)(?!\s+of\s+(?:spaces|numbers|digits))",
    re.IGNORECASE,
)


def with_said(documented: str, text: str) -> str:
    """The documented type; with the other one where the words name it and one more."""
    found = _EITHER.search(text)
    if found is None:
        return documented
    said = [name.lower() for name in found.groups()]
    return (
        f"{documented} | {next(name for name in said if name != documented)}"
        if _is_one(documented, said)
        else documented
    )


def _is_one(documented: str, said: list[str]) -> bool:
    return documented in said and len(set(said)) > 1
