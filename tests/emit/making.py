"""What is generated from tiny spec trees, in memory and as a folder whose tests can be run."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from generator.api import resolve
from generator.cache import NO_CACHE, Cache
from generator.emit.client import Emitted, emit
from generator.emit.output.folder import write
from generator.emit.python.runtime import runtime_files
from generator.spec.model import SpecTree
from tests.making import ROOT, api_of, documented, documented_api, tree_of

REPORT = "tests.xml"

__all__ = [
    "REPORT",
    "ROOT",
    "api_of",
    "core",
    "count",
    "documented",
    "documented_api",
    "emitted",
    "generated_tests",
    "modules",
    "rendered",
    "run",
    "tree_of",
    "written",
]


@lru_cache(maxsize=1)
def core() -> Mapping[str, str]:
    return runtime_files()


def emitted(specs: SpecTree, cache: Cache = NO_CACHE) -> Emitted:
    """What is generated from the specs, without the copied core."""
    return emit(resolve(specs), {}, cache)


def rendered(*texts: str) -> dict[str, str]:
    """The generated files, without the copied core."""
    return dict(emitted(tree_of(*texts)).files)


def modules(files: Mapping[str, str]) -> dict[str, str]:
    """Those of the files that Python runs."""
    return {path: text for path, text in files.items() if path.endswith(".py")}


def written(out: Path, *texts: str) -> Path:
    """The whole output, core included."""
    write(emit(api_of(*texts), core()).files, out)
    return out


def generated_tests(out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Runs the tests in an output folder, in an interpreter that knows nothing else."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["--import-mode=importlib", "-W", "error", "-o", "pythonpath=.", "--rootdir", ".", "-c", os.devnull]
    command += [f"--junit-xml={REPORT}", *(more or ("tests",))]
    return run(command, out, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")


def count(out: Path, what: Literal["tests", "failures", "errors"]) -> int:
    """How many there were when the tests in an output folder ran last."""
    return sum(int(suite.get(what, 0)) for suite in ET.parse(out / REPORT).iter("testsuite"))


def run(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment}
    return subprocess.run(command, cwd=folder, env=settings, capture_output=True, text=True, check=False, timeout=300)
