# Copied from generator/runtime/files.py by "python -m generator generate". Edit that file.
"""Files as values of parameters."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

__all__ = ["Content", "File"]

Content: TypeAlias = bytes | bytearray | BinaryIO | Path


class File:
    """A file with the name that it shall have on the portal.

    Args:
        name: With its extension.
        content: The bytes, a path, or an open binary file, which is read from where it stands.
    """

    __slots__ = ("content", "name")

    def __init__(self, name: str, content: Content) -> None:
        self.name: Final = name
        self.content: Final = content

    def __repr__(self) -> str:
        return f"File({self.name!r})"
