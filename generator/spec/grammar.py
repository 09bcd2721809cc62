"""The notation of documented types: `integer`, `string[][]`, `string | null`, `array<object>`, and its one spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

SCALARS: Final = frozenset(
    {
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
    }
)
"""The types of a single value."""

BASE: Final = SCALARS | {"array", "object", "any", "time"}
"""The types that `api-reference/data-types.html` defines, and `time` for the answer's clock."""

_SPELLINGS: Final[Mapping[str, str]] = {
    "int": "integer",
    "bool": "boolean",
    "float": "double",
    "str": "string",
    "dict": "object",
    "list": "array",
    "mixed": "any",
    "unknown": "any",
    "url": "string",
}
_LONGEST: Final = 200
_BAR: Final = " | "
# A bar may come with the escape that it needs in the tables of Markdown.
_SEPARATOR: Final = re.compile(r"\\?\||,|/|\bor\b")
_GENERIC: Final = re.compile(r"\barray\s*<\s*([^<>|]+?)\s*>", re.IGNORECASE)
_TERM: Final = re.compile(r"(?P<name>[A-Za-z_][\w.-]*)(?P<brackets>(?:\[\])*)\Z", re.ASCII)


class InvalidType(ValueError):
    """Text that is not written like a type."""


@dataclass(frozen=True)
class TypeName:
    """One alternative of a documented type: `string[][]` is `string` at depth 2. A bare `array` is `any` at depth 1."""

    name: str
    depth: int = 0

    def __str__(self) -> str:
        return self.name + "[]" * self.depth


@cache
def alternatives(documented: str) -> tuple[TypeName, ...]:
    """The alternatives of a documented type, their names as they are written.

    Raises:
        InvalidType: It is not written like a type.
    """
    return tuple(_term(text.strip(), documented) for text in _without_generics(documented).split("|"))


def _term(text: str, documented: str) -> TypeName:
    match = _TERM.match(text)
    if match is None:
        raise InvalidType(f"{documented!r} is not written like a type")
    depth = len(match["brackets"]) // 2
    if match["name"].lower() in ("array", "list"):
        return TypeName("any", depth + 1)
    return TypeName(match["name"], depth)


def spelled(names: Iterable[TypeName]) -> str:
    """The type that has these alternatives."""
    return _BAR.join(map(str, names))


def normalise(text: str) -> str:
    """What a page gives as a type, in one spelling; what is not written like a type stays as it is.

    `Integer` → `integer`, `string|null` → `string | null`, `integer/array` → `integer | array`,
    `array<object>` → `object[]`, `int[]` → `integer[]`.
    """
    parts = map(_normal_term, _SEPARATOR.split(_without_generics(" ".join(text.split())[:_LONGEST])))
    found = list(dict.fromkeys(part for part in parts if part))
    while len(_BAR.join(found)) > _LONGEST:
        found.pop()
    return _BAR.join(found)


def _normal_term(text: str) -> str:
    name, depth = text.strip(), 0
    while name.endswith("[]"):
        name, depth = name[:-2].rstrip(), depth + 1
    lower = name.lower()
    return _SPELLINGS.get(lower, lower if lower in BASE else name) + "[]" * depth


def _without_generics(text: str) -> str:
    """`array<x>` as `x[]`, the inner ones of several first."""
    found = 1
    while found:
        text, found = _GENERIC.subn(r"\1[]", text)
    return text
