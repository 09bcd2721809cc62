"""Which names of the client have come and gone: what programs import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..api import Api
from ..emit.client import public_names
from .changes import Changes, ItemChanges


def with_names(changes: Changes, old: Api, new: Api, runtime: Mapping[str, str]) -> Changes:
    """The changes, with those of names.

    Args:
        runtime: The client's hand-written core, as `runtime_files` has it.
    """
    if old == new:
        return changes
    before, after = public_names(old, runtime), public_names(new, runtime)
    return replace(
        changes, names=ItemChanges(added=tuple(sorted(after - before)), removed=tuple(sorted(before - after)))
    )
