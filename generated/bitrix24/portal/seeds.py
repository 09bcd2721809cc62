# Copied from generator/runtime/portal/seeds.py by "python -m generator generate". Edit that file.
"""What a portal has from the start: made once in a process, and copied for every portal."""

from __future__ import annotations

from functools import cache

from .families.crm.seeds import seed as seed_crm
from .store import Store


def fresh_store() -> Store:
    return _prepared().copy()


@cache
def _prepared() -> Store:
    store = Store()
    seed_crm(store)
    return store
