"""The pages that a site gave, kept on disk with what it called their version, so that it need not give them again.

One file a page, replaced as a whole: a run that is killed leaves the pages that it has read, and two runs at once keep
pages that are as good as each other's. A file that is not whole counts as none.

Why not a library: hishel 2.0 keeps two runs apart just as well. But it keeps what comes before anybody has seen whether
that is a page: gzip that is cut off is kept with its ETag, and confirmed by every 304 for ever. And it hands out every
page at every 304 (some 1 ms of a processor each), where most need only be known to be the same.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from ..cache import digest
from ..regular import read_regular
from .page import InvalidPath, PagePath

FOLDER = Path(__file__).parents[2] / ".page_cache"

_BEGUN: Final = "new-"
# Seconds. Nobody takes so long to write a page: another run may be about it.
_LONG_AGO: Final = 600


@dataclass(frozen=True)
class Kept:
    """A page as the site gave it. `etag`, `modified`: what it called this version, one of them at least."""

    body: bytes
    is_packed: bool
    etag: str
    modified: str
    links: frozenset[PagePath]

    @cached_property
    def digest(self) -> str:
        return digest(self.body)

    @property
    def conditions(self) -> dict[str, str]:
        """The headers of a request for another version than this one."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in headers.items() if value}


class PageCache:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, address: str) -> Kept | None:
        with suppress(OSError, ValueError, TypeError, KeyError, InvalidPath):
            head, _, body = read_regular(str(self._file(address))).partition(b"\n")
            said = json.loads(head)
            links = frozenset(map(PagePath, said["links"]))
            kept = Kept(body, bool(said["packed"]), str(said["etag"]), str(said["modified"]), links)
            if said["address"] == address and said["digest"] == kept.digest:
                return kept
        return None

    def put(self, address: str, page: Kept) -> None:
        """Keeps the page. Nothing is said when that fails: the next run asks for it anew."""
        said = {
            "address": address,
            "digest": page.digest,
            "packed": page.is_packed,
            "etag": page.etag,
            "modified": page.modified,
            "links": sorted(page.links),
        }
        file = self._file(address)
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            _write(file, (json.dumps(said).encode(), b"\n", page.body))

    def sweep(self) -> None:
        """Removes what runs that were killed had begun to write."""
        for file in self._folder.glob(f"*/{_BEGUN}*"):
            with suppress(OSError):
                if time.time() - file.stat().st_mtime > _LONG_AGO:
                    file.unlink(missing_ok=True)

    def drop(self, address: str) -> None:
        with suppress(OSError):
            self._file(address).unlink(missing_ok=True)

    def _file(self, address: str) -> Path:
        name = digest(address)
        return self._folder / name[:2] / name[2:]


def _write(file: Path, parts: Iterable[bytes]) -> None:
    descriptor, name = tempfile.mkstemp(prefix=_BEGUN, dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.writelines(parts)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
