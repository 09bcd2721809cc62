"""Data in JavaScript and PHP examples: literals only, nothing is evaluated.

One grammar serves both: `{a: 1}`, `['a' => 1]`, `array('a' => 1)`, `[1, 2]`, quoted text, numbers, true/false/null.
Whatever is not a literal (a variable, a call, a template with `${…}`) makes the whole value unreadable.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

from ...spec.model import Json
from .json_text import DEEPEST, LONGEST, NotData, whole_characters

_TOKEN: Final = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|\#[^\n]*|/\*.*?\*/)
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\$]|\\.)*`)
    |(?P<number>[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?(?![\w.]))
    |(?P<word>[A-Za-z_][\w]*)
    |(?P<mark>=>|[\[\]{}(),:])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "f": "\f", "b": "\b", "v": "\v"}
_WORDS: Final[dict[str, Json]] = {"true": True, "false": False, "null": None}
_CLOSING: Final = {"{": "}", "[": "]", "(": ")"}
_LONGEST_NUMBER: Final = 40


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    end: int


def parse_literal(text: str, start: int = 0) -> Json:
    """The literal that begins at `start`. Raises NotData where it is more than a literal."""
    return _Reader(text[: start + LONGEST], start).value(0)


class _Reader:
    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self._at = at

    def value(self, depth: int) -> Json:
        if depth > DEEPEST:
            raise NotData("is nested too deep")
        token = self._next()
        if token.kind == "text":
            return _unquoted(token.text)
        if token.kind == "number":
            return _number(token.text)
        if token.kind == "word":
            return self._word(token.text, depth)
        if token.text in ("{", "["):
            return self._collection(_CLOSING[token.text], depth)
        raise NotData(f"{token.text!r} is no literal")

    def _word(self, word: str, depth: int) -> Json:
        if word.lower() in _WORDS:
            return _WORDS[word.lower()]
        if word.lower() == "array" and self._peek() == "(":
            self._next()
            return self._collection(")", depth)
        raise NotData(f"{word} is not a literal")

    def _collection(self, closing: str, depth: int) -> Json:
        """An object where any element has a key, else a list; an empty one by its brackets."""
        pairs: dict[str, Json] = {}
        items: list[Json] = []
        while self._peek() != closing:
            key = self._key() if closing == "}" else self.value(depth + 1)
            if self._peek() in ("=>", ":"):
                self._next()
                pairs[str(key)] = self.value(depth + 1)
            elif closing == "}":
                raise NotData("an object's key has no value")
            else:
                items.append(key)
            if self._peek() == ",":
                self._next()
            elif self._peek() != closing:
                raise NotData("an expression stands where a literal should")
        self._next()
        if pairs and items:
            raise NotData("a list mixes keys and plain elements")
        return pairs if pairs or closing == "}" else items

    def _key(self) -> str:
        token = self._next()
        if token.kind == "text":
            return _unquoted(token.text)
        if token.kind in ("word", "number"):
            return token.text
        raise NotData(f"{token.text!r} is no key")

    def _peek(self) -> str:
        at = self._at
        token = self._next()
        self._at = at
        return token.text

    def _next(self) -> _Token:
        while True:
            found = _TOKEN.match(self._text, self._at)
            if not found or not found.lastgroup:
                raise NotData(f"{self._text[self._at : self._at + 20]!r} is no literal")
            self._at = found.end()
            if found.lastgroup != "skip":
                return _Token(found.lastgroup, found.group(), found.end())


def _unquoted(text: str) -> str:
    if text[0] == "'" and "\\" not in text:
        return text[1:-1]
    return whole_characters(_ESCAPE.sub(_unescaped, text[1:-1]))


def _unescaped(found: re.Match[str]) -> str:
    code = found[1]
    if len(code) > 1:
        return chr(int(code[1:], 16))
    return _ESCAPED.get(code, code)


def _number(text: str) -> Json:
    if len(text) > _LONGEST_NUMBER:
        raise NotData("a number has too many digits")
    value = float(text) if re.search(r"[.eE]", text) else int(text)
    if not math.isfinite(value):
        raise NotData("a number is too large")
    return value
