"""Who does not use a web framework needs none."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

CODE = "import json, sys, bitrix24.apps; print(json.dumps(sorted(sys.modules)))"
FRAMEWORKS = {"aiohttp", "django", "fastapi", "flask", "starlette"}


@pytest.mark.slow
def test_the_package_imports_no_framework_and_no_event() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run([sys.executable, "-c", CODE], env=environment, check=True, capture_output=True, text=True)
    loaded = set(json.loads(run.stdout))
    assert "bitrix24.apps.calls" in loaded
    assert not loaded & (FRAMEWORKS | {"bitrix24.events", "bitrix24.oauth"})
