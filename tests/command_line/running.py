"""Runs `b24` as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

# A process that hangs is killed; how long one takes says nothing.
PATIENCE = 300
COMMAND = [sys.executable, "-m", "bitrix24"]


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Home:
    """Where a person works: a folder, and what is in the environment. There is no keyring but what a test brings."""

    folder: Path
    webhook: str = ""

    def environment(self, **more: str) -> dict[str, str]:
        base = {name: value for name, value in os.environ.items() if not name.startswith(("BITRIX24_", "_B24"))}
        home = str(self.folder / "home")
        own = {
            "HOME": home,
            "XDG_CONFIG_HOME": str(self.config.parent),
            "APPDATA": home,
            "PYTHONPATH": os.pathsep.join([str(self.folder), str(ROOT / "generated")]),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "BITRIX24_WEBHOOK": self.webhook,
            "NO_PROXY": "127.0.0.1",
            "COLUMNS": "200",
        }
        return {**base, **own, **more}

    @property
    def config(self) -> Path:
        """The folder of profiles and tokens, on Linux."""
        return self.folder / "home" / ".config" / "bitrix24"

    def b24(self, *arguments: str, stdin: str = "", **more: str) -> Done:
        run = subprocess.run(
            [*COMMAND, *arguments],
            cwd=self.folder,
            env=self.environment(**more),
            input=stdin.encode(),
            capture_output=True,
            timeout=PATIENCE,
        )
        return Done(run.returncode, run.stdout.decode(), run.stderr.decode())

    def started(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        """A process that goes on; its output and what it says are to be read by the test."""
        return subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=self.folder,
            env=self.environment(PYTHONUNBUFFERED="1", **more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
