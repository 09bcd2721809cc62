"""How much time and how many bytes one exchange with the portal may take, all reads and writes together.

httpx limits each read for itself: a byte now and then keeps a call waiting for ever, and headers or chunks without end
are no answer that could be measured. So the network streams of the client's own connections ask here before each read
and write.
"""

from __future__ import annotations

import math
from contextvars import ContextVar
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import httpx

from .connecting import Connecting
from .effects import Request
from .reaching import connect

if TYPE_CHECKING:
    import asyncio

# Bytes a second, on the average, that go or come; on top of that the portal has the time that one read has.
_SLOWEST: Final = 32_000

# What may come beside the body as it is sent: headers, and by the byte of the body the frames of its chunks.
_HEADERS: Final = 256 * 1024
_FRAMES: Final = 0.5

# Bytes that are sent at a time. A peer that takes them one by one is found out between two slices.
_SLICE: Final = 64 * 1024

# How a proxy is asked for a way to the portal: no part of a call, which follows by TLS.
_TUNNEL: Final = b"CONNECT "


class TooLarge(httpx.DecodingError):
    """More came than an answer may have."""

    def __init__(self, largest: int, what: str = "") -> None:
        super().__init__(f"more than {largest:,} bytes{what and ', or too much ' + what}")


class Exchange:
    """One request and its answer: what its thread or task reads and writes inside the block counts.

    `largest`: bytes of the answer's body, decompressed. `depth`: how many others it interrupts. `in_tunnel`: only
    what asks a proxy for a way has been sent.
    """

    __slots__ = (
        "_before",
        "_began",
        "_body",
        "_ends",
        "_moved",
        "_received",
        "_slack",
        "_stream",
        "depth",
        "in_tunnel",
        "largest",
    )

    def __init__(self, asked: Request) -> None:
        self.largest: Final = asked.largest
        self._ends = math.inf if asked.left is None else monotonic() + asked.left
        self._slack = math.inf if asked.timeout.read is None else asked.timeout.read
        self._began: float | None = None
        self._moved = 0
        self._received = 0
        self._body = 0
        self._before = _CURRENT.get()
        self._stream: _AsyncStream | None = None
        self.in_tunnel = False
        self.depth: Final = depth()

    def begin(self) -> None:
        """Raises:
        httpx.PoolTimeout: The call had to wait until it had no time left; nothing has been sent.
        """
        if monotonic() >= self._ends:
            raise httpx.PoolTimeout("the call's deadline passed while others were being sent")

    def within_deadline(self) -> None:
        """Raises:
        httpx.ReadTimeout: It has passed.
        """
        if self._ends != math.inf and monotonic() >= self._ends:
            raise httpx.ReadTimeout("the call's deadline has passed")

    def time_to_connect(self, timeout: float | None) -> float | None:
        """How long the next step on the way to a connection may take.

        Raises:
            httpx.ConnectTimeout: The deadline has passed.
        """
        if self._ends == math.inf:
            return timeout
        left = self._ends - monotonic()
        if left <= 0:
            raise httpx.ConnectTimeout("the call's deadline has passed")
        return left if timeout is None or left < timeout else timeout

    def patience(self, timeout: float | None) -> float | None:
        """How long the next read or write may take: as long as its timeout, if enough has moved until now.

        Raises:
            httpx.ReadTimeout: It may not take any more.
        """
        now = monotonic()
        if self._began is None:
            self._began = now
        left = min(self._ends, self._began + self._slack + self._moved / _SLOWEST) - now
        if left <= 0:
            self.within_deadline()
            raise httpx.ReadTimeout(f"it moves slower than {_SLOWEST // 1000} kB a second")
        if left == math.inf:  # which no socket takes
            return timeout
        return left if timeout is None or left < timeout else timeout

    def patience_to_begin(self, length: int | None, connect: float | None, read: float | None) -> float | None:
        """How long it may take until an answer begins, with all that comes before: for connections that do not ask.

        Args:
            length: Bytes of the request's body; None if it is not known.

        Raises:
            httpx.PoolTimeout: The deadline has passed; nothing has been sent.
        """
        left = self._ends - monotonic()
        if left <= 0:
            raise httpx.PoolTimeout("the call's deadline has passed")
        if length is not None and connect is not None and read is not None:
            left = min(left, connect + read + length / _SLOWEST)
        return None if left == math.inf else left

    def sent(self, count: int) -> None:
        self._moved += count

    def received(self, count: int) -> None:
        self._moved += count
        self._received += count
        if self._received > _HEADERS + self._body * (1 + _FRAMES):
            raise TooLarge(self.largest, "around the answer")

    def goes_by(self, stream: _AsyncStream) -> None:
        self._stream = stream

    async def listen_during(self, waiting: asyncio.Future[Any], seconds: float | None) -> None:
        """Until what the request's body waits for is there, or the time has passed.

        Raises:
            httpcore.WriteError: The portal has answered before, or gone. httpcore reads the answer then.
        """
        import asyncio

        if self._stream is None:  # a connection of the caller's
            await asyncio.wait({waiting}, timeout=seconds)
            return
        await self._stream.flush(self)
        listening = asyncio.create_task(self._stream.look_ahead())
        try:
            await asyncio.wait({waiting, listening}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            listening.cancel()
            await asyncio.wait({listening})
        if not waiting.done() and not listening.cancelled():
            listening.exception()
            import httpcore

            raise httpcore.WriteError("the portal has answered before it had all")

    def received_body(self, count: int) -> None:
        """So many bytes of what was received were the body, as it is sent."""
        self.within_deadline()
        self._body += count
        if self._body > self.largest:  # packed, it may grow without end and yield nothing
            raise TooLarge(self.largest)

    def __enter__(self) -> Exchange:
        _CURRENT.set(self)
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if _CURRENT.get() is self:  # and not by a token: a coroutine may be closed in another context than it ran in
            _CURRENT.set(self._before)
        if self.in_tunnel and isinstance(error, httpx.RequestError):
            failed = httpx.ConnectTimeout if isinstance(error, httpx.TimeoutException) else httpx.ProxyError
            raise failed(str(error)) from None


_CURRENT: Final[ContextVar[Exchange | None]] = ContextVar("exchange", default=None)


def current() -> Exchange | None:
    """The innermost that the caller is inside of."""
    return _CURRENT.get()


def depth() -> int:
    """How many exchanges the caller is inside of: a signal's handler or a finalizer may call in the middle of one."""
    exchange = _CURRENT.get()
    return 0 if exchange is None else exchange.depth + 1


def watch(client: httpx.Client | httpx.AsyncClient) -> None:
    """Have every connection that the client will make ask before it reads or writes."""
    watched = _Backend if isinstance(client, httpx.Client) else _AsyncBackend
    for pool in _pools(client):
        pool._network_backend = watched(pool._network_backend)


async def settle(client: httpx.AsyncClient) -> None:
    """Wait for the connections that a watched client makes for callers who have given up."""
    for pool in _pools(client):
        if isinstance(pool._network_backend, _AsyncBackend):
            await pool._network_backend.connecting.settle()


def _pools(client: httpx.Client | httpx.AsyncClient) -> list[Any]:
    """httpx has no parameter for httpcore's network backend; where it keeps it is tested with the oldest and the newest
    versions of both.
    """
    held = vars(client)
    transports = (held.get("_transport"), *held.get("_mounts", {}).values())
    pools = [getattr(transport, "_pool", None) for transport in transports]
    # One without is of a host that is reached without a proxy.
    return [pool for pool in pools if getattr(pool, "_network_backend", None) is not None]


# These have the methods of httpcore's classes, but are none of them: httpcore is imported with the first client, not
# with this module. At the end of a request nothing, `b""`, is written.


def _time_to_connect(timeout: float | None) -> float | None:
    exchange = _CURRENT.get()
    return timeout if exchange is None else exchange.time_to_connect(timeout)


def _out_of_tunnel() -> None:
    if (exchange := _CURRENT.get()) is not None:
        exchange.in_tunnel = False


class _Backend:
    def __init__(self, backend: Any) -> None:
        self._backend = backend
        self.sleep = backend.sleep

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, **options: Any) -> _Stream:
        return _Stream(connect(self._backend, host, port, _time_to_connect(timeout), **options))

    def connect_unix_socket(self, *args: Any, **options: Any) -> _Stream:
        return _Stream(self._backend.connect_unix_socket(*args, **options))


class _Stream:
    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.close = stream.close
        self.get_extra_info = stream.get_extra_info

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        exchange = _CURRENT.get()
        if exchange is None:
            data: bytes = self._stream.read(max_bytes, timeout)
            return data
        try:
            data = self._stream.read(max_bytes, exchange.patience(timeout))
        except Exception:
            exchange.patience(timeout)  # says what it was, if it was the exchange that had no more time
            raise
        exchange.received(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        exchange = _CURRENT.get()
        if exchange is None:
            self._stream.write(buffer, timeout)
            return
        exchange.in_tunnel |= buffer.startswith(_TUNNEL)
        for start in range(0, len(buffer), _SLICE):
            piece = buffer[start : start + _SLICE]
            self._stream.write(piece, exchange.patience(timeout))
            exchange.sent(len(piece))

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> _Stream:
        _out_of_tunnel()
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _time_to_connect(timeout)))


class _AsyncBackend:
    def __init__(self, backend: Any) -> None:
        self._backend = backend
        self.connecting: Final = Connecting()
        self.sleep = backend.sleep

    async def connect_tcp(self, host: str, port: int, timeout: float | None = None, **options: Any) -> _AsyncStream:
        making = self._backend.connect_tcp(host=host, port=port, timeout=_time_to_connect(timeout), **options)
        return _AsyncStream(await self.connecting.made(making))

    async def connect_unix_socket(self, *args: Any, **options: Any) -> _AsyncStream:
        return _AsyncStream(await self.connecting.made(self._backend.connect_unix_socket(*args, **options)))


class _AsyncStream:
    """What is written is sent with what follows it (headers with the body), at the latest before something is read: to
    send costs a turn of the loop each time. A thread loses nothing by sending at once.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._unsent = b""
        self._ahead: bytes | None = None
        self.aclose = stream.aclose
        self.get_extra_info = stream.get_extra_info

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        exchange = _CURRENT.get()
        if exchange is None:
            data: bytes = await self._stream.read(max_bytes, timeout)
            return data
        if self._unsent:
            await self._send(exchange, b"", timeout)
        if self._ahead is not None:
            data, self._ahead = self._ahead[:max_bytes], self._ahead[max_bytes:] or None
            exchange.received(len(data))
            return data
        try:
            data = await self._stream.read(max_bytes, exchange.patience(timeout))
        except Exception:
            exchange.patience(timeout)
            raise
        exchange.received(len(data))
        return data

    async def look_ahead(self) -> None:
        """Until something has come, or the end: what is read next. May be cancelled."""
        if self._ahead is None:
            self._ahead = await self._stream.read(_SLICE, None)

    async def flush(self, exchange: Exchange) -> None:
        if self._unsent:
            await self._send(exchange, b"", None)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        exchange = _CURRENT.get()
        if exchange is None:
            await self._stream.write(buffer, timeout)
            return
        exchange.goes_by(self)
        exchange.in_tunnel |= buffer.startswith(_TUNNEL)
        if 0 < len(buffer) <= _SLICE - len(self._unsent):
            self._unsent += buffer
        else:
            await self._send(exchange, buffer, timeout)

    async def _send(self, exchange: Exchange, buffer: bytes, timeout: float | None) -> None:
        held, self._unsent = self._unsent, b""
        for whole in (held, buffer):
            for start in range(0, len(whole), _SLICE):
                piece = whole[start : start + _SLICE]
                await self._stream.write(piece, exchange.patience(timeout))
                exchange.sent(len(piece))

    async def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> _AsyncStream:
        _out_of_tunnel()
        try:
            return _AsyncStream(await self._stream.start_tls(ssl_context, server_hostname, _time_to_connect(timeout)))
        except BaseException:  # httpcore does not close what is cancelled
            await self._stream.aclose()
            raise
