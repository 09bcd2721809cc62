"""Records of the CRM on the local portal: two dialects, phones, links, what follows from what."""

from __future__ import annotations

from typing import Any

import pytest

from tests.portal.in_process import InProcess


@pytest.fixture
def portal() -> InProcess:
    return InProcess()


def test_both_dialects_are_doors_to_the_same_records(portal: InProcess) -> None:
    fields = {"TITLE": "Tea", "STATUS_ID": "IN_PROCESS", "OPPORTUNITY": "12.5", "BIRTHDATE": "11.11.2001"}
    lead = portal.call("crm.lead.add", {"FIELDS": fields})

    item = portal.call("crm.item.get", {"entityTypeId": 1, "id": lead})["item"]
    names = ("title", "stageId", "stageSemanticId", "opportunity", "birthdate", "createdBy", "opened", "entityTypeId")
    birth = "2001-11-11T03:00:00+03:00"
    assert [item[name] for name in names] == ["Tea", "IN_PROCESS", "P", 12.5, birth, 1, "Y", 1]

    portal.call("crm.item.update", {"entityTypeId": 1, "id": lead, "fields": {"stageId": "JUNK", "title": "Coffee"}})
    row = portal.call("crm.lead.get", {"id": lead})
    assert [row[name] for name in ("TITLE", "STATUS_ID", "STATUS_SEMANTIC_ID", "OPPORTUNITY")] == [
        "Coffee",
        "JUNK",
        "F",
        "12.50",
    ]
    assert row["DATE_CLOSED"] == item["createdTime"] or row["DATE_CLOSED"] > item["createdTime"]
    assert portal.call("crm.item.delete", {"entityTypeId": 1, "id": lead}) == []
    assert portal.refused("crm.lead.get", {"id": lead}) == ("", "Not found")


@pytest.mark.parametrize(
    ("entity", "type", "fields"),
    [
        ("lead", 1, {"TITLE": "x"}),
        ("deal", 2, {"TITLE": "x"}),
        ("contact", 3, {"NAME": "x"}),
        ("company", 4, {"TITLE": "x"}),
        ("quote", 7, {"TITLE": "x"}),
    ],
)
def test_every_kind_is_added_changed_listed_and_deleted(
    portal: InProcess, entity: str, type: int, fields: dict[str, str]
) -> None:
    id = portal.call(f"crm.{entity}.add", {"fields": fields})
    name = next(iter(fields))

    assert portal.call(f"crm.{entity}.update", {"id": id, "fields": {name: "y"}}) is True
    assert portal.call(f"crm.{entity}.list", {"filter": {name: "y"}, "select": [name]}) == [{"ID": str(id), name: "y"}]
    found = portal.answer("crm.item.list", {"entityTypeId": type, "filter": {name.lower(): "y"}, "select": ["id"]})
    assert found == {"result": {"items": [{"id": id}]}, "total": 1}
    assert portal.call(f"crm.{entity}.delete", {"id": id}) is True
    assert portal.answer(f"crm.{entity}.list", {"filter": {name: "y"}}) == {"result": [], "total": 0}


def test_empty_fields_are_what_real_portals_answer(portal: InProcess) -> None:
    contact = portal.call("crm.contact.get", {"id": portal.call("crm.contact.add", {"fields": {"NAME": "A"}})})

    assert {name: contact[name] for name in ("LAST_NAME", "BIRTHDATE", "COMPANY_ID", "HAS_PHONE", "EXPORT")} == {
        "LAST_NAME": None,
        "BIRTHDATE": "",
        "COMPANY_ID": None,
        "HAS_PHONE": "N",
        "EXPORT": "Y",
    }
    assert not {"PHONE", "EMAIL", "WEB", "IM", "LINK", "COMPANY_IDS"} & set(contact)


def test_phones_are_added_changed_and_removed_by_id(portal: InProcess) -> None:
    phones = [{"VALUE": "+111", "VALUE_TYPE": "MOBILE"}, {"VALUE": "+222"}]
    id = portal.call("crm.contact.add", {"fields": {"NAME": "A", "PHONE": phones}})
    contact = portal.call("crm.contact.get", {"id": id})
    first, second = contact["PHONE"]
    assert first == {"ID": first["ID"], "VALUE_TYPE": "MOBILE", "VALUE": "+111", "TYPE_ID": "PHONE"}
    assert (second["VALUE_TYPE"], contact["HAS_PHONE"], contact["HAS_EMAIL"]) == ("WORK", "Y", "N")

    changes = [{"ID": first["ID"], "VALUE": "+333"}, {"ID": second["ID"], "DELETE": "Y"}, {"VALUE": "+444"}]
    portal.call("crm.contact.update", {"id": id, "fields": {"PHONE": changes}})
    assert [phone["VALUE"] for phone in portal.call("crm.contact.get", {"id": id})["PHONE"]] == ["+333", "+444"]

    everything = [{"ID": phone["ID"], "VALUE": ""} for phone in portal.call("crm.contact.get", {"id": id})["PHONE"]]
    portal.call("crm.contact.update", {"id": id, "fields": {"PHONE": everything}})
    assert portal.call("crm.contact.get", {"id": id})["HAS_PHONE"] == "N"


def test_phones_are_filtered_by_and_listed_only_by_name(portal: InProcess) -> None:
    for name, phone in (("A", "+111"), ("B", "+222")):
        portal.call("crm.lead.add", {"fields": {"TITLE": name, "PHONE": [{"VALUE": phone}]}})

    rows = portal.call("crm.lead.list", {"filter": {"PHONE": "+222"}, "select": ["TITLE", "PHONE"]})
    assert [(row["TITLE"], row["PHONE"][0]["VALUE"]) for row in rows] == [("B", "+222")]
    for select in ([], ["*"], ["*", "UF_*"]):
        assert "PHONE" not in portal.call("crm.lead.list", {"select": select})[0]
    assert portal.answer("crm.lead.list", {"filter": {"HAS_PHONE": "Y"}})["total"] == 2


def test_fm_is_the_same_phones(portal: InProcess) -> None:
    fm = [{"typeId": "PHONE", "valueType": "WORK", "value": "+1"}, {"typeId": "EMAIL", "value": "a@b.example"}]
    item = portal.call("crm.item.add", {"entityTypeId": 3, "fields": {"name": "A", "fm": fm}})["item"]

    assert [(each["typeId"], each["value"]) for each in item["fm"]] == [("PHONE", "+1"), ("EMAIL", "a@b.example")]
    assert (item["hasPhone"], item["hasEmail"]) == ("Y", "Y")
    assert portal.call("crm.contact.get", {"id": item["id"]})["EMAIL"][0]["VALUE"] == "a@b.example"


def test_one_contact_and_several_stay_in_step(portal: InProcess) -> None:
    contacts = [portal.call("crm.contact.add", {"fields": {"NAME": name}}) for name in "ABC"]
    portal.call("crm.deal.update", {"id": 1, "fields": {"CONTACT_IDS": contacts[:2]}})
    assert portal.call("crm.deal.get", {"id": 1})["CONTACT_ID"] == str(contacts[0])

    assert (
        portal.call("crm.deal.contact.add", {"id": 1, "fields": {"CONTACT_ID": contacts[2], "IS_PRIMARY": "Y"}}) is True
    )
    links = portal.call("crm.deal.contact.items.get", {"id": 1})
    assert [(link["CONTACT_ID"], link["IS_PRIMARY"]) for link in links] == [
        (contacts[2], "Y"),
        (contacts[0], "N"),
        (contacts[1], "N"),
    ]
    rows = portal.call(
        "crm.deal.list", {"filter": {"CONTACT_IDS": contacts[1]}, "select": ["CONTACT_ID", "CONTACT_IDS"]}
    )
    assert rows == [{"ID": "1", "CONTACT_ID": str(contacts[2]), "CONTACT_IDS": [contacts[2], *contacts[:2]]}]

    assert portal.call("crm.deal.contact.delete", {"id": 1, "fields": {"CONTACT_ID": contacts[2]}}) is True
    assert portal.call("crm.deal.get", {"id": 1})["CONTACT_ID"] == str(contacts[0])
    portal.call("crm.deal.contact.items.set", {"id": 1, "items": [{"CONTACT_ID": contacts[1], "SORT": 5}]})
    links = portal.call("crm.deal.contact.items.get", {"id": 1})
    assert links == [{"CONTACT_ID": contacts[1], "SORT": 5, "ROLE_ID": 0, "IS_PRIMARY": "Y"}]
    assert portal.call("crm.deal.contact.items.delete", {"id": 1}) is True
    assert portal.call("crm.item.get", {"entityTypeId": 2, "id": 1})["item"]["contactIds"] == []


def test_a_company_has_the_contacts_that_have_it(portal: InProcess) -> None:
    contact = portal.call("crm.contact.add", {"fields": {"NAME": "A"}})
    company = portal.call("crm.company.add", {"fields": {"TITLE": "B", "CONTACT_ID": [contact]}})

    assert portal.call("crm.contact.get", {"id": contact})["COMPANY_ID"] == str(company)
    assert [link["COMPANY_ID"] for link in portal.call("crm.contact.company.items.get", {"id": contact})] == [company]
    portal.call("crm.company.contact.delete", {"id": company, "fields": {"CONTACT_ID": contact}})
    assert portal.call("crm.contact.get", {"id": contact})["COMPANY_ID"] is None


def test_links_say_what_is_wrong(portal: InProcess) -> None:
    assert portal.refused("crm.deal.contact.items.get", {"id": 999}) == ("", "Not found.")
    assert portal.refused("crm.deal.contact.add", {"id": 1})[1] == "The parameter 'fields' must be array."
    assert portal.refused("crm.deal.contact.add", {"id": 1, "fields": {"SORT": 1}})[1] == (
        "The parameter 'fields' is not valid."
    )


def test_a_parent_is_another_record(portal: InProcess) -> None:
    fields = {"title": "child", "parentId2": 7}
    item = portal.call("crm.item.add", {"entityTypeId": 31, "fields": fields})["item"]
    assert item["parentId2"] == 7
    found = portal.call("crm.item.list", {"entityTypeId": 31, "filter": {"parentId2": 7}, "select": ["id"]})["items"]
    assert found == [{"id": item["id"]}]


def test_what_has_to_be_there_is_asked_for(portal: InProcess) -> None:
    assert portal.refused("crm.company.add", {"fields": {}}) == ("", 'The "Company Name" field is required')
    assert portal.refused("crm.item.add", {"entityTypeId": 4, "fields": {}})[0] == "CRM_FIELD_ERROR_REQUIRED"
    assert portal.refused("crm.item.get", {"id": 1}) == ("100", "Could not find value for parameter {entityTypeId}")


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ({"LOGIC": "OR", "0": {"ID": 3}, "1": {">ID": 168}}, [3, 169, 170]),
        ({"<ID": 3, "0": {"LOGIC": "OR", "0": {"ID": 1}, "1": {"STAGE_ID": "NONE"}}}, [1]),
        ({"><ID": [4, 6]}, [4, 5, 6]),
        ({"ID": [2, 4]}, [2, 4]),
        ({"COMPANY_ID": "", "<ID": 2}, [1]),
        ({"!COMPANY_ID": ""}, []),
        ({"CLOSED": "Y", "<ID": 8}, [3, 7]),
        ({"STAGE_SEMANTIC_ID": "S", "<ID": 4}, [3]),
        ({">=DATE_CREATE": "2026-01-08T10:00:00+03:00"}, [169, 170]),
    ],
)
def test_filters_join_conditions(portal: InProcess, filter: Any, found: list[int]) -> None:
    rows = portal.call("crm.deal.list", {"filter": filter, "select": ["ID"]})
    assert [int(row["ID"]) for row in rows] == found


def test_events_name_what_has_happened(portal: InProcess) -> None:
    portal.hears("ONCRMDEALADD", "ONCRMDEALUPDATE", "ONCRMCONTACTDELETE", "ONCRMDYNAMICITEMADD")
    portal.call("crm.item.add", {"entityTypeId": 2, "fields": {"title": "x"}})
    portal.call("crm.deal.update", {"id": 171, "fields": {"TITLE": "y"}})
    portal.call("crm.contact.delete", {"id": portal.call("crm.contact.add", {"fields": {"NAME": "A"}})})
    portal.call("crm.item.add", {"entityTypeId": 31, "fields": {"title": "x"}})

    assert portal.heard() == [
        ("ONCRMDEALADD", {"ID": "171"}),
        ("ONCRMDEALUPDATE", {"ID": "171"}),
        ("ONCRMCONTACTDELETE", {"ID": "1"}),
        ("ONCRMDYNAMICITEMADD", {"ID": "1", "ENTITY_TYPE_ID": "31"}),
    ]


def test_items_are_imported_one_by_one(portal: InProcess) -> None:
    rows = [{"title": "A"}, {"title": ""}]
    found = portal.call("crm.item.batchImport", {"entityTypeId": 4, "data": rows})["items"]
    assert found == [
        {"item": {"id": 1}},
        {"error": "CRM_FIELD_ERROR_REQUIRED", "error_description": 'The "Company Name" field is required'},
    ]
    assert portal.refused("crm.item.batchImport", {"entityTypeId": 4, "data": [{}] * 21})[0] == (
        "MAX_IMPORT_BATCH_SIZE_EXCEEDED"
    )
    assert portal.call("crm.item.import", {"entityTypeId": 4, "fields": {"title": "B"}}) == {"item": {"id": 2}}
