"""What callers could import of the client of the specs before, and cannot of that of the specs now: specs keep it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..cache import NO_CACHE, Cache
from ..problems import GenerateError
from ..spec.folder import SpecFiles, SpecsUnusable

if TYPE_CHECKING:
    from ..emit.python.former_names import Names


def former_names(old: SpecFiles, new: SpecFiles, known: Mapping[str, str], cache: Cache = NO_CACHE) -> dict[str, str]:
    """All that there are, without those that are back. Where no client can be made of the specs, those that are known.

    Args:
        old, new: Each with the overrides that correct them.
        known: Those noted before.
    """
    from ..emit.python.runtime import runtime_files

    if not old.specs or old.specs == new.specs:
        return dict(known)
    runtime = runtime_files()
    try:
        had, has = (_names(specs, runtime, cache) for specs in (old, new))
        return had.missing_in(has, known)
    except (GenerateError, SpecsUnusable):  # which `generate` tells of
        return dict(known)


def _names(specs: SpecFiles, runtime: Mapping[str, str], cache: Cache) -> Names:
    """What `generate` remembers of methods that are as they were need not be made again."""
    from ..api import resolve
    from ..api.remembered import Memory
    from ..emit.client import names_of
    from ..spec.files import contents, tree_of

    tree = tree_of(specs, cache)
    memory = Memory.of(contents(specs, tree), cache, repr(None), str(specs.folder))
    return names_of(resolve(tree, memory), runtime)
