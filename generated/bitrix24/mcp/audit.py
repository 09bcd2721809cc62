# Copied from generator/runtime/mcp/audit.py by "python -m generator generate". Edit that file.
"""What was called, by whom it was allowed and what came of it: a line of JSON each, for the owner of the server."""

from __future__ import annotations

import json
import os
from datetime import datetime, timezone
from pathlib import Path
from typing import Final

from .._core.redact import redact, scrubbed

# Of the parameters of one call.
_LONGEST: Final = 4000


class Audit:
    """Appends to a file that only its owner can read; without a path, nothing is noted.

    A line is written in one piece, so that several servers may have one file. A call whose line cannot be written is
    not made.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Raises OSError: the file cannot be written."""
        self._path = path
        if path is not None:
            os.close(self._open(path))

    def note(self, event: str, **more: object) -> None:
        """
        Args:
            event: `call`, before it is sent; `done`, `failed` or `refused`.
            more: JSON without secrets of the portal's; those of values are left out here.

        Raises:
            OSError: It could not be written.
        """
        if self._path is None:
            return
        now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
        line = json.dumps({"time": now, "event": event, **{name: _short(value) for name, value in more.items()}})
        handle = self._open(self._path)
        try:
            content = f"{line}\n".encode()
            if os.write(handle, content) != len(content):
                raise OSError(f"{self._path}: a line could not be written whole")
        finally:
            os.close(handle)

    @staticmethod
    def _open(path: Path) -> int:
        # A pipe that nobody reads is an error, and nothing to wait for.
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
            flags |= getattr(os, name, 0)
        return os.open(path, flags, 0o600)


def _short(value: object) -> object:
    """Without secrets; a long value as the start of its text."""
    bare = scrubbed(value)
    text = json.dumps(bare, ensure_ascii=False, default=str)
    if len(text) <= _LONGEST:
        return json.loads(text)
    return redact(f"{text[:_LONGEST]}… ({len(text)} characters)")
