"""Files as values of parameters: read, encoded and named as each method wants them."""

from __future__ import annotations

import base64
import contextlib
import io
import os
from collections.abc import Generator
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

# What the cloud takes in one request is 2 GB, and base64 makes four bytes of three.
LARGEST_FILE = 2 * 1024**3 // 4 * 3

Content: TypeAlias = bytes | bytearray | BinaryIO | Path


class File:
    """A file with the name that it shall have on the portal.

    Args:
        content: The bytes, a path, or an open binary file, which is read from where it stands.
    """

    __slots__ = ("content", "name")

    def __init__(self, name: str, content: Content) -> None:
        self.name: Final = name
        self.content: Final = content

    def __repr__(self) -> str:
        return f"File({self.name!r})"


def is_file(value: object) -> bool:
    """Is it something that a file can be sent from?"""
    return isinstance(value, (File, bytes, bytearray, Path, io.IOBase))


def file_name(value: object) -> str:
    """The name under which it is sent.

    Raises:
        ValueError: Bytes, and files without a path, have none.
    """
    if isinstance(value, File):
        return value.name
    source = value if isinstance(value, Path) else getattr(value, "name", None)
    name = Path(source).name if isinstance(source, (str, Path)) else ""
    if not name:
        raise ValueError("a file needs a name here: File(name, content)")
    return name


def file_text(value: object) -> str:
    """The content in base64.

    Raises:
        ValueError: It is larger than a request may be; found out before it is read, where its size can be told.
    """
    content = value.content if isinstance(value, File) else value
    if isinstance(content, (bytes, bytearray)):
        _check_size(len(content))
        return base64.b64encode(content).decode("ascii")
    if isinstance(content, Path):
        _check_size(content.stat().st_size)
        return base64.b64encode(content.read_bytes()).decode("ascii")
    return base64.b64encode(_read(content)).decode("ascii")


@contextlib.contextmanager
def opened(content: Content) -> Generator[BinaryIO, None, None]:
    """The content as an open file; a path is opened and closed, a file of the caller's stays open."""
    if isinstance(content, Path):
        with content.open("rb") as file:
            yield file
    elif isinstance(content, (bytes, bytearray)):
        yield io.BytesIO(content)
    else:
        yield content


def _read(file: object) -> bytes:
    if not isinstance(file, io.IOBase) or isinstance(file, io.TextIOBase):
        raise TypeError("a file must be open in binary mode")
    if file.seekable():
        here = file.tell()
        _check_size(file.seek(0, os.SEEK_END) - here)
        file.seek(here)
    data: bytes = file.read(LARGEST_FILE + 1)
    _check_size(len(data))
    return data


def _check_size(size: int) -> None:
    if size > LARGEST_FILE:
        raise ValueError(f"a file of {size} bytes is too large: one request takes at most {LARGEST_FILE}")
