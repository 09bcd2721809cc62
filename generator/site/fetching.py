"""One address of a site: asked for at the site's pace, again where that may help, never off the site."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from .body import Broken, Refused, TooSlow, body_of, is_cut_off, unpack
from .pace import Clock, Pace
from .source import SourceError

_TRIES: Final = 3
# Of an answer that asks for time.
_TRIES_OF_BUSY: Final = 5
_REST: Final = 5.0
_TIMEOUT: Final = httpx.Timeout(8, connect=5)
_NO_ADDRESS: Final = "leads to what is no address"
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Limits:
    """Of one answer: seconds, and bytes when unpacked."""

    seconds: float
    size: int


@dataclass(frozen=True)
class Answer:
    """`body`: what came, packed by gzip or not; `content`: the same unpacked. `etag`, `modified`: its version."""

    body: bytes
    content: bytes
    is_packed: bool
    etag: str
    modified: str


class NotModified(Exception):
    """What was asked for is what is known already."""


class Gone(Refused):
    """There is no such thing there."""


class _Busy(Broken):
    """Wants to be asked again later. `rest`: seconds, None where it does not say."""

    def __init__(self, why: str, rest: float | None) -> None:
        super().__init__(why)
        self.rest = rest


def client(agent: str) -> httpx.Client:
    """Raises SourceError."""
    try:
        return httpx.Client(timeout=_TIMEOUT, headers={"User-Agent": agent, "Accept-Encoding": "gzip"})
    except ImportError:
        raise SourceError("a SOCKS proxy, as the environment names one, needs: pip install 'httpx[socks]'") from None
    except (ValueError, OSError, httpx.InvalidURL):
        # Not what httpx says of it: a proxy's address has a password.
        raise SourceError("a proxy or certificate that the environment names cannot be used") from None


class Fetcher:
    """`pause`: seconds after a first failure; twice as many after the second."""

    def __init__(self, http: httpx.Client, pace: Pace, clock: Clock, pause: float, limits: Limits) -> None:
        self._http = http
        self._pace = pace
        self._clock = clock
        self._pause = pause
        self._limits = limits
        self.pages: Container[str] = ()
        """Paths of pages that speak for themselves: who is sent on to one of these has no answer of its own."""

    def get(self, url: httpx.URL, conditions: Mapping[str, str] | None = None, tries: int = _TRIES) -> Answer:
        """The answer, whole.

        Raises:
            NotModified: Only where there are conditions.
            Gone, Refused: It is not there, or something else is.
            Broken, httpx.TransportError: It could not be had in as many tries.
            SourceError: The site as a whole cannot be read now.
        """
        failed = busy = 0
        while True:
            self._pace.wait()
            try:
                answer = self._once(url, conditions or {})
            except _Busy as error:
                busy += 1
                self._pace.failed(str(error))
                if busy == _TRIES_OF_BUSY:
                    raise
                self._pace.rest(_REST * 2 ** (busy - 1) if error.rest is None else error.rest)
            except (Broken, httpx.TransportError) as error:
                failed += 1
                self._pace.failed(str(error) or type(error).__name__)
                if failed == tries:
                    raise
                self._clock.sleep(self._pause * failed)
            except TooSlow as error:
                self._pace.failed(str(error))
                raise
            except (Refused, NotModified):
                self._pace.answered()
                raise
            else:
                self._pace.answered()
                return answer

    def _once(self, url: httpx.URL, conditions: Mapping[str, str]) -> Answer:
        try:
            with self._http.stream("GET", url, headers=conditions) as answer:
                if not answer.has_redirect_location:
                    return self._read(answer, bool(conditions))
                target = answer.next_request.url if answer.next_request else None
            # Documentation of another site is not this documentation; a version is one of the first address.
            if target is None or _site(target) != _site(url):
                raise Refused(f"HTTP {answer.status_code} to another host, scheme or port")
            if target.path in self.pages and target.path != url.path:
                # What left the table of contents for that page has moved there; what is still in it cannot be read.
                moved = Refused if url.path in self.pages else Gone
                raise moved(f"HTTP {answer.status_code} to another page, {target.path}")
            with self._http.stream("GET", target) as second:
                if second.has_redirect_location:
                    raise Refused(f"HTTP {second.status_code} after a redirect")
                return self._read(second, is_conditional=False)
        except (httpx.InvalidURL, ValueError):  # some of what httpx makes of an address is neither of its errors
            raise Refused(_NO_ADDRESS) from None
        except httpx.RemoteProtocolError as error:
            if "location header" in str(error):
                raise Refused(_NO_ADDRESS) from None
            raise

    def _read(self, answer: httpx.Response, is_conditional: bool) -> Answer:
        _check(answer, is_conditional)
        body, is_packed = body_of(answer, self._limits.seconds, self._limits.size)
        content = unpack(body, self._limits.size) if is_packed else body
        if is_cut_off(content):
            raise Broken("is cut off: </html> is missing", content)
        headers = answer.headers
        return Answer(body, content, is_packed, headers.get("ETag", ""), headers.get("Last-Modified", ""))


def _site(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or _PORTS.get(url.scheme)


def _check(answer: httpx.Response, is_conditional: bool) -> None:
    status = answer.status_code
    if status == 200:
        return
    said = f"HTTP {status}"
    if status == 304 and is_conditional:
        raise NotModified
    if status in (404, 410):
        raise Gone(said)
    rest = _rest(answer.headers.get("Retry-After", ""))
    if status == 429 or (status == 503 and rest is not None):
        raise _Busy(said, rest)
    if status >= 500 or status == 408:
        raise Broken(said)
    raise Refused(said)


def _rest(retry_after: str) -> float | None:
    """Seconds, of `120` or a date. None for what is neither."""
    if retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 10:
        return float(retry_after)
    try:
        date = parsedate_to_datetime(retry_after)
    except (TypeError, ValueError):
        return None
    date = date if date.tzinfo else date.replace(tzinfo=timezone.utc)
    return max(0.0, (date - datetime.now(timezone.utc)).total_seconds())
