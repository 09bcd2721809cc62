"""`python -m …portal` as a process: what it prints, how it stops, what it says when it cannot run."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
PORTAL = [sys.executable, "-m", "generator.runtime.portal"]

ABSENT = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name == {name!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_answers_and_stops_cleanly(number: signal.Signals) -> None:
    with _started("--port", "0") as process:
        line = process.stdout.readline() if process.stdout else ""
        found = re.fullmatch(r"Portal on (http://127\.0\.0\.1:\d+/rest/1/secret/)\n", line)
        assert found, line
        with httpx.Client() as http:
            # The connection stays open on purpose: the portal has to stop all the same.
            answer = http.post(f"{found[1]}tasks.flow.Flow.pin", json={"flowId": 516})
            assert answer.json()["result"] is True
            process.send_signal(number)
            rest, errors = process.communicate(timeout=30)

    assert (process.returncode, rest, errors) == (0, "", "")


def test_a_port_that_is_taken_is_one_line_and_exit_2() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = _run("--port", str(port))

    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(rf"cannot listen on 127\.0\.0\.1:{port}: [^\n]+\n", done.stderr)


def test_a_host_that_is_none_of_ours_is_one_line_and_exit_2() -> None:
    done = _run("--host", "192.0.2.1", "--port", "0")

    assert done.returncode == 2
    assert re.fullmatch(r"cannot listen on 192\.0\.2\.1:0: [^\n]+\n", done.stderr)


@pytest.mark.parametrize("port", ["65536", "-1", "http", "٣"])
def test_a_port_that_is_none_is_bad_usage(port: str) -> None:
    done = _run(f"--port={port}")

    assert done.returncode == 2
    assert "is no port: 0 to 65535" in done.stderr


@pytest.mark.parametrize("cost", ["crm.item.list", "crm.item.list=much", "crm.item.list=-1"])
def test_a_cost_that_is_none_is_bad_usage(cost: str) -> None:
    done = _run(f"--cost={cost}")

    assert done.returncode == 2
    assert "is no METHOD=SECONDS" in done.stderr


@pytest.mark.parametrize("absent", ["starlette", "uvicorn", "jinja2", "python_multipart"])
def test_without_the_extra_it_says_what_to_install(absent: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(ABSENT.format(name=absent), encoding="utf-8")
    paths = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]

    done = _run("--port", "0", PYTHONPATH=os.pathsep.join(paths))

    assert done.returncode == 2
    assert done.stderr == 'the portal is an extra: pip install "bitrix24-client[portal]"\n'


def test_it_says_when_others_can_reach_it() -> None:
    with _started("--host", "0.0.0.0", "--port", "0") as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Portal on http://0.0.0.0:")
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)

    assert errors.startswith("Whoever reaches 0.0.0.0 can call this portal")
    assert errors.count("\n") == 1


def test_a_file_keeps_its_records(tmp_path: Path) -> None:
    for number in (1, 2):
        with _started("--port", "0", "--file", str(tmp_path / "records.sqlite")) as process, httpx.Client() as http:
            webhook = _webhook(process)
            fields = {"ENTITY_ID": "SOURCE", "STATUS_ID": f"OWN{number}", "NAME": f"Own {number}"}
            http.post(f"{webhook}crm.status.add", json={"fields": fields})
            found = http.post(f"{webhook}crm.status.list", json={"filter": {"%NAME": "Own"}}).json()
            process.terminate()

    assert [row["NAME"] for row in found["result"]] == ["Own 1", "Own 2"]


def test_a_file_that_is_none_of_ours_is_one_line_and_exit_2(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no database, and longer than its header" * 10, "utf-8")

    done = _run("--port", "0", "--file", str(tmp_path / "notes.txt"))

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "notes.txt" in done.stderr


def test_its_webhook_and_its_rate_can_be_narrowed() -> None:
    with _started("--port", "0", "--limited", "--scope", "task") as process, httpx.Client() as http:
        webhook = _webhook(process)
        assert http.post(f"{webhook}crm.status.list").json()["error"] == "insufficient_scope"
        assert 503 in {http.post(f"{webhook}profile").status_code for _ in range(200)}
        process.terminate()


def test_help_shows_how_to_call_it() -> None:
    done = _run("--help")

    assert done.returncode == 0
    assert "http://127.0.0.1:8024/rest/1/secret/tasks.flow.Flow.get" in done.stdout
    assert "--port" in done.stdout


def _started(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*PORTAL, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, **environment}
    return subprocess.run(
        [*PORTAL, *arguments], cwd=ROOT, env=variables, capture_output=True, text=True, encoding="utf-8", timeout=60
    )


def _webhook(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().split()[-1]
