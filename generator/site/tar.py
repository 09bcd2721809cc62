"""The members of a tar archive, of any of its formats, read as a stream.

The standard library's reader believes what headers say: it reads a name of 3 GB, and searches other headers in a time
that is quadratic. Of what it can do, pages need little.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from .unpacked import Damaged, Unpacked

Kind = Literal["file", "folder", "other"]

_BLOCK: Final = 512
_LONGEST_HEADER: Final = 2**16
_PAX: Final = frozenset(b"xX")
_KINDS: Final[dict[int, Kind]] = {0: "file", ord("0"): "file", ord("7"): "file", ord("5"): "folder"}


@dataclass(frozen=True)
class Member:
    """`name`: as it is written, with surrogates for what is not UTF-8. `size`: bytes of content."""

    name: str
    kind: Kind
    size: int


@dataclass
class _Said:
    """What headers before it say of a member."""

    name: bytes | None = None
    size: int | None = None
    is_sparse: bool = False


def members(stream: Unpacked) -> Iterator[Member]:
    """Every member. The content of one may be read, all of it, before the next is asked for.

    Raises:
        Damaged: The stream is no archive, or is cut off.
    """
    said = _Said()
    while True:
        header = stream.read(_BLOCK)
        if header == bytes(_BLOCK):
            return
        _check(header)
        size, letter = _number(header[124:136]), header[156]
        if letter in b"xXgLK":
            _note(said, letter, stream, size)
            continue
        name, kind = said.name or _name(header), _KINDS.get(letter, "other")
        if kind == "file" and name.endswith(b"/"):  # in the oldest format
            kind = "folder"
        size = size if said.size is None else said.size
        member = Member(name.decode("utf-8", "surrogateescape"), "other" if said.is_sparse else kind, size)
        said = _Said()
        before = stream.count
        yield member
        read = stream.count - before
        content = size if kind == "file" else 0
        stream.skip(content - read + -content % _BLOCK)


def _check(header: bytes) -> None:
    if len(header) < _BLOCK:
        raise Damaged("is cut off" if header else "has no end")
    summed = sum(header[:148]) + 8 * ord(" ") + sum(header[156:])
    if summed != _number(header[148:156]):
        raise Damaged("is not a tar archive, or has a header that is none")


def _number(field: bytes) -> int:
    """Octal digits, or a large number as bytes."""
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    digits = _text(field).strip(b" ")
    if digits.strip(b"01234567"):
        raise Damaged("has a header with a number that is none")
    return int(digits or b"0", 8)


def _name(header: bytes) -> bytes:
    name = _text(header[:100])
    # Without that word the field is free for other uses.
    folder = _text(header[345:500]) if header[257:263] == b"ustar\0" else b""
    return folder + b"/" + name if folder else name


def _text(field: bytes) -> bytes:
    return field.partition(b"\0")[0]


def _note(said: _Said, letter: int, stream: Unpacked, size: int) -> None:
    if size > _LONGEST_HEADER:
        raise Damaged(f"has a header of {size} bytes")
    data = stream.read(size)
    stream.skip(-size % _BLOCK)
    if letter == ord("L"):
        said.name = _text(data)
    elif letter in _PAX:
        for key, value in _records(data):
            if key == b"path":
                said.name = value
            elif key == b"size":
                said.size = _decimal(value)
            elif key.startswith(b"GNU.sparse."):
                said.is_sparse = True


def _records(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What a pax header says: lines of a length, a key and a value."""
    start, end = 0, len(data.rstrip(b"\0"))
    while start < end:
        length = _decimal(data[start : start + 8].partition(b" ")[0])
        record = data[start : start + length]
        if len(record) != length or not record.endswith(b"\n"):
            raise Damaged("has an extended header that is none")
        key, _, value = record.partition(b" ")[2][:-1].partition(b"=")
        yield key, value
        start += length


def _decimal(digits: bytes) -> int:
    if not digits.isdigit() or len(digits) > 20:
        raise Damaged("has an extended header with a number that is none")
    return int(digits)
