"""Pages in a tar archive, plain or compressed, read as a stream, within bounds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from .page import InvalidPath, PagePath, RawPage
from .source import LARGEST_PAGE, PageUnreadable, SourceError, Wanted
from .tar import Member, members
from .unpacked import Damaged, Unpacked, unpacked

# The real one has 400 MB.
_LARGEST: Final = 2**31


class ArchiveSource:
    def __init__(self, file: Path) -> None:
        self._file = file

    def pages(self, wanted: Wanted) -> Iterator[RawPage | PageUnreadable]:
        try:
            with unpacked(self._file, _LARGEST) as archive:
                for member in members(archive):
                    page = self._page(archive, member, wanted)
                    if page is not None:
                        yield page
        except Damaged as error:
            raise SourceError(f"{self._file}: {error}") from None
        except OSError as error:
            raise SourceError(f"{self._file}: cannot be read ({error.strerror})") from None

    def _page(self, archive: Unpacked, member: Member, wanted: Wanted) -> RawPage | PageUnreadable | None:
        path = self._checked(member)
        if path is None or not path.is_page or not wanted(path):
            return None
        if member.size > LARGEST_PAGE:
            return PageUnreadable(path, f"is larger than {LARGEST_PAGE // 2**20} MB")
        content = archive.read(member.size)
        if len(content) < member.size:
            raise Damaged("is cut off")
        return RawPage(path, content)

    def _checked(self, member: Member) -> PagePath | None:
        """The member's path. One unsafe member condemns the archive: somebody built it to do harm, or by mistake."""
        name = member.name.removeprefix("./")
        if member.kind == "folder":
            name = name.rstrip("/")
            if name in ("", "."):
                return None
        try:
            path = PagePath(name)
        except InvalidPath:
            raise SourceError(f"{self._file}: holds an unsafe path, {member.name[:80]!r}") from None
        if member.kind == "other":
            raise SourceError(f"{self._file}: {member.name[:80]!r} is a link or a device, not a page")
        return path if member.kind == "file" else None
