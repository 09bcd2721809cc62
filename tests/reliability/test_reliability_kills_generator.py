"""Runs that are killed, or refused by the disk, at each operation: a folder is the old or the new as a whole."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 1800
"""After which something hangs; on a loaded machine, too."""


def counted(program: str, *arguments: object) -> Counter[str]:
    command = [sys.executable, "-m", f"tests.reliability.{program}", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    return Counter(json.loads(done.stdout))


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["output", "first output", "specs", "project", "few left"])
@pytest.mark.parametrize(("attack", "step"), [("kill", 16), ("once", 40), ("full", 40), ("dead", 40)])
def test_stopped_at_any_operation_a_folder_is_whole_and_the_next_run_goes_on(
    scenario: str, attack: str, step: int, tmp_path: Path
) -> None:
    """`step`: at every how manieth point the next run is killed at each of its operations, too."""
    counts = counted("kill_points", tmp_path, scenario, attack, step)
    assert counts["attacks"] >= 15
    assert counts["old"] + counts["new"] == counts["attacks"] + counts["kills of the next run"]
    assert (counts["mixed"], counts["lies"], counts["not repeated"]) == (0, 0, 0)
    if attack == "kill":
        assert min(counts["old"], counts["new"]) >= 3


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="becomes the parent of those that lose theirs")
@pytest.mark.parametrize(("command", "points"), [("scrape", 5), ("generate", 6), ("update", 9)])
def test_a_command_killed_while_it_writes_is_made_good_by_the_next_start(
    command: str, points: int, tmp_path: Path
) -> None:
    """At each point twice: the same command comes next, or newer documentation does."""
    counts = counted("command_kills", tmp_path / "kills", command, points)
    assert counts["operations"] > points
    assert counts["kills"] == 2 * points
    assert (counts["orphans"], counts["other trees"], counts["left over"]) == (0, 0, 0)
