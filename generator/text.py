"""Names and texts of the documentation, made plain: the words of a name, one visible line of a text."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

# Controls, invisible and bidirectional marks, surrogates, private and unassigned codes, every kind of separator.
_UNPRINTABLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})
_SPACES: Final = re.compile(r" +")
_WORD: Final = re.compile(r"[A-Z]{2,}s(?![a-z])[0-9]*|[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+")


def clean(text: str) -> str:
    """One line of visible text: everything else is a space, and a run of spaces is one."""
    if text.isascii() and text.isprintable():
        return _SPACES.sub(" ", text).strip()
    visible = "".join(" " if unicodedata.category(letter) in _UNPRINTABLE else letter for letter in text)
    return _SPACES.sub(" ", visible).strip()


@cache
def words(name: str) -> tuple[str, ...]:
    """The words of a wire name, in lower case: `isExists` is, exists; `UF_CRM_TASK` uf, crm, task.

    They are split at every character that is no ASCII letter or digit, and at case changes. A letter outside ASCII
    loses its accent, or else is written as its number: `ü` u, `ц` u1094.
    """
    return tuple(word.lower() for word in _WORD.findall("".join(map(_ascii, name))))


def _ascii(letter: str) -> str:
    if letter.isascii():
        return letter
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if part.isascii() and part.isalnum())
    return plain or (f"u{ord(letter)}_" if letter.isalnum() else " ")
