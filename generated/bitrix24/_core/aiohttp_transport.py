# Copied from generator/runtime/_core/aiohttp_transport.py by "python -m generator generate". Edit that file.
"""An async transport over aiohttp, in the place of httpx's own: a third of its processor time.

The transports for httpx that there are cannot be used: httpx-aiohttp calls a connection that was lost one that was
never made, and a write would be sent twice; pyreqwest gives errors that are none of httpx's.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import select
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Mapping
from functools import lru_cache, partial
from typing import Any, Final, cast

import aiohttp
import httpx
from aiohttp import helpers
from yarl import URL

from .effects import Request
from .exchange import Exchange, current

# These end before the first byte of the request leaves. What is not among them may have run.
_NOT_SENT: Final[tuple[tuple[type[Exception], type[httpx.RequestError]], ...]] = (
    (aiohttp.ClientProxyConnectionError, httpx.ProxyError),
    (aiohttp.ClientHttpProxyError, httpx.ProxyError),
    (aiohttp.ClientConnectorError, httpx.ConnectError),
    (aiohttp.ClientSSLError, httpx.ConnectError),
    (aiohttp.ServerFingerprintMismatch, httpx.ConnectError),
    (aiohttp.ConnectionTimeoutError, httpx.ConnectTimeout),
    (aiohttp.InvalidURL, httpx.UnsupportedProtocol),
)


_LARGE: Final = 1024 * 1024


class AiohttpTransport(httpx.AsyncBaseTransport):
    """Belongs to the event loop that first uses it. Parameters are those of httpx.AsyncHTTPTransport."""

    def __init__(
        self,
        *,
        verify: ssl.SSLContext,
        limits: httpx.Limits,
        proxy: httpx.Proxy | None = None,
        trust_env: bool = False,
    ) -> None:
        self._verify: Final = verify
        self._limits: Final = limits
        self._proxy: Final = proxy
        self._trust_env: Final = trust_env
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises:
        httpx.RequestError: There is no answer.
        """
        # aiohttp says itself that it sends chunks.
        headers = {name: value for name, value in request.headers.items() if name != "transfer-encoding"}
        failed: list[Exception] = []
        try:
            body: bytes | AsyncGenerator[bytes, None] = request.content
        except httpx.RequestNotRead:
            body = _pieces(cast("httpx.AsyncByteStream", request.stream), failed)
        timeout = request.extensions["timeout"]
        try:
            answer = await self.send(
                request.method, str(request.url), headers, body, timeout["connect"], timeout["read"]
            )
        except httpx.RequestError:
            if failed:
                raise failed[0] from None
            raise
        return httpx.Response(answer.status_code, headers=list(answer.headers.items()), stream=answer)

    async def send(
        self,
        verb: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | AsyncGenerator[bytes, None],
        connect: float | None,
        read: float | None,
    ) -> AiohttpAnswer:
        """`handle_async_request` without httpx's objects, which take longer to make than the rest.

        Args:
            connect: Seconds to connect.
            read: Seconds for each read.
        """
        exchange = current()
        length = len(body) if isinstance(body, bytes) else None
        patience = None if exchange is None else exchange.patience_to_begin(length, connect, read)
        with _translated():
            async with _within(patience):
                answer = await self._answer(
                    verb,
                    _parsed(url),
                    body,
                    headers=headers,
                    allow_redirects=False,
                    timeout=_limits(connect, read),
                    **self._by_proxy(),
                )
        return AiohttpAnswer(answer, exchange, read)

    async def _answer(
        self, verb: str, url: URL, body: bytes | AsyncGenerator[bytes, None], **options: Any
    ) -> aiohttp.ClientResponse:
        """By the first kept connection that is alive, or a new one."""
        while True:
            with contextlib.suppress(_Stale):
                return await self._session_here().request(verb, url, data=_sent_by_pieces(body), **options)

    def _session_here(self) -> aiohttp.ClientSession:
        if self._session is None:
            most = self._limits.max_connections or 0
            self._loop = asyncio.get_running_loop()
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=self._verify, limit=most, keepalive_timeout=5.0),
                request_class=_Request,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                skip_auto_headers=("Accept-Encoding", "User-Agent", "Content-Type", "Accept"),
                trust_env=self._trust_env,
                requote_redirect_url=False,
            )
        return self._session

    def _by_proxy(self) -> dict[str, Any]:
        if self._proxy is None:
            return {}
        auth = self._proxy.raw_auth
        found: dict[str, Any] = {"proxy": str(self._proxy.url), "proxy_headers": dict(self._proxy.headers)}
        if auth is not None:
            found["proxy_auth"] = aiohttp.BasicAuth(auth[0].decode(), auth[1].decode())
        if self._proxy.ssl_context is not None:
            raise httpx.UnsupportedProtocol("a proxy with certificates of its own goes with httpx's transport alone")
        return found

    def __del__(self) -> None:
        """Of an event loop that has ended, in which nothing can be closed any more."""
        if self._session is None or self._session.closed:
            return
        connector = self._session.connector
        self._session.detach()
        if connector is not None and self._loop is not None and self._loop.is_closed():
            # It would be told of as forgotten; here there is nothing to wait for.
            with contextlib.suppress(StopIteration):
                connector.close().__await__().send(None)

    async def aclose(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()
            await asyncio.sleep(0)  # connections are closed in the loop's next turn


async def send_by(
    client: httpx.AsyncClient, asked: Request, url: httpx.URL, headers: Mapping[str, str]
) -> AiohttpAnswer:
    """Past httpx, whose client has nothing to add: no cookies, authentication, redirects or hooks.

    Raises:
        httpx.RequestError: There is no answer.
    """
    mounted: Any = client  # which proxy leads there httpx alone knows
    transport: AiohttpTransport = mounted._transport_for_url(url)
    timeout = asked.timeout
    return await transport.send(asked.verb, str(url), headers, asked.body, timeout.connect, timeout.read)


@lru_cache(64)
def _limits(connect: float | None, read: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(connect=connect, sock_connect=connect, sock_read=read)


# asyncio.timeout, which Python has from 3.11 on, and aiohttp always.
_within: Final[Callable[[float | None], contextlib.AbstractAsyncContextManager[object]]] = vars(helpers)["ceil_timeout"]


# aiohttp would quote what is quoted; and parse it at each call.
_parsed: Final = lru_cache(1024)(partial(URL, encoded=True))


def _sent_by_pieces(body: bytes | AsyncGenerator[bytes, None]) -> object:
    """aiohttp warns of large bodies in one piece, which hold up the event loop."""
    return io.BytesIO(body) if isinstance(body, bytes) and len(body) > _LARGE else body or None


async def _pieces(stream: httpx.AsyncByteStream, failed: list[Exception]) -> AsyncGenerator[bytes, None]:
    """aiohttp would tell of what fails here as a connection that was lost."""
    try:
        async for piece in stream:
            yield piece
    except Exception as error:
        failed.append(error)
        raise


# Where a connection that has been used keeps how to look at it.
_KEPT: Final = "_bitrix24_looking"


class _Stale(aiohttp.ClientConnectionError):
    """The connection was kept, and has been closed since, or more has come than the last answer."""


class _Request(aiohttp.ClientRequest):
    async def send(self, conn: Any) -> aiohttp.ClientResponse:
        """Raises:
        _Stale: Nothing has been sent.
        """
        known = cast("dict[str, Any]", conn.protocol.__dict__)
        if _KEPT not in known:  # it is new: what has come is of TLS
            if conn.transport is None:
                raise aiohttp.ServerDisconnectedError
            known[_KEPT] = _looking(conn.transport.get_extra_info("socket").fileno())
        elif conn.transport is None or conn.protocol.should_close or known[_KEPT]():
            if conn.transport is not None:
                conn.transport.abort()  # who has sent too much gets no farewell by TLS
            conn.close()
            raise _Stale
        return await super().send(conn)


def _looking(descriptor: int) -> Callable[[], bool]:
    """Tells whether there is anything to read, be it the end."""
    if not hasattr(select, "poll"):  # on Windows
        return lambda: bool(select.select([descriptor], [], [], 0)[0])
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return lambda: bool(poll.poll(0))


class AiohttpAnswer(httpx.AsyncByteStream):
    """What of httpx.Response is used here, and the stream of its body."""

    def __init__(self, answer: aiohttp.ClientResponse, exchange: Exchange | None, read: float | None) -> None:
        self.is_stream_consumed: Final = False
        self.status_code: Final = answer.status
        self.headers: Final = answer.headers
        self.extensions: Final[Mapping[str, Any]] = {}
        self._answer: Final = answer
        self._exchange: Final = exchange
        self._read: Final = read

    @property
    def stream(self) -> httpx.AsyncByteStream:
        return self

    async def __aiter__(self) -> AsyncIterator[bytes]:
        content = self._answer.content
        while not content.at_eof():
            patience = None if self._exchange is None else self._exchange.patience(self._read)
            with _translated():
                if content.is_eof():  # all is there: nothing to wait for
                    piece = await content.readany()
                else:
                    async with _within(patience):
                        piece = await content.readany()
            if self._exchange is not None:
                self._exchange.sent(len(piece))  # only that it moves: what it may be counts who takes it
            if piece:
                yield piece

    async def aclose(self) -> None:
        """Whoever has read it to its end has given the connection back; else it is closed."""
        if not self._answer.content.is_eof():
            self._answer.close()
        else:
            self._answer.release()


@contextlib.contextmanager
def _translated() -> Generator[None, None, None]:
    """Not chained: what aiohttp raises holds the URL with its secret."""
    failure: httpx.RequestError | None = None
    try:
        yield
    except httpx.RequestError:  # of the request's body
        raise
    except asyncio.TimeoutError as error:
        kind = httpx.ConnectTimeout if isinstance(error, aiohttp.ConnectionTimeoutError) else httpx.ReadTimeout
        failure = kind("timed out")
    except (aiohttp.ClientError, OSError, ValueError) as error:
        failure = _error(error)(_said(error))
    if failure is not None:
        raise failure


def _error(error: Exception) -> type[httpx.RequestError]:
    for theirs, ours in _NOT_SENT:
        if isinstance(error, theirs):
            return ours
    if isinstance(error, aiohttp.ClientResponseError):
        return httpx.RemoteProtocolError
    if isinstance(error, (aiohttp.ClientError, OSError)):
        return httpx.ReadError
    return httpx.LocalProtocolError


def _said(error: Exception) -> str:
    """Without the address, which has the secret in it."""
    if isinstance(error, aiohttp.ClientResponseError):
        return error.message
    if isinstance(error, aiohttp.InvalidURL):
        return "it is no URL"
    return str(error)
