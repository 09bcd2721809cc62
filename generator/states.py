"""What a state of the specs comes to: read, corrected and resolved once in a run, however many ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cached_property

from .api import Api, resolve
from .api.remembered import Memory
from .cache import Cache
from .emit.client import names_of
from .emit.python.former_names import Names
from .emit.python.runtime import runtime_files
from .problems import GenerateError, NothingMatches
from .spec import files
from .spec.folder import SpecFiles, SpecsUnusable
from .spec.model import SpecTree


class State:
    """What the specs in some files say of the API; former names of the client are no part of that."""

    def __init__(self, tree: SpecTree, memory: Memory) -> None:
        """`tree`: of the files, with their overrides."""
        self.tree = tree
        self._memory = memory

    @cached_property
    def api(self) -> Api:
        """Raises GenerateError with everything in the specs that cannot be decided."""
        return resolve(self.tree, self._memory)

    @cached_property
    def names(self) -> Names:
        """What can be imported of its client. Raises GenerateError as `api` does."""
        return names_of(self.api, runtime_files())


class States:
    """Those that a run has to do with."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._memories: dict[tuple[str, ...], Memory] = {}
        self._known: dict[tuple[str, ...], State] = {}

    def of(self, specs: SpecFiles, only: str | None = None) -> State:
        """The state of the files; with `only`, of the methods whose wire name matches.

        Raises:
            SpecsUnusable: With every mistake in the specs.
            NothingMatches: No method matches `only`.
        """
        kind = repr(only), str(specs.folder)
        specs = files.without_former_names(specs)
        key = (*kind, specs.digest)
        if key not in self._known:
            tree = files.tree_of(specs, self._cache)
            if kind not in self._memories:
                self._memories[kind] = Memory.of({}, self._cache, *kind)
            memory = self._memories[kind].about(files.contents(specs, tree))
            self._known[key] = State(_selected(tree, only), memory)
        return self._known[key]

    def keep(self) -> None:
        """Has the cache keep what was resolved."""
        for memory in self._memories.values():
            memory.keep()


def former_names(old: SpecFiles, new: SpecFiles, known: Mapping[str, str], states: States) -> dict[str, str]:
    """What callers could import of the client of the old specs, or of one before, and cannot of that of the new ones.

    Where no client can be made of the specs, those that are known.

    Args:
        old, new: Each with the overrides that correct them.
        known: Those noted before.
    """
    if not old.specs or old.specs == new.specs:
        return dict(known)
    try:
        return states.of(old).names.missing_in(states.of(new).names, known)
    except (GenerateError, SpecsUnusable):  # which `generate` tells of
        return dict(known)


def _selected(tree: SpecTree, only: str | None) -> SpecTree:
    if only is None:
        return tree
    methods = {key: spec for key, spec in tree.methods.items() if fnmatchcase(spec.method, only)}
    if not methods:
        raise NothingMatches(f"no method matches {only!r}")
    return replace(tree, methods=methods, events={})
