"""openapi-typescript makes types of the document that TypeScript takes at its strictest, and that find mistakes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.foreign.node import FOLDER, OPENAPI_TYPESCRIPT, TSC, node

STRICT = ("--strict", "--noUncheckedIndexedAccess", "--noEmit", "--target", "es2022", "--moduleResolution", "bundler")
STRICT = (*STRICT, "--module", "es2022")


@pytest.fixture(scope="module")
def types(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with `api.d.ts`, and what uses it."""
    folder = tmp_path_factory.mktemp("typescript")
    subprocess.run(node(OPENAPI_TYPESCRIPT, whole, "--output", folder / "api.d.ts"), check=True, capture_output=True)
    for file in (FOLDER / "typescript").iterdir():
        shutil.copy(file, folder)
    return folder


def test_types_are_strict_and_find_mistakes(types: Path) -> None:
    """In one run, for the types are large: of all files, only the one with mistakes has errors, on marked lines."""
    files = [types / name for name in ("api.d.ts", "use.ts", "mistakes.ts")]
    run = subprocess.run(node(TSC, *STRICT, *files), capture_output=True, text=True, check=False, cwd=types)

    found = {
        (line.split("(")[0], int(line.split("(")[1].split(",")[0]))
        for line in run.stdout.splitlines()
        if "): error" in line
    }
    lines = (types / "mistakes.ts").read_text("utf-8").splitlines()
    marked = {("mistakes.ts", number) for number, line in enumerate(lines, 1) if "// mistake" in line}
    assert len(marked) == 4
    assert found == marked, run.stdout
