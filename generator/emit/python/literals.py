"""Python literals: of any JSON value, safe by `ascii`, and filled like text where they are long."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from ...api import Json

# Longer strings are written in parts, so that no line is too long; black leaves the parts as they are.
_LONGEST = 80
# In filled lines, strings longer than this are broken where a line ends.
_LONGEST_WORDS = 60
# Joins two parts of one string: on one line they are one part.
_INSIDE = "\0"
# A word in the source of a string, with the blank after it; or as much of it, or of its escapes, as may stand together.
_WORD = re.compile(r"[^\\ ]{1,60} ?|(?:\\(?:x..|u....|U.{8}|.)){1,6} ?| ")
# Shorter lists and the like are not broken over two lines.
_SHORT = 90


class Code(str):
    """An expression as it stands in the source."""

    __slots__ = ()


@dataclass(frozen=True)
class Call:
    """`name(value, …, key=value, …)`; the keys are identifiers."""

    name: str
    arguments: Sequence[Value] = ()
    keywords: Mapping[str, Value] = field(default_factory=lambda: dict[str, Value]())


@dataclass(frozen=True)
class Lambda:
    """`lambda argument: body`."""

    argument: str
    body: Call


@dataclass(frozen=True)
class Tuple:
    """A tuple."""

    items: tuple[Value, ...]


Value: TypeAlias = "Json | bytes | Code | Call | Lambda | Tuple | Sequence[Value] | Mapping[str, Value]"


def literal(value: Value) -> str:
    """The value on one line (a long string in parts)."""
    return "".join(text + glue for text, glue in _pieces(value, _parts))


def filled(value: Value, *, start: int, indent: int, width: int) -> str:
    """The value over as many lines of `width` columns as it takes; the first one begins in column `start`."""
    lines: list[str] = []
    line = ""
    for text, glue in _pieces(value, _words):
        column = indent if lines else start
        longer = _with(line, text)
        if line and column + len(longer) + len(glue.rstrip(f" {_INSIDE}")) > width:
            lines.append(line.rstrip(f" {_INSIDE}"))
            longer = text
        line = longer + glue
    return ("\n" + " " * indent).join([*lines, line])


def _with(line: str, text: str) -> str:
    return line[:-2] + text[1:] if line.endswith(_INSIDE) else line + text


def names_in(value: Value) -> frozenset[str]:
    """The names that the code in the value starts from."""
    if isinstance(value, Code):
        return frozenset({value.split(".")[0]})
    if isinstance(value, (str, bytes)):
        return frozenset()
    items: Iterable[Value] = ()
    found: set[str] = set()
    if isinstance(value, Call):
        found.add(value.name.split(".")[0])
        items = (*value.arguments, *value.keywords.values())
    elif isinstance(value, Lambda):
        found |= names_in(value.body) - {value.argument}
    elif isinstance(value, Tuple):
        items = value.items
    elif isinstance(value, Mapping):
        items = value.values()
    elif isinstance(value, Sequence):
        items = value
    return frozenset(found.union(*map(names_in, items)))


_Split: TypeAlias = "Callable[[str], Iterator[tuple[str, str]]]"


def _pieces(value: Value, split: _Split, before: int = 0) -> Iterator[tuple[str, str]]:
    """Unbreakable pieces, each with what joins it to the next one; a line may break after it.

    `split`: a string into pieces. `before`: how many columns will be put before the first one.
    """
    if isinstance(value, Code):
        yield str(value), ""
    elif isinstance(value, str):
        yield from split(value)
    elif isinstance(value, bytes):
        yield from _bytes(value)
    elif isinstance(value, Call):
        keywords = [(f"{key}=", item) for key, item in value.keywords.items()]
        yield from _enclosed(
            f"{value.name}(", [*(("", item) for item in value.arguments), *keywords], ")", split, before
        )
    elif isinstance(value, Lambda):
        call = replace(value.body, name=f"lambda {value.argument}: {value.body.name}")
        yield from _pieces(call, split, before)
    elif isinstance(value, Tuple):
        end = ",)" if len(value.items) == 1 else ")"
        yield from _enclosed("(", [("", item) for item in value.items], end, split, before)
    elif isinstance(value, Mapping):
        yield from _enclosed("{", [(f"{quoted(key)}: ", item) for key, item in value.items()], "}", split, before)
    elif isinstance(value, Sequence):
        yield from _enclosed("[", [("", item) for item in value], "]", split, before)
    elif isinstance(value, float) and not math.isfinite(value):
        yield f'float("{value}")', ""
    else:
        yield repr(value), ""


def _parts(text: str) -> Iterator[tuple[str, str]]:
    while len(text) > _LONGEST:
        end = text.rfind(" ", 0, _LONGEST) + 1 or _LONGEST  # after a word, if there is a space
        yield quoted(text[:end]), " "
        text = text[end:]
    yield quoted(text), ""


def _words(text: str) -> Iterator[tuple[str, str]]:
    """Of a long string each word, so that lines are filled with it."""
    source = quoted(text)
    quote, words = source[0], _WORD.findall(source[1:-1]) if len(text) > _LONGEST_WORDS else [source[1:-1]]
    for word in words[:-1]:
        yield f"{quote}{word}{quote}", _INSIDE
    yield f"{quote}{words[-1]}{quote}", ""


def _bytes(data: bytes) -> Iterator[tuple[str, str]]:
    longest = _LONGEST if data.isascii() and data.decode().isprintable() else _LONGEST // 4  # `\x00` is four columns
    parts = [data[at : at + longest] for at in range(0, len(data), longest)] or [b""]
    for part in parts[:-1]:
        yield _quoted_bytes(part), " "
    yield _quoted_bytes(parts[-1]), ""


def _quoted_bytes(data: bytes) -> str:
    plain = repr(data)
    return plain if plain.startswith('b"') or b'"' in data else f'b"{plain[2:-1]}"'


def quoted(text: str) -> str:
    """A string in one piece, as black would write it: double quotes where that takes no more escapes."""
    plain = ascii(text)
    if plain.startswith('"') or '"' in text:
        return plain
    return f'"{plain[1:-1]}"'


def _enclosed(
    start: str, items: Sequence[tuple[str, Value]], end: str, split: _Split, before: int
) -> Iterator[tuple[str, str]]:
    """The opening sticks to the first piece (a long name does not, if both would not fit a line) and the closing to
    the last one; what is short stays in one piece."""
    pieces: list[tuple[str, str]] = []
    ahead, column = start, before
    for key, item in items:
        if pieces:
            pieces[-1] = (pieces[-1][0], ", ")
        ahead += key
        for text, glue in _pieces(item, split, column + len(ahead)):
            if not pieces and len(start) > 1 and column + len(ahead) + len(text) > _SHORT:
                pieces.append((start, ""))
                ahead = ahead.removeprefix(start)
            pieces.append((ahead + text, glue))
            ahead, column = "", 0
    pieces = [*pieces[:-1], (pieces[-1][0] + end, "")] if pieces else [(ahead + end, "")]
    whole = ""
    for text, glue in pieces:
        whole = _with(whole, text) + glue
    if before + len(whole) <= _SHORT:
        yield whole, ""
    else:
        yield from pieces
