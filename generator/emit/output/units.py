"""The output in units: some files each, made together from the same specs, formatted, and kept in the cache."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from ...cache import Cache
from ...problems import Problems
from ...progress import Progress, silent
from ...spec.names import WireName
from .formatting import formatted_all, key_of


@dataclass(frozen=True)
class Made:
    """What making a unit gives.

    Args:
        files: Source by path, not yet formatted.
        params: The shared types that its parameters hold.
        results: Those that its results hold.
        contradictions: Where its documented answers are not of the documented shape.
    """

    files: Mapping[str, str]
    params: tuple[WireName, ...] = ()
    results: tuple[WireName, ...] = ()
    contradictions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unit:
    """`made_from`: the text of every value that `make` uses; from equal ones equal files are made."""

    made_from: tuple[str, ...]
    make: Callable[[], Made]


class Output:
    """The files so far; a path that comes up twice is a problem."""

    def __init__(self, cache: Cache, problems: Problems, progress: Progress = silent) -> None:
        """`progress`: told, as they are done, how many more units have been made and files formatted."""
        self._cache = cache
        self._problems = problems
        self._progress = progress
        self._sources: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._new: dict[str, Made] = {}
        self.keys: dict[str, str] = {}
        """Under which the cache has the finished files, by path."""

    def add(self, unit: Unit) -> Made:
        """The unit's files, made or remembered. Of those remembered it gives no sources."""
        key = self._cache.key("unit", *unit.made_from)
        known = self._remembered(key)
        if known is not None:
            return known
        made = unit.make()
        self._progress(1)
        self.add_files(made.files)
        self._new[key] = made
        return made

    def add_files(self, sources: Mapping[str, str]) -> None:
        """Files that take no time to make."""
        self.refuse_known(sources)
        self._sources.update(sources)

    def finished(self) -> dict[str, str]:
        """All files, formatted. What was made is ready to be kept."""
        self.keys |= {path: key_of(source, self._cache) for path, source in self._sources.items()}
        texts = self._texts | formatted_all(self._sources, self._cache, self._progress)
        for key, made in self._new.items():
            entry = {**vars(made), "files": {path: self.keys[path] for path in made.files}}
            self._cache.put(key, json.dumps(entry).encode())
        return texts

    def _remembered(self, key: str) -> Made | None:
        found = self._cache.get(key)
        if found is None:
            return None
        entry = json.loads(found)
        keys = cast("dict[str, str]", entry["files"])
        texts = texts_of(keys, self._cache)
        if texts is None:
            return None
        self.refuse_known(texts)
        self._texts.update(texts)
        self.keys |= keys
        names = {part: tuple(WireName(name) for name in entry[part]) for part in ("params", "results")}
        return Made({}, **names, contradictions=tuple(entry["contradictions"]))

    def refuse_known(self, paths: Iterable[str]) -> None:
        """A problem for each path that there is already."""
        for path in paths:
            if path in self._sources or path in self._texts:
                self._problems.add(path, "two things come out as this file")


def texts_of(keys: Mapping[str, str], cache: Cache) -> dict[str, str] | None:
    """Finished files that the cache has under these keys, by path; None unless it has them all."""
    found: dict[str, str] = {}
    for path, key in keys.items():
        text = cache.get(key)
        if text is None:
            return None
        found[path] = text.decode()
    return found
