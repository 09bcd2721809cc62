"""The portals that have installed an application: the store of the token of each, and the application token."""

from __future__ import annotations

import contextlib
import os
import re
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import Final, Protocol

from .._core.event import same_token
from .._core.kept_token import KNOWN_OTHERWISE
from .._core.own import Own
from .._core.private_file import read_private, remove_private, write_private
from ..errors import CredentialsError, TokenStoreBusy
from ..tokens import FileStore, MemoryStore, Token, TokenStore

__all__ = ["FilePortals", "MemoryPortals", "Portals"]

_FILE_NAME: Final = re.compile(r"[0-9A-Za-z]{1,64}\Z")

# Bytes of an application token: more than can be posted.
_LARGEST: Final = 4_000_000

# Seconds that one process waits for another to keep or forget a portal.
_PATIENCE: Final = 10.0
_LOOK_AGAIN: Final = 0.01


class Portals(Protocol):
    """Where portals are kept; yours may be a database. The methods may block: async handlers call them in a thread."""

    def application_token(self, member_id: str) -> str | None:
        """What proves that this portal calls; None if it is not known."""
        ...

    def tokens(self, member_id: str) -> TokenStore:
        """Where its token is kept, for a `StoredOAuth`."""
        ...

    def add(self, token: Token, application_token: str) -> None:
        """Keep the portal `token.member_id`, or what is new of it; on return it is safe.

        Raises:
            CredentialsError: It is known by another application token, and stays as it is. Of those who come at once,
                one is kept.
        """
        ...

    def remove(self, member_id: str) -> None:
        """Forget the portal, if it is known."""
        ...


class MemoryPortals:
    """`Portals`, kept as long as the process runs."""

    def __init__(self) -> None:
        self._portals: dict[str, tuple[MemoryStore, str]] = {}
        self._lock = Own(threading.RLock)

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
            store, known = self._portals.get(token.member_id) or (MemoryStore(), "")
            _check(known, application_token)
            store.save(token)
            self._portals[token.member_id] = store, application_token

    def remove(self, member_id: str) -> None:
        self._portals.pop(member_id, None)


class FilePortals:
    """`Portals`, kept in a folder that only its owner may read; processes of one machine may share it.

    Of a portal, `MEMBER_ID.json` has its token, and `MEMBER_ID.app` the application token.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._folder = Path(folder).absolute()  # a daemon goes to another folder
        self._make_folder()

    def __repr__(self) -> str:
        return f"FilePortals({str(self._folder)!r})"

    def application_token(self, member_id: str) -> str | None:
        try:
            return read_private(self._path(member_id, "app"), _LARGEST).decode("utf-8", "replace")
        except FileNotFoundError:
            return None

    def tokens(self, member_id: str) -> TokenStore:
        return FileStore(self._path(member_id, "json"))

    def add(self, token: Token, application_token: str) -> None:
        path = self._path(token.member_id, "app")
        with self._alone():
            _check(self.application_token(token.member_id), application_token)
            FileStore(self._path(token.member_id, "json")).save(token)
            # The last, and as a whole: a portal is known once all of it is there.
            write_private(path, application_token)

    def remove(self, member_id: str) -> None:
        paths = [self._path(member_id, kind) for kind in ("app", "json")]
        with self._alone():
            for path in paths:
                remove_private(path)
            self._path(member_id, "json.lock").unlink(missing_ok=True)

    @contextlib.contextmanager
    def _alone(self) -> Generator[None, None, None]:
        """Inside, no other thread or process keeps or forgets a portal."""
        store = FileStore(self._folder / "portals")  # of which there is the lock alone; no portal's file is called so
        self._make_folder()  # somebody may have cleared up
        ends = time.monotonic() + _PATIENCE
        while not store.try_lock():
            if time.monotonic() > ends:
                raise TokenStoreBusy("another process has been keeping a portal for too long")
            time.sleep(_LOOK_AGAIN)
        try:
            yield
        finally:
            store.unlock()

    def _make_folder(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _path(self, member_id: str, kind: str) -> Path:
        if not _FILE_NAME.match(member_id):
            raise CredentialsError("not a portal's member_id")
        return self._folder / f"{member_id}.{kind}"


def _check(known: str | None, application_token: str) -> None:
    if known and not same_token(application_token, known):
        raise CredentialsError(KNOWN_OTHERWISE)
