"""The archives of the documentation, each read once in a run of the tests, whoever asks first."""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path

import pytest

from generator.cache import Cache
from generator.scrape.pipeline import Pages
from generator.scrape.remembered import PageMemory
from generator.site import open_source


def cache_that_knows(archive: Path, temporary: pytest.TempPathFactory) -> Path:
    """The folder of a cache that has what each page of the archive says, and that is the caller's."""
    # Of all processes that share the run.
    base = temporary.getbasetemp()
    base = base.parent if base.name.startswith("popen-") else base
    known = base / f"facts of {archive.name}"
    with known.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not known.exists():
            _read(archive, known.with_suffix(".new")).rename(known)
    return Path(shutil.copytree(known, temporary.mktemp("whole") / "cache"))


def _read(archive: Path, folder: Path) -> Path:
    cache = Cache(folder)
    memory = PageMemory(cache)
    Pages(open_source(str(archive)), None, memory=memory)
    memory.keep()
    cache.save()
    return folder
