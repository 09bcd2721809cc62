"""Portals and warehouses of the tests' own. These run in the environment that has dlt: `make test-servers`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from bitrix24 import Client
from bitrix24.portal import LocalPortal
from tests.fleet.servers import PostgresServer, program
from tests.warehouse.databases import DuckDb, Postgres, Warehouse

collect_ignore_glob = [] if find_spec("dlt") else ["test_*.py"]

# Nothing is told to anybody, and nothing is said that no test reads.
os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["RUNTIME__LOG_LEVEL"] = "CRITICAL"


@pytest.fixture
def portal() -> LocalPortal:
    return LocalPortal()


@pytest.fixture
def webhook(portal: LocalPortal) -> Iterator[str]:
    with portal.listening() as url:
        yield url


@pytest.fixture
def b24(webhook: str) -> Iterator[Client]:
    with Client(webhook) as client:
        yield client


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    if not program("initdb"):
        pytest.skip("PostgreSQL is not installed: see `make test-servers`")
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(params=["duckdb", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Warehouse:
    if request.param == "duckdb":
        return DuckDb(tmp_path)
    return Postgres(request.getfixturevalue("postgres_server"), tmp_path)


@pytest.fixture
def duckdb(tmp_path: Path) -> Warehouse:
    return DuckDb(tmp_path)


@pytest.fixture
def postgres(postgres_server: PostgresServer, tmp_path: Path) -> Warehouse:
    return Postgres(postgres_server, tmp_path)
