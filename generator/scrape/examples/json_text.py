"""Example data in code blocks, as JSON values. Text that is not quite JSON is read with care, or not at all."""

from __future__ import annotations

import json
import math
import re
from typing import Final

from ...spec.model import Json

LONGEST: Final = 400_000
DEEPEST: Final = 60
_STRING: Final = r'("(?:[^"\\]|\\.)*"|".*\Z)'
"""A string, or one that never ends: it takes the rest, so that no later quote is tried again."""
_COMMENT: Final = re.compile(_STRING + r"|//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_ELLIPSIS: Final = re.compile(_STRING + r"|,?\s{0,200}(?:\.\.\.|…)\s{0,200},?", re.DOTALL)
_TRAILING_COMMA: Final = re.compile(_STRING + r"|,(?=\s{0,200}[}\]])", re.DOTALL)
_MORE: Final = re.compile(_STRING + r"|(?<=\n)[ \t]{0,200}\d{1,9} more [a-z ]{1,60}(?=\n)", re.DOTALL)
"""`48 more books with similar structure`, on a line of its own."""
_KEY: Final = r'"(?:[^"\\\n]|\\.){1,100}"\s{0,20}:'
_NO_COMMA: Final = re.compile(
    rf'(?P<value>(?:"(?:[^"\\]|\\.)*"|\b(?:\d+|true|false|null))(?=[ \t]{{0,20}}\n\s{{0,200}}{_KEY}))'
    rf"|{_STRING}|(?P<bracket>[\]}}](?=\s{{0,200}}(?:\{{|{_KEY})))",
    re.DOTALL,
)
"""A value right before the next one's key, or an object before the next."""
_BAD_ESCAPE: Final = re.compile(r"""(\\\\)|\\(?!["/bfnrtu])""")
"""A pair of backslashes, or one that JSON does not know, as in `Bitrix\\Main`: a pair is what both become."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_WRAPPED: Final = re.compile(_STRING + r"|\{\s{0,200}\[\s{0,200}\]\s{0,200}\}", re.DOTALL)
_BRACKET: Final = re.compile(_STRING + r"|[\[\]{}]", re.DOTALL)


class NotData(ValueError):
    """The text holds no data that can be read with certainty."""


def parse_json(text: str) -> Json:
    """JSON, with comments, trailing commas and dots for "and so on" left out, and commas that are missing between two
    lines put in. Raises NotData."""
    if len(text) > LONGEST:
        raise NotData(f"has more than {LONGEST} characters")
    if text.count("[") + text.count("{") > DEEPEST and _depth(text) > DEEPEST:
        raise NotData(f"is nested more than {DEEPEST} levels deep")
    try:
        return _loads(text)
    except NotData:
        text = _BAD_ESCAPE.sub(r"\\\\", text)
        text = _without(_MORE, _without(_ELLIPSIS, _without(_COMMENT, text)))
    try:
        return _loads(_without(_TRAILING_COMMA, text))
    except NotData:
        text = _NO_COMMA.sub(_with_comma, text)
    try:
        return _loads(_without(_TRAILING_COMMA, text))
    except NotData:
        return _loads(_without(_TRAILING_COMMA, _unwrapped(text)))


def _with_comma(found: re.Match[str]) -> str:
    return f"{found.group()}," if found["value"] or found["bracket"] else found.group()


def _unwrapped(text: str) -> str:
    """Without the braces around an empty list: `{[]}`. Around anything else, a key may have been lost."""
    return _WRAPPED.sub(lambda found: found.group(1) or "[]", text)


def _depth(text: str) -> int:
    """How deep brackets stand in each other. Only those outside strings count, so that nothing can hide them."""
    depth = deepest = 0
    for found in _BRACKET.finditer(_COMMENT.sub(lambda match: match.group(1) or "", text)):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found.group(), 0)
        deepest = max(deepest, depth)
    return deepest


def _without(pattern: re.Pattern[str], text: str) -> str:
    """The text without the pattern's matches outside strings (the pattern's first group is a string)."""
    return pattern.sub(lambda match: match.group(1) or "", text)


def _loads(text: str) -> Json:
    try:
        value: Json = json.loads(text, parse_float=_finite, parse_constant=_constant, strict=False)
    except ValueError as error:
        raise NotData(str(error)) from None
    return _without_surrogates(value) if "\\ud" in text.lower() else value


def _without_surrogates(value: Json) -> Json:
    """Half a character, `\\ud800`, is legal in JSON and in no file."""
    if isinstance(value, str):
        return whole_characters(value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {whole_characters(key): _without_surrogates(item) for key, item in value.items()}
    return value


def whole_characters(text: str) -> str:
    """The text with pairs of surrogates joined and single ones replaced."""
    if text.isascii() or not _SURROGATE.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise NotData("a number is too large")
    return value


def _constant(name: str) -> Json:
    raise NotData(f"{name} is not JSON")
