"""The documentation's type notation, in one spelling."""

from __future__ import annotations

import re
from typing import Final

SCALARS: Final = frozenset(
    [
        "integer",
        "boolean",
        "char",
        "double",
        "number",
        "date",
        "datetime",
        "timestamp",
        "string",
        "text",
        "file",
        "enum",
        "function",
        "callable",
        "null",
        "user",
        "crm",
    ]
)
"""The types of a single value."""

BASE: Final = SCALARS | {"array", "object", "any", "time"}
"""The types that `api-reference/data-types.html` defines, and `time` for the answer's clock."""

_SPELLINGS: Final = {
    "int": "integer",
    "bool": "boolean",
    "float": "double",
    "str": "string",
    "dict": "object",
    "list": "array",
    "mixed": "any",
}
_LONGEST: Final = 200
_GENERIC: Final = re.compile(r"\barray\s*<\s*([^<>]+?)\s*>", re.IGNORECASE)


def normalise(text: str) -> str:
    """`Integer` → `integer`, `string|null` → `string | null`, `array<object>` → `object[]`, `int[]` → `integer[]`."""
    text = _GENERIC.sub(r"\1[]", " ".join(text.split()))[:_LONGEST]
    parts = [_one(part) for part in re.split(r"\s*(?:\||,|\bor\b)\s*", text) if part]
    return " | ".join(dict.fromkeys(parts))


def _one(text: str) -> str:
    name = text.replace("[]", "").strip()
    lower = name.lower()
    spelled = _SPELLINGS.get(lower, lower if lower in BASE else name)
    return spelled + "[]" * text.count("[]")
