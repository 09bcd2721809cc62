"""Pages in a tar archive, plain or compressed, read as a stream."""

from __future__ import annotations

import lzma
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from .page import InvalidPath, PagePath, RawPage
from .source import LARGEST_PAGE, PageUnreadable, SourceError, Wanted

_DAMAGE = (tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, OSError)


class ArchiveSource:
    def __init__(self, file: Path) -> None:
        self._file = file

    def pages(self, wanted: Wanted) -> Iterator[RawPage | PageUnreadable]:
        try:
            with tarfile.open(self._file, "r|*") as archive:
                for member in archive:
                    page = self._page(archive, member, wanted)
                    if page is not None:
                        yield page
        except tarfile.ReadError as error:
            raise SourceError(f"{self._file}: is not a tar archive, or is damaged ({error})") from None
        except _DAMAGE as error:
            raise SourceError(f"{self._file}: the archive is damaged ({error})") from None

    def _page(
        self, archive: tarfile.TarFile, member: tarfile.TarInfo, wanted: Wanted
    ) -> RawPage | PageUnreadable | None:
        path = self._checked(member)
        if path is None or not path.is_page or not wanted(path):
            return None
        if member.size > LARGEST_PAGE:
            return PageUnreadable(path, f"is larger than {LARGEST_PAGE // 2**20} MB")
        stream = archive.extractfile(member)
        return RawPage(path, stream.read()) if stream else None

    def _checked(self, member: tarfile.TarInfo) -> PagePath | None:
        """The member's path. One unsafe member condemns the archive: somebody built it to do harm, or by mistake."""
        name = member.name.removeprefix("./")
        if member.isdir() and name in ("", "."):
            return None
        try:
            path = PagePath(name)
        except InvalidPath:
            raise SourceError(f"{self._file}: holds an unsafe path, {member.name[:80]!r}") from None
        if not (member.isfile() or member.isdir()):
            raise SourceError(f"{self._file}: {member.name[:80]!r} is a link or a device, not a page")
        return path if member.isfile() else None
