# Copied from generator/runtime/apps/portals.py by "python -m generator generate". Edit that file.
"""The portals that have installed an application: the store of the token of each, and the application token."""

from __future__ import annotations

import os
import re
import threading
from pathlib import Path
from typing import Final, Protocol

from .._core.own import Own
from .._core.private_file import remove_private, write_private
from ..errors import CredentialsError
from ..tokens import FileStore, MemoryStore, Token, TokenStore

__all__ = ["FilePortals", "MemoryPortals", "Portals"]

_FILE_NAME: Final = re.compile(r"[0-9A-Za-z]{1,64}\Z")


class Portals(Protocol):
    """Where portals are kept; yours may be a database. The methods may block: async handlers call them in a thread."""

    def application_token(self, member_id: str) -> str | None:
        """What proves that this portal calls; None if it is not known."""
        ...

    def tokens(self, member_id: str) -> TokenStore:
        """Where its token is kept, for a `StoredOAuth`."""
        ...

    def add(self, token: Token, application_token: str) -> None:
        """Keep the portal `token.member_id`, or what is new of it; on return it is safe."""
        ...

    def remove(self, member_id: str) -> None:
        """Forget the portal, if it is known."""
        ...


class MemoryPortals:
    """`Portals`, kept as long as the process runs."""

    def __init__(self) -> None:
        self._portals: dict[str, tuple[MemoryStore, str]] = {}
        self._lock = Own(threading.Lock)

    def __repr__(self) -> str:
        return f"MemoryPortals({len(self._portals)} portals)"

    def application_token(self, member_id: str) -> str | None:
        found = self._portals.get(member_id)
        return found[1] if found else None

    def tokens(self, member_id: str) -> TokenStore:
        found = self._portals.get(member_id)
        return found[0] if found else MemoryStore()

    def add(self, token: Token, application_token: str) -> None:
        with self._lock():
            store, _ = self._portals.get(token.member_id) or (MemoryStore(), "")
            store.save(token)
            self._portals[token.member_id] = store, application_token

    def remove(self, member_id: str) -> None:
        self._portals.pop(member_id, None)


class FilePortals:
    """`Portals`, kept in a folder that only its owner may read; processes of one machine may share it.

    Of a portal, `MEMBER_ID.json` has its token, and `MEMBER_ID.app` the application token.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._folder = Path(folder)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def __repr__(self) -> str:
        return f"FilePortals({str(self._folder)!r})"

    def application_token(self, member_id: str) -> str | None:
        try:
            return self._path(member_id, "app").read_text("utf-8")
        except FileNotFoundError:
            return None

    def tokens(self, member_id: str) -> TokenStore:
        return FileStore(self._path(member_id, "json"))

    def add(self, token: Token, application_token: str) -> None:
        path = self._path(token.member_id, "app")
        FileStore(self._path(token.member_id, "json")).save(token)
        # The last, and as a whole: a portal is known once all of it is there.
        write_private(path, application_token)

    def remove(self, member_id: str) -> None:
        for kind in ("app", "json"):
            remove_private(self._path(member_id, kind))
        self._path(member_id, "json.lock").unlink(missing_ok=True)

    def _path(self, member_id: str, kind: str) -> Path:
        if not _FILE_NAME.match(member_id):
            raise CredentialsError("not a portal's member_id")
        return self._folder / f"{member_id}.{kind}"
