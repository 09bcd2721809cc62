"""What callers could import of the client of the specs before, and cannot of that of the specs now: specs keep it."""

from __future__ import annotations

from collections.abc import Mapping

from ..cache import NO_CACHE, Cache
from ..problems import GenerateError
from ..spec.folder import SpecFiles, SpecsUnusable


def former_names(old: SpecFiles, new: SpecFiles, known: Mapping[str, str], cache: Cache = NO_CACHE) -> dict[str, str]:
    """All that there are, without those that are back. Where no client can be made of the specs, those that are known.

    Args:
        old, new: Each with the overrides that correct them.
        known: Those noted before.
    """
    from ..api import resolve
    from ..emit.client import names_of
    from ..emit.python.runtime import runtime_files
    from ..spec.files import tree_of

    if not old.specs or old.specs == new.specs:
        return dict(known)
    runtime = runtime_files()
    try:
        had, has = (names_of(resolve(tree_of(specs, cache)), runtime) for specs in (old, new))
        return had.missing_in(has, known)
    except (GenerateError, SpecsUnusable):  # which `generate` tells of
        return dict(known)
