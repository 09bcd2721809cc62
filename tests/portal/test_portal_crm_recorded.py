"""The local portal's CRM beside recorded answers of real portals: the same keys, JSON types that are alike."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from generator.runtime.portal.documented import documentation
from tests.portal.in_process import InProcess

ANSWERS = Path(__file__).resolve().parents[3] / "shared" / "real" / "answers.json"
EMPTY = (None, "", "0", [], {}, False)

PERSON = {"NAME": "A", "LAST_NAME": "B", "COMPANY_ID": 1, "CONTACT_ID": 1, "BIRTHDATE": "2001-11-11"}
TITLED = {"TITLE": "A", "PROBABILITY": 30, "OPPORTUNITY": 5, "COMMENTS": "text", "SOURCE_ID": "CALL", "CATEGORY_ID": 0}
FOUND = {"PHONE": [{"VALUE": "+1"}], "WEB": [{"VALUE": "a"}], "IM": [{"VALUE": "b"}], "LINK": [{"VALUE": "1"}]}
ROWS = [{"productName": "A", "price": 5, "quantity": 2}]


@cache
def recorded() -> dict[str, list[Any]]:
    """The bodies by method; those that are no CRM's, and errors, left out."""
    if not ANSWERS.exists():
        pytest.skip("needs the recorded answers of real portals, answers.json, in ../shared/real")
    found: dict[str, list[Any]] = {}
    for each in json.loads(ANSWERS.read_text("utf-8")):
        body = each.get("body")
        if str(each.get("method")).startswith("crm.") and isinstance(body, Mapping) and "result" in body:
            found.setdefault(each["method"], []).append(body["result"])
    return found


@pytest.fixture(scope="module")
def portal() -> InProcess:
    """With records in which nothing is empty that need not be."""
    portal = InProcess()
    portal.call("crm.company.add", {"fields": {"TITLE": "A"}})
    portal.call("crm.contact.add", {"fields": {**PERSON, **TITLED, **FOUND}})
    portal.call("crm.contact.add", {"fields": {}})
    portal.call("crm.lead.add", {"fields": {**PERSON, **TITLED, **FOUND}})
    portal.call("crm.lead.add", {"fields": {"STATUS_ID": "CONVERTED"}})
    portal.call("crm.deal.add", {"fields": {**PERSON, **TITLED}})
    portal.call("crm.deal.add", {"fields": {"CONTACT_ID": 2}})
    portal.call("crm.item.productrow.set", {"ownerType": "D", "ownerId": 1, "productRows": ROWS})
    return portal


ASKED: dict[str, list[dict[str, Any]]] = {
    "crm.contact.get": [{"id": 1}, {"id": 2}],
    "crm.deal.get": [{"id": 171}, {"id": 1}],
    "crm.deal.list": [{"filter": {">ID": 170}}],
    "crm.item.productrow.list": [{"filter": {"=ownerType": "D", "=ownerId": 1}}],
    "crm.lead.list": [{}, {"select": ["ID", "TITLE"]}],
    "crm.stagehistory.list": [{"entityTypeId": 2}],
    "crm.status.entity.items": [{"entityId": "STATUS"}, {"entityId": "SOURCE"}],
}


@pytest.mark.parametrize("method", ASKED)
def test_records_are_alike(portal: InProcess, method: str) -> None:
    theirs = [row for result in recorded()[method] for row in _rows(result)]
    ours = [row for params in ASKED[method] for row in _rows(portal.call(method, params))]
    assert theirs
    assert ours

    documented = [row for answer in _known(method) for row in _rows(answer)]
    known = {name for row in (*theirs, *documented) for name in row}
    assert {name for row in ours for name in row if not _is_own(name)} <= known
    for name in sorted(known):
        values = [row[name] for row in ours if name in row]
        seen = [row[name] for row in theirs if name in row]
        full, empty = _types(values, empty=False), _types(values, empty=True)
        if _types(seen, empty=False):
            assert full <= _types(seen, empty=False), name
        if seen and _types(seen, empty=True):
            assert empty <= _types(seen, empty=True), name


def test_fields_are_alike(portal: InProcess) -> None:
    theirs, ours = recorded()["crm.lead.fields"][0], portal.call("crm.lead.fields")

    assert {name for name in theirs if not _is_own(name)} <= set(ours)
    for name in set(theirs) & set(ours):
        assert theirs[name]["type"] == ours[name]["type"], name
        # One of the two portals knows a link's other side.
        assert set(ours[name]) - {"settings"} == set(theirs[name]) - {"settings"}, name


def test_user_fields_are_alike(portal: InProcess) -> None:
    portal.call("crm.lead.userfield.add", {"fields": {"FIELD_NAME": "SEEN", "USER_TYPE_ID": "string"}})
    theirs = next(field for name, field in recorded()["crm.lead.fields"][0].items() if name.startswith("UF_"))
    ours = portal.call("crm.lead.fields")["UF_CRM_SEEN"]

    assert set(ours) == set(theirs)
    assert set(ours["settings"]) == set(theirs["settings"])


@pytest.mark.parametrize("entity", ["company", "deal", "requisite"])
def test_a_new_user_field_is_its_number(portal: InProcess, entity: str) -> None:
    theirs = recorded()[f"crm.{entity}.userfield.add"]
    ours = portal.call(f"crm.{entity}.userfield.add", {"fields": {"FIELD_NAME": "UF_ONE", "USER_TYPE_ID": "string"}})
    assert {type(each) for each in theirs} == {type(ours)}


def test_every_recorded_method_is_compared() -> None:
    others = {
        "crm.lead.fields",
        "crm.company.userfield.add",
        "crm.deal.userfield.add",
        "crm.requisite.userfield.add",
        # Keep nothing that the CRM knows.
        "crm.deal.details.configuration.get",
        "crm.product.property.add",
    }
    assert set(recorded()) <= {*ASKED, *others}


def _rows(result: Any) -> Iterator[Mapping[str, Any]]:
    """The records in a result."""
    while isinstance(result, Mapping) and len(result) == 1:
        result = next(iter(result.values()))
    yield from [result] if isinstance(result, Mapping) else result


def _known(method: str) -> list[Any]:
    """What is documented and recorded of the family's records."""
    names = (method, *(f"{method.rpartition('.')[0]}.{last}" for last in ("get", "list")))
    found = [documentation().find(2, name) for name in names]
    answers = [each.answer["result"] for each in found if each is not None and each.answer is not None]
    return [*answers, *(result for name in names for result in recorded().get(name, ()))]


def _is_own(name: str) -> bool:
    return name.startswith(("UF_", "PARENT_ID_"))


def _types(values: list[Any], *, empty: bool) -> set[str]:
    return {_type(value) for value in values if (value in EMPTY) is empty}


def _type(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return {str: "string", list: "list", dict: "map", type(None): "null"}[type(value)]
