"""The nightly update, run here, on a local repository: what it tells `gh` for each way in which `update` ends."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.update.shelf_project import git

pytestmark = pytest.mark.slow

GENERATOR = """\
#!/bin/sh
if [ "$3" = diff ]; then echo "**1 methods added**"; exit; fi
echo "problem: a page is empty" >&2
if [ "$CHANGES" ]; then echo "$CHANGES" > specs/a.yaml; git commit -qam "The documentation has changed"; fi
exit $CODE
"""
GH = """\
#!/bin/sh
for each; do
    [ "$before" = --body-file ] && echo "--- $(cat "$each")"
    before=$each
done >> "$NOTES"
[ "$2" = list ] && { echo "$*" | grep -q "^$OPEN" && echo 7; exit 0; }
echo "$*" >> "$NOTES"
"""


@dataclass(frozen=True)
class Night:
    code: int
    told: str
    """Commands that change something on GitHub, and texts of what they post."""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    place = tmp_path / "checkout"
    (place / "specs").mkdir(parents=True)
    (place / ".github").mkdir()
    shutil.copy(ROOT / ".github" / "update.sh", place / ".github")
    (place / "specs" / "a.yaml").write_text("old\n")
    for name, text in (("generator", GENERATOR), ("gh", GH)):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    git(tmp_path, "init", "-q", "--bare", "origin")
    git(place, "init", "-q", "-b", "main")
    git(place, "add", ".")
    git(place, "commit", "-q", "-m", "start")
    git(place, "remote", "add", "origin", "../origin")
    return place


def night(checkout: Path, code: int, *, changes: str = "", opened: str = "nothing") -> Night:
    notes = checkout.parent / "notes"
    notes.write_text("")
    nobody = {f"GIT_{who}_{what}": "nobody@localhost" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {
        **os.environ,
        **nobody,
        "PATH": f"{checkout.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHON": str(checkout.parent / "generator"),
        **{"CODE": str(code), "CHANGES": changes, "OPEN": opened, "NOTES": str(notes)},
    }
    done = subprocess.run(
        [str(checkout / ".github" / "update.sh")], cwd=checkout, env=environment, capture_output=True, check=False
    )
    return Night(done.returncode, notes.read_text())


def test_where_nothing_is_new_nobody_is_told(checkout: Path) -> None:
    assert night(checkout, 0) == Night(0, "")


@pytest.mark.parametrize("code", [10, 11])
def test_what_has_changed_is_one_pull_request(checkout: Path, code: int) -> None:
    first = night(checkout, code, changes="new")
    assert first.code == 0
    assert first.told.splitlines()[0] == "--- **1 methods added**"
    assert first.told.splitlines()[1].startswith(
        "pr create --head documentation --title The documentation has changed --body-file "
    )
    assert git(checkout.parent / "origin", "log", "-1", "--format=%s", "documentation").strip() == (
        "The documentation has changed"
    )

    git(checkout, "reset", "-q", "--hard", "HEAD~1")
    second = night(checkout, code, changes="newer", opened="pr list")
    assert second.told.splitlines()[1].startswith("pr edit 7 --title ")


def test_what_a_person_must_look_at_is_one_issue_too(checkout: Path) -> None:
    first = night(checkout, 12, changes="new")
    assert first.code == 0
    assert "pr create" in first.told
    assert "issue create --title The documentation has changed in a way that a person must look at" in first.told
    assert "\n    problem: a page is empty\n" in first.told

    assert "issue edit 7 " in night(checkout, 12, opened="issue list").told
    assert "issue close 7 " in night(checkout, 0, opened="issue list").told


@pytest.mark.parametrize("code", [2, 1, 137])
def test_a_refusal_is_an_issue_and_a_run_that_failed(checkout: Path, code: int) -> None:
    found = night(checkout, code)

    assert found.code == 1
    assert "pr " not in found.told
    assert f"ended with {code};" in found.told


def test_the_workflow_has_the_rights_that_its_script_needs() -> None:
    text = (ROOT / ".github" / "workflows" / "update.yml").read_text("utf-8")

    assert all(f"  {right}: write\n" in text for right in ("contents", "issues", "pull-requests"))
    assert "run: .github/update.sh" in text
