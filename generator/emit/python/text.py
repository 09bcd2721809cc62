"""Text from the documentation inside source code: the one filter for docstrings, and the one for comments."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ...text import clean

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
