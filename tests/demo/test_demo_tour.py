"""The newcomer's tour: it works from one end to the other, says so when a step fails, and leaves nothing behind."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from generator import demo

pytestmark = pytest.mark.slow

RUNTIME = demo.ROOT / "generator" / "runtime"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders go during the test."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def _signals() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """A folder with a package `bitrix24` that is nothing but the portal."""
    shutil.copytree(RUNTIME / "portal", tmp_path / "bitrix24" / "portal")
    (tmp_path / "bitrix24" / "__init__.py").touch()
    return tmp_path


def test_the_tour_works_in_six_steps_and_leaves_nothing_behind(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "PYTHONPATH")}

    done = subprocess.run(
        [sys.executable, "-m", "generator.demo"],
        cwd=demo.ROOT,
        env={**environment, "TMPDIR": str(tmp_path), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )

    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert re.findall(r"^\[(\d)/6\] ", done.stdout, flags=re.MULTILINE) == list("123456")
    assert "\x1b" not in done.stdout
    assert list(tmp_path.iterdir()) == []
    shown = done.stdout.replace("\n    ", "\n")
    assert "\nmethod: tasks.flow.Flow.pin\n" in shown
    assert "\ndef pin(self, flow_id: int" in shown
    assert "\n>>> new.result.id, pinned.result\n(517, True)\n" in shown
    assert '\n>>> b24.call("profile").result["NAME"]\n\'Alex\'\n' in shown
    assert "\n>>> flow.name, flow.active, flow.activity\n('Newcomers', True, datetime.datetime(" in shown
    assert '\nApiError: tasks.flow.Flow.get: Flow not found (code "0", HTTP 400); see https://' in shown
    webhook = re.findall(r"^Portal on (\S+)$", shown, flags=re.MULTILINE)[0]
    assert _is_gone(webhook)


@pytest.mark.usefixtures("_signals")
def test_a_step_that_fails_ends_the_tour_with_its_reason(
    temporary: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "SAMPLE", temporary / "no-such-folder")

    assert demo.main() == 1

    out = capsys.readouterr().out
    assert "The tour stops here: exit code 2\n" in out
    assert "no-such-folder" in out.partition("The tour stops here")[2]
    assert "[2/6]" not in out
    assert list(temporary.iterdir()) == []


@pytest.mark.usefixtures("_signals")
def test_ctrl_c_ends_the_tour_without_a_traceback(
    temporary: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "run", interrupted)

    assert demo.main() == 130

    assert capsys.readouterr().out.endswith("\nStopped.\n")
    assert list(temporary.iterdir()) == []


@pytest.mark.usefixtures("_signals")
def test_sigterm_leaves_by_the_way_that_cleans_up(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def terminated(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(subprocess, "run", terminated)

    with pytest.raises(SystemExit) as left:
        demo.main()

    assert left.value.code == 128 + signal.SIGTERM
    assert list(temporary.iterdir()) == []


def test_the_portal_is_ended_whatever_happens_while_it_runs() -> None:
    webhooks: list[str] = []

    def fail() -> None:
        with demo.portal_of(demo.ROOT / "generated") as webhook:
            webhooks.append(webhook)
            assert not _is_gone(webhook)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()

    assert _is_gone(webhooks[0])


@pytest.mark.parametrize("source", ["", "print('the portal is an extra')\nraise SystemExit(2)\n"])
def test_a_portal_that_does_not_say_where_it_is_fails_the_step(
    client: Path, source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (client / "bitrix24" / "portal" / "__main__.py").write_text(source, encoding="utf-8")

    with pytest.raises(demo.StepFailed, match="did not say where it is"), demo.portal_of(client):
        pass

    assert "the portal is an extra" in capsys.readouterr().out or not source


def test_replay_shows_each_statement_and_what_it_answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    session = 'x = [\n    "a",\n]\nx[0], {"b": 1}\nNone\nfor y in x:\n    print(y * 2)\n'
    monkeypatch.setattr(sys, "stdin", io.StringIO(session))

    demo.replay()

    assert capsys.readouterr().out == (
        ">>> x = [\n...     \"a\",\n... ]\n>>> x[0], {\"b\": 1}\n('a', {'b': 1})\n>>> None\n"
        ">>> for y in x:\n...     print(y * 2)\naa\n"
    )


def _is_gone(webhook: str) -> bool:
    try:
        httpx.get(webhook)
    except httpx.ConnectError:
        return True
    return False
