"""Programs of other people's clients, each run in the environment that has them: what they print is JSON."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.foreign.node import node

PROGRAMS = Path(__file__).parent / "programs"
PYTHON = ROOT / ".venv-foreign/bin/python"
PATIENCE = 600
"""Seconds, on a machine that has much else to do."""


def ran(program: str, job: str, webhook: str, environment: Mapping[str, str] | None = None) -> Any:
    """What a job of a program has found."""
    file = PROGRAMS / program
    command = node(file, job, webhook) if file.suffix == ".mjs" else [str(PYTHON), str(file), job, webhook]
    run = subprocess.run(
        command,
        env={**os.environ, "NO_PROXY": "127.0.0.1", **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return json.loads(run.stdout.splitlines()[-1])
