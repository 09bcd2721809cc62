"""Reads the body of an answer: decompressed as it comes, and never more of it than an answer may have."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, Final, Protocol, cast

import httpx

from .effects import Reply
from .exchange import Exchange, TooLarge

# What may be asked for: of these it is known how to unpack them piece by piece.
ENCODINGS: Final = "gzip, deflate"

_GZIP: Final = 16 + zlib.MAX_WBITS
_GZIP_MAGIC: Final = b"\x1f"  # and one byte more, which may come later

# Each part of what is packed in several costs time, so beyond a few they must not be tiny: bytes, on the average.
_MOST_SMALL_PARTS: Final = 100
_LEAST_PART: Final = 1024
_PIECE: Final = 256 * 1024


class Answered(Protocol):
    """What of httpx.Response is used here; another transport need not make one."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def stream(self) -> object: ...
    @property
    def is_stream_consumed(self) -> bool: ...
    @property
    def extensions(self) -> Mapping[str, Any]: ...


def receive(response: httpx.Response, exchange: Exchange) -> Reply:
    """The whole answer. The caller closes the response.

    Raises:
        httpx.RequestError: It does not come whole, or in time, or is too large.
    """
    # One growing block: of a body in tiny chunks, their objects would be many times as large.
    body = bytearray()
    for piece in pieces(response, exchange):
        _add(body, piece, exchange.largest)
    return Reply(response.status_code, response.headers, body)


async def areceive(response: Answered, exchange: Exchange) -> Reply:
    """`receive`, awaited."""
    body = bytearray()
    async for piece in apieces(response, exchange):
        _add(body, piece, exchange.largest)
    return Reply(response.status_code, response.headers, body)


def _add(body: bytearray, piece: bytes, largest: int) -> None:
    body += piece
    if len(body) > largest:
        raise TooLarge(largest)


def pieces(response: httpx.Response, exchange: Exchange) -> Iterator[bytes]:
    """The body as it comes, decompressed: none is larger than what is read at a time.

    Raises:
        httpx.RequestError: It does not come whole, or in time.
    """
    if response.is_stream_consumed:  # a transport that is no network, or a hook of the caller's client has read it
        yield response.content
        return
    packing = unpacker(response.headers.get("content-encoding", ""))
    for piece in cast("httpx.SyncByteStream", response.stream):
        exchange.received_body(len(piece))
        if packing is None:
            yield piece
        else:
            yield from packing.unpack(piece)
    if packing is not None:
        packing.finish(_has_stated_end(response))
    if more_follows(response):
        response.extensions["network_stream"].close()


async def apieces(response: Answered, exchange: Exchange) -> AsyncIterator[bytes]:
    """`pieces`, awaited."""
    if response.is_stream_consumed:
        yield cast("httpx.Response", response).content
        return
    packing = unpacker(response.headers.get("content-encoding", ""))
    async for piece in cast("httpx.AsyncByteStream", response.stream):
        exchange.received_body(len(piece))
        if packing is None:
            yield piece
        else:
            for unpacked in packing.unpack(piece):
                yield unpacked
    if packing is not None:
        packing.finish(_has_stated_end(response))
    if more_follows(response):
        await response.extensions["network_stream"].aclose()


def _has_stated_end(response: Answered) -> bool:
    """Would it be noticed if it broke off? Else it ends with the connection, also when that is lost at once."""
    return "content-length" in response.headers or "transfer-encoding" in response.headers


def unpacker(encoding: str) -> Unpacker | None:
    """For a header `Content-Encoding`; None if nothing is packed.

    Raises:
        httpx.DecodingError: It is packed in a way that nobody asked for.
    """
    names = [name for name in (part.strip().lower() for part in encoding.split(",")) if name not in ("", "identity")]
    if not names:
        return None
    if names not in (["gzip"], ["x-gzip"], ["deflate"]):
        raise httpx.DecodingError(f"it is packed as {', '.join(names)[:50]}, and {ENCODINGS} were asked for")
    return Unpacker(names[0] == "deflate")


class Unpacker:
    """Unpacks gzip, or what is called deflate: zlib's format, or bare."""

    def __init__(self, deflate: bool) -> None:
        self._zlib: Any = zlib.decompressobj(zlib.MAX_WBITS if deflate else _GZIP)
        self._deflate: Final = deflate
        self._may_be_bare = deflate
        self._begun = False
        self._ended = False
        self._received = 0
        self._parts = 1

    def unpack(self, piece: bytes) -> Iterator[bytes]:
        """Raises:
        httpx.DecodingError: It is not packed like that.
        """
        self._begun = True
        self._received += len(piece)
        while not self._zlib.eof or self._next_member(piece):
            unpacked = self._step(piece)
            yield unpacked
            piece = self._zlib.unused_data if self._zlib.eof else self._zlib.unconsumed_tail
            if not piece and len(unpacked) < _PIECE:
                return

    def _next_member(self, piece: bytes) -> bool:
        """What was packed in several parts is gzip after gzip; what else follows on one is not of the answer."""
        if self._deflate or self._ended or not piece:
            return False
        self._ended = not piece.startswith(_GZIP_MAGIC)
        if not self._ended:
            self._parts += 1
            if self._parts > _MOST_SMALL_PARTS + self._received // _LEAST_PART:
                raise httpx.DecodingError("it is packed in too many parts")
            self._zlib = zlib.decompressobj(_GZIP)
        return not self._ended

    def _step(self, piece: bytes) -> bytes:
        try:
            unpacked: bytes = self._zlib.decompress(piece, _PIECE)
        except zlib.error as error:
            if not self._may_be_bare:
                raise httpx.DecodingError(str(error)) from None
            self._zlib, self._may_be_bare = zlib.decompressobj(-zlib.MAX_WBITS), False
            return self._step(piece)
        self._may_be_bare = False
        return unpacked

    def finish(self, may_be_empty: bool) -> None:
        """Raises:
        httpx.DecodingError: More should have come.
        """
        if not self._zlib.eof and (self._begun or not may_be_empty):
            raise httpx.DecodingError("it breaks off")


# Where httpx and httpcore keep the state of the connection behind a response, from the outside inwards. Neither has
# another way to it; it is tested with the oldest and the newest versions.
_INWARD: Final = ("_stream", "_httpcore_stream", "_stream", "_connection", "_h11_state")


def more_follows(response: Answered) -> bool:
    """Has more come than the answer? It would be taken for the answer to the connection's next request."""
    inner: Any = response.stream
    for name in _INWARD:
        inner = getattr(inner, name, None)
    if inner is None:  # no network, or HTTP/2, where every answer has its number
        return False
    return bool(inner.trailing_data[0]) or _waiting_in(response.extensions["network_stream"])


def _waiting_in(stream: Any) -> bool:
    """Has anyio taken more from the socket? What is still in the socket, httpcore looks for itself."""
    while stream is not None:
        encrypted, protocol = getattr(stream, "_read_bio", None), getattr(stream, "_protocol", None)
        if (encrypted is not None and encrypted.pending) or getattr(protocol, "read_queue", None):
            return True
        stream = getattr(stream, "_stream", None) or getattr(stream, "transport_stream", None)
    return False
