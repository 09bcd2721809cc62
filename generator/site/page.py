"""A page as it came: its path on the site and its bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass

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


@dataclass(frozen=True)
class RawPage:
    path: PagePath
    content: bytes
