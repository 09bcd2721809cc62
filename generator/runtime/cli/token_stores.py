"""Where the tokens of `b24 login` are kept: in the system's keyring, or in files that only their owner may read."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Final

import click

from .._core.json_types import is_map
from .._core.private_file import remove_private
from ..errors import CredentialsError
from ..tokens import FileStore, Token, TokenStore
from . import profiles
from .messages import tell

_SERVICE: Final = "bitrix24-client"


class KeyringStore:
    """A `TokenStore` in the system's keyring, which has no lock: that is a file's."""

    def __init__(self, name: str, lock: FileStore) -> None:
        self._name = name
        self._lock = lock

    def load(self) -> Token | None:
        import keyring

        text = keyring.get_password(_SERVICE, self._name)
        if text is None:
            return None
        try:
            values: object = json.loads(text)
        except ValueError:
            values = None
        del text  # a traceback may show the locals of this frame
        if not is_map(values):
            raise CredentialsError(f"the keyring holds no token for {self._name}: b24 login")
        return Token.from_dict(values)

    def save(self, token: Token) -> None:
        import keyring

        keyring.set_password(_SERVICE, self._name, json.dumps(token.to_dict()))

    def try_lock(self) -> bool:
        return self._lock.try_lock()

    def unlock(self) -> None:
        self._lock.unlock()


def store_of(name: str, *, keyring: bool) -> TokenStore:
    """The store of a profile."""
    file = FileStore(_file(name))
    return KeyringStore(name, file) if keyring else file


def forget(name: str, *, keyring: bool) -> None:
    """Remove the token of a profile, if it is there."""
    if keyring:
        import keyring as system
        from keyring.errors import PasswordDeleteError

        try:
            system.delete_password(_SERVICE, name)
        except PasswordDeleteError:  # it is not there
            pass
        except Exception as error:
            raise click.ClickException(f"the keyring does not remove the token: {error}") from None
    path = _file(name)
    remove_private(path)
    path.with_name(f"{path.name}.lock").unlink(missing_ok=True)


def keep(name: str, token: Token) -> bool:
    """Keep the first token of a profile: in the keyring, True, or else in a file, False."""
    if _has_keyring():
        try:
            store_of(name, keyring=True).save(token)
            return True
        except Exception as error:  # its own, as where it is locked and nobody opens it, or of what it asks
            tell(f"the keyring does not keep the token: {error}")
    store_of(name, keyring=False).save(token)
    return False


def _has_keyring() -> bool:
    """Is there one that keeps secrets? Those of last resort are below priority 1."""
    try:
        import keyring
    except ModuleNotFoundError:
        return False
    return keyring.get_keyring().priority >= 1


def _file(name: str) -> Path:
    """Whatever the name is: two that the file system would take for one are two files."""
    return profiles.folder() / f"token-{hashlib.sha256(name.encode()).hexdigest()[:16]}.json"
