"""The body of an answer, within bounds of size and time."""

from __future__ import annotations

import re
import zlib
from time import monotonic
from typing import Final

import httpx

# Bytes a second, once some have passed.
_SLOWEST: Final = 1000
_WARMING_UP: Final = 5.0
_GZIP: Final = 16 + zlib.MAX_WBITS
_BEGIN: Final = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_END: Final = re.compile(rb"</html\s*>\s*\Z", re.IGNORECASE)


class Refused(Exception):
    """An answer that is not what was asked for, and would not be next time."""


class TooSlow(Refused):
    """An answer that takes longer than anybody waits."""


class Broken(Exception):
    """An answer that may be better next time: why, in some words. `content`: what can be read of it all the same."""

    def __init__(self, why: str, content: bytes = b"") -> None:
        super().__init__(why)
        self.content = content


def body_of(answer: httpx.Response, longest: float, largest: int) -> tuple[bytes, bool]:
    """What came, and whether it is packed by gzip. Raises Refused, and what httpx does.

    Args:
        longest: Seconds, however slowly it drips.
        largest: Bytes.
    """
    # Layers of compression multiply: a hundred bytes may become gigabytes before anybody can count them.
    encoding = answer.headers.get("Content-Encoding", "identity").lower()
    if encoding not in ("gzip", "identity"):
        raise Refused("is compressed in a way that was not asked for")
    body = bytearray()
    begun = monotonic()
    for chunk in answer.iter_raw():
        body += chunk
        passed = monotonic() - begun
        if passed > longest:
            raise TooSlow(f"takes longer than {longest:.0f} s")
        if passed > _WARMING_UP and len(body) < _SLOWEST * passed:
            raise TooSlow(f"comes at less than {_SLOWEST} bytes a second")
        if len(body) > largest:
            raise _too_large(largest)
    return bytes(body), encoding == "gzip"


def unpack(body: bytes, largest: int) -> bytes:
    """What gzip packed, whole. Raises Broken, and Refused for too much."""
    unpacking = zlib.decompressobj(_GZIP)
    try:
        content = unpacking.decompress(body, largest + 1)
    except zlib.error:
        raise Broken("is not the gzip that it claims to be") from None
    if len(content) > largest:
        raise _too_large(largest)
    if not unpacking.eof:
        raise Broken("is cut off")
    return content


def is_cut_off(content: bytes) -> bool:
    """Begins as a page does and has no end: where nothing says how long it is, a broken connection looks the same."""
    return bool(_BEGIN.match(content)) and not _END.search(content[-200:])


def _too_large(largest: int) -> Refused:
    return Refused(f"is larger than {largest // 2**20} MB")
