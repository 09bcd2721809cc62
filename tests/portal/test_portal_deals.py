"""`crm.deal.*` and `crm.item.*` on the local portal: the same deals by two names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bitrix24 import Client

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.portal.conftest import Portal

CUSTOM = "UF_CRM_1721244482250"


def ids(portal: Portal, **params: object) -> list[int]:
    rows, *_ = portal.call("crm.deal.list", {"select": ["ID"], **params}).page
    return [int(row["ID"]) for row in rows]


def items(portal: Portal, **params: object) -> list[int]:
    found, *_ = portal.call("crm.item.list", {"entityTypeId": 2, "select": ["id"], **params}).page
    return [row["id"] for row in found["items"]]


def test_a_deal_has_the_documented_fields_as_texts(untouched: Portal) -> None:
    deal = untouched.call("crm.deal.get", {"ID": "7"}).result

    assert {name: deal[name] for name in ("ID", "TITLE", "OPPORTUNITY", "OPENED", "COMPANY_ID", "DATE_CREATE")} == {
        "ID": "7",
        "TITLE": "Deal #7",
        "OPPORTUNITY": "700.00",
        "OPENED": "Y",
        "COMPANY_ID": None,
        "DATE_CREATE": "2026-01-01T16:00:00+03:00",
    }


def test_an_item_is_the_same_deal_typed(untouched: Portal) -> None:
    item = untouched.call("crm.item.get", {"entityTypeId": 2, "id": 7}).result["item"]

    names = ("id", "title", "opportunity", "opened", "companyId", "createdTime", "entityTypeId")
    assert [item[name] for name in names] == [7, "Deal #7", 700.0, "Y", None, "2026-01-01T16:00:00+03:00", 2]


def test_a_deal_is_added_changed_and_deleted(portal: Portal) -> None:
    fields = {"TITLE": "Coffee", "OPPORTUNITY": 12.5, "COMPANY_ID": 9, CUSTOM: "Hello", "NO_SUCH": 1, "ID": 5}
    assert portal.call("crm.deal.add", {"fields": fields}).result == 171

    assert portal.call("crm.deal.update", {"id": 171, "fields": {"STAGE_ID": "WON"}}).result is True
    deal = portal.call("crm.deal.get", {"id": 171}).result
    assert [deal[name] for name in ("TITLE", "OPPORTUNITY", "COMPANY_ID", "STAGE_ID", CUSTOM)] == [
        "Coffee",
        "12.50",
        "9",
        "WON",
        "Hello",
    ]
    assert deal["DATE_MODIFY"] >= deal["DATE_CREATE"] > "2026-01-10"

    assert portal.call("crm.deal.delete", {"id": 171}).result is True
    assert portal.call("crm.deal.get", {"id": 171}).error == (400, "", "Not found")


def test_a_deal_needs_nothing(portal: Portal) -> None:
    assert portal.call("crm.deal.add", {}).result == portal.call("crm.deal.add", {"fields": []}).result - 1
    assert portal.call("crm.deal.get", {"id": 171}).result["TITLE"] == "Deal #171"


def test_an_item_is_added(portal: Portal) -> None:
    fields = {"title": "Tea", "opportunity": 7, "ufCrm_1721244482250": "Hi"}
    item = portal.call("crm.item.add", {"entityTypeId": 2, "fields": fields}).result["item"]

    assert (item["id"], item["title"], item["opportunity"], item["ufCrm_1721244482250"]) == (171, "Tea", 7.0, "Hi")
    assert portal.call("crm.deal.get", {"id": 171}).result["TITLE"] == "Tea"


def test_a_list_comes_in_pages_of_fifty(untouched: Portal) -> None:
    pages = [untouched.call("crm.deal.list", {"start": start}).page for start in (0, 50, 100, 150, 200)]

    assert [(len(rows), total, following) for rows, total, following in pages] == [
        (50, 170, 50),
        (50, 170, 100),
        (50, 170, 150),
        (20, 170, None),
        (0, 170, None),
    ]
    assert [int(row["ID"]) for rows, *_ in pages for row in rows] == list(range(1, 171))


def test_uncounted_pages_have_no_next(untouched: Portal) -> None:
    rows, total, following = untouched.call("crm.deal.list", {"start": -1, "filter": {">ID": 150}}).page

    assert (len(rows), total, following) == (20, None, None)


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"ID": 7}, [7]),
        ({"=ID": "7"}, [7]),
        ({">ID": 168}, [169, 170]),
        ({">=ID": 169}, [169, 170]),
        ({"<ID": 3}, [1, 2]),
        ({"<=ID": 2}, [1, 2]),
        ({">OPPORTUNITY": 16850, "STAGE_ID": "PREPARATION"}, [169]),
        ({"<=ID": 5, "!STAGE_ID": "PREPARATION"}, [2, 3, 4]),
        ({"<=ID": 5, "!=ID": 3}, [1, 2, 4, 5]),
        ({"@ID": [5, "3", 999]}, [3, 5]),
        ({"<ID": 6, "!@ID": [5, 3]}, [1, 2, 4]),
        ({"%TITLE": "#17"}, [17, 170]),
        ({"=%TITLE": "deal #16%", ">ID": 20}, [*range(160, 170)]),
        ({"%=TITLE": "%#9"}, [9]),
        ({"<=ID": 12, "!%TITLE": "1"}, [2, 3, 4, 5, 6, 7, 8, 9]),
        ({"<DATE_CREATE": "2026-01-01T09:00:00+01:00"}, [1]),
        ({"<DATE_CREATE": "01.01.2026 11:30:00"}, [1, 2]),
        ({"NO_SUCH": 1, ">ID": 169}, [170]),
        ({"<DATE_CREATE": "2026-01-02"}, [*range(1, 15)]),
        ({">COMPANY_ID": 0}, []),
        ([], [*range(1, 51)]),
    ],
)
def test_filters_mean_what_their_prefixes_say(untouched: Portal, condition: object, found: list[int]) -> None:
    assert ids(untouched, filter=condition) == found


def test_order_goes_field_by_field(untouched: Portal) -> None:
    order = {"STAGE_ID": "DESC", "ID": "desc"}

    assert ids(untouched, filter={"<=ID": 8}, order=order) == [7, 3, 5, 1, 8, 4, 6, 2]
    assert items(untouched, filter={"<=id": 8}, order={"stageId": "DESC", "id": "DESC"}) == [7, 3, 5, 1, 8, 4, 6, 2]


def test_selected_fields_are_all_there_is(untouched: Portal) -> None:
    def names(*select: str) -> set[str]:
        rows, *_ = untouched.call("crm.deal.list", {"SELECT": list(select), "FILTER": {"ID": 1}}).page
        return set(rows[0])

    assert names("ID", "TITLE", "NO_SUCH") == {"ID", "TITLE"}
    assert names("UF_*") == {"ID", CUSTOM}
    assert names("*") == names() - {CUSTOM}


@pytest.mark.parametrize(
    ("method", "params", "text"),
    [
        ("get", {}, "ID is not defined or invalid."),
        ("delete", {"id": "one"}, "ID is not defined or invalid."),
        ("update", {"id": 999}, "Not found"),
        ("add", {"fields": "TITLE"}, "Parameter 'fields' must be array."),
        ("add", {"fields": {"OPPORTUNITY": "much"}}, 'Invalid value for the "OPPORTUNITY" field'),
        ("list", {"filter": "ID"}, "Parameter 'filter' must be array."),
        ("list", {"order": "ID"}, "Parameter 'order' must be array."),
        ("list", {"filter": {"OPPORTUNITY": "much"}}, "Failed to get list. General error."),
    ],
)
def test_deals_refuse_with_an_empty_code(untouched: Portal, method: str, params: object, text: str) -> None:
    assert untouched.call(f"crm.deal.{method}", params).error == (400, "", text)


@pytest.mark.parametrize(
    ("method", "params", "code", "text"),
    [
        ("list", {"entityTypeId": 999}, "NOT_FOUND", "SPA not found"),
        ("get", {"id": 999}, "NOT_FOUND", "Item not found"),
        ("list", {"filter": {">ID": 1}}, "INVALID_ARG_VALUE", "Invalid filter: field '>ID' is not allowed in filter"),
        ("list", {"filter": {"@id": 1}}, "INVALID_ARG_VALUE", "Invalid filter: field 'id' has invalid value"),
        ("list", {"filter": {"%title": 1}}, "INVALID_ARG_VALUE", "Invalid filter: field 'title' has invalid value"),
        (
            "list",
            {"order": {"size": "ASC"}},
            "INVALID_ARG_VALUE",
            "Invalid order: field 'size' is not allowed in order",
        ),
        (
            "list",
            {"order": {"id": "UP"}},
            "INVALID_ARG_VALUE",
            "Invalid order: allowed sort directions are ASC, DESC. But got 'UP' for field 'id'",
        ),
        ("add", {"fields": {"closed": 1}}, "CRM_FIELD_ERROR_VALUE_NOT_VALID", 'Invalid value for field "closed"'),
    ],
)
def test_items_say_what_is_wrong(untouched: Portal, method: str, params: Any, code: str, text: str) -> None:
    assert untouched.call(f"crm.item.{method}", {"entityTypeId": 2, **params}).error == (400, code, text)


def test_the_client_reads_what_it_has_added(client: Client) -> None:
    new = client.crm.item.add(entity_type_id=2, fields={"title": "By the client", "opportunity": 99.5})

    assert (new.item.id, new.item.title, new.item.raw["opportunity"]) == (171, "By the client", 99.5)
