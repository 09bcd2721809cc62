# Copied from generator/runtime/_core/httpx_client.py by "python -m generator generate". Edit that file.
"""The httpx client of a driver, made when it is first needed, and the httpx requests that go through it."""

from __future__ import annotations

import contextlib
import http.cookiejar
import os
import ssl
import sys
from collections.abc import Callable, Hashable
from functools import cache, lru_cache
from typing import Any, BinaryIO, Final, Generic, NamedTuple, TypeVar
from weakref import WeakSet

import httpx

from .answers import ENCODINGS
from .effects import Request, Upload
from .fork_lock import FORK_LOCK
from .own import Own
from .proxies import NO_PROXIES, Proxies
from .redact import hide_secrets_in_logs

C = TypeVar("C", httpx.Client, httpx.AsyncClient)

# How many parsed URLs are kept: one for each method in use, and parsing takes httpx longer than anything else.
_PARSED_URLS: Final = 1024

# Transports that connect to nothing, so that any process may use them.
_WITHOUT_CONNECTIONS: Final = (httpx.MockTransport, httpx.WSGITransport, httpx.ASGITransport)

# What of all that is known how to unpack piece by piece.
_ACCEPTED: Final = {"accept-encoding": ENCODINGS}

# The most requests that a portal in the cloud can have in hand: 250 at once and 5 a second, for a minute each. A call
# beyond would wait for the slowest of them.
_MOST_CONNECTIONS: Final = 550
_MOST_KEPT: Final = 20


class Connection(NamedTuple):
    """How the portal is reached: through a proxy, or not; trusting these certificates, or those of this machine.

    `around`: by pattern of addresses, the proxies that the environment named when the program made the client.
    `by_aiohttp`: over aiohttp, in the place of httpcore.
    """

    proxy: httpx.Proxy | None = None
    verify: ssl.SSLContext | None = None
    around: Proxies = NO_PROXIES
    by_aiohttp: bool = False

    def options(
        self, transport: object, through: Callable[..., httpx.BaseTransport | httpx.AsyncBaseTransport]
    ) -> dict[str, Any]:
        """What an httpx client of ours is made with; `through`: how its kind leads to a proxy."""
        verify = self.verify if self.verify is not None else tls()
        limits = httpx.Limits(max_connections=_MOST_CONNECTIONS, max_keepalive_connections=_MOST_KEPT)
        if self.by_aiohttp:
            from .aiohttp_transport import AiohttpTransport

            through = AiohttpTransport
            transport = AiohttpTransport(proxy=self.proxy, verify=verify, limits=limits)
        return {
            "transport": transport,
            "proxy": None if self.by_aiohttp else self.proxy,
            "verify": verify,
            "cookies": NoCookies(),
            "limits": limits,
            # Not the environment as it is now.
            "trust_env": False,
            "mounts": {
                pattern: through(proxy=proxy, verify=verify, limits=limits, trust_env=False) if proxy else None
                for pattern, proxy in self.around.items()
            },
        }


DIRECT: Final = Connection()


class HttpxClient(Generic[C]):
    """The httpx clients of a driver, one for each place where connections may be shared, made when first needed there.

    A given one, or a given transport, has connections of its own and belongs to where it is first used.

    Args:
        given: The httpx client or transport that the program wants to be used.
        make: Makes an httpx client.
        home: Where the caller is, as far as connections go: in which process, and in which event loop.
        place: The same or narrower, so that what breaks a client here breaks no other.
        is_past: Is nothing of that place left to be used or closed?
    """

    def __init__(
        self,
        given: C | httpx.BaseTransport | httpx.AsyncBaseTransport | None,
        make: Callable[[], C],
        home: Callable[[], Hashable],
        place: Callable[[], Hashable],
        is_past: Callable[[Any], bool],
    ) -> None:
        self._client: C | None = given if isinstance(given, (httpx.Client, httpx.AsyncClient)) else None
        self._home: Final = home
        self._bound = given is not None and not isinstance(given, _WITHOUT_CONNECTIONS)
        self._owner: Hashable = None
        self._clients: Own[C] = Own(lambda: self._made(make), home if self._bound else place, is_past)
        self._closed = False
        self._parse_url = lru_cache(_PARSED_URLS)(httpx.URL)
        self._headers: dict[str, str] = {}
        self._uses: dict[object, C] = {}
        _ALL.add(self)
        hide_secrets_in_logs()

    def get(self) -> C:
        if self._bound:
            self._check_owner()
        if self._closed:
            raise RuntimeError("the client has been closed")
        return self._client if self._client is not None else self._clients()

    def enter(self) -> tuple[C, object]:
        """A client, and its use, which is to end with `leave`. May be called by any thread."""
        client = self.get()
        use = object()
        self._uses[use] = client
        if self._closed:  # since it was asked for
            self._uses.pop(use)
            self.get()
        return client, use

    def leave(self, use: object) -> bool:
        """Was it the last use of a client that is closed, so that it must be closed now?"""
        client = self._uses.pop(use)
        return self._closed and self._client is None and not self.is_used(client)

    def is_used(self, client: C) -> bool:
        return any(used is client for used in list(self._uses.values()))

    def made(self) -> list[C]:
        return self._clients.values()

    def _made(self, make: Callable[[], C]) -> C:
        with FORK_LOCK:  # making a client imports httpcore
            "".encode("idna")  # imports what connecting would
            client = make()
        self._headers = {"connection": client.headers["connection"], **_ACCEPTED}
        return client

    def _check_owner(self) -> None:
        here = self._home()
        if self._owner is None:
            self._owner = here
        elif self._owner != here:
            raise RuntimeError(
                "the connections of the given http or transport belong to the process, and to the event loop, that"
                " first used them: give the client none, and it has its own everywhere, or make another client here"
            )

    @property
    def replaceable(self) -> bool:
        """May another be made in the place of one that is broken?"""
        return not self._bound

    def drop(self, client: C) -> bool:
        """Use it for no new request; False if it is dropped already, or cannot be replaced."""
        return self.replaceable and self._clients.drop(client)

    def close(self) -> dict[Any, C]:
        """From now on there is no client; returns those to close, by their places, once they are not used."""
        self._closed = True
        return self._clients.drop_all()

    # What these two return is no local of any frame that an error can pass: its repr has the URL in it.

    def request(self, client: C, asked: Request) -> httpx.Request:
        url = self.url(asked)
        if self._client is not None:  # it may have headers, parameters and cookies of its own
            return client.build_request(
                asked.verb, url, content=asked.body, headers={**asked.headers, **_ACCEPTED}, timeout=asked.timeout
            )
        # Ours has none, and asking it whether it has takes longer than all that we do ourselves.
        return httpx.Request(
            asked.verb,
            url,
            content=asked.body,
            headers=self.headers(asked),
            extensions={"timeout": asked.timeout.as_dict()},
        )

    def headers(self, asked: Request) -> dict[str, str]:
        """All of a request, over a client of ours."""
        return {**self._headers, **asked.headers}

    def url(self, asked: Request) -> httpx.URL:
        """Raises:
        httpx.UnsupportedProtocol: It is no URL; nothing has been sent then.
        """
        with contextlib.suppress(httpx.InvalidURL, UnicodeError):
            return self._parse_url(asked.url)
        raise httpx.UnsupportedProtocol("the request has no URL, or too long a one")

    def upload_request(self, client: C, upload: Upload, file: BinaryIO) -> httpx.Request:
        asked = upload.request
        form = {upload.field: (upload.name, file)}
        headers = {**asked.headers, **_ACCEPTED}
        return client.build_request("POST", self.url(asked), files=form, headers=headers, timeout=asked.timeout)


_ALL: Final[WeakSet[HttpxClient[Any]]] = WeakSet()

# What a process has of its parent. Were it collected here, its sockets would close their descriptors: by number, and
# where a daemon has closed all descriptors, other files may have these numbers.
_OF_PARENTS: Final[list[object]] = []


def _free_what_was_being_imported() -> None:
    """Where sniffio is not installed, httpcore tries to import it for each connection. Another thread of the parent may
    have been trying, and Python would have the child wait for it.
    """
    vars(sys.modules["_frozen_importlib"]).get("_module_locks", {}).pop("sniffio", None)


def _keep_what_is_the_parents() -> None:
    _OF_PARENTS.extend(client for each in list(_ALL) for client in each.made())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_keep_what_is_the_parents)
    os.register_at_fork(after_in_child=_free_what_was_being_imported)


@cache
def tls() -> ssl.SSLContext:
    """The certificates this machine trusts, read once: that takes longer than all else in making a client."""
    try:
        return httpx.create_ssl_context()
    except OSError as error:  # which names no file
        raise OSError(
            f"the certificates of this machine cannot be read: {error}; does the environment name others, by"
            " SSL_CERT_FILE or SSL_CERT_DIR?"
        ) from None


class NoCookies(http.cookiejar.CookieJar):
    """Stays empty: calls carry their credentials, and a shared PHP session would only tie them together."""

    def extract_cookies(self, response: object, request: object) -> None:
        """Not even looked for: with a policy that takes none it costs a twentieth of a call."""
