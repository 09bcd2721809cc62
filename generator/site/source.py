"""One way to read pages, whatever they lie in.

A source can be read any number of times; pages come in no particular order. Nothing is ever unpacked to disk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, Protocol, TypeAlias

from .page import PagePath, RawPage

Wanted = Callable[[PagePath], bool]
# Told how many pages there are, as far as is known by then.
Total: TypeAlias = Callable[[int], object]

LARGEST_PAGE = 32 * 1024 * 1024
"""Bytes. The largest real page has 1.1 MB; what is larger than this is not read into memory."""

_SECRETS: Final = re.compile(r"(?<=://).*@|[?#].*", re.DOTALL)
_FEW: Final = 25
_SHARE: Final = 10


class SourceError(Exception):
    """The source as a whole cannot be used. The message is one line: what, where."""


class PageUnreadable(Exception):
    """One page cannot be had; the others can."""

    def __init__(self, path: PagePath, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why


class PageGone(PageUnreadable):
    """The site says that it has no such page any more. `answer`: in its words, `HTTP 404`."""

    def __init__(self, path: PagePath, answer: str) -> None:
        super().__init__(path, f"cannot be fetched: {answer}")
        self.answer = answer


class Source(Protocol):
    """Where pages are read from."""

    def pages(self, wanted: Wanted) -> Iterator[RawPage | PageUnreadable]:
        """Every page whose path is wanted. Raises SourceError where the source breaks in the middle."""
        ...


def too_many(count: int, total: int) -> bool:
    """Are so many of all the pages or methods lost that something else is wrong than these? More than a tenth are."""
    return count > _FEW and count * _SHARE > total


def without_secrets(address: str) -> str:
    """An address for messages: without user, password, query and fragment."""
    return _SECRETS.sub("", address)


def open_source(text: str, known: Iterable[PagePath] = (), total: Total = lambda _: None) -> Source:
    """A source by what was given on the command line: an http(s) address, a folder, or a tar archive.

    Args:
        known: Pages that are asked for whether or not the site still leads to them.
        total: Told again and again how many pages there are, where that takes a while to be known.
    """
    from .archive import ArchiveSource
    from .folder import FolderSource
    from .web import WebSource

    if text.startswith(("http://", "https://")):
        return WebSource(text, known=known, total=total)
    path = Path(text)
    if path.is_dir():
        return FolderSource(path)
    if path.is_file():
        return ArchiveSource(path)
    shown = without_secrets(text) if "://" in text else text
    raise SourceError(f"{shown}: there is no such folder or archive (an address starts with https://)")
