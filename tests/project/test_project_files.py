"""What stands around the code agrees with it: workflows, hooks, the table of who wants to change something."""

from __future__ import annotations

import re
import subprocess
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.project.pyproject import PROJECT, PYTHONS, REPOSITORY

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
PAGES = [ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md", ".github/pull_request_template.md")]
# Folders that the layout in CONTRIBUTING.md has, and the checkout has not yet.


def read(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text("utf-8"))


def test_every_supported_python_is_tested() -> None:
    jobs = read(".github/workflows/ci.yml")["jobs"]

    assert jobs["test"]["strategy"]["matrix"]["python"] == PYTHONS
    assert PROJECT["requires-python"] == f">={PYTHONS[0]}"


@pytest.mark.parametrize("file", [*WORKFLOWS, ROOT / ".ci" / "run", *PAGES], ids=lambda file: file.name)
def test_the_make_targets_that_it_names_are_there(file: Any) -> None:
    named = re.findall(r"(?:run: |`|^)make ([a-z-]+)", file.read_text("utf-8"), re.MULTILINE)

    assert set(named) <= TARGETS


def test_ci_runs_all_that_there_is() -> None:
    commands = (ROOT / ".ci" / "run").read_text("utf-8").split("\n")

    assert {"make check", "make test", "make test-all"} <= set(commands)


def test_help_names_every_command() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    shown = set(re.findall(r"^make ([a-z-]+) ", done.stdout, re.MULTILINE))

    assert shown == {name for name in TARGETS if not name.startswith("check-")}


def test_the_hooks_take_the_tools_that_are_pinned() -> None:
    (repository,) = read(".pre-commit-config.yaml")["repos"]

    assert repository["repo"] == "local"
    assert all(hook["entry"].startswith(".venv/bin/") for hook in repository["hooks"])


def test_the_paths_in_contributing_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = set(re.findall(r"`((?:generator|tests|specs|docs|requirements|generated|\.github)/[\w./-]*)`", text))

    assert len(named) > 20
    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_reports_go_to_the_repository_of_the_project() -> None:
    for page in (ROOT / "SECURITY.md", ROOT / ".github" / "ISSUE_TEMPLATE" / "config.yml"):
        assert f"{REPOSITORY}/security/advisories/new" in page.read_text("utf-8")
    assert all(url.startswith((REPOSITORY, "https://bitrix24-client.github.io/")) for url in PROJECT["urls"].values())


def test_generated_files_have_the_same_bytes_on_every_system() -> None:
    done = subprocess.run(
        [
            "git",
            "check-attr",
            "eol",
            "linguist-generated",
            "merge",
            "--",
            "generated/manifest.txt",
            "specs/errors.yaml",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    found = dict(line.rsplit(": ", 1) for line in done.stdout.splitlines())
    assert found["generated/manifest.txt: eol"] == found["specs/errors.yaml: eol"] == "lf"
    assert found["generated/manifest.txt: merge"] == "union"
    assert found["generated/manifest.txt: linguist-generated"] == "set"
    assert found["specs/errors.yaml: linguist-generated"] == "unspecified"
