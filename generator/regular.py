"""Reading files that others put there: a pipe or a device in place of one has no end."""

from __future__ import annotations

import os
import stat
from errno import EINVAL
from typing import Final

_NO_WAIT: Final = getattr(os, "O_NONBLOCK", 0)


def regular(path: str, flags: int) -> int:
    """An opener for `open` that raises OSError for what is not a file, instead of waiting for somebody to write."""
    descriptor = os.open(path, flags | _NO_WAIT)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(EINVAL, "is not a file", path)
    return descriptor


def read_regular(path: str) -> bytes:
    """All bytes of a file."""
    with open(path, "rb", opener=regular) as stream:
        return stream.read()
