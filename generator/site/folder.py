"""Pages in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .page import InvalidPath, PagePath, RawPage
from .source import LARGEST_PAGE, PageUnreadable, Wanted


class FolderSource:
    def __init__(self, root: Path) -> None:
        self._root = root

    def pages(self, wanted: Wanted) -> Iterator[RawPage | PageUnreadable]:
        root = self._root.resolve()
        for file in sorted(self._root.rglob("*.html")):
            name = file.relative_to(self._root).as_posix()
            try:
                path = PagePath(name)
            except InvalidPath:
                shown = PagePath(name.encode("ascii", "backslashreplace").decode().replace("\\", "_"))
                yield PageUnreadable(shown, "has a name that no page of a site can have")
                continue
            if wanted(path):
                yield _read(file, path, root)


def _read(file: Path, path: PagePath, root: Path) -> RawPage | PageUnreadable:
    try:
        if not file.resolve().is_relative_to(root):
            return PageUnreadable(path, "is a link that leads out of the folder")
        if not file.is_file():
            return PageUnreadable(path, "cannot be read: it is not a file")
        if file.stat().st_size > LARGEST_PAGE:
            return PageUnreadable(path, f"is larger than {LARGEST_PAGE // 2**20} MB")
        return RawPage(path, file.read_bytes())
    except OSError as error:
        return PageUnreadable(path, f"cannot be read: {error.strerror or type(error).__name__}")
