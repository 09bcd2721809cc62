# Copied from generator/runtime/_core/fetched.py by "python -m generator generate". Edit that file.
"""What a download brings: a file that is not whole yet, and how to tell a page that came in its place."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import BinaryIO, Final

from ..errors import ApiError, BadAnswer, Bitrix24Error
from . import envelope
from .effects import Reply

# Bytes at a file's beginning that are looked at; an error in JSON is never longer.
_BEGIN: Final = 64 * 1024

_PAGE: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body|title|script|!--)", re.IGNORECASE)
_LOGIN: Final = re.compile(rb"USER_LOGIN|AUTH_FORM|type=[\"']?password", re.IGNORECASE)
_PAGE_NAME: Final = re.compile(r"\.x?html?\Z", re.IGNORECASE)


class Part:
    """The part of a file that has come, under a name of its own beside the target.

    Neither another process nor another thread may write to it, and the target's own name might leave no room for more.
    """

    def __init__(self, target: Path) -> None:
        self.target: Final = target
        self.path: Final = target.with_name(f"{os.urandom(8).hex()}.part")
        self._mode: int | None = None
        self._dropped = False

    def create(self) -> None:
        """An empty file, unless it is dropped meanwhile: who is cancelled does not wait for the thread that does this.

        Raises:
            OSError: There is no such folder, or the target is one, or something else that is no file.
        """
        self._mode = mode_of(self.target)
        # Nobody may read what comes in the place of a private file, not even before it is whole.
        mode = 0o666 if self._mode is None else 0o600
        os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
        if self._dropped:
            self.drop()

    @contextlib.contextmanager
    def opened(self) -> Generator[BinaryIO, None, None]:
        """To write to. Whoever drops it does not wait for the thread that does this, which then drops it once more:
        opening made it anew, or as long as it was open the system would not remove it.
        """
        try:
            with self.path.open("wb") as file:
                yield file
        finally:
            if self._dropped:
                self.drop()

    def begin(self) -> bytes:
        """Its first bytes."""
        with self.path.open("rb") as file:
            return file.read(_BEGIN)

    def finish(self) -> None:
        """It is whole, and takes the target's place."""
        if self._mode is not None:
            self.path.chmod(self._mode)
        self.path.replace(self.target)

    def drop(self) -> None:
        """It goes, unless it has taken the target's place."""
        self._dropped = True
        with contextlib.suppress(FileNotFoundError, PermissionError):  # the second where it is open, on Windows
            self.path.unlink()


def mode_of(target: Path) -> int | None:
    """Of the file that is to be replaced; None where there is none.

    Raises:
        OSError: It is something else.
    """
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(f"{target} is a folder: say what the file shall be called in it")
    if not stat.S_ISREG(mode):  # a pipe or a device would be gone, and what reads from it wait for ever
        raise OSError(f"{target} is no file, and is not replaced by one")
    return stat.S_IMODE(mode) & 0o777


def in_place_of_a_file(reply: Reply, begin: bytes, names: Iterable[str], hide: envelope.Hide) -> Bitrix24Error | None:
    """The error or the page that came with HTTP 200 in the place of a file; None if the file did.

    Args:
        names: What it is called here and there: one that is asked for as a page may be one, but not to log in.
    """
    disposition = reply.headers.get("content-disposition", "").lower()
    if "attachment" in disposition or "filename" in disposition:
        return None
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind.endswith("json"):
        answer = envelope.read("download", Reply(reply.status, reply.headers, begin), hide)
        if isinstance(answer, ApiError):
            return answer
    if kind in ("", "text/html", "application/xhtml+xml") and _PAGE.match(begin):
        if _LOGIN.search(begin):
            return _page("a page to log in")
        if not any(_PAGE_NAME.search(name) for name in names):
            return _page("a page")
    return None


def _page(what: str) -> BadAnswer:
    error = BadAnswer(f"{what} came in the place of the file; ask the portal for a new link", "download")
    error.status = 403  # what the portal should have said, and what is not asked again
    return error
