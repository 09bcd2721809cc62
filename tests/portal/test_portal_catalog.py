"""Products, their properties and prices, and documents of the store on the local portal."""

from __future__ import annotations

from typing import Any

import pytest

from tests.portal.in_process import InProcess

SELECT = ["id", "iblockId", "name"]


@pytest.fixture
def portal() -> InProcess:
    return InProcess()


def product(portal: InProcess, name: str, **more: object) -> dict[str, Any]:
    made: dict[str, Any] = portal.call("catalog.product.add", {"fields": {"iblockId": 23, "name": name, **more}})[
        "element"
    ]
    return made


def test_a_product_has_values_of_properties(portal: InProcess) -> None:
    made = product(portal, "Tea", property258="green", property259=[{"value": "a"}, {"value": "b"}], quantity=3)

    assert (made["name"], made["iblockId"], made["quantity"], made["active"]) == ("Tea", 23, 3, "Y")
    assert (made["property258"]["value"], [each["value"] for each in made["property259"]]) == ("green", ["a", "b"])
    portal.call("catalog.product.update", {"id": made["id"], "fields": {"property258": {"value": "black"}}})
    found = portal.call("catalog.product.get", {"id": made["id"]})["product"]
    assert (found["property258"]["value"], found["name"]) == ("black", "Tea")
    assert portal.call("catalog.product.delete", {"id": made["id"]}) is True


def test_a_list_names_what_it_wants(portal: InProcess) -> None:
    tea, cup = product(portal, "Tea"), product(portal, "Cup")

    answer = portal.answer(
        "catalog.product.list", {"select": SELECT, "filter": {"iblockId": 23}, "order": {"id": "desc"}}
    )
    assert [each["id"] for each in answer["result"]["products"]] == [cup["id"], tea["id"]]
    assert answer["total"] == 2
    code, text = portal.refused("catalog.product.list", {"select": ["name"], "filter": {"iblockId": 23}})
    assert (code, text) == ("0", "Required select fields: id, iblockId")


def test_variations_have_a_door_of_their_own(portal: InProcess) -> None:
    product(portal, "Tea")
    fields = {"iblockId": 24, "name": "Tea, 100 g", "parentId": 1}
    offer = portal.call("catalog.product.offer.add", {"fields": fields})["offer"]

    listed = portal.call("catalog.product.offer.list", {"select": SELECT, "filter": {"iblockId": 24}})["offers"]
    assert [each["id"] for each in listed] == [offer["id"]]
    assert (offer["type"], offer["parentId"]["value"]) == (4, "1")
    names = [each["name"] for each in portal.call("catalog.product.list", {"select": SELECT})["products"]]
    assert names == ["Tea"]
    assert portal.call("catalog.product.get", {"id": offer["id"]})["product"]["name"] == "Tea, 100 g"


def test_prices_of_a_product_are_changed_at_once(portal: InProcess) -> None:
    id = product(portal, "Tea")["id"]
    first = portal.call(
        "catalog.price.add", {"fields": {"productId": id, "catalogGroupId": 1, "price": 5, "currency": "EUR"}}
    )["price"]
    new = [{"catalogGroupId": 1, "price": 6, "currency": "EUR"}, {"catalogGroupId": 2, "price": 9, "currency": "EUR"}]

    changed = portal.call("catalog.price.modify", {"fields": {"product": {"id": id, "prices": new}}})["prices"]

    assert [(each["id"] == first["id"], each["price"]) for each in changed] == [(True, 6), (False, 9)]
    listed = portal.call("catalog.price.list", {"filter": {"productId": id}, "select": ["id", "price"]})["prices"]
    assert [each["price"] for each in listed] == [6, 9]


def test_catalogs_and_documents_are_there(portal: InProcess) -> None:
    catalogs = portal.call("catalog.catalog.list", {"select": ["id", "name"]})["catalogs"]
    assert [each["id"] for each in catalogs] == [23, 24]

    fields = {"docType": "A", "currency": "EUR", "responsibleId": 1}
    id = portal.call("catalog.document.add", {"fields": fields})["document"]["id"]
    assert portal.call("catalog.document.conduct", {"id": id}) is True
    listed = portal.call("catalog.document.list", {"filter": {"id": id}})["documents"]
    assert [each["status"] for each in listed] == ["Y"]
    portal.call("catalog.document.cancel", {"id": id})
    assert portal.call("catalog.document.list", {"filter": {"id": id}})["documents"][0]["status"] == "N"
