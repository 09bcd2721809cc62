"""Whole numbers that stand behind what they mean: `deal (value `2`)`, or `(Lead — 1, Deal — 2, etc.)`."""

from __future__ import annotations

import re
from typing import Final

from ..html.document import Spans
from ..html.wording import with_ticks
from .value_lists import Item

_BEHIND: Final = re.compile(r"(?P<words>[\w ]{1,40}) \(value `(?P<value>\d{1,9})`\)[;,.]?\Z")
_PAIR: Final = r"[A-Z][\w-]{1,30} — `?\d{1,9}`?"
_IN_BRACKETS: Final = re.compile(rf"\({_PAIR}(?:, {_PAIR})+(?:, etc\.?)?\)")
_WORDS_AND_NUMBER: Final = re.compile(r"([A-Z][\w-]{1,30}) — `?(\d{1,9})")

_IN_FRONT: Final = re.compile(r"(?P<value>\d{1,3}) [—–-] (?P<words>\S.*)\Z")


def numbered_values(lines: list[Spans]) -> tuple[Item, ...]:
    texts = list(map(with_ticks, lines))
    behind = [(found["value"], found["words"]) for text in texts if (found := _BEHIND.match(text))]
    inside = [
        (number, words)
        for text in texts
        for found in _IN_BRACKETS.finditer(text)
        for words, number in _WORDS_AND_NUMBER.findall(found.group())
    ]
    named = behind or inside or _in_front(texts)
    return tuple(Item((value,), "", words, is_plain=True) for value, words in named) if len(named) > 1 else ()


def _in_front(texts: list[str]) -> list[tuple[str, str]]:
    """`1 — add a record`, `2 — modify a record`: a list of numbers below a line that ends with a colon."""
    for at, text in enumerate(texts):
        run = [found for each in texts[at + 1 :] if (found := _IN_FRONT.match(each))]
        numbers = [int(found["value"]) for found in run]
        follow = (
            len(run) == len(texts) - at - 1 and numbers == list(range(numbers[0], numbers[0] + len(run)))
            if run
            else False
        )
        if text.endswith(":") and len(run) > 1 and follow:
            return [(found["value"], found["words"]) for found in run]
    return []
