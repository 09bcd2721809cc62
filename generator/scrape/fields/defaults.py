"""The default that a row states: `Default is `N``, ``N` by default`, `N — disabled, default value`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ...spec.model import UNSET, Json, Unset
from ..examples.json_text import NotData
from ..examples.literals import parse_literal
from ..html.document import Cell, Code, Span, Spans, lines_of, text_of
from .value_lists import item_of
from .values import json_value

_SCALARS: Final = frozenset(
    {"string", "integer", "boolean", "char", "double", "enum", "text", "number", "user", "date", "datetime"}
    | {"timestamp", "crm_status", "crm_currency", "any", "file"}
)
_BOOLEANS: Final = (True, False, 0, 1, "Y", "N", "0", "1", "y", "n", "")
_WORDS: Final = (
    r"\b(?:by\s+)?defaults?\b(?:\s+values?)?,?"
    r"(?:\s+(?:(?:it|this|the\s+value)\s+)?(?:is\s+set\s+to|is|set\s+to|to|of|equals))?\s*(?::|[—–]|-(?=\s))?\s*"
)
_FORWARD: Final = re.compile(_WORDS + r"\Z", re.IGNORECASE)
_PLAIN: Final = re.compile(
    _WORDS + r"(?P<value>-?\d+(?:\.\d+)?|true|false|null|Y|N)(?=\s*(?:[,;)(—–]|\.(?!\d)|\Z|\s[a-z]))", re.IGNORECASE
)
_EMPTY: Final = re.compile(
    _WORDS + r"(?:(?:it|this)\s+is\s+)?(?:an?\s+)?empty\s+(?P<what>string|array|list|object)\b", re.IGNORECASE
)
_EMPTIES: Final[dict[str, Json]] = {"string": "", "array": [], "list": [], "object": {}}
_BACKWARD: Final = re.compile(
    r"\s*(?:\((?:it\s+is\s+|is\s+)?(?:used\s+)?(?:by\s+)?default(?:\s+value)?\)"
    r"|(?:is\s+(?:used\s+|set\s+)?)?by\s+default\b|is\s+(?:used\s+as\s+)?the\s+default(?:\s+value)?\s*(?:\Z|[.,;])"
    r"|is\s+used\s+as\s+the\s+default(?:\s+\w+){1,3}\s*(?:\Z|[.,;]))",
    re.IGNORECASE,
)
_PLAIN_BACKWARD: Final = re.compile(
    r"(?<![\w.-])(?P<value>-?\d+(?:\.\d+)?|true|false)\s+(?:is\s+(?:used\s+|set\s+)?)?by\s+default\b", re.IGNORECASE
)
_ITEM: Final = re.compile(
    r".*(?:,\s*(?:(?:used|set)\s+)?(?:by\s+)?default(?:\s+value)?|\((?:used\s+|set\s+)?(?:by\s+)?default(?:\s+value)?\))"
    r"[.,;]?\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
"""Of an item, after its value. `D — default` is none: that is what the value is called."""
_ANNOUNCED: Final = re.compile(
    r"(?:\A|[.;]\s+)(?:the\s+)?(?:by\s+)?default(?:\s+value)?(?:\s+is)?\s*:\Z", re.IGNORECASE
)
_ENDS: Final = re.compile(
    r"\s*(?:\Z|[.,;:()—–]|-\s|\bis\s+(?:used|applied|set|selected)\b|\bmeaning\b|\+\s)(?!\s*(?:if|when|for|where|unless)\b)"
)
_OF_SOME_CASE: Final = re.compile(
    r"\A\s*[,;(—–]?\s*(?:if|when|for|where|unless|in\s+case)\b|\A\s*(?:and|or)\b|\A\s*[.,]?\s*\+", re.IGNORECASE
)
_ASSIGNED: Final = re.compile(r"[A-Za-z_]\w*\s*=\s*[\"']?(\w+)[\"']?")
_SIGNS: Final = re.compile(r"[=<>!%@]+|[-—–]")
"""Of a filter; a dash stands for no default."""
_IN_SOME_CASE: Final = re.compile(r"\A\s*(?:for|when|in|on|with)\b(?![^,]*\bdefault)|\A\s*if\b", re.IGNORECASE)
_IF_MISSING: Final = re.compile(
    r"\A\s*if\b[^,]*\b(?:not\s+(?:\w+\s+)?(?:specified|provided|passed|set|given|sent)|omitted|absent|missing|empty"
    r"|no\s+\w+\s+is|is\s+not)\b",
    re.IGNORECASE,
)

_SENTENCES: Final = re.compile(r"(?<=[.;!?])\s+")
_MAY_STATE: Final = re.compile(r"default|\bis used\b|\bis selected\b", re.IGNORECASE)
_USED: Final = re.compile(
    r"\A\s*if\s+the\s+(?:parameter|value)\s+is\s+not\s+(?:passed|provided|specified|set)\b[^,]*,\s*(?:only\s+)?\Z",
    re.IGNORECASE,
)
"""`If the parameter is not passed, `, in front of the value that is taken then."""
_IS_USED: Final = re.compile(r"\s*is\s+(?:used|selected)\s*(?:\.|\Z)", re.IGNORECASE)


def default_of(description: Spans, documented: str) -> Json | Unset:
    """The default of a value of that type, `UNSET` where the description states none."""
    if not any(_MAY_STATE.search(span.text) for span in description):
        return UNSET
    parts = [part for part in documented.split(" | ") if part != "null"]
    lines = lines_of(description)
    for line in lines:
        for text in (*_marked(lines), *_stated(line, parts)):
            value = _value(text, parts)
            if value is not UNSET:
                return value
    return UNSET


def default_below(description: Cell, documented: str) -> Json | Unset:
    """The default that stands in a block of code: the last of the cell, whose last words are `By default:`."""
    lines = [line for line in lines_of(description.spans) if text_of(line)]
    block = description.blocks[-1] if description.blocks else None
    if not lines or not isinstance(block, Code) or not _ANNOUNCED.search(text_of(lines[-1])):
        return UNSET
    return _value(" ".join(block.text.split()), [part for part in documented.split(" | ") if part != "null"])


def _marked(lines: list[Spans]) -> Iterator[str]:
    """`a`, `b` — default, `c`: where only one item has words, they are no name of its value."""
    items = [item for item in map(item_of, lines) if item is not None]
    said = [item for item in items if item.words]
    if len(items) > 1 and len(said) == 1 and said[0].words.lower().rstrip(".,;") in ("default", "default value"):
        yield said[0].names[0]


def _stated(line: Spans, parts: list[str]) -> Iterator[str]:
    """The texts that the line gives as a default."""
    is_single = _SCALARS.issuperset(parts)
    item = item_of(line)
    is_marked = item is not None and item.words and _ITEM.match(f" {_after(line)}")
    if item is not None and is_marked and is_single and len(item.names) == 1:
        yield item.names[0]
    is_item = item is not None and bool(item.words)
    whole = "".join(span.text for span in line)
    at = 0
    for number, span in enumerate(line):
        before, after = _sentence(whole[:at]), whole[at + len(span.text) :]
        at += len(span.text)
        if not span.code or (_IN_SOME_CASE.match(before) and not _IF_MISSING.match(before)):
            continue
        if (not is_single or is_item) and not (_starts(before) or _USED.match(before)):
            continue  # a default among the words about an object is one of its parts'
        is_number = re.fullmatch(r"-?\d+", span.text.strip()) is not None
        if _USED.match(before) and _IS_USED.match(after):
            yield span.text.strip() if is_single or span.text.lstrip().startswith("[") else f'["{span.text.strip()}"]'
        is_stated = _FORWARD.search(before) and not _OF_SOME_CASE.match(after) and (is_number or _ENDS.match(after))
        is_before = is_single and _BACKWARD.match(after) and not _of_another(line[:number])
        if is_stated or is_before:
            yield span.text.strip()
    if not is_item:
        sentences = _SENTENCES.split(whole)
        yield from _plain(" ".join(sentence for sentence in sentences if is_single or _starts(sentence)))


def _starts(sentence: str) -> bool:
    """The sentence is about nothing but the default."""
    return re.match(r"\s*(?:the\s+)?(?:by\s+)?default", sentence, re.IGNORECASE) is not None


def _after(line: Spans) -> str:
    code = next(at for at, span in enumerate(line) if span.code)
    return "".join(span.text for span in line[code + 1 :])


def _of_another(before: tuple[Span, ...]) -> bool:
    """``IS_PRIMARY` is `Y` by default`: of a value that is named, maybe in one case only."""
    return any(span.code for span in before) and "if" in "".join(span.text for span in before).lower().split()


def _sentence(before: str) -> str:
    return _SENTENCES.split(before)[-1]


def _plain(text: str) -> Iterator[str]:
    for sentence in _SENTENCES.split(text):
        if _IN_SOME_CASE.match(sentence) and not _IF_MISSING.match(sentence):
            continue
        if empty := _EMPTY.search(sentence):
            yield f"empty {empty['what'].lower()}"
        for pattern in (_PLAIN, _PLAIN_BACKWARD):
            found = pattern.search(sentence)
            if found and not _OF_SOME_CASE.match(sentence[found.end() :]):
                yield found["value"]


def _value(text: str, parts: list[str]) -> Json | Unset:
    """The default as JSON; UNSET where it is none of the type."""
    if text == "null":
        return None
    if _SIGNS.fullmatch(text):
        return UNSET
    if assigned := _ASSIGNED.fullmatch(text):
        text = assigned[1]
    is_list = any(part.endswith("[]") or part == "array" for part in parts)
    is_object = "object" in parts
    if text.startswith("empty "):
        value = _EMPTIES[text.removeprefix("empty ")]
        fits = isinstance(value, str) if not (is_list or is_object) else isinstance(value, (list, dict))
        return value if fits and (not isinstance(value, str) or not parts or _is_text(parts)) else UNSET
    if text[:1] in ("[", "{") or text.startswith("array("):
        try:
            found = parse_literal(text)
        except NotData:
            return UNSET
        return found if isinstance(found, (list, dict)) and (is_list or is_object) else UNSET
    singles = [part for part in parts if part in _SCALARS]
    if not singles and parts:
        return UNSET
    value = json_value(text, " | ".join(singles))
    return value if _fits(value, singles) else UNSET


def _is_text(parts: list[str]) -> bool:
    return not {"string", "text", "char", "any", "enum"}.isdisjoint(parts)


def _fits(value: Json, singles: list[str]) -> bool:
    if set(singles) <= {"integer", "timestamp", "user"}:
        return isinstance(value, int) and not isinstance(value, bool)
    if set(singles) <= {"double", "number", "integer"}:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if set(singles) == {"boolean"}:
        return value in _BOOLEANS
    return True
