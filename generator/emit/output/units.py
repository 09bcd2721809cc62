"""The output in units: some files each, made together of the same values, formatted, and kept in the cache."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from ...cache import Cache
from ...problems import GenerateError
from ...progress import Progress, silent
from .formatting import formatted_each, key_of

if TYPE_CHECKING:  # as in formatting
    from concurrent.futures import Executor

T = TypeVar("T")


@dataclass(frozen=True)
class Unit(Generic[T]):
    """Some files, by path, not yet formatted.

    Args:
        value: All that they are made of; from equal ones equal files are made.
        make: A function of a module: it sees nothing else.
    """

    value: T
    make: Callable[[T], Mapping[str, str]]


class Output:
    """The files so far; a path that comes up twice is a problem."""

    def __init__(self, cache: Cache, progress: Progress = silent, pool: Executor | None = None) -> None:
        """
        Args:
            progress: Told, as they are done, how many more units have been made and files formatted.
            pool: Of `formatters`.
        """
        self._pool = pool
        self._cache = cache
        self._progress = progress
        self._problems: list[str] = []
        self._texts: dict[str, str] = {}
        self._begun: list[tuple[list[str], Iterator[str]]] = []
        self._new: dict[str, tuple[str, ...]] = {}
        self.keys: dict[str, str] = {}
        """Under which the cache has the finished files, by path."""

    def add(self, unit: Unit[T]) -> None:
        """The unit's files, made or remembered."""
        key = self._cache.key("unit", unit.make.__qualname__, repr(unit.value))
        if self._remembered(key):
            return
        try:
            sources = unit.make(unit.value)
        except GenerateError as error:
            self._problems += error.lines
            return
        self._progress(1)
        self._refuse_known(sources)
        self._begin(sources)
        self._new[key] = tuple(sources)

    def _begin(self, sources: Mapping[str, str]) -> None:
        """Has them formatted, while other units are made; what the cache has is finished."""
        keys = {path: key_of(source, self._cache) for path, source in sources.items()}
        self.keys |= keys
        missing: list[str] = []
        for path, source in sources.items():
            known = self._cache.get(keys[path])
            if known is not None:
                self._finish(path, known.decode())
            elif not path.endswith(".py"):
                self._finish(path, source)
                self._cache.put(keys[path], source.encode())
            else:
                missing.append(path)
        self._begun.append((missing, formatted_each([sources[path] for path in missing], self._pool)))

    def _finish(self, path: str, text: str) -> None:
        self._texts[path] = text
        self._progress(1)

    def refuse(self, paths: Iterable[str]) -> None:
        """These files come from elsewhere."""
        self._refuse_known(paths)

    def finished(self) -> dict[str, str]:
        """All files, formatted. What was made is ready to be kept.

        Raises:
            GenerateError: With everything that went wrong.
        """
        if self._problems:
            raise GenerateError(sorted(set(self._problems)))
        for paths, texts in self._begun:
            for path, text in zip(paths, texts, strict=True):
                self._finish(path, text)
                self._cache.put(self.keys[path], text.encode())
        for key, made in self._new.items():
            self._cache.put(key, json.dumps({path: self.keys[path] for path in made}).encode())
        return self._texts

    def _remembered(self, key: str) -> bool:
        found = self._cache.get(key)
        if found is None:
            return False
        keys = cast("dict[str, str]", json.loads(found))
        texts = texts_of(keys, self._cache)
        if texts is None:
            return False
        self._refuse_known(texts)
        self._texts.update(texts)
        self.keys |= keys
        return True

    def _refuse_known(self, paths: Iterable[str]) -> None:
        """A problem for each path that there is already."""
        for path in paths:
            if path in self.keys:
                self._problems.append(f"{path}: two things come out as this file")


def texts_of(keys: Mapping[str, str], cache: Cache) -> dict[str, str] | None:
    """Finished files that the cache has under these keys, by path; None unless it has them all."""
    found: dict[str, str] = {}
    for path, key in keys.items():
        text = cache.get(key)
        if text is None:
            return None
        found[path] = text.decode()
    return found
