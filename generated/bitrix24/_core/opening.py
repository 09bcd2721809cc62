# Copied from generator/runtime/_core/opening.py by "python -m generator generate". Edit that file.
"""How a file is opened that may be none."""

from __future__ import annotations

import os


def without_waiting(path: str, flags: int) -> int:
    """An `opener`: whoever opens a pipe would wait for somebody to write to it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
