"""A strict type checker has nothing against the code of the README and the guides."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT
from tests.docs.pages import Block, blocks_of
from tests.docs.test_docs_run import PAGES

# What the client's own types do not know yet. One that no longer occurs has to go.
KNOWN = {"page_files.py": 'Argument "file_content" to "upload_file" of "DiskFolder" has incompatible type "File"'}


def test_the_pages_are_typed(tmp_path: Path) -> None:
    for page in PAGES:
        python = [block for block in blocks_of(page) if block.language == "python"]
        _write(tmp_path / f"page_{page.stem.lower()}.py", [block for block in python if not block.saved_as])
        for block in python:
            if block.saved_as:
                _write(tmp_path / f"saved_{block.saved_as}", [block])

    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", *map(str, sorted(tmp_path.iterdir()))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
    found = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert [line for line in found if not line.partition(": error: ")[2].startswith(KNOWN.get(_file(line), " "))] == []
    assert {_file(line) for line in found} == set(KNOWN)


def _file(line: str) -> str:
    return Path(line.partition(":")[0]).name


def _write(file: Path, blocks: list[Block]) -> None:
    """The blocks on the lines that they have in their page."""
    text = ""
    for block in blocks:
        text += "\n" * (block.line - 1 - text.count("\n")) + block.text
    file.write_text(text, "utf-8")
