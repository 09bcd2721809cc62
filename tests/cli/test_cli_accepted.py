"""Known problems stand in specs/overrides/accepted.yaml with a reason; an entry that no longer occurs is a problem."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

PIN = "api-reference/tasks/flow/tasks-flow-flow-pin.html"
ENTRY = f"""\
accepted:
- page: {PIN}
  at: ''
  what: the page is empty
  why: it has been empty for years
"""


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    (tmp_path / "specs" / "overrides").mkdir(parents=True)
    return tmp_path / "specs"


def _accept(specs: Path, text: str) -> Path:
    file = specs / "overrides" / "accepted.yaml"
    file.write_text(text, "utf-8")
    return file


def test_an_accepted_problem_is_not_reported(small_site: Path, specs: Path, cli: Cli) -> None:
    (small_site / PIN).write_bytes(b"")
    _accept(specs, ENTRY)

    outcome = cli("scrape", "--source", small_site, "--specs", specs)

    assert (outcome.code, outcome.err) == (0, "")


@pytest.mark.parametrize(
    ("old", "new"), [(PIN, "api-reference/other.html"), ("at: ''", "at: line 3"), ("page is empty", "page is full")]
)
def test_another_problem_is(old: str, new: str, small_site: Path, specs: Path, cli: Cli) -> None:
    (small_site / PIN).write_bytes(b"")
    _accept(specs, ENTRY.replace(old, new, 1))

    outcome = cli("scrape", "--source", small_site, "--specs", specs)

    assert outcome.code == 1
    assert f"{PIN}: the page is empty" in outcome.problems


def test_an_entry_that_no_longer_occurs_is_a_problem(small_site: Path, specs: Path, cli: Cli) -> None:
    _accept(specs, ENTRY)

    outcome = cli("scrape", "--source", small_site, "--specs", specs)

    assert outcome.code == 1
    (line,) = outcome.problems
    assert line.startswith(f"{PIN}: ")
    assert "no longer occurs" in line


def test_a_part_says_nothing_of_entries_it_did_not_meet(small_site: Path, specs: Path, cli: Cli) -> None:
    _accept(specs, ENTRY)

    outcome = cli("scrape", "--source", small_site, "--specs", specs, "--only", "*get.html")

    assert (outcome.code, outcome.err) == (0, "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "accepted:",
        "accepted: {}",
        "known: []",
        "accepted: [",
        "accepted: [text]",
        ENTRY.replace("  why: it has been empty for years\n", ""),
        ENTRY.replace("it has been empty for years", "''"),
        ENTRY.replace("what:", "whats:"),
        ENTRY.replace("the page is empty", "1"),
        f"{ENTRY}  what: twice\n",
    ],
)
def test_a_list_that_cannot_be_read_stops_the_scrape(text: str, small_site: Path, specs: Path, cli: Cli) -> None:
    file = _accept(specs, text)

    outcome = cli("scrape", "--source", small_site, "--specs", specs)

    assert outcome.code == 2
    assert len(outcome.problems) == 1
    assert outcome.problems[0].startswith(f"{file}: ")
    assert [path.name for path in specs.rglob("*.yaml")] == ["accepted.yaml"]
