# Copied from generator/runtime/_core/answers.py by "python -m generator generate". Edit that file.
"""Reads the body of an answer: decompressed as it comes, and never more of it than an answer may have."""

from __future__ import annotations

import zlib
from typing import Any, Final, cast

import httpx

from .effects import Reply
from .exchange import Exchange, TooLarge

# What may be asked for: of these it is known how to unpack them piece by piece.
ENCODINGS: Final = "gzip, deflate"

_GZIP: Final = 16 + zlib.MAX_WBITS
_PIECE: Final = 256 * 1024


def receive(response: httpx.Response, exchange: Exchange) -> Reply:
    """The whole answer. The caller closes the response.

    Raises:
        httpx.RequestError: It does not come whole, or in time, or is too large.
    """
    if response.is_stream_consumed:  # a transport that is no network, or a hook of the caller's client has read it
        return Reply(response.status_code, response.headers, _within(response.content, exchange.largest))
    body = _Body(response.headers.get("content-encoding", ""), exchange)
    for piece in cast("httpx.SyncByteStream", response.stream):
        body.add(piece)
    if more_follows(response):
        response.extensions["network_stream"].close()
    return Reply(response.status_code, response.headers, body.whole())


async def areceive(response: httpx.Response, exchange: Exchange) -> Reply:
    """`receive`, awaited."""
    if response.is_stream_consumed:
        return Reply(response.status_code, response.headers, _within(response.content, exchange.largest))
    body = _Body(response.headers.get("content-encoding", ""), exchange)
    async for piece in cast("httpx.AsyncByteStream", response.stream):
        body.add(piece)
    if more_follows(response):
        await response.extensions["network_stream"].aclose()
    return Reply(response.status_code, response.headers, body.whole())


def _within(content: bytes, largest: int) -> bytes:
    if len(content) > largest:
        raise TooLarge(largest)
    return content


class _Body:
    """What has come of a body. `encoding`: of the header."""

    def __init__(self, encoding: str, exchange: Exchange) -> None:
        self._exchange = exchange
        self._unpacker = unpacker(encoding, exchange.largest)
        # One growing block: of a body in tiny chunks, their objects would be many times as large.
        self._bytes = bytearray()
        self._raw = 0

    def add(self, piece: bytes) -> None:
        self._exchange.within_deadline()
        largest = self._exchange.largest
        self._raw += len(piece)
        if self._raw > largest:  # packed, it may grow without end and yield nothing
            raise TooLarge(largest)
        if self._unpacker is None:
            self._bytes += piece
        else:
            self._unpacker.unpack(piece, self._bytes)

    def whole(self) -> bytearray:
        if self._unpacker is not None and self._raw and not self._unpacker.complete:
            raise httpx.DecodingError("it breaks off")
        return self._bytes


def unpacker(encoding: str, largest: int) -> Unpacker | None:
    """For a header `Content-Encoding`; None if nothing is packed.

    Raises:
        httpx.DecodingError: It is packed in a way that nobody asked for.
    """
    names = [name for name in (part.strip().lower() for part in encoding.split(",")) if name not in ("", "identity")]
    if not names:
        return None
    if names not in (["gzip"], ["x-gzip"], ["deflate"]):
        raise httpx.DecodingError(f"it is packed as {', '.join(names)[:50]}, and {ENCODINGS} were asked for")
    return Unpacker(names[0] == "deflate", largest)


class Unpacker:
    """Unpacks gzip, or what is called deflate: zlib's format, or bare."""

    def __init__(self, deflate: bool, largest: int) -> None:
        self._largest = largest
        self._zlib: Any = zlib.decompressobj(zlib.MAX_WBITS if deflate else _GZIP)
        self._may_be_bare = deflate

    @property
    def complete(self) -> bool:
        return bool(self._zlib.eof)

    def unpack(self, piece: bytes, into: bytearray) -> None:
        """Raises:
        httpx.DecodingError: It is not packed like that, or too large.
        """
        try:
            self._unpack(piece, into)
        except zlib.error as error:
            if not self._may_be_bare:
                raise httpx.DecodingError(str(error)) from None
            self._zlib, self._may_be_bare = zlib.decompressobj(-zlib.MAX_WBITS), False
            self.unpack(piece, into)
        self._may_be_bare = False

    def _unpack(self, piece: bytes, into: bytearray) -> None:
        while not self._zlib.eof:
            unpacked = self._zlib.decompress(piece, _PIECE)
            into += unpacked
            if len(into) > self._largest:
                raise TooLarge(self._largest)
            piece = self._zlib.unconsumed_tail
            if not piece and len(unpacked) < _PIECE:
                return


# Where httpx and httpcore keep the state of the connection behind a response, from the outside inwards.
_INWARD: Final = ("_stream", "_httpcore_stream", "_stream", "_connection", "_h11_state")


def more_follows(response: httpx.Response) -> bool:
    """Has more come than the answer? It would be taken for the answer to the connection's next request."""
    inner: Any = response.stream
    for name in _INWARD:
        inner = getattr(inner, name, None)
    return inner is not None and bool(inner.trailing_data[0])
