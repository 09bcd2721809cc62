# Copied from generator/runtime/portal/identity.py by "python -m generator generate". Edit that file.
"""Which portal it is: its `member_id`, which never changes, whatever its address is. It is kept with the records."""

from __future__ import annotations

import secrets
from typing import Final

from .store import Store

_NAME: Final = "member_id"


def member_id(store: Store) -> str:
    """Made for a store that has none yet."""
    if store.content(_NAME) is None:
        give(store, secrets.token_hex(16))
    return (store.content(_NAME) or b"").decode()


def give(store: Store, member_id: str) -> None:
    """From now on it is this one."""
    store.keep(_NAME, member_id.encode())
