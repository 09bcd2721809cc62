"""Text from the documentation inside source code: the one filter for docstrings, and the one for comments."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ...text import clean

_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z`])")
# What leads on to a place of the page.
_POINTER: Final = re.compile(r"\s*\((?:a )?(?:more )?detailed description[^()]{0,40}\)", re.IGNORECASE)
_ENDS: Final = ".!?…:"
# Longer ones would not fit on a line.
_LONGEST_WORD: Final = 72
# Of what is to be shortened, so many times the length are looked at.
_ENOUGH: Final = 20
# A quote that would meet another one, or the closing quotes.
_LOOSE_QUOTE: Final = re.compile(r'"(?="|\Z)')


@dataclass(frozen=True)
class Line:
    """A line of a docstring before wrapping; `indent` in levels of four columns. An empty text is an empty line.

    `hanging`: the lines that follow from wrapping are indented by one level more.
    """

    text: str
    indent: int = 0
    hanging: bool = True


def short(prose: str, most: int) -> str:
    """The first sentences of a page's own words, as many as fit into so many characters, up to where a list begins.

    Nothing in it runs or loads where tools take docstrings for more than text: for doctests, for Markdown.
    """
    found = ""
    for sentence in _sentences(prose[: _ENOUGH * most]):
        if found and (sentence.endswith(":") or len(found) + len(sentence) >= most):
            break
        if not sentence.endswith(":"):
            found = f"{found} {sentence}" if found else _cut(sentence, most)
    return found.replace(">>>", "> >>").replace("](", "] (")


def _sentences(prose: str) -> Iterator[str]:
    for line in prose.split("\n"):
        for sentence in filter(None, _SENTENCE_END.split(_POINTER.sub("", clean(line)))):
            yield sentence if sentence[-1] in _ENDS else f"{sentence.rstrip(',;')}."


def _cut(text: str, most: int) -> str:
    words = (word if len(word) <= _LONGEST_WORD else f"{word[:_LONGEST_WORD]}…" for word in text.split(" "))
    whole = " ".join(words)
    return whole if len(whole) <= most else f"{whole[:most].rpartition(' ')[0] or whole[:most]}…"


def docstring(lines: Iterable[Line], *, width: int) -> str:
    """The literal of a docstring, without the indent of the place where it stands.

    It is ASCII, nothing in it can end it, and `inspect.cleandoc` of its value gives the cleaned lines, wrapped at
    `width` columns. A word that is longer stays whole.
    """
    text = "\n".join(wrapped for line in lines for wrapped in _wrapped(line, width))
    text = _LOOSE_QUOTE.sub(r"\"", text)
    return f'"""{text}\n"""' if "\n" in text else f'"""{text}"""'


def comment(text: str) -> str:
    """A comment of one line, in ASCII."""
    return f"# {_escaped(clean(text))}"


def _wrapped(line: Line, width: int) -> list[str]:
    text = _escaped(clean(line.text).replace("\\", "\\\\"))
    indent = "    " * line.indent
    if len(indent) + len(text) <= width:
        return [indent + text if text else ""]
    return textwrap.wrap(
        text,
        width=width,
        initial_indent=indent,
        subsequent_indent=f"{indent}    " if line.hanging else indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _escaped(text: str) -> str:
    return text if text.isascii() else "".join(map(_escape, text))


def _escape(letter: str) -> str:
    code = ord(letter)
    if code < 0x80:
        return letter
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
