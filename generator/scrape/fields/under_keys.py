"""What a row says of what lies under each key of its value, whose keys are data: `value — object with fields:`."""

from __future__ import annotations

import re
from typing import Final

from ...spec.model import Field
from ..html.document import Cell, Spans, lines_of, text_of
from ..html.wording import with_ticks
from .node import Node, Stated
from .value_lists import Item, item_of, last_sentence
from .values import label_of

_OF_FIELDS: Final = re.compile(
    r"\bvalue\s*(?:[—–-]|is)\s*(?:an? )?object with (?:the )?(?:following )?fields\b", re.IGNORECASE
)
_OF_CODES: Final = re.compile(r"\bvalue\s*(?:[—–-]|is)\s*the letter code of the (?P<what>\w+)", re.IGNORECASE)
_OF_LEVELS: Final = re.compile(r"""\bin the format \{"access_code":"(?:permission|access)_(?P<what>level)"\}""")
_SKETCH: Final = re.compile(r"""\bin the format \{"<\w+>": ?(?P<list>\[)?"<\w+>"(?:, "\.\.\."\])?\}""")
_PAIR: Final = re.compile(r"`'(?P<name>\w+)': '(?P<value>\w+)'`\s*(?:[—–-]\s*(?P<words>.*))?\Z")


def said_under_keys(description: Cell, stated: Stated) -> Node | None:
    """The value under each key, by its fields, by pairs (`'TYPE': 'A'` — Participant), or by a list of its values."""
    text = text_of(description.spans)
    if _OF_FIELDS.search(text) and stated.fields:
        return Node(Field("object"), fields=stated.fields)
    lines = lines_of(description.spans)
    return _by_pairs(lines) or _by_codes(text, lines) or _by_sketch(text)


def _by_sketch(text: str) -> Node | None:
    """A text under each key, or a list of texts."""
    found = _SKETCH.search(text)
    if found is None:
        return None
    return Node(Field("array"), items=Node(Field("string"))) if found["list"] else Node(Field("string"))


def _by_pairs(lines: list[Spans]) -> Node | None:
    found = [pair for line in lines if (pair := _PAIR.match(with_ticks(line)))]
    names = {pair["name"] for pair in found}
    if len(found) < 2 or len(names) != 1:
        return None
    values = tuple(pair["value"] for pair in found)
    labels = {pair["value"]: label for pair in found if (label := label_of(pair["words"] or "", pair["value"]))}
    return Node(Field("object"), fields={names.pop(): Node(Field("string", values=values, labels=labels))})


def _by_codes(text: str, lines: list[Spans]) -> Node | None:
    """`The value is the letter code of the permission`, and below `Types of permissions:` the codes; or each code has a
    level, and below `Supported levels:` these."""
    said = _OF_CODES.search(text) or _OF_LEVELS.search(text)
    heads = re.compile(rf"\A(?:types of|supported) {said['what']}s?:\Z", re.IGNORECASE) if said else None
    for at, line in enumerate(lines):
        if heads is None or not heads.match(last_sentence(text_of(line))):
            continue
        items: list[Item] = []
        for each in lines[at + 1 :]:
            item = item_of(each)
            if item is None:
                break
            items.append(item)
        labels = {item.names[0]: label for item in items if (label := label_of(item.words, item.names[0]))}
        values = tuple(name for item in items for name in item.names)
        return Node(Field("string", values=values, labels=labels)) if len(values) > 1 else None
    return None
