# Copied from generator/runtime/_core/catalog_words.py by "python -m generator generate". Edit that file.
"""Text as terms: words in lower case, without their endings, and the words that a compound is made of.

The rules are for the English of names, titles and short questions. A term need not be a word: what matters is that
`properties`, `property` and `Property` come out as one, and that a name in one piece (`productrow`) has its parts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_VOWEL: Final = re.compile(r"[aeiouy]")

# Forms that no rule makes.
_IRREGULAR: Final = {
    "bound": "bind",
    "children": "child",
    "indices": "index",
    "made": "make",
    "paid": "pay",
    "people": "person",
    "sent": "send",
    "taxes": "tax",
    "written": "write",
}
_SHORTEST: Final = 3
_COMPOUND: Final = range(6, 40)
_SAME: Final = 4096


def words(text: str) -> list[str]:
    """They end where the case changes, too."""
    return [word.lower() for word in _WORD.findall(text)]


@lru_cache(_SAME)
def stem(word: str) -> str:
    """`creating`, `created` and `creates` as `creat`, `notifications` and `notify` as `notify`."""
    word = _IRREGULAR.get(word, word)
    if len(word) <= _SHORTEST:
        return word
    word = _without_doing(_singular(word))
    for ending, other in (("ication", "y"), ("ation", "at"), ("ition", "it"), ("ction", "ct")):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            word = word.removesuffix(ending) + other
            break
    return word[:-1] if word.endswith("e") and len(word) > _SHORTEST else word


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes", "statuses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _without_doing(word: str) -> str:
    """Without `ing` or `ed`, and the consonant that was doubled for it."""
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= _SHORTEST and _VOWEL.search(rest):
            doubled = len(rest) > _SHORTEST and rest[-1] == rest[-2] and rest[-1] not in "lsz"
            return rest[:-1] if doubled else rest
    return word


class Terms:
    """Makes terms; `vocabulary`: the words of which compounds may be made."""

    def __init__(self, vocabulary: Collection[str]) -> None:
        self._vocabulary = vocabulary
        self._known: dict[str, tuple[str, ...]] = {}

    def of(self, text: str) -> Iterator[str]:
        for word in words(text):
            yield from self.of_word(word)

    def of_word(self, word: str) -> tuple[str, ...]:
        """The word's own first, then those of its parts."""
        if word not in self._known:
            self._known[word] = (stem(word), *map(stem, self._parts(word)))
        return self._known[word]

    def _parts(self, word: str) -> tuple[str, ...]:
        if len(word) not in _COMPOUND or word in self._vocabulary:
            return ()
        known = self._vocabulary
        three: tuple[str, ...] = ()
        for end in range(2, len(word) - 2):
            if word[end:] not in known:
                continue
            if word[:end] in known:
                return word[:end], word[end:]
            starts = (at for at in range(2, end - 2) if word[:at] in known and word[at:end] in known)
            three = next(((word[:at], word[at:end], word[end:]) for at in starts), three)
        return three
