"""Pages in a folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from .page import InvalidPath, PagePath, RawPage
from .source import LARGEST_PAGE, PageUnreadable, SourceError, Wanted

_ODD: Final = re.compile(r"[^A-Za-z0-9._/-]")
_LONG: Final = 200


class FolderSource:
    def __init__(self, root: Path) -> None:
        self._root = root

    def pages(self, wanted: Wanted) -> Iterator[RawPage | PageUnreadable]:
        root = self._root.resolve()
        for file in sorted(_files(self._root)):
            name = file.relative_to(self._root).as_posix()
            try:
                path = PagePath(name)
            except InvalidPath:
                yield PageUnreadable(_shown(name), "has a name that no page of a site can have")
                continue
            if wanted(path):
                yield _read(file, path, root)


def _files(root: Path) -> Iterator[Path]:
    """Everything with the name of a page. A folder that cannot be read is no folder without pages."""
    waiting = [str(root)]  # no recursion: folders may be nested deeper than calls
    while waiting:
        folder = waiting.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            raise SourceError(f"{folder[:200]}: cannot be read: {error.strerror}") from None
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            if entry.name.endswith(".html"):
                yield Path(entry.path)


def _shown(name: str) -> PagePath:
    text = _ODD.sub("_", name.encode("ascii", "backslashreplace").decode())
    return PagePath(text if len(text) < _LONG else text[-_LONG:].replace("/", "_"))


def _read(file: Path, path: PagePath, root: Path) -> RawPage | PageUnreadable:
    try:
        if not file.resolve().is_relative_to(root):
            return PageUnreadable(path, "is a link that leads out of the folder")
        if not file.is_file():
            return PageUnreadable(path, "cannot be read: it is not a file")
        with file.open("rb") as stream:
            # Whatever size it is said to have: it may grow.
            content = stream.read(LARGEST_PAGE + 1)
    except OSError as error:
        return PageUnreadable(path, f"cannot be read: {error.strerror or type(error).__name__}")
    except RuntimeError:  # before Python 3.13
        return PageUnreadable(path, "cannot be read: it is a link to itself")
    if len(content) > LARGEST_PAGE:
        return PageUnreadable(path, f"is larger than {LARGEST_PAGE // 2**20} MB")
    return RawPage(path, content)
