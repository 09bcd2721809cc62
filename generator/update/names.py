"""Which names of the client have come and gone: what programs import."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from ..api import Api
from ..emit.client import names_of
from .changes import Changes, ItemChanges


def with_names(
    changes: Changes, old: Api, new: Api, runtime: Mapping[str, str], former: Collection[str] = ()
) -> Changes:
    """The changes, with those of names.

    Args:
        runtime: The client's hand-written core, as `runtime_files` has it.
        former: What the new client has beside its own names: to import one of these works, and warns.
    """
    was, now = (names_of(api, runtime) for api in (old, new))
    before, after = was.importable(now), now.importable(was)
    gone = before - after
    kept = {*former, *(name.rpartition(".")[0] for name in former)}
    names = ItemChanges(
        added=tuple(sorted(after - before)),
        removed=tuple(sorted(gone - kept)),
        deprecated=tuple(sorted(gone & kept)),
    )
    return replace(changes, names=names)
