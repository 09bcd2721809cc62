"""The style of the generated code: black's, with the project's line length."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from typing import Final

import black
from black.mode import TargetVersion

_MODE: Final = black.Mode(line_length=120, target_versions={TargetVersion.PY310})

# With fewer modules other processes take longer to start than they save.
_WORTH_PROCESSES: Final = 400
_AT_ONCE: Final = 20


# At the top level it holds to the end of the module; black leaves what follows as it is, but takes its time to read it.
_OFF: Final = "\n# fmt: off\n"


def formatted(source: str) -> str:
    """The module as black leaves it."""
    head, off, rest = source.partition(_OFF)
    return black.format_str(head, mode=_MODE) + off + rest


def formatted_all(sources: Mapping[str, str]) -> dict[str, str]:
    """The modules, by path, as black leaves them; on all processors where there are many."""
    if len(sources) < _WORTH_PROCESSES:
        return {path: formatted(source) for path, source in sources.items()}
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        return dict(zip(sources, pool.map(formatted, sources.values(), chunksize=_AT_ONCE), strict=True))
