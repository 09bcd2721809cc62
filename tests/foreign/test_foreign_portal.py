"""The page of the local portal in a browser: with the keyboard, on a desk and on a phone, light and dark."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bitrix24.portal.seeds import seeded
from bitrix24.portal.testing import running_portal
from tests.conftest import ROOT

PYTHON = ROOT / ".venv-foreign/bin/python"
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(not (PYTHON.exists() and BROWSER), reason="`make test-foreign` installs both")


@pytest.mark.parametrize(("width", "scheme"), [("1400", "light"), ("390", "dark")])
def test_the_page_can_be_used(width: str, scheme: str) -> None:
    with running_portal() as webhook:
        command = [PYTHON, Path(__file__).parent / "use_portal.py", str(BROWSER), webhook, width, scheme]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)

    assert found["before"] == 0
    assert found["calls"] == [
        "batch",
        "crm.deal.get",
        "profile",
        "no.such.method",
        "crm.status.add",
        "crm.deal.get",
    ], "as they came in, the last first"
    assert found["statuses"] == ["200", "200", "200", "404", "200", "200"]
    assert [json.loads(text).keys() >= keys for text, keys in zip(found["opened"], ({"id"}, {"result"}), strict=True)]
    assert found["wrong"].startswith("The result is no JSON")
    assert found["kept"] == "{no", "nobody has to type it again"
    assert found["answer"] == {"TITLE": "Put in"}
    assert (found["shown for latency"], found["shown for status"]) == ([True, False], [True, True])
    assert found["fault"] == 502
    assert found["limited"] is True
    assert f"crm.status ({dict(seeded().kinds())['crm.status'] + 1})" in found["kinds"]
    assert found["after reset"] == "Deal #7"
    assert found["wider than the screen"] <= 0
    assert found["nameless"] == []
    assert (found["allowed"]["x"], found["allowed"]["state"], bool(found["allowed"]["code"])) == ("1", "a&b", True)
    # Nothing that the content security policy holds back, and nothing from elsewhere.
    assert [error for error in found["errors"] if "400 (Bad Request)" not in error] == []
    assert found["hosts"] == ["127.0.0.1"]
