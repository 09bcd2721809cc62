"""Text of a portal inside source code, out of which nothing gets: no label ends a literal or a comment."""

from __future__ import annotations

from typing import Final

__all__ = ["comment", "literal", "shown"]

_LONGEST: Final = 80
# So that a docstring is no longer than a line.
_LONGEST_SHOWN: Final = 45


def literal(value: str | int) -> str:
    """An expression that gives the value, on one line. What cannot be seen is an escape; quotes are black's."""
    if isinstance(value, int):
        return repr(value)
    quote = "'" if value.count('"') > value.count("'") else '"'
    return quote + "".join(_in_quotes(letter, quote) for letter in value) + quote


def _in_quotes(letter: str, quote: str) -> str:
    if letter in "\"'":
        return f"\\{letter}" if letter == quote else letter
    return repr(letter)[1:-1]


def comment(text: str) -> str:
    """A comment on one line. No tool takes a word in it for an order, as it would `type: ignore` and `fmt: off`."""
    return f'# "{_cut("".join(letter if _is_plain(letter) else _escape(letter) for letter in text))}"'


def shown(text: str) -> str:
    """For a docstring, between its quotes."""
    plain = "".join(letter if letter.isprintable() and letter not in "\"'\\`" else "?" for letter in text)
    return _cut(plain.strip(), _LONGEST_SHOWN).rstrip() or "?"


def _is_plain(letter: str) -> bool:
    # A hash, a semicolon and a quote begin, for some tools, a comment within the comment.
    return letter.isprintable() and letter not in '#;"\\'


def _escape(letter: str) -> str:
    code = ord(letter)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _cut(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"
