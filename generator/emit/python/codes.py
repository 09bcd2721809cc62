"""The module of documented error codes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ..templates import fill
from .literals import quoted
from .names import Identifier, constant, distinct, snake
from .namespaces import header
from .parameters import note
from .runtime import PACKAGE

# Words joined by underscores. Numbers and sentences are no codes that anyone wants to name.
_CODE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z", re.ASCII)
# What the module has beside the constants.
_RESERVED: Final = frozenset({"Final"})


@dataclass(frozen=True)
class CodePlan:
    """`code` is a literal; `note` a docstring, or ""."""

    name: Identifier
    code: str
    note: str = ""


def codes(documented: tuple[str, ...], meanings: Mapping[str, str]) -> dict[str, str]:
    """`codes.py`, with all of the codes that are words; `meanings`: in the words of pages, of some of them."""
    constants = plans(documented, meanings)
    return {f"{PACKAGE}/codes.py": fill("python/codes.py.jinja", header=header("specs"), constants=constants)}


def plans(documented: Iterable[str], meanings: Mapping[str, str] = MappingProxyType({})) -> list[CodePlan]:
    """One for each code that is a word, by name; in the spelling that is documented most often."""
    spellings: dict[str, Counter[str]] = {}
    for code in documented:
        if _CODE.match(code):
            spellings.setdefault(code.casefold(), Counter())[code] += 1
    names: dict[Identifier, str] = {}
    for _, counts in sorted(spellings.items()):
        code = min(counts, key=lambda code: (-counts[code], code))
        names[distinct(constant(snake(code), _RESERVED), names)] = code
    return [CodePlan(name, quoted(code), note((), meanings.get(code, ""))) for name, code in sorted(names.items())]
