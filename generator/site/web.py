"""Pages of a published site: those of its table of contents, those that these lead to, and those known from before."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cached_property
from threading import Thread
from time import monotonic
from typing import Final

import httpx
from protego import Protego

from ..runtime._version import __version__
from . import page_cache
from .body import Broken, Refused
from .fetching import Fetcher, Gone, Limits, NotModified, client
from .links import contents_of, links_of
from .pace import Clock, Pace
from .page import PagePath, RawPage
from .page_cache import Kept, PageCache
from .source import (
    LARGEST_PAGE,
    PageGone,
    PageUnreadable,
    SourceError,
    Total,
    Wanted,
    too_many,
    without_secrets,
)

AGENT: Final = f"bitrix24-generator/{__version__} (+https://github.com/bitrix24-client/bitrix24-client/issues)"
_AT_ONCE: Final = 4
_AHEAD: Final = 16
_PAUSE: Final = 1.0
# Seconds for one page, however slowly it drips.
_LONGEST = 15.0
# Between two pages, as robots.txt may ask. With a minute, the whole site takes two days.
_LONGEST_DELAY: Final = 60.0
_TOC: Final = "toc.js"
_NOT_TO_BE_HAD: Final = (Broken, Refused, httpx.HTTPError)


@dataclass(frozen=True)
class _Found:
    """A page, or why there is none, and the pages that it leads to."""

    page: RawPage | PageUnreadable
    links: Iterable[PagePath] = ()


def _sleep(seconds: float) -> None:
    time.sleep(seconds)


_CLOCK: Final = Clock(monotonic, _sleep)


class _Addresses(Container[str]):
    """Of all pages, as httpx has them: made when the first redirect asks, since that takes longer than a page."""

    def __init__(self, base: httpx.URL, pages: Iterable[PagePath]) -> None:
        self._base = base
        self._pages = pages

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(self._base.join(page).path for page in self._pages)

    def __contains__(self, path: object) -> bool:
        return path in self._paths


class WebSource:
    """A site under one base address. At most four requests are under way, each is tried three times."""

    def __init__(
        self,
        base: str,
        *,
        known: Iterable[PagePath] = (),
        total: Total = lambda _: None,
        cache: PageCache | None = None,
        pause: float = _PAUSE,
        clock: Clock = _CLOCK,
    ) -> None:
        try:
            self._base = httpx.URL(base.rstrip("/") + "/")
        except httpx.InvalidURL:
            raise SourceError(f"{without_secrets(base)[:80]!r} is no address") from None
        self._site = without_secrets(str(self._base)).rstrip("/")
        self._known = frozenset(known)
        self._total = total
        self._cache = cache or PageCache(page_cache.FOLDER)
        self._pause = pause
        self._clock = clock

    def pages(self, wanted: Wanted) -> Iterator[RawPage | PageUnreadable]:
        self._cache.sweep()
        http = client(AGENT)
        pool = ThreadPoolExecutor(_AT_ONCE)
        running: deque[Future[_Found]] = deque()
        try:
            pace = Pace(self._site, self._clock)
            fetcher = Fetcher(http, pace, self._clock, self._pause, Limits(_LONGEST, LARGEST_PAGE))
            robots, contents = self._begin(fetcher)
            delay = robots.crawl_delay(AGENT) or 0.0
            if delay > _LONGEST_DELAY:
                raise SourceError(f"{self._site}: robots.txt asks to wait {delay:.0f} s before each page")
            pace.keep_apart(delay)
            fetcher.pages = _Addresses(self._base, contents)

            def begin(path: PagePath) -> Future[_Found]:
                return pool.submit(self._page, fetcher, robots, path)

            yield from self._walk(begin, running, contents, wanted)
        finally:
            # Nobody wants what an early stop leaves under way, nor waits for it.
            pool.shutdown(wait=False, cancel_futures=True)
            _close(http, [each for each in running if each.running()])

    def _walk(
        self,
        begin: Callable[[PagePath], Future[_Found]],
        running: deque[Future[_Found]],
        contents: set[PagePath],
        wanted: Wanted,
    ) -> Iterator[RawPage | PageUnreadable]:
        """Every page that is found, by way of pages that were found before it."""
        named = {path for path in contents | self._known if path.is_page and wanted(path)}
        waiting = deque(sorted(named))
        seen = set(named)
        failed = 0
        while waiting or running:
            self._total(len(seen))
            while waiting and len(running) < _AHEAD:
                running.append(begin(waiting.popleft()))
            found = running.popleft().result()
            new = sorted(path for path in found.links if path not in seen and path.is_page and wanted(path))
            seen.update(new)
            waiting.extend(new)
            # A link that leads nowhere is its own page's matter.
            if isinstance(found.page, RawPage) or found.page.path in named:
                yield found.page
            if isinstance(found.page, PageUnreadable) and found.page.path in named:
                failed += 1
                if too_many(failed, len(seen)):
                    raise SourceError(
                        f"{self._site}: {failed} of {len(seen)} pages cannot be had, the last {found.page}; "
                        "what was read is kept, try again later"
                    )

    def _page(self, fetcher: Fetcher, robots: Protego, path: PagePath) -> _Found:
        url = self._base.join(path)
        address = str(url)
        if not robots.can_fetch(address, AGENT):
            return _Found(PageUnreadable(path, "robots.txt asks not to read it"))
        kept = self._cache.get(address)
        try:
            answer = fetcher.get(url, kept.conditions if kept else None)
        except NotModified:
            assert kept is not None
            return _Found(RawPage(path, kept.body, kept.is_packed, kept.digest), kept.links)
        except Gone as error:
            self._cache.drop(address)
            return _Found(PageGone(path, str(error)))
        except Broken as error:
            if error.content:  # whoever reads it says what is wrong with it
                return _Found(RawPage(path, error.content))
            return _Found(_unreadable(path, error))
        except (Refused, httpx.HTTPError) as error:
            return _Found(_unreadable(path, error))
        new = Kept(answer.body, answer.is_packed, answer.etag, answer.modified, links_of(path, answer.content))
        if new.conditions:
            self._cache.put(address, new)
        return _Found(RawPage(path, answer.content, came=new.digest), new.links)

    def _begin(self, fetcher: Fetcher) -> tuple[Protego, set[PagePath]]:
        """What robots may read, and the table of contents."""
        address = self._base.join("/robots.txt")
        failure: Exception | None = None
        rules = b""
        try:
            rules = fetcher.get(address, tries=2).content
        except Refused:
            pass  # a site without such a file may be read
        except (Broken, httpx.HTTPError) as error:
            failure = error
        robots = Protego.parse(rules.decode("utf-8", "replace"))
        contents = self._contents(fetcher, robots)
        if failure:
            raise SourceError(f"{without_secrets(str(address))}: cannot be fetched: {_why(failure)}")
        return robots, contents

    def _contents(self, fetcher: Fetcher, robots: Protego) -> set[PagePath]:
        place = f"{self._site}/{_TOC}"
        url = self._base.join(_TOC)
        if not robots.can_fetch(str(url), AGENT):
            raise SourceError(f"{place}: robots.txt asks not to read it")
        try:
            found = contents_of(fetcher.get(url).content)
        except _NOT_TO_BE_HAD as error:
            raise SourceError(f"{place}: cannot be fetched: {_why(error)}") from None
        except (ValueError, RecursionError):
            raise SourceError(f"{place}: is not a table of contents") from None
        if not found:
            raise SourceError(f"{place}: names no page")
        return found


def _close(http: httpx.Client, running: Sequence[Future[_Found]]) -> None:
    """When what is under way has ended: a connection that is made after the client is closed would stay open."""

    def close() -> None:
        wait(running)
        http.close()

    if running:
        Thread(target=close, daemon=True).start()
    else:
        http.close()


def _unreadable(path: PagePath, error: Exception) -> PageUnreadable:
    return PageUnreadable(path, f"cannot be fetched: {_why(error)}")


def _why(error: Exception) -> str:
    return str(error) or type(error).__name__
