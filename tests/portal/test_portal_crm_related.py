"""What belongs to records of the CRM on the local portal: rows, activities, comments, requisites, currencies."""

from __future__ import annotations

import pytest

from tests.portal.in_process import InProcess


@pytest.fixture
def portal() -> InProcess:
    return InProcess()


def test_the_sum_of_a_deal_follows_its_rows(portal: InProcess) -> None:
    rows = [{"PRODUCT_NAME": "A", "PRICE": 100, "QUANTITY": 2}, {"PRODUCT_NAME": "B", "PRICE": 50, "TAX_RATE": 10}]
    assert portal.call("crm.deal.productrows.set", {"id": 1, "rows": rows}) is True

    deal = portal.call("crm.deal.get", {"id": 1})
    assert (deal["OPPORTUNITY"], deal["TAX_VALUE"]) == ("255.00", "5.00")
    found = portal.call("crm.deal.productrows.get", {"id": 1})
    assert [(row["PRODUCT_NAME"], row["PRICE"], row["QUANTITY"], row["OWNER_TYPE"]) for row in found] == [
        ("A", 100, 2, "D"),
        ("B", 50, 1, "D"),
    ]
    same = portal.call("crm.item.productrow.list", {"filter": {"=ownerType": "D", "=ownerId": 1}})["productRows"]
    assert [row["id"] for row in same] == [int(row["ID"]) for row in found]
    portal.call("crm.item.productrow.delete", {"id": same[0]["id"]})
    assert portal.call("crm.deal.get", {"id": 1})["OPPORTUNITY"] == "55.00"
    assert [row["ID"] for row in portal.call("crm.productrow.list", {"filter": {"OWNER_ID": 1}})] == [found[1]["ID"]]


def test_a_manual_sum_stays(portal: InProcess) -> None:
    portal.call("crm.deal.update", {"id": 1, "fields": {"IS_MANUAL_OPPORTUNITY": "Y", "OPPORTUNITY": 7}})
    portal.call("crm.deal.productrows.set", {"id": 1, "rows": [{"PRICE": 100}]})
    assert portal.call("crm.deal.get", {"id": 1})["OPPORTUNITY"] == "7.00"


def test_prices_before_and_after_discount_and_tax(portal: InProcess) -> None:
    fields = {"price": 80000, "quantity": 2, "discountTypeId": 2, "discountRate": 20, "taxRate": 20, "taxIncluded": "Y"}
    params = {"fields": {"ownerId": 1, "ownerType": "D", **fields}}
    row = portal.call("crm.item.productrow.add", params)["productRow"]

    assert (row["priceExclusive"], row["discountSum"], row["priceAccount"]) == (66666.67, 16666.67, 80000)
    row = portal.call("crm.item.productrow.update", {"id": row["id"], "fields": {"quantity": 3}})["productRow"]
    assert (row["quantity"], row["price"]) == (3, 80000)
    assert portal.call("crm.deal.get", {"id": 1})["OPPORTUNITY"] == "240000.00"


def test_rows_need_their_owner(portal: InProcess) -> None:
    for params, code in (
        ({"ownerType": "D", "ownerId": 999}, "OWNER_NOT_FOUND"),
        ({"ownerType": "C", "ownerId": 1}, "ENTITY_TYPE_NOT_SUPPORTED"),
    ):
        assert portal.refused("crm.item.productrow.set", {**params, "productRows": []})[0] == code
    assert portal.refused("crm.deal.productrows.get", {"id": 999}) == ("", "Not found")


CALL = {"OWNER_TYPE_ID": 2, "OWNER_ID": 1, "TYPE_ID": 2, "SUBJECT": "Call", "RESPONSIBLE_ID": 1}


def test_an_activity_is_bound_to_its_owner_and_to_more(portal: InProcess) -> None:
    id = portal.call("crm.activity.add", {"fields": {**CALL, "COMMUNICATIONS": [{"VALUE": "+1"}]}})
    activity = portal.call("crm.activity.get", {"id": id})
    assert (activity["SUBJECT"], activity["COMPLETED"], activity["STATUS"], activity["PROVIDER_TYPE_ID"]) == (
        "Call",
        "N",
        "1",
        "CALL",
    )

    portal.call("crm.activity.update", {"id": id, "fields": {"COMPLETED": "Y"}})
    rows = portal.call("crm.activity.list", {"filter": {"OWNER_ID": 1, "COMPLETED": "Y"}, "select": ["ID", "STATUS"]})
    assert rows == [{"ID": str(id), "STATUS": "2"}]

    one = {"activityId": id, "entityTypeId": 2, "entityId": 2}
    assert portal.call("crm.activity.binding.add", one) is True
    assert portal.refused("crm.activity.binding.add", one)[0] == "ACTIVITY_IS_ALREADY_BOUND"
    assert portal.call("crm.activity.binding.list", {"activityId": id}) == [
        {"entityTypeId": 2, "entityId": 1},
        {"entityTypeId": 2, "entityId": 2},
    ]
    assert portal.call("crm.activity.binding.delete", one) is True
    last = {"activityId": id, "entityTypeId": 2, "entityId": 1}
    assert portal.refused("crm.activity.binding.delete", last)[0] == "LAST_BINDING_CANNOT_BE_DELETED"
    assert portal.call("crm.activity.delete", {"id": id}) is True
    assert portal.refused("crm.activity.get", {"id": id}) == ("", "Activity is not found")


def test_an_activity_needs_somebody_to_reach(portal: InProcess) -> None:
    assert portal.refused("crm.activity.add", {"fields": CALL})[1] == (
        "The field COMMUNICATIONS is not defined or invalid"
    )
    assert portal.refused("crm.activity.add", {"fields": {}})[1] == "The field SUBJECT is not defined or empty"


def test_what_is_planned_is_an_activity(portal: InProcess) -> None:
    params = {"ownerTypeId": 2, "ownerId": 1, "deadline": "2026-12-01T10:00:00+03:00", "title": "Call back"}
    id = portal.call("crm.activity.todo.add", params)["id"]
    activity = portal.call("crm.activity.get", {"id": id})
    assert (activity["SUBJECT"], activity["PROVIDER_ID"], activity["DEADLINE"]) == (
        "Call back",
        "CRM_TODO",
        "2026-12-01T10:00:00+03:00",
    )


def test_comments_of_a_record(portal: InProcess) -> None:
    fields = {"ENTITY_ID": 1, "ENTITY_TYPE": "deal", "COMMENT": "Hello"}
    id = portal.call("crm.timeline.comment.add", {"fields": fields})
    portal.call("crm.timeline.comment.update", {"id": id, "fields": {"COMMENT": "Hi"}})

    answer = portal.answer("crm.timeline.comment.list", {"filter": {"ENTITY_ID": 1, "ENTITY_TYPE": "deal"}})
    assert [(row["ID"], row["COMMENT"], row["AUTHOR_ID"]) for row in answer["result"]] == [(str(id), "Hi", "1")]
    portal.call("crm.timeline.bindings.bind", {"fields": {"OWNER_ID": id, "ENTITY_ID": 2, "ENTITY_TYPE": "deal"}})
    bound = portal.call("crm.timeline.bindings.list", {"filter": {"OWNER_ID": id}})
    assert [row["ENTITY_ID"] for row in bound] == ["1", "2"]
    portal.call("crm.timeline.comment.delete", {"id": id})
    assert portal.refused("crm.timeline.comment.get", {"id": id}) == ("", "Not found.")
    missing = {"fields": {**fields, "ENTITY_ID": 999}}
    assert portal.refused("crm.timeline.comment.add", missing)[0] == "OWNER_NOT_FOUND"


def test_requisites_with_bank_details_and_addresses(portal: InProcess) -> None:
    company = portal.call("crm.company.add", {"fields": {"TITLE": "A"}})
    fields = {"ENTITY_TYPE_ID": 4, "ENTITY_ID": company, "PRESET_ID": 1, "NAME": "Main", "RQ_INN": "12"}
    id = portal.call("crm.requisite.add", {"fields": fields})
    found = portal.call("crm.requisite.get", {"id": id})
    assert (found["RQ_INN"], found["ACTIVE"], found["DATE_MODIFY"]) == ("12", "Y", "")

    bank = portal.call("crm.requisite.bankdetail.add", {"fields": {"ENTITY_ID": id, "NAME": "Bank"}})
    key = {"TYPE_ID": 1, "ENTITY_TYPE_ID": 8, "ENTITY_ID": id}
    assert portal.call("crm.address.add", {"fields": {**key, "CITY": "Riga"}}) is True
    assert portal.call("crm.address.update", {"fields": {**key, "CITY": "Oslo"}}) is True
    addresses = portal.call("crm.address.list", {"filter": {"ENTITY_ID": id}})
    assert [(row["TYPE_ID"], row["CITY"]) for row in addresses] == [("1", "Oslo")]
    assert portal.call("crm.address.delete", {"fields": key}) is True

    portal.call("crm.requisite.delete", {"id": id})
    assert portal.refused("crm.requisite.bankdetail.get", {"id": bank})[1] == (
        f"The RequisiteBankDetail with ID '{bank}' is not found"
    )
    assert portal.refused("crm.requisite.add", {"fields": {"ENTITY_TYPE_ID": 4}})[1] == (
        "ENTITY_ID is not defined or invalid."
    )


def test_requisites_of_a_deal(portal: InProcess) -> None:
    ids = {"REQUISITE_ID": 1, "BANK_DETAIL_ID": 2, "MC_REQUISITE_ID": 3, "MC_BANK_DETAIL_ID": 4}
    fields = {"ENTITY_TYPE_ID": 2, "ENTITY_ID": 1, **ids}
    assert portal.call("crm.requisite.link.register", {"fields": fields}) is True
    found = portal.call("crm.requisite.link.get", {"entityTypeId": 2, "entityId": 1})
    assert found == {"ENTITY_TYPE_ID": 2, "ENTITY_ID": 1, **{name: str(id) for name, id in ids.items()}}
    assert portal.call("crm.requisite.link.unregister", {"entityTypeId": 2, "entityId": 1}) is True
    assert portal.call("crm.requisite.link.list") == []


def test_user_fields_of_requisites(portal: InProcess) -> None:
    portal.call("crm.requisite.userfield.add", {"fields": {"FIELD_NAME": "GUID", "USER_TYPE_ID": "string"}})
    company = portal.call("crm.company.add", {"fields": {"TITLE": "A"}})
    fields = {"ENTITY_TYPE_ID": 4, "ENTITY_ID": company, "PRESET_ID": 1, "NAME": "Main", "UF_CRM_GUID": "x"}
    id = portal.call("crm.requisite.add", {"fields": fields})
    assert portal.call("crm.requisite.get", {"id": id})["UF_CRM_GUID"] == "x"
    assert [row["ID"] for row in portal.call("crm.requisite.list", {"filter": {"UF_CRM_GUID": "x"}})] == [str(id)]


def test_one_currency_is_the_base(portal: InProcess) -> None:
    assert portal.call("crm.currency.base.get") == "EUR"
    fields = {"CURRENCY": "CNY", "AMOUNT": 12.2251, "AMOUNT_CNT": 1}
    assert portal.call("crm.currency.add", {"fields": fields}) == "CNY"
    assert portal.call("crm.currency.get", {"id": "CNY"})["AMOUNT"] == "12.2251"
    assert portal.call("crm.currency.base.set", {"id": "USD"}) is True
    assert portal.call("crm.currency.base.get") == "USD"
    assert portal.refused("crm.currency.delete", {"id": "USD"})[1] == "Cannot delete base currency."
    assert portal.refused("crm.currency.get", {"id": "XXX"}) == ("", "Not found")


def test_duplicates_are_found_by_phone_and_address(portal: InProcess) -> None:
    lead = portal.call("crm.lead.add", {"fields": {"TITLE": "x", "PHONE": [{"VALUE": "+1 (555) 00"}]}})
    contact = portal.call("crm.contact.add", {"fields": {"NAME": "x", "EMAIL": [{"VALUE": "A@b.example"}]}})

    assert portal.call("crm.duplicate.findbycomm", {"type": "PHONE", "values": ["155500"]}) == {"LEAD": [lead]}
    asked = {"type": "EMAIL", "values": ["a@B.example"], "entity_type": "CONTACT"}
    assert portal.call("crm.duplicate.findbycomm", asked) == {"CONTACT": [contact]}
    assert portal.call("crm.duplicate.findbycomm", {**asked, "entity_type": "LEAD"}) == []


def test_old_invoices_are_kept(portal: InProcess) -> None:
    id = portal.call("crm.invoice.add", {"fields": {"ORDER_TOPIC": "x"}})
    portal.call("crm.invoice.update", {"id": id, "fields": {"STATUS_ID": "P"}})
    rows = portal.call("crm.invoice.list", {"filter": {"STATUS_ID": "P"}, "select": ["ORDER_TOPIC"]})
    assert rows == [{"ID": str(id), "ORDER_TOPIC": "x"}]
