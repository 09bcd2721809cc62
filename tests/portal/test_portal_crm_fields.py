"""Fields of the CRM on the local portal: what is documented, what users declare."""

from __future__ import annotations

from typing import Any

import pytest

from tests.portal.in_process import InProcess

FLAGS = {"type", "isRequired", "isReadOnly", "isImmutable", "isMultiple", "isDynamic", "title"}


@pytest.fixture
def portal() -> InProcess:
    return InProcess()


def declare(portal: InProcess, type: str, entity: str = "deal", **more: object) -> str:
    """The name of a new field."""
    field = {"FIELD_NAME": f"F_{type}".upper(), "USER_TYPE_ID": type, **more}
    portal.call(f"crm.{entity}.userfield.add", {"fields": field})
    return f"UF_CRM_F_{type}".upper()


@pytest.mark.parametrize("entity", ["deal", "lead", "contact", "company", "quote"])
def test_fields_tell_the_type_of_each(portal: InProcess, entity: str) -> None:
    fields = portal.call(f"crm.{entity}.fields")

    assert all(set(field) >= FLAGS for field in fields.values())
    assert (fields["ID"]["type"], fields["ID"]["isReadOnly"]) == ("integer", True)
    assert fields["ASSIGNED_BY_ID"]["type"] == "user"


@pytest.mark.parametrize(
    ("type", "name", "upper", "kind"),
    [(2, "createdTime", "DATE_CREATE", "datetime"), (1, "stageId", "STATUS_ID", "crm_status"), (3, "fm", "FM", None)],
)
def test_item_fields_name_their_counterpart(
    portal: InProcess, type: int, name: str, upper: str, kind: str | None
) -> None:
    field = portal.call("crm.item.fields", {"entityTypeId": type})["fields"][name]
    assert field["upperName"] == upper
    assert kind is None or field["type"] == kind


VALUES: list[tuple[str, Any, Any, Any]] = [
    ("string", "Hello", "Hello", "Hello"),
    ("integer", "12", "12", 12),
    ("double", "1.5", "1.5", 1.5),
    ("boolean", "Y", "1", "Y"),
    ("date", "31.12.2026", "2026-12-31T03:00:00+03:00", "2026-12-31T03:00:00+03:00"),
    ("datetime", "2026-12-31T10:00:00+01:00", "2026-12-31T12:00:00+03:00", "2026-12-31T12:00:00+03:00"),
    ("money", "100|EUR", "100|EUR", "100|EUR"),
    ("url", "https://example.com", "https://example.com", "https://example.com"),
    ("address", "Street 1|1;2", "Street 1|1;2", "Street 1|1;2"),
    ("employee", 1, "1", 1),
    ("crm", "D_7", "D_7", "D_7"),
    ("crm_status", "CALL", "CALL", "CALL"),
]


@pytest.mark.parametrize(("type", "given", "text", "typed"), VALUES, ids=[value[0] for value in VALUES])
def test_a_declared_field_is_a_part_of_the_records(
    portal: InProcess, type: str, given: object, text: object, typed: object
) -> None:
    name = declare(portal, type)
    id = portal.call("crm.deal.add", {"fields": {"TITLE": "x", name: given}})

    assert portal.call("crm.deal.get", {"id": id})[name] == text
    item = portal.call("crm.item.get", {"entityTypeId": 2, "id": id, "useOriginalUfNames": "Y"})["item"]
    assert item[name] == typed
    assert portal.call("crm.deal.list", {"filter": {name: given}, "select": ["ID", name]}) == [
        {"ID": str(id), name: text}
    ]
    about = portal.call("crm.deal.fields")[name]
    assert (about["type"], about["isDynamic"], about["title"]) == (type, True, name)


def test_fields_with_several_values(portal: InProcess) -> None:
    name = declare(portal, "string", MULTIPLE="Y")
    id = portal.call("crm.deal.add", {"fields": {name: ["a", "b"]}})

    assert portal.call("crm.deal.get", {"id": id})[name] == ["a", "b"]
    assert portal.call("crm.deal.get", {"id": 1})[name] == []
    assert portal.answer("crm.deal.list", {"filter": {name: "b"}})["total"] == 1
    params = {"entityTypeId": 2, "id": id, "fields": {"ufCrmFString": "alone"}}
    assert portal.refused("crm.item.update", params)[0] == "100"


def test_lists_have_items(portal: InProcess) -> None:
    items = [{"VALUE": "red", "SORT": 20}, {"VALUE": "blue", "SORT": 10, "XML_ID": "B"}]
    name = declare(portal, "enumeration", LIST=items, LABEL="Colour")
    field = portal.call("crm.deal.userfield.list", {"filter": {"FIELD_NAME": name}})[0]
    listed = portal.call("crm.deal.userfield.get", {"id": field["ID"]})["LIST"]
    assert [(item["VALUE"], item["SORT"], item["DEF"]) for item in listed] == [("blue", "10", "N"), ("red", "20", "N")]

    about = portal.call("crm.deal.fields")[name]
    assert about["items"] == [{"ID": item["ID"], "VALUE": item["VALUE"]} for item in listed]
    assert about["formLabel"] == "Colour"

    changes = [{"ID": listed[0]["ID"], "VALUE": "navy"}, {"ID": listed[1]["ID"], "DEL": "Y"}, {"VALUE": "white"}]
    portal.call("crm.deal.userfield.update", {"id": field["ID"], "fields": {"LIST": changes}})
    listed = portal.call("crm.deal.userfield.get", {"id": field["ID"]})["LIST"]
    assert [item["VALUE"] for item in listed] == ["navy", "white"]


def test_names_get_their_prefix_and_are_known_once(portal: InProcess) -> None:
    declare(portal, "string")
    again = {"fields": {"FIELD_NAME": "UF_CRM_F_STRING", "USER_TYPE_ID": "string"}}
    assert portal.refused("crm.deal.userfield.add", again)[0] == "ERROR_CORE"
    assert isinstance(portal.call("crm.lead.userfield.add", again), int)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ({"USER_TYPE_ID": "string"}, "The 'FIELD_NAME' field is not found."),
        ({"FIELD_NAME": "A"}, "The 'USER_TYPE_ID' field is not found."),
        ({"FIELD_NAME": "A", "USER_TYPE_ID": "none"}, "Incorrect custom type specified."),
        ({"FIELD_NAME": "Ä", "USER_TYPE_ID": "string"}, "Field name contains invalid characters."),
        ({"FIELD_NAME": "A" * 60, "USER_TYPE_ID": "string"}, "Field name is too long (more than 50 characters)."),
    ],
)
def test_a_field_that_is_none_is_refused(portal: InProcess, field: dict[str, str], text: str) -> None:
    assert portal.refused("crm.deal.userfield.add", {"fields": field})[1].startswith(text)


def test_what_is_not_declared_is_passed_over(portal: InProcess) -> None:
    id = portal.call("crm.deal.add", {"fields": {"TITLE": "x", "UF_CRM_NONE": 1}})
    assert "UF_CRM_NONE" not in portal.call("crm.deal.get", {"id": id})
    assert "UF_CRM_F_STRING" not in portal.call("crm.deal.list", {"select": ["ID", "UF_*"]})[0]


def test_a_deleted_field_takes_its_values_along(portal: InProcess) -> None:
    name = declare(portal, "string")
    portal.call("crm.deal.update", {"id": 1, "fields": {name: "x"}})
    id = portal.call("crm.deal.userfield.list", {"filter": {"FIELD_NAME": name}})[0]["ID"]

    assert portal.call("crm.deal.userfield.delete", {"id": id}) is True
    assert name not in portal.call("crm.deal.get", {"id": 1})
    declare(portal, "string")
    assert portal.call("crm.deal.get", {"id": 1})[name] == ""


def test_mandatory_fields_have_to_be_there(portal: InProcess) -> None:
    name = declare(portal, "string", MANDATORY="Y", LABEL="Reason")
    assert portal.refused("crm.item.add", {"entityTypeId": 2, "fields": {}}) == (
        "CRM_FIELD_ERROR_REQUIRED",
        'The "Reason" field is required',
    )
    assert portal.call("crm.deal.add", {"fields": {name: "because"}}) == 171


def test_a_default_is_what_a_field_begins_with(portal: InProcess) -> None:
    name = declare(portal, "integer", SETTINGS={"DEFAULT_VALUE": 5})
    id = portal.call("crm.deal.add", {"fields": {"TITLE": "x"}})
    assert portal.call("crm.deal.get", {"id": id})[name] == "5"


def test_userfieldconfig_is_another_door(portal: InProcess) -> None:
    given = {"entityId": "CRM_DEAL", "fieldName": "UF_CRM_SIZE", "userTypeId": "enumeration", "enum": [{"value": "S"}]}
    field = portal.call("userfieldconfig.add", {"moduleId": "crm", "field": given})["field"]

    assert (field["fieldName"], field["multiple"], field["enum"][0]["value"]) == ("UF_CRM_SIZE", "N", "S")
    assert portal.call("crm.deal.userfield.get", {"id": field["id"]})["LIST"][0]["VALUE"] == "S"
    names = [each["fieldName"] for each in portal.call("userfieldconfig.list", {"moduleId": "crm"})["fields"]]
    assert names == ["UF_CRM_1721244482250", "UF_CRM_SIZE"]
    assert portal.call("userfieldconfig.delete", {"moduleId": "crm", "id": field["id"]}) is None
    assert "UF_CRM_SIZE" not in portal.call("crm.deal.fields")


@pytest.mark.parametrize(
    ("upper", "camel"),
    [
        ("UF_CRM_1721244482250", "ufCrm_1721244482250"),
        ("UF_CRM_44_1721812948498", "ufCrm44_1721812948498"),
        ("UF_CRM_TASK", "ufCrmTask"),
        ("DATE_MODIFY", "updatedTime"),
        ("MYCOMPANY_ID", "mycompanyId"),
    ],
)
def test_names_in_items(upper: str, camel: str) -> None:
    from generator.runtime.portal.families.crm.names import item_name

    assert item_name(upper) == camel


def test_a_file_has_an_address(portal: InProcess) -> None:
    name = declare(portal, "file")
    portal.call("crm.deal.update", {"id": 1, "fields": {name: {"fileData": ["a.txt", "SGk="]}}})

    file = portal.call("crm.deal.get", {"id": 1})[name]
    assert set(file) == {"id", "showUrl", "downloadUrl"}
    item = portal.call("crm.item.get", {"entityTypeId": 2, "id": 1, "useOriginalUfNames": "Y"})["item"]
    assert item[name]["id"] == file["id"]


def test_events_of_user_fields(portal: InProcess) -> None:
    portal.hears("ONCRMDEALUSERFIELDADD", "ONCRMDEALUSERFIELDDELETE", "ONCRMDEALUSERFIELDSETENUMVALUES")
    declare(portal, "string")
    portal.call("crm.deal.userfield.delete", {"id": 2})
    data = {"ID": "2", "ENTITY_ID": "CRM_DEAL", "FIELD_NAME": "UF_CRM_F_STRING"}
    assert portal.heard() == [("ONCRMDEALUSERFIELDADD", data), ("ONCRMDEALUSERFIELDDELETE", data)]

    declare(portal, "enumeration")
    portal.call("crm.deal.userfield.update", {"id": 3, "fields": {"LIST": [{"VALUE": "a"}]}})
    assert [event for event, _ in portal.heard()] == ["ONCRMDEALUSERFIELDADD", "ONCRMDEALUSERFIELDSETENUMVALUES"]
