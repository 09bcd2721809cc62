"""A page as it came: its path on the site and its bytes."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from ..cache import digest

_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]|(?:^|/)\.{0,2}(?:/|$)|^[A-Za-z][A-Za-z0-9+.-]*:")
_LONGEST = 500


class InvalidPath(ValueError):
    """Text that is no path of a page inside the site."""


class PagePath(str):
    """A page's path below the root of the site, `api-reference/user/user-get.html`: relative, with no way out."""

    __slots__ = ()

    def __new__(cls, text: str) -> PagePath:
        if not text or len(text) > _LONGEST or _UNSAFE.search(text):
            raise InvalidPath(f"{text[:80]!r} is not a path inside the site")
        return super().__new__(cls, text)

    @property
    def is_page(self) -> bool:
        return self.endswith(".html")


def paths_of(texts: Iterable[str]) -> set[PagePath]:
    """Those that are paths of pages."""
    found: set[PagePath] = set()
    for text in texts:
        with suppress(InvalidPath):
            found.add(PagePath(text))
    return found


@dataclass(frozen=True)
class RawPage:
    """`body`: what came; `is_packed`: by gzip, and known to be whole. `came`: the digest of what came, where known."""

    path: PagePath
    body: bytes
    is_packed: bool = False
    came: str = ""

    @property
    def content(self) -> bytes:
        return gzip.decompress(self.body) if self.is_packed else self.body

    @property
    def digest(self) -> str:
        """Of what came: the same digest, the same page. Not the other way round."""
        return self.came or digest(self.body)
