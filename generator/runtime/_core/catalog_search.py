"""Which methods do what is asked for in plain words."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from .catalog_data import entries

_WORD: Final = re.compile(r"[a-z0-9]+")
_CASE: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class _Index(NamedTuple):
    postings: dict[str, list[tuple[int, float]]]
    size: int


def ranked(query: str) -> Sequence[tuple[int, float]]:
    """The numbers of the methods in the list of all, the best first, each with how well it fits."""
    index = _index()
    scores: defaultdict[int, float] = defaultdict(float)
    for word in set(_words(query)):
        found = index.postings.get(word, [])
        rare = math.log(1 + index.size / (1 + len(found)))
        for at, weight in found:
            scores[at] += rare * weight / (weight + 1)
    return sorted(scores.items(), key=lambda each: (-each[1], each[0]))


@cache
def _index() -> _Index:
    rows = entries("methods.jsonl")
    postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, (name, _, title, *_) in enumerate(rows):
        for word, count in Counter([*_words(name), *_words(title)]).items():
            postings[word].append((at, count))
    return _Index(dict(postings), len(rows))


def _words(text: str) -> list[str]:
    return _WORD.findall(_CASE.sub(" ", text).lower())
