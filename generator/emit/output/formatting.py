"""The style of the generated code: black's, with the project's line length; each source is formatted once."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import cache as once
from typing import TYPE_CHECKING, Final

from ...cache import NO_CACHE, Cache
from ...progress import Progress, silent

if TYPE_CHECKING:  # a run that finds everything in the cache need not load these
    from concurrent.futures import Executor

    from black import Mode

_AT_ONCE: Final = 20

# At the top level it holds to the end of the module; black leaves what follows as it is, but takes its time to read it.
_OFF: Final = "\n# fmt: off\n"


def formatted(source: str) -> str:
    """The module as black leaves it."""
    from black import format_str

    head, off, rest = source.partition(_OFF)
    return format_str(head, mode=_mode()) + off + rest


@contextmanager
def formatters() -> Generator[Executor]:
    """Processes that format; they load black while this one does other things."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        pool.submit(_load)
        yield pool


def _load() -> None:
    _mode()


def formatted_all(
    sources: Mapping[str, str], cache: Cache = NO_CACHE, progress: Progress = silent, pool: Executor | None = None
) -> dict[str, str]:
    """The files, by path: modules as black leaves them, others as they are.

    Args:
        progress: Told after each how many more are done.
        pool: Of `formatters`; without it they are formatted here.
    """
    keys = {path: key_of(source, cache) for path, source in sources.items()}
    known = {path: text.decode() for path, key in keys.items() if (text := cache.get(key)) is not None}
    progress(len(known))
    new: dict[str, str] = {}
    others = {path: text for path, text in sources.items() if not path.endswith(".py")}
    for path, source in others.items():
        cache.put(keys[path], source.encode())
    missing = [path for path in sources if path not in known and path not in others]
    for path, made in zip(missing, _formatted_each([sources[path] for path in missing], pool), strict=True):
        cache.put(keys[path], made.encode())
        new[path] = made
        progress(1)
    return known | others | new


def key_of(source: str, cache: Cache) -> str:
    """Under which the cache has the module as black leaves it."""
    return cache.key("formatted", source, code=("emit/output/formatting.py",))


def _formatted_each(sources: list[str], pool: Executor | None) -> Iterator[str]:
    if pool is None:
        return map(formatted, sources)
    return pool.map(formatted, sources, chunksize=min(_AT_ONCE, len(sources) // (os.cpu_count() or 1) + 1))


@once
def _mode() -> Mode:
    from black import Mode
    from black.mode import TargetVersion

    return Mode(line_length=120, target_versions={TargetVersion.PY310})
