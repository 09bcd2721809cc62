"""The portal in a process of its own, for its benchmarks."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT


@contextlib.contextmanager
def process() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """With the URL of its webhook, once it takes requests."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "bitrix24.portal", "--port", "0"]
    environment["PYTHONPATH"] = str(ROOT / "generated")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as portal:
        assert portal.stdout is not None
        try:
            yield portal, next(word for word in portal.stdout.readline().split() if word.startswith("http"))
        finally:
            portal.terminate()


def resident(pid: int) -> float:
    """MB of memory that a process has."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 1e6
