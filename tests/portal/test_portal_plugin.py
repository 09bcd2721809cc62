"""The pytest plugin, in processes of its own, as users have it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow

TESTS = """
import asyncio


def test_each_test_has_a_portal_of_its_own(portal, b24):
    assert len(portal.records("crm.deal")) == 170
    portal.seed("crm.deal", [{"TITLE": "Mine"}])
    assert b24.crm.item.get(entity_type_id=2, id=171).item.title == "Mine"


def test_which_is_fresh(portal, b24):
    assert len(portal.records("crm.deal")) == 170
    assert portal.calls == []


def test_and_the_same_for_all_fixtures(portal, b24, async_b24):
    portal.answer("profile", {"ID": "9", "NAME": "Put in"})

    async def name():
        return (await async_b24.profile()).name

    assert (b24.profile().name, asyncio.run(name())) == ("Put in", "Put in")
"""

WITHOUT = """
import sys

before = set(sys.modules)
import bitrix24.portal.pytest_plugin

heavy = {"httpx", "starlette", "uvicorn", "jinja2", "sqlite3", "asyncio"}
print(sorted(heavy & (set(sys.modules) - before)))
"""


# anyio's does not go with every version of pytest.
PLUGINS = ("-p", "no:cacheprovider", "-p", "no:anyio")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generated")}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )


def test_its_fixtures_are_there_by_themselves(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text(TESTS, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n", "utf-8")

    done = run(tmp_path, "-m", "pytest", "-q", *PLUGINS)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout


def test_to_load_it_loads_nothing_heavy(tmp_path: Path) -> None:
    done = run(tmp_path, "-c", f"import pytest\n{WITHOUT}")

    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_without_the_extra_a_test_that_needs_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text("def test_it(portal): pass\ndef test_other(): pass\n", "utf-8")
    (tmp_path / "conftest.py").write_text("import sys\nsys.modules['starlette'] = None\n", "utf-8")

    done = run(tmp_path, "-m", "pytest", "-q", *PLUGINS)

    assert "1 passed, 1 error" in done.stdout, done.stdout + done.stderr
    assert 'pip install "bitrix24-client[portal]"' in done.stdout
