"""What all families of records have in common, shown on some that know no more than their pages."""

from __future__ import annotations

import pytest

from tests.portal.conftest import Portal


@pytest.mark.parametrize("id", [2**63, -(2**80), 10**300, str(2**64)])
def test_an_id_that_no_database_can_hold_is_not_found(untouched: Portal, id: object) -> None:
    status, code, _ = untouched.call("crm.lead.get", {"id": id}).error

    assert (status, code) == (400, "")


def test_what_is_documented_as_never_empty_is_answered_with_something(portal: Portal) -> None:
    fields = {"name": "Wholesale", "xmlId": "w"}
    made = portal.call("catalog.priceType.add", {"fields": fields}).result["priceType"]

    assert made["base"] == "N"
    assert made["dateCreate"].startswith("20")


def test_a_list_may_hold_numbers_and_texts(portal: Portal) -> None:
    fields = {"name": "Offer", "file": ["offer.docx", "AAAA"], "numeratorId": 1, "region": "de"}
    made = portal.call(
        "crm.documentgenerator.template.add", {"fields": {**fields, "entityTypeId": ["2", "2_category_0"]}}
    )

    assert made.status == 200


def test_one_of_several_is_looked_for_in_each_item_of_a_list(untouched: Portal) -> None:
    whole = {"user": {"id": "u"}, "message": {"id": "m", "text": "Good day"}, "chat": {"id": "c"}}
    empty = {**whole, "message": {"id": "m"}}
    params = {"CONNECTOR": "mine", "LINE": 107}

    assert untouched.call_app("imconnector.send.messages", {**params, "MESSAGES": [whole]}).status == 200
    refused = untouched.call_app("imconnector.send.messages", {**params, "MESSAGES": [whole, empty]}).error
    assert refused == (400, "100", "Could not find value for parameter {MESSAGES.message.text}")


def test_what_has_the_id_of_another_record_takes_it(portal: Portal) -> None:
    fields = {"orderId": 5125, "ownerId": 6933, "ownerTypeId": 2}

    assert portal.call("crm.orderentity.add", {"fields": fields}).status == 200


def test_a_record_is_found_by_what_its_methods_ask_for_in_place_of_an_id(portal: Portal) -> None:
    line = {"NUMBER": "14151234567", "NAME": "Support"}
    portal.call_app("telephony.externalLine.add", line)

    assert portal.call_app("telephony.externalLine.update", {**line, "NAME": "Sales"}).status == 200
    assert [row["NAME"] for row in portal.call_app("telephony.externalLine.get", {}).result] == ["Sales"]
    portal.call_app("telephony.externalLine.delete", {"NUMBER": "14151234567"})
    assert portal.call_app("telephony.externalLine.get", {}).result == []
    assert portal.call_app("telephony.externalLine.delete", {"NUMBER": "14151234567"}).status == 400


def test_what_only_says_how_something_is_made_is_not_compared_with_it(portal: Portal) -> None:
    """`stampsEnabled` of a document is no record that the document belongs to."""
    made = portal.call("documentgenerator.document.add", {"templateId": 5, "value": "1", "stampsEnabled": 0})
    id = made.result["document"]["id"]

    assert portal.call("documentgenerator.document.update", {"id": id, "stampsEnabled": 1}).status == 200


def test_a_file_is_not_answered_as_it_was_sent(portal: Portal) -> None:
    portal.call_app("entity.add", {"ENTITY": "dish", "NAME": "Dishes"})
    section = {"ENTITY": "dish", "NAME": "Soups", "PICTURE": ["soup.jpg", "AAAA"]}
    portal.call_app("entity.section.add", section)

    assert [row["PICTURE"] for row in portal.call_app("entity.section.get", {"ENTITY": "dish"}).page[0]] == [None]


def test_a_list_that_is_never_empty_is_at_least_a_list(portal: Portal) -> None:
    portal.call("rpa.type.add", {"fields": {"title": "Vacations"}})

    assert [row["permissions"] for row in portal.call("rpa.type.list", {}).page[0]["types"]] == [[]]


def test_further_methods_of_a_family_find_the_record_by_their_own_name_of_its_id(portal: Portal) -> None:
    made = portal.call("task.checklistitem.add", {"TASKID": 51, "FIELDS": {"TITLE": "Look it up"}}).result

    assert portal.call("task.checklistitem.complete", {"TASKID": 51, "ITEMID": made}).result is True
    items = portal.call("task.checklistitem.getlist", {"TASKID": 51}).result
    assert [(item["TITLE"], item["IS_COMPLETE"]) for item in items] == [("Look it up", "Y")]


def test_comments_are_found_by_what_they_are_bound_to(portal: Portal) -> None:
    comment = {"ENTITY_ID": 1, "ENTITY_TYPE": "deal", "COMMENT": "Ring them up"}
    made = portal.call("crm.timeline.comment.add", {"fields": comment}).result

    bound = portal.call("crm.timeline.bindings.list", {"filter": {"OWNER_ID": made}}).page[0]
    assert [(each["ENTITY_ID"], each["ENTITY_TYPE"]) for each in bound] == [("1", "deal")]


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity"])
def test_a_number_beyond_all_numbers_is_no_json(untouched: Portal, number: str) -> None:
    body = f'{{"fields": {{"TITLE": "x", "OPPORTUNITY": {number}}}}}'
    headers = {"Content-Type": "application/json"}
    answer = untouched.send("POST", f"{untouched.webhook}crm.lead.add", content=body, headers=headers)

    assert answer.error[:2] == (400, "INVALID_REQUEST")


def test_a_sum_beyond_all_numbers_leaves_the_record_readable(portal: Portal) -> None:
    rows = [{"PRODUCT_NAME": "Ship", "PRICE": 1e308, "QUANTITY": 1e10}]

    assert portal.call("crm.deal.productrows.set", {"id": 1, "rows": rows}).status == 200
    assert portal.call("crm.deal.get", {"id": 1}).status == 200


@pytest.mark.parametrize("id", [0, -1, 10**30])
def test_a_product_row_or_a_version_of_an_impossible_id_is_not_found(untouched: Portal, id: int) -> None:
    assert untouched.call("crm.item.productrow.get", {"id": id}).status == 400
    assert untouched.call("disk.version.get", {"id": id}).status == 400
    assert untouched.call("crm.type.get", {"id": False}).status == 400


def test_items_are_sorted_by_id_in_capitals_too(untouched: Portal) -> None:
    """So do b24pysdk and fast_bitrix24."""
    params = {"entityTypeId": 2, "select": ["id"], "order": {"ID": "DESC"}, "start": -1}
    rows = untouched.call("crm.item.list", params).page[0]["items"]

    assert [row["id"] for row in rows] == list(range(170, 120, -1))
