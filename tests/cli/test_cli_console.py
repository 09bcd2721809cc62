"""What is printed, and where: colour on a terminal, plain lines in a log."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from generator import console


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.mark.parametrize(
    ("say", "plain", "coloured"),
    [
        (console.say, "a [b] c\n", "a [b] c\n"),
        (console.done, "a [b] c\n", "\x1b[32m✓ \x1b[0ma [b] c\n"),
        (console.problem, "problem: a [b] c\n", "\x1b[33mproblem: \x1b[0ma [b] c\n"),
        (console.error, "error: a [b] c\n", "\x1b[1;31merror: \x1b[0ma [b] c\n"),
    ],
)
def test_a_line_is_plain_in_a_log_and_has_a_coloured_mark_on_a_terminal(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    say: Callable[[str], None],
    plain: str,
    coloured: str,
) -> None:
    say("a [b] c")
    assert "".join(capsys.readouterr()) == plain
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    say("a [b] c")
    assert "".join(capsys.readouterr()) == coloured


LOG = """
import sys
from generator import console
with console.counting("steps") as step:
    step(1)
console.say("said")
assert not any(name.startswith("rich") for name in sys.modules)
"""


def test_a_log_need_not_wait_for_rich() -> None:
    subprocess.run([sys.executable, "-c", LOG], check=True, stdout=subprocess.DEVNULL)


def test_a_log_has_a_line_now_and_then_with_the_time_that_is_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(console, "_INTERVAL", 30.0)
    monkeypatch.setattr(console, "monotonic", lambda: now[0])
    with console.counting("reading pages") as counting:
        for steps in range(4):
            counting.expect(100 * (steps > 1))
            now[0] += 20
            counting(10)
        now[0] += 60
        counting(50)
    assert capsys.readouterr().err.splitlines() == [
        "reading pages: 20",
        "reading pages: 40 of 100, about 2 min left",
        "reading pages: 90 of 100, about 16 s left",
    ]


def test_a_terminal_has_a_bar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with console.counting("reading pages") as counting:
        counting.expect(10)
        counting(4)
    assert "reading pages" in capsys.readouterr().err
