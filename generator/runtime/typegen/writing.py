"""Writes modules and descriptions: a reader, and whoever comes after a kill, sees the old file or the new one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from .._core.private_file import write_private

__all__ = ["written"]

_FOR_ALL_TO_READ: Final = 0o644


def written(path: Path, text: str) -> bool:
    """Was there something to write? A file that says the same stays untouched.

    Raises:
        OSError: It cannot be written; the old file is unharmed.
    """
    try:
        if path.read_bytes() == text.encode():
            return False
        mode = path.stat().st_mode & 0o777
    except FileNotFoundError:
        mode = _FOR_ALL_TO_READ
    write_private(path, text)
    path.chmod(mode)
    return True
