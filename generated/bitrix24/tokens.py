# Copied from generator/runtime/tokens.py by "python -m generator generate". Edit that file.
"""OAuth tokens, and the places that keep them.

The portal gives a new refresh token with each access token, and the old one is worth nothing then: a token that is not
kept ends the session. So the store has it before any call uses it, and only one refresh runs at a time for one store.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import IO, Final, Protocol
from weakref import WeakSet

from ._core.convert import ConvertError, integer, optional, string
from ._core.json_types import is_list, is_map
from ._core.origin import endpoint_origin, may_move, not_a_portal
from ._core.own import Own
from ._core.private_file import lock_file, read_private, unlock, write_private
from ._core.redact import HIDDEN
from .errors import CredentialsError

__all__ = ["FileStore", "MemoryStore", "Token", "TokenStore"]

# Bytes of a token file that are read: many times what any token takes.
_LARGEST_FILE: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """What the authorization server gives out.

    Args:
        access_token: What calls are made with, for an hour.
        refresh_token: What the next access token is asked for with, or "".
        portal: The portal's origin, `https://example.bitrix24.com`.
        member_id: The portal's name that never changes, or "".
        user_id: In whose name it calls, if that is known.
        scope: As the server writes it, joined by commas, or "".
        expires: When the access token does, seconds since 1970, if that is known.
        first: A name, and no secret, of the token that came with the installation from which this one was renewed, at
            once or step by step; "" for a token that was not.
    """

    access_token: str
    refresh_token: str
    portal: str
    member_id: str = ""
    user_id: int | None = None
    scope: str = ""
    expires: int | None = None
    first: str = field(default="", compare=False)

    @property
    def client_endpoint(self) -> str:
        """The base of calls, as the portal names itself: `https://example.bitrix24.com/rest/`."""
        return f"{self.portal}/rest/"

    def __repr__(self) -> str:
        return f"Token({HIDDEN}, portal={self.portal!r}, member_id={self.member_id!r}, user_id={self.user_id!r})"

    def to_dict(self) -> dict[str, object]:
        """For a store: JSON values under the names of the fields."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> Token:
        """From `to_dict`, or from the server's answer, which names the portal by `client_endpoint`.

        Raises:
            CredentialsError: There is no token in it, or no portal. The message does not show what there is.
        """
        named = values.get("portal") or values.get("client_endpoint")
        token = _read(values, endpoint_origin(named))
        if token is None or not token.refresh_token:
            known = endpoint_origin(named) is not None
            del values, token  # a traceback may show the locals of this frame
            missing = "access_token, refresh_token and the portal belong to it"
            raise CredentialsError(f"not a token: {missing if known or not named else not_a_portal(named)}")
        return token

    @classmethod
    def from_auth(cls, auth: Mapping[str, object]) -> Token:
        """From the `auth` of what a portal posts. Most of that has no refresh token: then it is "", and the token is
        good for `OAuth`, until it expires, and not for a store.

        Raises:
            CredentialsError: There is no access token in it, or no portal. The message does not show what there is.
        """
        token = _read(auth, endpoint_origin(auth.get("client_endpoint") or auth.get("domain")))
        if token is None:
            del auth  # a traceback may show the locals of this frame
            raise CredentialsError("no access token: the portal sends none for what no user did, nor to a webhook")
        return token

    def renewed(self, answer: Mapping[str, object]) -> Token | None:
        """The token in the server's answer to this one's refresh token, or None if there is no access token in it.

        What else is odd in the answer, or is not there, stays as it was: the old refresh token is worth nothing now.
        The portal's address changes only to one that the credentials may be sent to.
        """
        named = endpoint_origin(answer.get("client_endpoint"))
        token = _read(answer, named if named is not None and may_move(self.portal, named) else self.portal)
        if token is None:
            return None
        return replace(
            token,
            refresh_token=token.refresh_token or self.refresh_token,
            member_id=token.member_id or self.member_id,
            user_id=self.user_id if token.user_id is None else token.user_id,
            scope=token.scope or self.scope,
            first=self.first or _name(self),
        )

    def comes_from(self, other: Token) -> bool:
        """Was it renewed from that one, which came with an installation, at once or step by step?"""
        return self.first == _name(other)


def _name(token: Token) -> str:
    return sha256(token.access_token.encode()).hexdigest()


def _read(values: Mapping[str, object], portal: str | None) -> Token | None:
    """None where the access token is missing, or the portal; no other field is a reason to refuse a token."""
    token = Token(
        access_token=_text(values.get("access_token")),
        refresh_token=_text(values.get("refresh_token")),
        portal=portal or "",
        member_id=_text(values.get("member_id")),
        user_id=_number(values.get("user_id")),
        scope=_joined(values.get("scope")),
        expires=_number(values.get("expires")),
        first=_text(values.get("first")),
    )
    return token if token.access_token and token.portal else None


def _text(value: object) -> str:
    """ "" for what is no text, or holds half of a character, which can be sent nowhere."""
    try:
        text = string(value)
        text.encode()
    except (ConvertError, UnicodeEncodeError):
        return ""
    return text


def _number(value: object) -> int | None:
    try:
        return optional(integer)(value)
    except ConvertError:
        return None


def _joined(scope: object) -> str:
    names = scope if is_list(scope) else list(scope.values()) if is_map(scope) else [scope]
    return ",".join(name for name in map(_text, names) if name)


class TokenStore(Protocol):
    """Where a token is kept; yours may be a database. What it raises ends the call that needed it.

    The methods may block: the async client calls them in a thread.
    """

    def load(self) -> Token | None:
        """The token kept last."""
        ...

    def save(self, token: Token) -> None:
        """Keep the token in the place of the last one; on return it is safe."""
        ...

    def try_lock(self) -> bool:
        """Become the only one, among all who share the store, to refresh its token. False: another is. Never waits."""
        ...

    def unlock(self) -> None:
        """Let others refresh."""
        ...


class MemoryStore:
    """A `TokenStore`: keeps the token as long as the process runs."""

    def __init__(self, token: Token | None = None) -> None:
        self._token = token
        self._lock = Own(threading.Lock)

    def load(self) -> Token | None:
        return self._token

    def save(self, token: Token) -> None:
        self._token = token

    def try_lock(self) -> bool:
        return self._lock().acquire(blocking=False)

    def unlock(self) -> None:
        lock = self._lock()
        if lock.locked():  # in a process that was forked meanwhile it is not
            lock.release()


class FileStore:
    """A `TokenStore`: keeps the token in a JSON file that only its owner may read.

    Any number of processes of one machine may share it: it is replaced as a whole, so that a reader sees the old token
    or the new one. Beside it lies a lock, `NAME.lock`.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        # A daemon goes to another folder; and who comes by a link and who does not must have one file and one lock.
        self._path = Path(os.path.realpath(path))
        self._lock: IO[bytes] | None = None

    def __repr__(self) -> str:
        return f"FileStore({str(self._path)!r})"

    def load(self) -> Token | None:
        try:
            text = read_private(self._path, _LARGEST_FILE)
        except FileNotFoundError:
            return None
        values: object = None
        try:
            values = json.loads(text)
            return Token.from_dict(values if is_map(values) else {})
        except (ValueError, RecursionError):  # a CredentialsError is one
            del text, values  # a traceback may show the locals of this frame
        raise CredentialsError(f"{self._path} does not hold a token")

    def save(self, token: Token) -> None:
        write_private(self._path, json.dumps(token.to_dict()))

    def try_lock(self) -> bool:
        locked = lock_file(self._path.with_name(f"{self._path.name}.lock"))
        if locked is None:
            return False
        self._lock = locked
        _LOCKED.add(self)
        return True

    def unlock(self) -> None:
        locked, self._lock = self._lock, None
        if locked is not None:
            _LOCKED.discard(self)
            unlock(locked)
            locked.close()

    def forget_lock(self) -> None:
        """Leave the lock to the process that was forked: it is not this one's, but would last as long as this one."""
        locked, self._lock = self._lock, None
        if locked is not None:
            locked.close()


# The stores whose lock this process holds.
_LOCKED: Final[WeakSet[FileStore]] = WeakSet()


def _forget_locks() -> None:
    for store in list(_LOCKED):
        store.forget_lock()
    _LOCKED.clear()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_forget_locks)
