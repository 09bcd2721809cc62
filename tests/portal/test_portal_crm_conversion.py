"""Stages that are none of a pipeline, and leads that come to their end, as pages have it."""

from __future__ import annotations

import pytest

from tests.portal.in_process import InProcess


@pytest.fixture
def portal() -> InProcess:
    return InProcess()


def test_an_item_takes_no_stage_of_another_pipeline(portal: InProcess) -> None:
    other = portal.call("crm.category.add", {"entityTypeId": 2, "fields": {"name": "Other"}})["category"]["id"]
    fields = {"title": "A", "categoryId": other}
    wrong = ("CRM_FIELD_ERROR_VALUE_NOT_VALID", 'Invalid value for field "stageId"')

    assert portal.refused("crm.item.add", {"entityTypeId": 2, "fields": {**fields, "stageId": "NEW"}}) == wrong
    made = portal.call("crm.item.add", {"entityTypeId": 2, "fields": {**fields, "stageId": f"C{other}:WON"}})["item"]
    update = {"entityTypeId": 2, "id": made["id"], "fields": {"stageId": "C99:NEW"}}
    assert portal.refused("crm.item.update", update) == wrong
    assert portal.call("crm.item.get", {"entityTypeId": 2, "id": made["id"]})["item"]["stageId"] == f"C{other}:WON"


def test_an_item_moves_to_another_pipeline_with_a_stage_of_it(portal: InProcess) -> None:
    other = portal.call("crm.category.add", {"entityTypeId": 2, "fields": {"name": "Other"}})["category"]["id"]
    fields = {"categoryId": other, "stageId": f"C{other}:PREPARATION"}

    moved = portal.call("crm.item.update", {"entityTypeId": 2, "id": 1, "fields": fields})["item"]

    assert (moved["categoryId"], moved["stageId"]) == (other, f"C{other}:PREPARATION")


def test_a_converted_lead_is_a_success_and_nothing_is_made_of_it(portal: InProcess) -> None:
    lead = portal.call("crm.lead.add", {"fields": {"TITLE": "A", "NAME": "Ann", "COMPANY_TITLE": "Boats"}})
    deals = portal.answer("crm.deal.list", {})["total"]

    portal.call("crm.lead.update", {"id": lead, "fields": {"STATUS_ID": "CONVERTED"}})

    row = portal.call("crm.lead.get", {"id": lead})
    assert (row["STATUS_ID"], row["STATUS_SEMANTIC_ID"]) == ("CONVERTED", "S")
    assert row["DATE_CLOSED"]
    assert (row["CONTACT_ID"], row["COMPANY_ID"]) == (None, None)
    totals = [portal.answer(f"crm.{kind}.list", {})["total"] for kind in ("deal", "contact", "company")]
    assert totals == [deals, 0, 0]


def test_a_lead_of_somebody_known_is_a_repeated_one(portal: InProcess) -> None:
    contact = portal.call("crm.contact.add", {"fields": {"NAME": "Ann"}})
    leads = [portal.call("crm.lead.add", {"fields": {"TITLE": "A", **more}}) for more in ({}, {"CONTACT_ID": contact})]

    found = [portal.call("crm.lead.get", {"id": lead})["IS_RETURN_CUSTOMER"] for lead in leads]

    assert found == ["N", "Y"]


def test_a_client_who_is_found_out_at_the_end_has_not_returned(portal: InProcess) -> None:
    contact = portal.call("crm.contact.add", {"fields": {"NAME": "Ann"}})
    lead = portal.call("crm.lead.add", {"fields": {"TITLE": "A"}})

    portal.call("crm.lead.update", {"id": lead, "fields": {"STATUS_ID": "CONVERTED", "CONTACT_ID": contact}})

    row = portal.call("crm.lead.get", {"id": lead})
    assert (row["CONTACT_ID"], row["IS_RETURN_CUSTOMER"]) == (str(contact), "N")


def test_no_stage_comes_after_a_success(portal: InProcess) -> None:
    fields = {"ENTITY_ID": "DEAL_STAGE", "STATUS_ID": "LATER", "NAME": "Later"}

    code, text = portal.refused("crm.status.add", {"fields": {**fields, "SORT": 10_000}})

    assert (code, text[:40]) == ("", "Cannot create more stages after the fina")
    assert portal.call("crm.status.add", {"fields": {**fields, "SORT": 15}})


def test_a_stage_with_records_in_it_stays(portal: InProcess) -> None:
    fields = {"ENTITY_ID": "DEAL_STAGE", "STATUS_ID": "HALF", "NAME": "Half", "SORT": 15}
    stage = portal.call("crm.status.add", {"fields": fields})
    portal.call("crm.deal.update", {"id": 1, "fields": {"STAGE_ID": "HALF"}})

    assert portal.refused("crm.status.delete", {"id": stage}) == ("400", "There are active items in this status.")
    portal.call("crm.deal.update", {"id": 1, "fields": {"STAGE_ID": "NEW"}})
    assert portal.call("crm.status.delete", {"id": stage}) is True
