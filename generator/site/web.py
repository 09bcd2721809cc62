"""Pages of a published site, found through its table of contents."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import monotonic
from typing import cast

import httpx

from .page import InvalidPath, PagePath, RawPage
from .source import LARGEST_PAGE, PageUnreadable, SourceError, Wanted, without_secrets

_AT_ONCE = 4
_TRIES = 3
_PAUSE = 1.0
# Seconds for one page, however slowly it drips.
_LONGEST = 120.0
_CHUNK = 64
_ENCODINGS = frozenset({"gzip", "deflate", "identity"})
_HEADERS = {"User-Agent": "bitrix24-generator", "Accept-Encoding": "gzip, deflate"}
_TOC = "toc.js"


class _Refused(Exception):
    """An answer that is not the page."""


class WebSource:
    """A site under one base address. At most four requests are under way, each is tried three times."""

    def __init__(self, base: str, *, pause: float = _PAUSE) -> None:
        try:
            self._base = httpx.URL(base.rstrip("/") + "/")
        except httpx.InvalidURL:
            raise SourceError(f"{without_secrets(base)[:80]!r} is no address") from None
        self._pause = pause
        self._listed: frozenset[str] = frozenset()
        self._contents_at = f"{without_secrets(str(self._base)).rstrip('/')}/{_TOC}"

    def pages(self, wanted: Wanted) -> Iterator[RawPage | PageUnreadable]:
        with _http() as http:
            contents = self._contents(http)
            self._listed = frozenset(self._base.join(path).path for path in contents)
            paths = sorted(path for path in contents if path.is_page and wanted(path))
            pool = ThreadPoolExecutor(_AT_ONCE)
            try:
                # A slice at a time: `map` submits everything at once.
                for start in range(0, len(paths), _CHUNK):
                    yield from pool.map(partial(self._page, http), paths[start : start + _CHUNK])
            finally:
                pool.shutdown(wait=False, cancel_futures=True)  # nobody wants what an early stop leaves under way

    def _page(self, http: httpx.Client, path: PagePath) -> RawPage | PageUnreadable:
        try:
            return RawPage(path, self._get(http, path))
        except (_Refused, httpx.HTTPError) as error:
            return PageUnreadable(path, f"cannot be fetched: {error or type(error).__name__}")

    def _contents(self, http: httpx.Client) -> set[PagePath]:
        try:
            text = self._get(http, PagePath(_TOC)).decode("utf-8")
            found = _hrefs(json.loads(text[text.index("{") : text.rindex("}") + 1]))
        except (_Refused, httpx.HTTPError) as error:
            raise SourceError(f"{self._contents_at}: cannot be fetched: {error or type(error).__name__}") from None
        except (ValueError, RecursionError):
            raise SourceError(f"{self._contents_at}: is not a table of contents") from None
        if not found:
            raise SourceError(f"{self._contents_at}: names no page")
        return found

    def _get(self, http: httpx.Client, path: PagePath) -> bytes:
        for tried in range(1, _TRIES + 1):
            try:
                return self._fetch(http, self._base.join(path))
            except httpx.TransportError:
                if tried == _TRIES:
                    raise
            time.sleep(self._pause * tried)
        raise AssertionError("unreachable")

    def _fetch(self, http: httpx.Client, url: httpx.URL) -> bytes:
        try:
            with http.stream("GET", url) as answer:
                if answer.is_redirect:
                    return self._redirected(http, answer)
                if answer.status_code >= 500:
                    raise httpx.TransportError(f"HTTP {answer.status_code}")
                if answer.status_code != 200:
                    raise _Refused(f"HTTP {answer.status_code}")
                return _body(answer)
        except (httpx.InvalidURL, ValueError):  # some of what httpx makes of an address is neither of its errors
            raise _Refused("leads to what is no address") from None

    def _redirected(self, http: httpx.Client, answer: httpx.Response) -> bytes:
        """Follows one redirect, and only inside the site: documentation of another host is not this documentation."""
        target = answer.next_request.url if answer.next_request else None
        if target is None or target.host != self._base.host:
            raise _Refused(f"HTTP {answer.status_code} to another host")
        if target.path in self._listed and target.path != answer.url.path:  # what it says goes by that page's name
            raise _Refused(f"HTTP {answer.status_code} to another page, {target.path}")
        with http.stream("GET", target) as second:
            if second.status_code != 200:
                raise _Refused(f"HTTP {second.status_code} after a redirect")
            return _body(second)


def _http() -> httpx.Client:
    try:
        return httpx.Client(timeout=30, headers=_HEADERS)
    except (ValueError, ImportError, OSError, httpx.InvalidURL):
        # Not what httpx says of it: a proxy's address has a password.
        raise SourceError("a proxy or certificate that the environment names cannot be used") from None


def _body(answer: httpx.Response) -> bytes:
    # Layers of compression multiply: a hundred bytes may become gigabytes before anybody can count them.
    if answer.headers.get("Content-Encoding", "identity").lower() not in _ENCODINGS:
        raise _Refused("is compressed in a way that was not asked for")
    body = bytearray()
    deadline = monotonic() + _LONGEST
    for chunk in answer.iter_bytes():
        body += chunk
        if monotonic() > deadline:
            raise _Refused(f"takes longer than {_LONGEST:.0f} s")
        if len(body) > LARGEST_PAGE:
            raise _Refused(f"is larger than {LARGEST_PAGE // 2**20} MB")
    return bytes(body)


def _hrefs(contents: object) -> set[PagePath]:
    """Every `href` of the table of contents that stays inside the site, at any depth."""
    found: set[PagePath] = set()
    waiting = [contents]
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
