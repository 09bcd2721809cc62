"""What pages said when they were read before: only a page whose article has changed is read again.

Every publishing of the site changes every page in bytes: each carries the whole navigation, and ids that are random. So
what came leads to the digest of its article without those ids, and that to the facts. Of a page that came unchanged
not even the article is cut out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Final

from ..cache import Cache, Pack, digest
from ..site.page import PagePath, RawPage
from .html.article import article_of, written_article
from .page_facts import PageFacts
from .problems import PageError

# Ids of tabs and panels, escaped or not, and what refers to them. The facts know the ids of headings alone.
_RANDOM: Final = (
    re.compile(r'div id="[^"<>]*"'),
    re.compile(r' (?:aria-controls|aria-labelledby|data-diplodoc-[a-z]+)="[^"<>]*"'),
)
_CODE: Final = ("scrape", "spec", "site/page.py", "cache.py")
# Of a value, to make it takes longer than to write all of them.
_EVERY: Final = 1_000_000


class PageMemory:
    """The articles by what came, and the facts by their articles."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._articles = Pack[str](cache, "articles", code=_CODE)
        self._known = frozenset(self._articles.known)

    @cached_property
    def _facts(self) -> Pack[PageFacts]:
        # It is large, and not needed where nothing has changed.
        return Pack[PageFacts](self._cache, "facts", code=_CODE)

    def known(self, page: RawPage) -> str:
        """The digest of the page's article, if that was read before; else empty."""
        if not self._known:
            return ""
        article = self._articles.get(came_as(page))
        if article is None:
            article = article_digest(page)
            if article in self._known:
                self._articles.put(came_as(page), article)
        return article if article in self._known else ""

    def facts(self, articles: Mapping[PagePath, str]) -> dict[PagePath, PageFacts]:
        """What the pages with these articles say, of those of which that is still there."""
        found = {path: self._facts.get(article) for path, article in articles.items()}
        return {path: facts for path, facts in found.items() if facts is not None}

    def put(self, came: str, article: str, facts: PageFacts) -> None:
        self._articles.put(came, article)
        self._facts.put(article, facts)

    def keep(self) -> None:
        """Has the cache keep what this run has met."""
        self._articles.keep(_EVERY)
        if "_facts" in self.__dict__:
            self._facts.keep(_EVERY)


def came_as(page: RawPage) -> str:
    """The digest of all that came."""
    return digest(page.path, page.digest)


def article_digest(page: RawPage) -> str:
    """Empty for what is no whole page, or has no article: to read that again takes no time."""
    content = page.content
    written = written_article(content)
    if written is None:
        try:
            article = article_of(content)
        except (PageError, RecursionError):
            return ""
        written = (article.title, article.body)
    title, body = written
    for pattern in _RANDOM:
        body = pattern.sub("", body)
    return digest(page.path, title, body) if body.strip() else ""
