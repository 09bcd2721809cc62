"""A strict type checker has nothing against the code of the README and the guides."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bitrix24 import Webhook
from bitrix24.portal import LocalPortal
from bitrix24.typegen import module_of, read
from tests.conftest import ROOT
from tests.docs.pages import Block, blocks_of
from tests.docs.test_docs_run import PAGES

pytestmark = pytest.mark.slow


def test_the_pages_are_typed(tmp_path: Path) -> None:
    (tmp_path / "my_portal.py").write_text(_types_of_a_portal(), "utf-8")
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

    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def _types_of_a_portal() -> str:
    """What `b24 types` writes on a page."""
    portal = LocalPortal()
    with portal.client() as b24:
        return module_of(read(b24, Webhook(portal.webhook)))


def _write(file: Path, blocks: list[Block]) -> None:
    """The blocks on the lines that they have in their page."""
    text = ""
    for block in blocks:
        text += "\n" * (block.line - 1 - text.count("\n")) + block.text
    file.write_text(text, "utf-8")
