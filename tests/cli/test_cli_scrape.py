"""`scrape` when all is well, and when the disk is not."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

Contents = Callable[[Path], dict[str, bytes]]
FLOW = "api-reference/tasks/flow/*"
PIN = "api-reference/tasks/flow/tasks-flow-flow-pin.html"


def test_a_whole_scrape_says_what_it_did(sample_site: Path, tmp_path: Path, cli: Cli) -> None:
    outcome = cli("scrape", "--source", sample_site, "--specs", tmp_path / "specs")

    assert outcome.code == 0
    assert outcome.err == ""
    pages, written = outcome.out.splitlines()[-2:]
    assert pages.startswith("15 pages: 10 methods, ")
    assert ", 12 shared types, 5 pages that are no reference, " in pages
    assert written == f"{tmp_path / 'specs'}: 23 new, 0 changed, 0 unchanged, 0 removed"


def test_a_second_scrape_writes_nothing(sample_site: Path, tmp_path: Path, cli: Cli, contents: Contents) -> None:
    specs = tmp_path / "specs"
    cli("scrape", "--source", sample_site, "--specs", specs)
    before, written = contents(specs), {file: file.stat().st_mtime_ns for file in specs.rglob("*.yaml")}

    outcome = cli("scrape", "--source", sample_site, "--specs", specs)

    assert outcome.code == 0
    assert outcome.out.endswith(f"{specs}: 0 new, 0 changed, 23 unchanged, 0 removed\n")
    assert contents(specs) == before
    assert {file: file.stat().st_mtime_ns for file in specs.rglob("*.yaml")} == written


def test_parts_add_up_to_the_whole(sample_site: Path, tmp_path: Path, cli: Cli, contents: Contents) -> None:
    cli("scrape", "--source", sample_site, "--specs", tmp_path / "whole")
    for part in (FLOW, "api-reference/tasks/tasks-task-get.html", "api-reference/tasks/tasks-task-get-rest-v3.html"):
        assert cli("scrape", "--source", sample_site, "--specs", tmp_path / "parts", "--only", part).code == 0

    assert contents(tmp_path / "parts") == contents(tmp_path / "whole")


def test_a_part_leaves_what_it_did_not_ask_for(
    sample_site: Path, own_site: Path, tmp_path: Path, cli: Cli, contents: Contents
) -> None:
    specs = tmp_path / "specs"
    cli("scrape", "--source", sample_site, "--specs", specs)
    before = contents(specs)
    # Not asked for, so neither their damage nor their absence matters.
    (own_site / "api-reference/tasks/tasks-task-get.html").write_bytes(b"")
    (own_site / "api-reference/tasks/fields.html").unlink()

    outcome = cli("scrape", "--source", own_site, "--specs", specs, "--only", FLOW)

    assert outcome.code == 0
    assert contents(specs) == before


def test_overrides_are_never_touched(sample_site: Path, tmp_path: Path, cli: Cli) -> None:
    override = tmp_path / "specs" / "overrides" / "v2" / "tasks.yaml"
    override.parent.mkdir(parents=True)
    override.write_text("mine: true\n", "utf-8")

    outcome = cli("scrape", "--source", sample_site, "--specs", tmp_path / "specs")

    assert outcome.code == 0
    assert override.read_text("utf-8") == "mine: true\n"


def test_the_report_names_every_page(own_site: Path, tmp_path: Path, cli: Cli) -> None:
    (own_site / PIN).write_bytes(b"")

    outcome = cli(
        "scrape", "--source", own_site, "--specs", tmp_path / "specs", "--report", tmp_path / "out" / "report.json"
    )

    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert outcome.code == 1
    assert (report["pages"], report["methods"], report["types"]) == (15, 9, 12)
    (problem,) = report["problems"]
    assert (problem["page"], problem["at"], problem["what"]) == (PIN, "", "the page is empty")
    assert [each["page"] for each in report["no_reference"]] == [
        "api-reference/data-types.html",
        "api-reference/tasks/fields-rest-v3.html",
        "api-reference/tasks/fields.html",
        "api-reference/tasks/flow/index.html",
        "index.html",
    ]
    assert sum(report["defects_by_kind"].values()) == len(report["defects"]) > 0
    assert {"page", "at", "what"} == set().union(*report["defects"])


def test_a_disk_that_fails_at_the_first_file_leaves_everything_as_it_was(
    sample_site: Path, tmp_path: Path, cli: Cli, contents: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    specs = tmp_path / "specs"
    cli("scrape", "--source", sample_site, "--specs", specs)
    for file in specs.rglob("tasks.flow.*.yaml"):
        file.write_text(file.read_text("utf-8").replace("type: integer", "type: double"), "utf-8")
    before = contents(specs)
    monkeypatch.setattr(Path, "replace", _no_space)

    outcome = cli("scrape", "--source", sample_site, "--specs", specs)

    assert outcome.code == 2
    assert len(outcome.problems) == 1
    assert "No space left on device" in outcome.problems[0]
    assert contents(specs) == before


@pytest.mark.slow
@pytest.mark.parametrize("made", [0, 1, 11, 22])
def test_a_disk_that_fails_later_leaves_everything_as_it_was(
    made: int, sample_site: Path, tmp_path: Path, cli: Cli, contents: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    specs = tmp_path / "specs"
    cli("scrape", "--source", sample_site, "--specs", specs)
    for file in specs.rglob("*.yaml"):
        file.write_text(file.read_text("utf-8") + "\n", "utf-8")
    before = contents(specs)
    # The first of all is the journal's; what comes after the failure is undoing.
    replace, calls = Path.replace, iter(range(made + 2))
    monkeypatch.setattr(
        Path, "replace", lambda self, target: _no_space() if next(calls, None) == made + 1 else replace(self, target)
    )

    outcome = cli("scrape", "--source", sample_site, "--specs", specs)

    assert outcome.code == 2
    assert outcome.problems == [f"{specs}: No space left on device; nothing was written"]
    assert contents(specs) == before


def _no_space(*_: object) -> Path:
    raise OSError(28, "No space left on device")


def test_in_a_log_there_are_plain_lines_only(sample_site: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "generator",
        "scrape",
        "--source",
        str(sample_site),
        "--specs",
        str(tmp_path / "specs"),
    ]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)

    assert done.stderr == b""
    assert b"\x1b" not in done.stdout
    assert done.stdout.decode().splitlines()[-1] == f"{tmp_path / 'specs'}: 23 new, 0 changed, 0 unchanged, 0 removed"
