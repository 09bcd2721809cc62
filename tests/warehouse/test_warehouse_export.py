"""`b24 export` into databases and Parquet."""

from __future__ import annotations

from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from bitrix24.portal import LocalPortal
from tests.command_line.running import Home
from tests.warehouse.databases import Warehouse

pytestmark = [pytest.mark.servers, pytest.mark.filterwarnings("default")]


@pytest.fixture
def home(webhook: str, tmp_path: Path) -> Home:
    return Home(tmp_path, webhook)


def test_a_database_is_brought_up_to_date(portal: LocalPortal, home: Home, duckdb: Warehouse) -> None:
    first = home.b24("export", "crm.deal.list", "--to", duckdb.url)
    portal.seed("crm.deal", [{"TITLE": "new"}])
    second = home.b24("export", "crm.deal.list", "--to", duckdb.url)

    assert (first.code, first.out, first.err) == (0, "", "b24: bitrix24.crm_deal_list: 170 rows read\n")
    assert (second.code, second.out, second.err) == (0, "", "b24: bitrix24.crm_deal_list: 1 rows read\n")
    rows = duckdb.query("SELECT id, title FROM bitrix24.crm_deal_list ORDER BY id")
    assert rows == [(int(row["ID"]), row["TITLE"]) for row in portal.records("crm.deal")]


def test_what_the_portal_refuses_is_told(portal: LocalPortal, webhook: str, home: Home, duckdb: Warehouse) -> None:
    path = portal.add_webhook("narrow", scope="task").partition("/rest/")[2]
    narrow = f"{webhook.partition('/rest/')[0]}/rest/{path}"
    done = home.b24("export", "crm.deal.list", "--to", duckdb.url, BITRIX24_WEBHOOK=narrow)

    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert "insufficient_scope" in done.err


def test_a_database_that_is_away_is_told_without_its_password(home: Home) -> None:
    done = home.b24("export", "crm.deal.list", "--to", "postgresql://me:top-secret@127.0.0.1:1/crm")

    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith("b24: the database does not take it: connection")
    assert "secret" not in done.err


def test_a_file_that_duckdb_would_confuse_is_refused(home: Home) -> None:
    done = home.b24("export", "crm.status.list", "--to", "duckdb:///bitrix24.duckdb")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "call the file otherwise" in done.err


def test_the_password_is_taken_from_the_environment(home: Home, postgres: Warehouse) -> None:
    url = postgres.url.replace(":any@", "@")
    without = home.b24("export", "crm.status.list", "--to", url)
    assert (without.code, without.err.count("\n")) == (2, 1)
    assert "PGPASSWORD" in without.err

    assert home.b24("export", "crm.status.list", "--to", url, PGPASSWORD="any").code == 0


def test_parquet_has_the_types(portal: LocalPortal, home: Home) -> None:
    import pyarrow.parquet as parquet

    done = home.b24("export", "crm.deal.list", "--to", "deals.parquet")
    assert (done.code, done.out, done.err) == (0, "", "b24: deals.parquet: 170 rows\n")

    table = parquet.read_table(home.folder / "deals.parquet")
    types = {field.name: str(field.type) for field in table.schema}
    assert {name: types[name] for name in ("ID", "TITLE", "OPPORTUNITY", "OPENED", "BEGINDATE", "DATE_MODIFY")} == {
        "ID": "int64",
        "TITLE": "string",
        "OPPORTUNITY": "double",
        "OPENED": "bool",
        "BEGINDATE": "date32[day]",
        "DATE_MODIFY": "timestamp[us, tz=UTC]",
    }
    first = table.to_pylist()[0]
    assert (first["ID"], first["BEGINDATE"]) == (1, date(2026, 1, 1))
    assert first["DATE_MODIFY"] == datetime(2026, 1, 1, 7, tzinfo=timezone.utc)
    assert [row["TITLE"] for row in table.to_pylist()] == [row["TITLE"] for row in portal.records("crm.deal")]


def test_a_column_of_parquet_with_a_stranger_is_text(portal: LocalPortal, home: Home) -> None:
    import pyarrow.parquet as parquet

    portal.answer("crm.deal.list", [{"ID": "1", "PROBABILITY": "50"}, {"ID": "2", "PROBABILITY": "even"}])
    done = home.b24("export", "crm.deal.list", "--to", "deals.parquet")

    assert done.code == 0, done.err
    assert parquet.read_table(home.folder / "deals.parquet").to_pydict() == {
        "ID": [1, 2],
        "PROBABILITY": ["50", "even"],
    }
