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


def numbered_values(lines: list[Spans]) -> tuple[Item, ...]:
    texts = list(map(with_ticks, lines))
    behind = [(found["value"], found["words"]) for text in texts if (found := _BEHIND.match(text))]
    inside = [
        (number, words)
        for text in texts
        for found in _IN_BRACKETS.finditer(text)
        for words, number in _WORDS_AND_NUMBER.findall(found.group())
    ]
    named = behind or inside
    return tuple(Item((value,), "", words, is_plain=True) for value, words in named) if len(named) > 1 else ()
