"""The httpx client of a driver, made when it is first needed, and the httpx requests that go through it."""

from __future__ import annotations

import http.cookiejar
import ssl
import threading
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, BinaryIO, Final, Generic, NamedTuple, TypeVar

import httpx

from .answers import ENCODINGS
from .effects import Request, Upload
from .redact import hide_secrets_in_logs

C = TypeVar("C", httpx.Client, httpx.AsyncClient)

# How many parsed URLs are kept: one for each method in use, and parsing takes httpx longer than anything else.
_PARSED_URLS: Final = 1024

# What of all that is known how to unpack piece by piece.
_ACCEPTED: Final = {"accept-encoding": ENCODINGS}

# The most requests that a portal in the cloud can have in hand: 250 at once and 5 a second, for a minute each. A call
# beyond would wait for the slowest of them.
_MOST_CONNECTIONS: Final = 550
_MOST_KEPT: Final = 20


class Connection(NamedTuple):
    """How the portal is reached: through a proxy, or not; trusting these certificates, or those of this machine."""

    proxy: httpx.Proxy | None = None
    verify: ssl.SSLContext | None = None

    def options(self, transport: object) -> dict[str, Any]:
        """What an httpx client of ours is made with."""
        verify = self.verify if self.verify is not None else tls()
        limits = httpx.Limits(max_connections=_MOST_CONNECTIONS, max_keepalive_connections=_MOST_KEPT)
        return {
            "transport": transport,
            "proxy": self.proxy,
            "verify": verify,
            "cookies": no_cookies(),
            "limits": limits,
        }


DIRECT: Final = Connection()


class HttpxClient(Generic[C]):
    """The httpx client, made at the first call, or when it is first asked for."""

    def __init__(self, given: C | None, make: Callable[[], C]) -> None:
        self._make: Callable[[], C] = make
        self._lock = threading.Lock()
        self._client: C | None = given
        self._given = given is not None
        self._closed = False
        self._parse_url = lru_cache(_PARSED_URLS)(httpx.URL)
        self._headers: dict[str, str] = {}
        hide_secrets_in_logs()

    def get(self) -> C:
        client = self._client
        if client is not None and not self._closed:
            return client
        with self._lock:
            if self._closed:
                raise RuntimeError("the client has been closed")
            if self._client is None:
                client = self._make()
                self._headers = {"connection": client.headers["connection"], **_ACCEPTED}
                self._client = client
            return self._client

    def close(self) -> C | None:
        """From now on there is no client; returns the one that must be closed, if there is one."""
        with self._lock:
            self._closed = True
            return None if self._given else self._client

    # What these two return is no local of any frame that an error can pass: its repr has the URL in it.

    def request(self, client: C, asked: Request) -> httpx.Request:
        url = self._parse_url(asked.url)
        if self._given:  # it may have headers, parameters and cookies of its own
            return client.build_request(
                asked.verb, url, content=asked.body, headers={**asked.headers, **_ACCEPTED}, timeout=asked.timeout
            )
        # Ours has none, and asking it whether it has takes longer than all that we do ourselves.
        return httpx.Request(
            asked.verb,
            url,
            content=asked.body,
            headers={**self._headers, **asked.headers},
            extensions={"timeout": asked.timeout.as_dict()},
        )

    def upload_request(self, client: C, upload: Upload, file: BinaryIO) -> httpx.Request:
        asked = upload.request
        form = {upload.field: (upload.name, file)}
        headers = {**asked.headers, **_ACCEPTED}
        return client.build_request("POST", asked.url, files=form, headers=headers, timeout=asked.timeout)


@cache
def tls() -> ssl.SSLContext:
    """The certificates this machine trusts, read once: that takes longer than all else in making a client."""
    return httpx.create_ssl_context()


def no_cookies() -> http.cookiejar.CookieJar:
    """A jar that stays empty: calls carry their credentials, and a shared PHP session would only tie them together."""
    return http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
