"""Lists as tables: typed, the same as on the portal whatever was killed, and only what changed is read again."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from bitrix24 import Client, warehouse
from bitrix24.errors import PermissionDenied
from bitrix24.portal import LocalPortal
from tests.warehouse.databases import DATASET, Warehouse
from tests.warehouse.loading import MOMENTS, TABLES, killed

pytestmark = [
    pytest.mark.servers,
    # Of dlt and of what it uses, on the newest Python.
    pytest.mark.filterwarnings("default"),
]

DEALS = "crm.deal.list"


def deals_in(database: Warehouse) -> list[tuple[Any, ...]]:
    rows = database.query(
        f"SELECT id, title, opportunity, opened, begindate, date_modify FROM {DATASET}.crm_deal_list ORDER BY id"
    )
    return [(*row[:-1], row[-1].astimezone(timezone.utc)) for row in rows]


def deals_on(portal: LocalPortal) -> list[tuple[Any, ...]]:
    """As a person reads what the portal answers."""
    return [
        (
            int(row["ID"]),
            row["TITLE"],
            float(row["OPPORTUNITY"]),
            row["OPENED"] == "Y",
            datetime.fromisoformat(row["BEGINDATE"]).date(),
            datetime.fromisoformat(row["DATE_MODIFY"]).astimezone(timezone.utc),
        )
        for row in portal.records("crm.deal")
    ]


def add_field(portal: LocalPortal, name: str, kind: str, **more: str) -> None:
    portal.seed("crm.deal.userfield", [{"FIELD_NAME": name, "USER_TYPE_ID": kind, **more}])


def change(b24: Client) -> None:
    """One deal is new, one is other, one is gone."""
    b24.call("crm.deal.add", {"fields": {"TITLE": "new", "OPPORTUNITY": 17}})
    b24.call("crm.deal.update", {"id": 4, "fields": {"TITLE": "other"}})
    b24.call("crm.deal.delete", {"id": 3})


def test_a_table_is_what_the_portal_has(portal: LocalPortal, b24: Client, database: Warehouse) -> None:
    loaded = warehouse.load(database.pipeline(), b24, [DEALS])

    assert loaded == warehouse.Loaded({DEALS: 170}, {})
    assert deals_in(database) == deals_on(portal)


def test_what_changed_is_read_and_what_is_gone_goes(portal: LocalPortal, b24: Client, database: Warehouse) -> None:
    warehouse.load(database.pipeline(), b24, [DEALS])
    change(b24)
    before = len(portal.calls)
    loaded = warehouse.load(database.pipeline(), b24, [DEALS])

    assert loaded == warehouse.Loaded({DEALS: 2}, {DEALS: 1})
    assert deals_in(database) == deals_on(portal)
    # All that is read of other rows is ids.
    asked = [call.params for call in portal.calls[before:] if call.method == DEALS]
    assert asked
    assert all(">=DATE_MODIFY" in params.get("filter", {}) or params["select"] == ["ID"] for params in asked)


def test_where_nothing_is_gone_no_ids_are_compared(portal: LocalPortal, b24: Client, duckdb: Warehouse) -> None:
    warehouse.load(duckdb.pipeline(), b24, [DEALS])
    before = len(portal.calls)

    assert warehouse.load(duckdb.pipeline(), b24, [DEALS]) == warehouse.Loaded({DEALS: 0}, {})
    asked = [call.params for call in portal.calls[before:] if call.method == DEALS]
    # How many there are.
    assert [params["select"] for params in asked if ">=DATE_MODIFY" not in params.get("filter", {})] == [["ID"]]


def test_another_machine_goes_on_from_what_the_database_knows(b24: Client, duckdb: Warehouse, tmp_path: Path) -> None:
    warehouse.load(duckdb.pipeline(), b24, [DEALS])
    change(b24)
    duckdb.folder = tmp_path / "another"

    assert warehouse.load(duckdb.pipeline(), b24, [DEALS]).rows == {DEALS: 2}


@pytest.mark.parametrize("moment", MOMENTS)
def test_what_was_killed_goes_on(
    moment: str, portal: LocalPortal, webhook: str, b24: Client, duckdb: Warehouse
) -> None:
    _killed_and_again(moment, portal, webhook, b24, duckdb)


def test_what_was_killed_goes_on_in_postgres(
    portal: LocalPortal, webhook: str, b24: Client, postgres: Warehouse
) -> None:
    _killed_and_again("rows 120", portal, webhook, b24, postgres)


def _killed_and_again(moment: str, portal: LocalPortal, webhook: str, b24: Client, database: Warehouse) -> None:
    portal.seed("crm.contact", [{"NAME": f"Contact {number}"} for number in range(60)])
    assert killed(moment, webhook, database.url, str(database.folder / "pipelines")) == -signal.SIGKILL
    change(b24)
    loaded = warehouse.load(database.pipeline(), b24, TABLES)

    # What was loaded before is not read anew, but for what changed.
    assert 0 < loaded.rows[DEALS] < 170
    assert deals_in(database) == deals_on(portal)
    contacts = database.query(f"SELECT id, name FROM {DATASET}.crm_contact_list ORDER BY id")
    assert contacts == [(int(row["ID"]), row["NAME"]) for row in portal.records("crm.contact")]


def test_columns_are_typed_custom_ones_by_the_portal(portal: LocalPortal, b24: Client, database: Warehouse) -> None:
    add_field(portal, "UF_CRM_SCORE", "integer")
    add_field(portal, "UF_CRM_RATE", "double")
    add_field(portal, "UF_CRM_DAY", "date")
    add_field(portal, "UF_CRM_SEEN", "datetime")
    add_field(portal, "UF_CRM_DONE", "boolean")
    add_field(portal, "UF_CRM_TAGS", "string", MULTIPLE="Y")
    fields = {
        "UF_CRM_SCORE": 5,
        "UF_CRM_RATE": 1.5,
        "UF_CRM_DAY": "2026-03-04",
        "UF_CRM_SEEN": "2026-03-04T05:06:07+03:00",
        "UF_CRM_DONE": "Y",
        "UF_CRM_TAGS": ["a", "b"],
    }
    [deal] = portal.seed("crm.deal", [{"TITLE": "custom", **fields}])
    warehouse.load(database.pipeline(), b24, [DEALS])

    types = database.types("crm_deal_list")
    assert {name: types[name] for name in ("id", "opened", "begindate", "uf_crm_score", "uf_crm_day")} == {
        "id": "bigint",
        "opened": "boolean",
        "begindate": "date",
        "uf_crm_score": "bigint",
        "uf_crm_day": "date",
    }
    assert all(types[name] == "timestamp with time zone" for name in ("date_modify", "uf_crm_seen"))
    assert types["uf_crm_rate"] == types["opportunity"]
    assert types["opportunity"].startswith("double")
    [row] = database.query(
        f"SELECT uf_crm_score, uf_crm_rate, uf_crm_done, uf_crm_seen FROM {DATASET}.crm_deal_list WHERE id = {deal}"
    )
    assert row == (5, 1.5, True, datetime(2026, 3, 4, 2, 6, 7, tzinfo=timezone.utc))
    tags = database.query(
        f"SELECT value FROM {DATASET}.crm_deal_list__uf_crm_tags AS tag JOIN {DATASET}.crm_deal_list AS deal"
        f" ON tag._dlt_parent_id = deal._dlt_id WHERE deal.id = {deal} ORDER BY tag._dlt_list_idx"
    )
    assert tags == [("a",), ("b",)]


def test_what_lies_in_a_row_that_is_gone_goes_with_it(portal: LocalPortal, b24: Client, duckdb: Warehouse) -> None:
    add_field(portal, "UF_CRM_TAGS", "string", MULTIPLE="Y")
    [deal] = portal.seed("crm.deal", [{"TITLE": "tagged", "UF_CRM_TAGS": ["a", "b"]}])
    warehouse.load(duckdb.pipeline(), b24, [DEALS])
    b24.call("crm.deal.delete", {"id": deal})
    warehouse.load(duckdb.pipeline(), b24, [DEALS])

    assert duckdb.query(f"SELECT count(*) FROM {DATASET}.crm_deal_list__uf_crm_tags") == [(0,)]


def test_lists_that_tell_no_time_are_read_whole(portal: LocalPortal, b24: Client, duckdb: Warehouse) -> None:
    statuses = len(portal.records("crm.status"))
    first = warehouse.load(duckdb.pipeline(), b24, ["crm.status.list"])
    second = warehouse.load(duckdb.pipeline(), b24, ["crm.status.list"])

    assert first.rows == second.rows == {"crm.status.list": statuses}
    assert duckdb.query(f"SELECT count(*) FROM {DATASET}.crm_status_list") == [(statuses,)]


def test_a_table_of_another_filter_is_made_anew(portal: LocalPortal, b24: Client, duckdb: Warehouse) -> None:
    warehouse.load(duckdb.pipeline(), b24, [DEALS])
    some = warehouse.Table(DEALS, {"filter": {">ID": 100}})
    loaded = warehouse.load(duckdb.pipeline(), b24, [some])

    assert loaded == warehouse.Loaded({DEALS: 70}, {DEALS: 100})
    assert deals_in(duckdb) == deals_on(portal)[100:]


def test_tables_have_the_names_that_they_are_given(b24: Client, duckdb: Warehouse) -> None:
    tables = [
        warehouse.Table("crm.item.list", {"entityTypeId": 2}),
        warehouse.Table("crm.item.list", {"entityTypeId": 2}, name="deals"),
    ]
    warehouse.load(duckdb.pipeline(), b24, tables)
    found = duckdb.query(f"SELECT table_name FROM information_schema.tables WHERE table_schema = '{DATASET}'")

    assert {("crm_item_list_2",), ("deals",)} <= set(found)


def test_what_overlaps_comes_again_and_is_there_once(portal: LocalPortal, b24: Client, duckdb: Warehouse) -> None:
    ages = timedelta(days=10_000)
    first = warehouse.load(duckdb.pipeline(), b24, [DEALS], overlap=ages)

    assert warehouse.load(duckdb.pipeline(), b24, [DEALS], overlap=ages) == first
    assert deals_in(duckdb) == deals_on(portal)


def test_the_source_is_one_of_dlt(portal: LocalPortal, b24: Client, duckdb: Warehouse) -> None:
    made: Any = warehouse.source(b24)
    assert {DEALS, "tasks.task.list", "tasks.task.list_v3", "user.get"} <= set(made.resources)

    pipeline = duckdb.pipeline()
    pipeline.run(made.with_resources(DEALS))
    assert deals_in(duckdb) == deals_on(portal)
    change(b24)
    made = warehouse.source(b24, [DEALS])
    pipeline.run(made)
    assert pipeline.last_trace.last_normalize_info.row_counts["crm_deal_list"] == 2


@pytest.fixture
def narrow(portal: LocalPortal, webhook: str) -> Iterator[Client]:
    """A client that may not call for deals."""
    origin = webhook.partition("/rest/")[0]
    path = portal.add_webhook("narrow", scope="task").partition("/rest/")[2]
    with Client(f"{origin}/rest/{path}") as client:
        yield client


def test_what_the_portal_refuses_is_the_cause(narrow: Client, duckdb: Warehouse) -> None:
    with pytest.raises(Exception, match="insufficient_scope") as caught:
        warehouse.load(duckdb.pipeline(), narrow, [DEALS])

    causes: list[BaseException] = []
    error: BaseException | None = caught.value
    while error is not None:
        causes.append(error)
        error = error.__cause__
    assert any(isinstance(each, PermissionDenied) for each in causes)


def test_wrong_tables_are_refused(b24: Client, duckdb: Warehouse) -> None:
    def load(*tables: str | warehouse.Table) -> None:
        warehouse.load(duckdb.pipeline(), b24, tables)

    with pytest.raises(ValueError, match=r"crm\.deal\.get gives no list"):
        load("crm.deal.get")
    with pytest.raises(ValueError, match=r"crm\.item\.list needs entityTypeId"):
        load("crm.item.list")
    with pytest.raises(ValueError, match=r"two tables are called crm\.deal\.list"):
        load(DEALS, DEALS)
    with pytest.raises(LookupError, match=r"did you mean crm\.deal\.list"):
        load("crm.deal.lists")
