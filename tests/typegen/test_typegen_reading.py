"""What is read of a portal: all that it tells, in few requests, and what it refuses to tell."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bitrix24.errors import AuthError, PortalError
from bitrix24.portal import LocalPortal
from bitrix24.portal.errors import Refused
from bitrix24.typegen.crm_facts import FIXED, entity
from bitrix24.typegen.description import Choice, DescriptionError, EntityFacts, FieldFacts, Pipeline, dumped, loaded
from bitrix24.typegen.module import module_of
from bitrix24.typegen.reading import NothingToRead
from tests.typegen.making import TYPES, described, description_of, furnished, imported

ANSWERS = Path(__file__).resolve().parents[3] / "shared" / "real" / "answers.json"


def by_key(portal: LocalPortal) -> dict[str, EntityFacts]:
    return {each.key: each for each in description_of(portal).entities}


def field(entity: EntityFacts, wire: str) -> FieldFacts:
    return next(each for each in entity.fields if each.wire == wire)


def test_a_portal_is_read_in_few_requests() -> None:
    portal = furnished(LocalPortal())
    before = len(portal.calls)

    found = description_of(portal)

    assert [call.method for call in portal.calls[before:] if not call.in_batch] == [
        *("batch", "crm.status.list", "batch"),
    ]
    assert found.portal == "localhost"
    assert [each.key for each in found.entities] == [
        *("crm.item:1", "crm.item:2", "crm.item:3", "crm.item:4", "crm.item:7", "crm.item:31", "crm.item:1032"),
        *("tasks.task:0", "user:0", "catalog.product:23", "catalog.product:24"),
    ]
    assert found.left_out == ()


def test_fields_of_the_crm() -> None:
    deals = by_key(furnished(LocalPortal()))["crm.item:2"]

    assert field(deals, "title") == FieldFacts("title", "string", "Title")
    assert field(deals, "companyId") == FieldFacts("companyId", "crm_company", "Company", targets=(4,))
    assert field(deals, "stageId").directory == "DEAL_STAGE"
    assert {each.type for each in deals.fields if each.custom} == set(TYPES)
    several = field(deals, "ufCrmEnumerationY")
    assert (several.custom, several.multiple, several.label) == (True, True, "enumeration several")
    assert [each.label for each in several.choices] == ["Lease", "Sale"]
    assert field(deals, "ufCrmCrmStatusN").directory == "SOURCE"
    assert field(deals, "ufCrmCrmN").targets == (1, 2, 3, 4, 1032)
    assert field(deals, "ufCrmStringN").directory == ""


def test_pipelines_begin_with_the_default_one() -> None:
    found = by_key(furnished(LocalPortal()))

    (first, second), (own,) = found["crm.item:2"].pipelines, found["crm.item:1032"].pipelines
    assert first == Pipeline(0, "General", "DEAL_STAGE")
    assert second == Pipeline(second.id, "Service", f"DEAL_STAGE_{second.id}")
    assert own.directory == f"DYNAMIC_1032_STAGE_{own.id}"
    assert found["crm.item:1"].pipelines == (Pipeline(0, "Lead", "STATUS"),)
    assert found["crm.item:1032"].product_rows


def test_tasks_users_lists_and_products() -> None:
    portal = LocalPortal()
    in_list: dict[str, Any] = {"IBLOCK_TYPE_ID": "lists", "IBLOCK_CODE": "leave"}
    choices = {"n0": {"VALUE": "Paid", "SORT": 10}, "n1": {"VALUE": "Unpaid", "SORT": 20}}
    kind = {"NAME": "Kind", "TYPE": "L", "CODE": "KIND", "LIST": choices}
    days = {"NAME": "Days", "TYPE": "N", "MULTIPLE": "Y", "IS_REQUIRED": "Y", "CODE": "DAYS"}
    budget = {"USER_TYPE_ID": "double", "FIELD_NAME": "BUDGET", "EDIT_FORM_LABEL": {"en": "Budget"}}
    badge = {"USER_TYPE_ID": "integer", "FIELD_NAME": "BADGE", "LABEL": "Badge", "MULTIPLE": "Y"}
    colour = {"iblockId": 23, "name": "Colour", "propertyType": "L", "multiple": "N"}
    with portal.client() as b24:
        b24.call("lists.add", {**in_list, "FIELDS": {"NAME": "Leave"}})
        b24.call("lists.field.add", {**in_list, "FIELDS": kind})
        b24.call("lists.field.add", {**in_list, "FIELDS": days})
        b24.call("task.item.userfield.add", {"PARAMS": budget})
        b24.call("user.userfield.add", {"fields": badge})
        property = b24.call("catalog.productProperty.add", {"fields": colour}).result["productProperty"]["id"]
        b24.call("catalog.productPropertyEnum.add", {"fields": {"propertyId": property, "value": "Red", "xmlId": "r"}})
    found = by_key(portal)

    leave = found["lists.element:1"]
    assert (leave.label, leave.list_type) == ("Leave", "lists")
    _, _, name, first, second = leave.fields
    assert (name.wire, first.type, [each.label for each in first.choices]) == (
        "NAME",
        "enumeration",
        ["Paid", "Unpaid"],
    )
    assert (second.label, second.type, second.multiple, second.required) == ("Days", "double", True, True)
    assert field(found["tasks.task:0"], "UF_BUDGET").type == "double"
    assert [each.code for each in field(found["tasks.task:0"], "PRIORITY").choices] == ["2", "1", "0"]
    assert field(found["user:0"], "UF_BADGE").multiple
    assert field(found["user:0"], "LAST_NAME").label == "Last Name"
    *standard, own = found["catalog.product:23"].fields
    assert {"id", "name", "active", "previewPicture"} < {each.wire for each in standard}
    assert (own.wire, own.label, own.type) == (f"property{property}", "Colour", "enumeration")
    assert [each.label for each in own.choices] == ["Red"]


def test_what_a_scope_is_missing_for_is_left_out_and_told() -> None:
    found = description_of(LocalPortal(scope="crm,catalog"))

    assert {each.kind for each in found.entities} == {"crm.item", "catalog.product"}
    assert [str(each) for each in found.left_out] == [
        "tasks: left out: it needs the scope task",
        "custom fields of tasks: left out: it needs the scope task",
        "users: left out: it needs the scope user or user_brief or user_basic",
        "custom fields of users: left out: it needs the scope user.userfield",
        "lists: left out: it needs the scope lists",
    ]


def test_a_module_that_the_portal_does_not_have_is_left_out_and_told() -> None:
    portal = LocalPortal()
    missing = Refused("ERROR_METHOD_NOT_FOUND", "Method not found!", 404)
    for method in ("catalog.catalog.list", "catalog.productProperty.list", "catalog.productPropertyEnum.list"):
        portal.answer(method, missing)
    portal.answer("crm.item.fields", Refused("ACCESS_DENIED", "Access denied", 403))
    found = description_of(portal)

    assert {each.kind for each in found.entities} == {"tasks.task", "user"}
    assert [str(each) for each in found.left_out][:2] == [
        "products: left out: catalog.catalog.list: Method not found!",
        "properties of products: left out: catalog.productProperty.list: Method not found!",
    ]
    assert "Deal (2): left out: crm.item.fields: Access denied" in map(str, found.left_out)


def test_a_portal_that_tells_nothing_is_an_error() -> None:
    with pytest.raises(NothingToRead, match=r"the portal tells nothing: .*it needs the scope crm"):
        description_of(LocalPortal(scope="disk"))


def test_a_portal_that_has_no_time_is_an_error_and_nothing_is_left_out() -> None:
    portal = LocalPortal()
    portal.answer("user.fields", Refused("INTERNAL_SERVER_ERROR", "Internal server error", 500))

    with pytest.raises(PortalError):
        description_of(portal)


def test_every_page_is_read() -> None:
    portal = LocalPortal()
    with portal.client() as b24, b24.batch() as batch:
        for number in range(120):
            field = {"USER_TYPE_ID": "string", "FIELD_NAME": f"F{number}", "LABEL": f"Field {number}"}
            batch.call("user.userfield.add", {"fields": field})

    users = by_key(portal)["user:0"]
    assert len([each for each in users.fields if each.custom and each.type == "string"]) == 120


def test_a_description_is_what_it_was_after_it_has_been_kept() -> None:
    found = description_of(furnished(LocalPortal()))

    assert loaded(dumped(found)) == found
    assert dumped(loaded(dumped(found))) == dumped(found)
    assert "secret" not in dumped(found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is no JSON"),
        ("[" * 100_000, "it is no JSON"),
        ("[]", "the whole is no object"),
        ("{}", "format 0, not 1"),
        ('{"format": true}', "format is no number"),
        ('{"format": 1, "entities": {}}', "entities is no list"),
        ('{"format": 1, "entities": [{"kind": "os"}]}', "entities is no list of crm.item, "),
        ('{"format": 1, "entities": [{"kind": "user", "id": "1; x"}]}', r"entities\[0\].id is no number"),
        ('{"format": 1, "directories": {"A": [["x"]]}}', "directories.A is no list of pairs of texts"),
        ('{"format": 1, "names": {"a": {"b": [1]}}}', r"names.a.b\[0\] is no text"),
    ],
)
def test_what_is_no_description_is_refused(text: str, said: str) -> None:
    with pytest.raises(DescriptionError, match=said):
        loaded(text)


def test_recorded_fields_of_a_real_portal_are_read() -> None:
    if not ANSWERS.exists():
        pytest.skip("needs the recorded answers of real portals, answers.json, in ../shared/real")
    answers = json.loads(ANSWERS.read_text("utf-8"))
    fields = next(each["body"]["result"] for each in answers if each.get("method") == "crm.lead.fields")
    found = entity(FIXED[0], fields, [])

    assert len(found.fields) == len(fields)
    customs = [each for each in found.fields if each.custom]
    assert customs
    assert not [each.label for each in customs if each.label.startswith("UF_")]
    made = imported(module_of(described(replace(found, pipelines=()))))
    assert len(made.LeadFields.__annotations__) > 20


def test_half_a_character_is_a_question_mark() -> None:
    row = {"type": "enumeration", "title": "x\ud800", "items": [{"ID": 1, "VALUE": None}]}
    (found,) = entity(FIXED[1], {"ufCrm_1": row}, []).fields

    assert (found.label, found.choices) == ("x?", (Choice("1", ""),))


def test_credentials_that_are_wrong_are_an_error() -> None:
    portal = LocalPortal()
    portal.answer("user.fields", Refused("expired_token", "The access token provided has expired.", 401))

    with pytest.raises(AuthError):
        description_of(portal)
