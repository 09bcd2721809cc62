"""The examples run, that of Dagster under Dagster itself."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from typing import Any

import pytest

from bitrix24.portal import LocalPortal
from tests.conftest import ROOT
from tests.warehouse.databases import Warehouse
from tests.warehouse.loading import PATIENCE

pytestmark = [pytest.mark.servers, pytest.mark.filterwarnings("default")]


def test_the_job_of_dagster_loads(
    portal: LocalPortal, webhook: str, postgres: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL", webhook)
    monkeypatch.setenv("WAREHOUSE", postgres.url)
    # Where dlt and Dagster keep what they are at.
    monkeypatch.setenv("HOME", str(postgres.folder))
    monkeypatch.setenv("DLT_DATA_DIR", str(postgres.folder))
    monkeypatch.setenv("DAGSTER_DISABLE_TELEMETRY", "1")
    spec = importlib.util.spec_from_file_location("dagster_job", ROOT / "examples" / "warehouse" / "dagster_job.py")
    assert spec is not None
    assert spec.loader is not None
    example: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)

    for _ in range(2):
        done = example.definitions.resolve_job_def("load_crm").execute_in_process()
        assert done.success
    assert postgres.query("SELECT count(*) FROM crm.crm_deal_list") == [(len(portal.records("crm.deal")),)]


def test_the_program_for_cron_loads(portal: LocalPortal, webhook: str, duckdb: Warehouse) -> None:
    own = {"PORTAL": webhook, "DLT_DATA_DIR": str(duckdb.folder), "PYTHONPATH": str(ROOT / "generated")}
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / "warehouse" / "load_crm.py"],
        cwd=duckdb.folder,
        env={**os.environ, **own, "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    assert f"crm.deal.list: {len(portal.records('crm.deal'))} rows read, 0 taken away\n" in done.stdout
    assert (duckdb.folder / "portal.duckdb").exists()
