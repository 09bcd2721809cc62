"""The example runs, under Dagster itself."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest

from bitrix24.portal import LocalPortal
from tests.conftest import ROOT
from tests.warehouse.databases import Warehouse

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
