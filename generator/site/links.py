"""The pages that a page leads to, and those that a table of contents names."""

from __future__ import annotations

import json
import posixpath
import re
from functools import lru_cache
from typing import Final, cast

from .page import InvalidPath, PagePath

# In the page itself and, its quotes escaped, in the JSON that holds the article a second time.
_HREF: Final = re.compile(rb"""href=\\?["']([^"'\\<>#?\s]+\.html)""")
_BASE: Final = re.compile(rb"""<base\s+href=["']([^"'<>]*)""", re.IGNORECASE)
_HEAD: Final = 4000


def links_of(path: PagePath, content: bytes) -> frozenset[PagePath]:
    """The pages of the site that the page leads to, itself among them or not."""
    base = _BASE.search(content[:_HEAD])
    folder = posixpath.join(posixpath.dirname(path), base[1].decode("utf-8", "replace") if base else "")
    folder = posixpath.normpath(folder)
    found = {_target(folder, href) for href in set(_HREF.findall(content))}
    return frozenset(page for page in found if page is not None)


@lru_cache(10_000)  # every page has the same navigation
def _target(folder: str, href: bytes) -> PagePath | None:
    text = href.decode("utf-8", "replace")
    if text.startswith("//"):  # another host
        return None
    # A slash in front means the root of the site, wherever that is.
    inside = text.lstrip("/") if text.startswith("/") else posixpath.normpath(posixpath.join(folder, text))
    try:
        return PagePath(inside)
    except InvalidPath:
        return None


def contents_of(script: bytes) -> set[PagePath]:
    """Every `href` of the table of contents that stays inside the site, at any depth.

    Raises:
        ValueError, RecursionError: It is no table of contents.
    """
    text = script.decode("utf-8")
    found: set[PagePath] = set()
    waiting: list[object] = [json.loads(text[text.index("{") : text.rindex("}") + 1])]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(cast("list[object]", node))
        elif isinstance(node, dict):
            entry = cast("dict[str, object]", node)
            waiting.extend(entry.values())
            try:
                found.add(PagePath(str(entry.get("href", "")).lstrip("/")))
            except InvalidPath:
                continue
    return found
