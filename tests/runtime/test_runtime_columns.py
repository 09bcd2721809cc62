"""What rows become as those of a table: columns of one kind each, by the documentation and by the portal."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bitrix24._core.columns import Columns, PortalField, in_humps, portal_fields
from bitrix24._core.table_source import TableSource
from bitrix24.portal import LocalPortal
from bitrix24.types.crm import Deal
from bitrix24.types.tasks import Task

CUSTOM = {"UF_CRM_SCORE": PortalField("integer", False), "UF_CRM_DAYS": PortalField("date", True)}


def test_kinds_are_those_of_the_documentation_and_of_custom_fields() -> None:
    kinds = Columns(Deal, {**CUSTOM, "ID": PortalField("text", False), "OTHER": PortalField("text", False)}).kinds

    assert kinds.items() >= {"ID": "integer", "OPPORTUNITY": "number", "OPENED": "boolean", "TITLE": "text"}.items()
    assert kinds.items() >= {"BEGINDATE": "date", "DATE_MODIFY": "datetime", "UF_CRM_SCORE": "integer"}.items()
    # Several in a row are no column, and what is not custom is there only where rows have it.
    assert not {"UF_CRM_DAYS", "OTHER"} & kinds.keys()


@pytest.mark.parametrize(
    ("name", "sent", "value"),
    [
        ("ID", "7", 7),
        ("OPPORTUNITY", "100.50", 100.5),
        ("OPENED", "Y", True),
        ("BEGINDATE", "2026-01-01T03:00:00+03:00", dt.date(2026, 1, 1)),
        ("BEGINDATE", "", None),
        ("UF_CRM_SCORE", "5", 5),
        ("UF_CRM_SCORE", "", None),
        ("UF_CRM_DAYS", ["2026-01-01T03:00:00+03:00"], [dt.date(2026, 1, 1)]),
        ("UF_CRM_DAYS", False, None),
        # Of one kind whatever comes.
        ("NEW", 5, "5"),
        ("NEW", True, "true"),
        ("NEW", "x", "x"),
        ("NEW", {"A": 1, "B": [1, "x", None]}, {"A": "1", "B": [1, "x", None]}),
        # What cannot be read is not lost.
        ("PROBABILITY", "even", "even"),
        ("UF_CRM_SCORE", "many", "many"),
    ],
)
def test_values(name: str, sent: object, value: object) -> None:
    found = Columns(Deal, CUSTOM).values({name: sent})[name]
    assert (found, type(found)) == (value, type(value))


def test_objects_in_a_row_are_read_as_documented() -> None:
    row = Columns(Task, {}).values({"id": "1", "responsible": {"id": "547", "name": "Sam"}})
    assert row == {"id": 1, "responsible": {"id": 547, "name": "Sam"}}


def test_a_row_that_is_no_object_is_a_value() -> None:
    assert Columns(None, {}).values("x") == {"value": "x"}


@pytest.mark.parametrize(
    ("answer", "kinds"),
    [
        ({"UF_A": {"type": "integer", "isMultiple": False}}, {"UF_A": ("integer", False)}),
        ({"fields": {"ufA": {"type": "datetime", "isMultiple": True}}}, {"ufA": ("datetime", True)}),
        ([{"FIELD_NAME": "UF_A", "USER_TYPE_ID": "double", "MULTIPLE": "Y"}], {"UF_A": ("number", True)}),
        ({"UF_A": {"type": "file"}}, {"UF_A": (None, False)}),
        ({"ID": "Name of the field"}, {}),
        (None, {}),
        ([], {}),
    ],
)
def test_what_portals_say_of_their_fields(answer: object, kinds: dict[str, Any]) -> None:
    assert portal_fields(answer) == {name: PortalField(*field) for name, field in kinds.items()}


def test_tasks_spell_fields_in_two_ways() -> None:
    assert in_humps("UF_CRM_TASK") == "ufCrmTask"


def _source(method: str, **params: object) -> TableSource:
    with LocalPortal().client() as b24:
        return TableSource(b24, method, None, params, "")


def test_tables_are_called_by_the_method_and_what_it_requires() -> None:
    assert _source("crm.deal.list", filter={"ID": 1}).name == "crm.deal.list"
    assert _source("crm.item.list", entityTypeId=31).name == "crm.item.list_31"


@pytest.mark.parametrize(
    ("method", "params", "key"),
    [
        ("crm.deal.list", {}, "ID"),
        ("crm.item.list", {"entityTypeId": 2}, "id"),
        ("tasks.task.list", {"select": ["ID", "TITLE"]}, "id"),
        # Nothing to merge by, in an order of its own, and without a time.
        ("crm.deal.list", {"select": ["TITLE"]}, None),
        ("crm.deal.list", {"order": {"TITLE": "ASC"}}, None),
        ("sale.payment.list", {}, None),
        ("crm.currency.list", {}, None),
    ],
)
def test_what_tells_changes(method: str, params: dict[str, object], key: str | None) -> None:
    assert _source(method, **params).key == key


def test_custom_fields_are_asked_for_by_name() -> None:
    portal = LocalPortal()
    portal.seed("crm.deal.userfield", [{"FIELD_NAME": "UF_CRM_SCORE", "USER_TYPE_ID": "integer"}])
    with portal.client() as b24:
        rows = list(TableSource(b24, "crm.deal.list", None, {"filter": {"ID": 1}}, "").rows())
        chosen = list(TableSource(b24, "crm.deal.list", None, {"select": ["ID"]}, "").rows())

    assert {"ID", "UF_CRM_SCORE"} <= set(rows[0])
    assert set(chosen[0]) == {"ID"}
