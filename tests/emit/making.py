"""Tiny spec trees, written as the YAML that they would be in specs/, and what is generated from them."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

from generator.emit import render, write
from generator.emit.runtime import runtime_files
from generator.spec import codec, yamltext
from generator.spec.files import load_tree
from generator.spec.model import SpecTree

PAGE = "api-reference/page.html"
ROOT = Path(__file__).resolve().parents[2]
REPORT = "tests.xml"


def tree_of(*texts: str) -> SpecTree:
    """Methods, events and shared types; `page` and `title` may be left out."""
    methods = []
    events = []
    types = []
    for text in texts:
        data = {"page": PAGE, "title": "A title", **cast("Mapping[str, object]", yamltext.load(text))}
        if "method" in data:
            methods.append(codec.read_method({"rest": 2, **data}))
        elif "event" in data:
            events.append(codec.read_event(data))
        else:
            types.append(codec.read_type(data))
    return SpecTree(
        methods={(spec.rest, spec.method): spec for spec in methods},
        events={spec.event: spec for spec in events},
        types={spec.type: spec for spec in types},
    )


@lru_cache(maxsize=1)
def documented() -> SpecTree:
    """The specs of the whole documentation."""
    return load_tree(ROOT / "specs")


@lru_cache(maxsize=1)
def core() -> Mapping[str, str]:
    return runtime_files()


def rendered(*texts: str) -> dict[str, str]:
    """The generated files, without the copied core."""
    return render(tree_of(*texts), {})


def written(out: Path, *texts: str) -> Path:
    """The whole output, core included."""
    write(render(tree_of(*texts), core()), out)
    return out


def generated_tests(out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Runs the tests in an output folder, in an interpreter that knows nothing else."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += [part for plugin in ("anyio", "hypothesispytest", "xdist") for part in ("-p", f"no:{plugin}")]
    command += ["--import-mode=importlib", "-W", "error", "-o", "pythonpath=.", "--rootdir", ".", "-c", os.devnull]
    return run([*command, f"--junit-xml={REPORT}", *(more or ("tests",))], out)


def count(out: Path, what: Literal["tests", "failures", "errors"]) -> int:
    """How many there were when the tests in an output folder ran last."""
    return sum(int(suite.get(what, 0)) for suite in ET.parse(out / REPORT).iter("testsuite"))


def run(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment}
    return subprocess.run(command, cwd=folder, env=settings, capture_output=True, text=True, check=False, timeout=300)
