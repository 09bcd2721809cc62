"""What is in a compressed file, as a stream that never holds, nor unpacks, more than its limits."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_AT_ONCE: Final = 2**16
# What `xz -9` needs is 65 MB; a file may ask for 4 GB.
_MOST_MEMORY: Final = 2**28
_DAMAGE: Final = (lzma.LZMAError, zlib.error, EOFError, OSError)


class Damaged(Exception):
    """The stream ends too early, is not what it seems, or is larger than anybody needs: why, in some words."""


class Unpacked:
    """Bytes, from the first to the last."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        """
        Args:
            most: How many bytes there may be.
        """
        self._stream = stream
        self._most = most
        self.count = 0
        """How many were read."""

    def read(self, count: int) -> bytes:
        """As many bytes, or fewer where the stream ends.

        Raises:
            Damaged: They cannot be had.
        """
        self._refuse(count)
        try:
            found = self._stream.read(count)
        except _DAMAGE as error:
            raise Damaged(f"is damaged ({str(error) or type(error).__name__})") from None
        self.count += len(found)
        return found

    def skip(self, count: int) -> None:
        """Leaves out as many bytes. Raises Damaged."""
        self._refuse(count)
        while count > 0:
            found = len(self.read(min(count, _AT_ONCE)))
            if not found:
                raise Damaged("is cut off")
            count -= found

    def _refuse(self, count: int) -> None:
        if self.count + count > self._most:
            raise Damaged(f"is larger than {self._most // 2**20} MB when unpacked")


@contextmanager
def unpacked(file: Path, most: int) -> Generator[Unpacked]:
    """The content of a file, whether it is compressed (gzip, bzip2, xz, lzma) or not. Raises OSError."""
    with file.open("rb") as packed:
        start = packed.read(6)
        packed.seek(0)
        if start.startswith(b"\x1f\x8b"):
            stream = cast("BinaryIO", gzip.GzipFile(fileobj=packed))
        elif start.startswith(b"BZh"):
            stream = cast("BinaryIO", bz2.BZ2File(packed))
        elif start == b"\xfd7zXZ\0" or start.startswith(b"\x5d\0\0"):
            stream = cast("BinaryIO", io.BufferedReader(_Xz(packed), _AT_ONCE))
        else:
            stream = packed
        yield Unpacked(stream, most)


class _Xz(io.RawIOBase):
    """As lzma.LZMAFile, which has no limit for the memory that a file may ask for."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._unpacker = lzma.LZMADecompressor(memlimit=_MOST_MEMORY)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        with memoryview(buffer) as view:
            data = self._some(len(view))
            view[: len(data)] = data
        return len(data)

    def _some(self, most: int) -> bytes:
        """At least one byte; none at the end."""
        while True:
            if self._unpacker.eof:
                # One compressed stream may follow the other, after zeros.
                rest = (self._unpacker.unused_data or self._packed.read(_AT_ONCE)).lstrip(b"\0")
                while not rest:
                    more = self._packed.read(_AT_ONCE)
                    if not more:
                        return b""
                    rest = more.lstrip(b"\0")
                self._unpacker = lzma.LZMADecompressor(memlimit=_MOST_MEMORY)
            elif self._unpacker.needs_input:
                rest = self._packed.read(_AT_ONCE)
                if not rest:
                    raise EOFError("ends in the middle")
            else:
                rest = b""
            data = self._unpacker.decompress(rest, most)
            if data:
                return data
