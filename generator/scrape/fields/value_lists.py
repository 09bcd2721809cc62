"""The lists in a cell that name values, with what the page says of each: `Y` — yes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..html.document import Spans, lines_of, text_of

_WHAT: Final = r"(?:values?|options?|types?|modes?|roles?|keys|days|actions?|statuses|handlers|fields|modifiers)"
ANNOUNCED: Final = re.compile(
    rf"\b(?:possible|allowed|acceptable|available|valid|supported|permissible|permitted)\s+(?:\w+\s+)??{_WHAT}\b"
    rf"|\b(?:accepts?|takes?|can\s+(?:take|have|be)|may\s+(?:take|have)|must\s+be)\s+(?:one\s+of\s+)?(?:the\s+)?"
    rf"(?:following\s+)?{_WHAT}\b"
    r"|\bone\s+of(?:\s+the)?(?:\s+following)?(?:\s+values)?(?=\s*:|\s*\Z|\s+[`\"'])"
    r"|(?:\A|[.:]\s+)values?(?=\s*:)|\bcan\s+only\s+be(?=\s*:)",
    re.IGNORECASE,
)
_EXAMPLES: Final = (
    r"(?:typical|standard|basic|main|common|usual|popular|recommended)\s+(?:\w+\s+)??(?:values?|types?|options?|codes?)"
    r"|modifiers|(?:examples?\s+of(?:\s+\w+)?\s+values?|value\s+examples?)"
)
OF_SOME: Final = re.compile(rf"\b(?:{_EXAMPLES})\b", re.IGNORECASE)
"""Words above values beside which there are others."""
NEVER: Final = re.compile(
    r"\b(?:prefix(?:es)?|operators?|masks?|conditions?|formats?|filter(?:s|ing|ed|able)?|structures?|templates?)\b",
    re.IGNORECASE,
)
"""Words above a list of other things, though they may be announced as values."""
_OF_SOMETHING_ELSE: Final = re.compile(
    r"\b(?:for\s+example|e\.g\.|such\s+as\b|where\b|contains?\b|includes\b|parameters?\b|examples?\b|described\b|keys?\b"
    r"|properties\b|fields\s+(?:\w+\s+)?(?:for|to|are|is|of|can|may|with)\b|methods?\b|returned\b|consists?\b|elements\b"
    r"|differently\b|\Avalue\s+for\s+\w+:)",
    re.IGNORECASE,
)
"""Words above a list of examples, of parts of something, of fields, of what goes with the values of another."""
OTHER_SIGNS: Final = re.compile(r"\A(?:[<>=!%@*~]|\{.*\}\Z|\[.*\]\Z)|[<>=]\s*\d|\w=\w|\s=\s|=>|\A#R")
"""In words that are no values: signs of a comparison, of a filter, of a sample."""
_SHORT_HEADING: Final = 4
_WORDS: Final = frozenset({"string", "char", "enum", "text", "boolean"})
"""Types of what a list of words can be below the first sentence of a cell."""
_SENTENCES: Final = re.compile(r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)\s+", re.IGNORECASE)
_SENTENCE: Final = 6
_SENTENCE_IN_LIST: Final = 12
"""The same below `Possible values:`, where a page has lost its dashes."""
BETWEEN: Final = re.compile(r"\s*(?:,|and|or|,\s*and|,\s*or|/|\||;)?\s*\Z", re.IGNORECASE)
_REST: Final = re.compile(r"\s*(?:\((?P<name>[^()]*)\)\s*)?(?:[—–:=,-]|->)?\s*(?P<words>.*)\Z", re.DOTALL)
_ENDS: Final = re.compile(r"\s*(?:\([^()]*\)\s*)?(?:[—–:=-]|->|\Z)")
_UNMARKED: Final = re.compile(r"(?P<name>[A-Za-z0-9][\w/-]{0,39})\s*(?:[—–]|-(?=\s))\s*(?P<words>\S.*)\Z", re.DOTALL)
_A_CODE: Final = re.compile(r"[A-Z]+_\d+\Z")
_NO_NAMES: Final = frozenset({"default"})


@dataclass(frozen=True)
class Item:
    """A line that starts with values.

    Args:
        names: All that it starts with: `1` or `yes`.
        note: What stands in brackets behind them.
        words: What the line says of them.
        is_plain: A dash, or nothing, follows them.
    """

    names: tuple[str, ...]
    note: str
    words: str
    is_plain: bool


@dataclass(frozen=True)
class ValueList:
    """A list of values; `head`: the last sentence above it."""

    head: str
    items: tuple[Item, ...]

    @property
    def is_sure(self) -> bool:
        """It is announced as values."""
        return bool(ANNOUNCED.search(self.head) or OF_SOME.search(self.head))


def value_lists(lines: list[Spans], documented: str) -> list[ValueList]:
    """The lists of a cell that name values. In a cell of a list (`""`), only those that are announced as values."""
    found: list[ValueList] = []
    before = -1
    for at, items in _runs(lines):
        line = text_of(lines[at - 1]) if at else ""
        above = last_sentence(text_of(lines[at - 2])) if at > 1 else ""
        each = ValueList(last_sentence(line), items)
        if NEVER.search(each.head) or any(OTHER_SIGNS.search(name) for item in items for name in item.names):
            continue
        is_heading = len(each.head.split()) <= _SHORT_HEADING and not _OF_SOMETHING_ELSE.search(each.head)
        # `Possible values:`, `CRM`, and then a list; or one list, `Lists`, and then the next.
        goes_on = is_heading and (bool(ANNOUNCED.search(above)) or (bool(found) and at - 2 == before))
        if goes_on or each.is_sure or (not found and _names_values(each, line, documented, is_first=at == 1)):
            found.append(each)
            before = at + len(items) - 1
    return found


def _names_values(each: ValueList, line: str, documented: str, *, is_first: bool) -> bool:
    """`How often` and below it a list of words: what else could they be?"""
    if not documented or not all(item.is_plain for item in each.items) or len(each.items) == 1:
        return False
    if _are_letters(each.items):
        return True
    if documented != "boolean" and _OF_SOMETHING_ELSE.search(each.head):
        return False
    return line.endswith(":") or (is_first and documented in _WORDS)


def _are_letters(items: tuple[Item, ...]) -> bool:
    """`Y`, `N` and perhaps further letters: a list of nothing but values, whatever stands above it."""
    names = {name for item in items for name in item.names}
    return {"Y", "N"} <= names and all(len(name) == 1 for name in names)


def _runs(lines: list[Spans]) -> Iterator[tuple[int, tuple[Item, ...]]]:
    """The items that follow one another, with the number of the line of the first."""
    run: list[Item] = []
    is_announced = False
    for at, line in enumerate(lines):
        is_announced = bool(run and is_announced) or (at > 0 and _announces(text_of(lines[at - 1])))
        item = item_of(line, longest=_SENTENCE_IN_LIST if is_announced else _SENTENCE)
        item = item or (_unmarked_item(line) if is_announced else None)
        if item is not None:
            run.append(item)
            continue
        if run:
            yield at - len(run), tuple(run)
            run = []
    if run:
        yield len(lines) - len(run), tuple(run)


def announces_values(description: Spans) -> bool:
    """A line of it has nothing but values below it."""
    return any(_announces(text_of(line)) for line in lines_of(description))


def _announces(line: str) -> bool:
    """Nothing but values may stand below it."""
    return line.endswith(":") and bool(ANNOUNCED.search(last_sentence(line))) and not NEVER.search(line)


def item_of(line: Spans, longest: int = _SENTENCE) -> Item | None:
    """The line as an item, if it starts with code and does not go on as a sentence of more words than that."""
    names: list[str] = []
    rest = ""
    for at, span in enumerate(line):
        is_blank = not names and not span.text.strip()
        if span.code:
            names.append(span.text.strip())
        elif not is_blank and not (_joins(span.text) and names and _code_follows(line[at + 1 :])):
            rest = "".join(each.text for each in line[at:])
            break
    if not names:
        return None
    found = _REST.match(rest)
    assert found is not None
    words, is_plain = found["words"].strip(), bool(_ENDS.match(rest))
    if not is_plain and (words.endswith(":") or len(words.split()) > longest):
        return None  # a sentence that starts with a name
    return Item(tuple(names), (found["name"] or "").strip(), words, is_plain)


def _unmarked_item(line: Spans) -> Item | None:
    """`CPC — ads` below `Possible values:`, where a page has not marked its values as code."""
    found = None if line[0].code else _UNMARKED.match(text_of(line))
    if found is None or found["name"].lower() in _NO_NAMES or _A_CODE.match(found["words"]):
        return None
    return Item((found["name"],), "", found["words"].strip(), is_plain=True)


def _joins(text: str) -> bool:
    """`a`, `b`: something has to be between them, or they are one word."""
    return bool(text.strip() and BETWEEN.match(text))


def _code_follows(spans: Spans) -> bool:
    return next((span.code for span in spans if span.text.strip()), False)


def last_sentence(line: str) -> str:
    return _SENTENCES.split(line)[-1]
