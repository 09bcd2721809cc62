"""Every Python block of the README runs, against the portal that comes with the client."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import httpx
import pytest

from bitrix24.portal.testing import running_portal
from tests.conftest import ROOT

BLOCKS = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
ADDRESSES = ("https://portal.bitrix24.com/rest/1/secret/", "http://127.0.0.1:8024/rest/1/secret/")
FLOW = {
    "name": "An earlier flow",
    "plannedCompletionTime": 60,
    "distributionType": "manually",
    "responsibleList": [["user", "1"]],
}


@pytest.mark.parametrize("block", BLOCKS, ids=[f"block {number}" for number in range(1, len(BLOCKS) + 1)])
def test_a_block_runs(block: str) -> None:
    with running_portal() as portal:
        # The first flow of a fresh portal is 517, the one the README pins.
        httpx.post(f"{portal}tasks.flow.Flow.create", json={"flowData": FLOW}).raise_for_status()
        code = block.replace(ADDRESSES[0], portal).replace(ADDRESSES[1], portal)
        ran = subprocess.run(
            [sys.executable, "-W", "error", "-c", code],
            env={**os.environ, "PYTHONPATH": str(ROOT / "generated")},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert ran.stderr == ""
    assert ran.returncode == 0


def test_there_are_blocks_to_run() -> None:
    assert len(BLOCKS) == 3
    assert all(any(address in block for address in ADDRESSES) for block in BLOCKS)
