"""Which names of the client have come and gone: what programs import."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ..emit.python.former_names import Names
from .changes import Changes, ItemChanges


def with_names(changes: Changes, old: Names, new: Names, former: Collection[str] = ()) -> Changes:
    """The changes, with those of names.

    Args:
        former: What the new client has beside its own names: to import one of these works, and warns.
    """
    before, after = old.importable(new), new.importable(old)
    gone = before - after
    kept = {*former, *(name.rpartition(".")[0] for name in former)}
    names = ItemChanges(
        added=tuple(sorted(after - before)),
        removed=tuple(sorted(gone - kept)),
        deprecated=tuple(sorted(gone & kept)),
    )
    return replace(changes, names=names)
