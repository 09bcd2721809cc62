"""The style of the generated code: black's, with the project's line length; each source is formatted once."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from functools import cache as once
from typing import TYPE_CHECKING, Final

from ...cache import Cache

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
    from ...workers import workers

    with workers(_mode) as pool:
        # A worker starts with its first task, and there is none yet.
        pool.submit(_mode)
        yield pool


def formatted_each(sources: Iterable[str], pool: Executor | None = None) -> Iterator[str]:
    """The modules as black leaves them, in order: begun at once by the pool, or one by one as they are asked for.

    Args:
        pool: Of `formatters`; without it they are formatted here.
    """
    return map(formatted, sources) if pool is None else pool.map(formatted, sources, chunksize=_AT_ONCE)


def key_of(source: str, cache: Cache) -> str:
    """Under which the cache has the module as black leaves it."""
    return cache.key("formatted", source, code=("emit/output/formatting.py",))


@once
def _mode() -> Mode:
    from black import Mode
    from black.mode import TargetVersion

    return Mode(line_length=120, target_versions={TargetVersion.PY310})
