"""Pipelines, stages, directories and smart processes of the local portal."""

from __future__ import annotations

import pytest

from tests.portal.in_process import InProcess


@pytest.fixture
def portal() -> InProcess:
    return InProcess()


def test_a_new_pipeline_of_deals_has_stages_with_its_number(portal: InProcess) -> None:
    category = portal.call("crm.category.add", {"entityTypeId": 2, "fields": {"name": "Second"}})["category"]
    kept = {"id": 1, "name": "Second", "sort": 500, "entityTypeId": 2, "isDefault": "N"}
    assert {name: category[name] for name in kept} == kept

    stages = portal.call("crm.status.list", {"filter": {"ENTITY_ID": "DEAL_STAGE_1"}, "order": {"SORT": "ASC"}})
    assert [stage["STATUS_ID"] for stage in stages] == [
        f"C1:{code}"
        for code in (
            "NEW",
            "PREPARATION",
            "PREPAYMENT_INVOICE",
            "EXECUTING",
            "FINAL_INVOICE",
            "WON",
            "LOSE",
            "APOLOGY",
        )
    ]
    won = stages[5]
    assert (won["SEMANTICS"], won["EXTRA"]["SEMANTICS"], won["CATEGORY_ID"]) == ("S", "success", "1")
    deal = portal.call("crm.deal.get", {"id": portal.call("crm.deal.add", {"fields": {"CATEGORY_ID": 1}})})
    assert (deal["STAGE_ID"], deal["CATEGORY_ID"], deal["IS_NEW"], deal["CLOSED"]) == ("C1:NEW", "1", "Y", "N")


def test_the_classic_dialect_knows_the_same_pipelines(portal: InProcess) -> None:
    id = portal.call("crm.dealcategory.add", {"fields": {"NAME": "Second", "SORT": "20"}})

    assert [row["NAME"] for row in portal.call("crm.dealcategory.list")] == ["Second"]
    assert portal.call("crm.dealcategory.status", {"id": id}) == f"DEAL_STAGE_{id}"
    assert portal.call("crm.dealcategory.stage.list", {"id": id})[0] == {
        "NAME": "New",
        "SORT": 10,
        "STATUS_ID": f"C{id}:NEW",
    }
    names = [each["name"] for each in portal.call("crm.category.list", {"entityTypeId": 2})["categories"]]
    assert names == ["Second", "General"]
    assert portal.call("crm.dealcategory.default.get")["ID"] == 0


def test_a_default_pipeline_stays(portal: InProcess) -> None:
    assert portal.refused("crm.category.delete", {"entityTypeId": 2, "id": 0})[0] == "REMOVING_DISABLED"
    assert portal.refused("crm.category.list", {"entityTypeId": 4}) == (
        "ENTITY_TYPE_NOT_SUPPORTED",
        "Entity type COMPANY is not supported",
    )


def test_every_step_of_a_deal_is_in_its_history(portal: InProcess) -> None:
    id = portal.call("crm.deal.add", {"fields": {"TITLE": "x"}})
    for stage in ("PREPARATION", "WON"):
        portal.call("crm.deal.update", {"id": id, "fields": {"STAGE_ID": stage}})
    portal.call("crm.deal.update", {"id": id, "fields": {"TITLE": "y"}})

    steps = portal.call("crm.stagehistory.list", {"entityTypeId": 2, "filter": {"OWNER_ID": id}})["items"]
    assert [(step["TYPE_ID"], step["STAGE_ID"], step["STAGE_SEMANTIC_ID"], step["OWNER_ID"]) for step in steps] == [
        ("1", "NEW", "P", str(id)),
        ("2", "PREPARATION", "P", str(id)),
        ("3", "WON", "S", str(id)),
    ]
    deal = portal.call("crm.deal.get", {"id": id})
    assert (deal["CLOSED"], deal["STAGE_SEMANTIC_ID"], deal["IS_NEW"]) == ("Y", "S", "N")


def test_a_deal_moves_to_another_pipeline_as_an_item_alone(portal: InProcess) -> None:
    portal.call("crm.category.add", {"entityTypeId": 2, "fields": {"name": "Second"}})
    portal.hears("ONCRMDEALMOVETOCATEGORY")
    portal.call("crm.deal.update", {"id": 1, "fields": {"CATEGORY_ID": 1}})
    assert portal.call("crm.deal.get", {"id": 1})["CATEGORY_ID"] == "0"

    item = portal.call("crm.item.update", {"entityTypeId": 2, "id": 1, "fields": {"categoryId": 1}})["item"]
    assert (item["categoryId"], item["stageId"]) == (1, "C1:NEW")
    assert portal.heard() == [("ONCRMDEALMOVETOCATEGORY", {"ID": "1", "CATEGORY_ID": "1", "STAGE_ID": "C1:NEW"})]
    step = portal.call("crm.stagehistory.list", {"entityTypeId": 2})["items"][0]
    assert (step["TYPE_ID"], step["CATEGORY_ID"]) == ("5", "1")


def test_the_history_of_leads_has_statuses(portal: InProcess) -> None:
    portal.call("crm.lead.add", {"fields": {"TITLE": "x"}})
    step = portal.call("crm.stagehistory.list", {"entityTypeId": 1})["items"][0]
    assert set(step) == {"ID", "TYPE_ID", "OWNER_ID", "CREATED_TIME", "STATUS_SEMANTIC_ID", "STATUS_ID"}


@pytest.mark.parametrize(
    ("directory", "codes"),
    [
        ("STATUS", ["NEW", "IN_PROCESS", "PROCESSED", "CONVERTED", "JUNK"]),
        ("QUOTE_STATUS", ["DRAFT", "SENT", "APPROVED", "DECLAINED"]),
        ("CONTACT_TYPE", ["CLIENT", "SUPPLIER", "PARTNER", "OTHER"]),
    ],
)
def test_directories_are_there_from_the_start(portal: InProcess, directory: str, codes: list[str]) -> None:
    items = portal.call("crm.status.entity.items", {"entityId": directory})
    assert [item["STATUS_ID"] for item in items] == codes
    assert all(set(item) == {"NAME", "SORT", "STATUS_ID"} for item in items)
    assert directory in [each["ID"] for each in portal.call("crm.status.entity.types")]


def test_an_item_of_a_directory_is_added_changed_and_deleted(portal: InProcess) -> None:
    fields = {"ENTITY_ID": "SOURCE", "STATUS_ID": "FAIR", "NAME": "Fair"}
    id = portal.call("crm.status.add", {"fields": fields})
    assert portal.refused("crm.status.add", {"fields": fields})[0] == "ERROR_CORE"
    assert portal.call("crm.status.update", {"id": id, "fields": {"NAME": "Show"}}) is True

    found = portal.call("crm.status.get", {"id": id})
    assert (found["STATUS_ID"], found["NAME"], found["SYSTEM"]) == ("FAIR", "Show", "N")
    assert portal.call("crm.status.delete", {"id": id}) is True
    assert portal.refused("crm.status.get", {"id": id}) == ("400", "Status is not found.")
    system = portal.call("crm.status.list", {"filter": {"ENTITY_ID": "SOURCE"}})[0]["ID"]
    assert portal.refused("crm.status.delete", {"id": system})[0] == "400"
    assert portal.call("crm.status.delete", {"id": system, "params": {"FORCED": "Y"}}) is True


def test_a_smart_process_is_a_kind_of_record_of_its_own(portal: InProcess) -> None:
    switches = {"isStagesEnabled": "Y", "isClientEnabled": "Y"}
    type = portal.call("crm.type.add", {"fields": {"title": "Order", "entityTypeId": 1040, **switches}})["type"]
    assert (type["id"], type["entityTypeId"], type["isStagesEnabled"], type["isSourceEnabled"]) == (1, 1040, "Y", "N")

    fields = portal.call("crm.item.fields", {"entityTypeId": 1040})["fields"]
    assert {"stageId", "contactId", "companyId"} <= set(fields)
    assert "sourceId" not in fields
    category = portal.call("crm.category.list", {"entityTypeId": 1040})["categories"][0]
    assert fields["stageId"]["statusType"] == f"DYNAMIC_1040_STAGE_{category['id']}"

    portal.hears("ONCRMDYNAMICITEMADD", "ONCRMDYNAMICITEMDELETE")
    item = portal.call("crm.item.add", {"entityTypeId": 1040, "fields": {}})["item"]
    assert (item["title"], item["stageId"]) == ("Order #1", f"DT1040_{category['id']}:NEW")
    changes = {"stageId": f"DT1040_{category['id']}:SUCCESS"}
    item = portal.call("crm.item.update", {"entityTypeId": 1040, "id": 1, "fields": changes})["item"]
    assert item["previousStageId"] == f"DT1040_{category['id']}:NEW"
    assert portal.refused("crm.type.delete", {"id": 1})[0] == "BX_ERROR"
    portal.call("crm.item.delete", {"entityTypeId": 1040, "id": 1})
    data = {"ID": "1", "ENTITY_TYPE_ID": "1040"}
    assert portal.heard() == [("ONCRMDYNAMICITEMADD", data), ("ONCRMDYNAMICITEMDELETE", data)]
    portal.call("crm.type.delete", {"id": 1})
    assert portal.refused("crm.item.list", {"entityTypeId": 1040}) == ("NOT_FOUND", "SPA not found")


def test_smart_processes_have_fields_of_users(portal: InProcess) -> None:
    portal.call("crm.type.add", {"fields": {"title": "Order"}})
    field = {"entityId": "CRM_1", "fieldName": "UF_CRM_1_1700000000", "userTypeId": "integer"}
    portal.call("userfieldconfig.add", {"moduleId": "crm", "field": field})

    type = portal.call("crm.type.list")["types"][0]["entityTypeId"]
    portal.call("crm.item.add", {"entityTypeId": type, "fields": {"title": "x", "ufCrm1_1700000000": "7"}})
    params = {"entityTypeId": type, "filter": {">ufCrm1_1700000000": 5}, "select": ["id", "ufCrm*"]}
    assert portal.call("crm.item.list", params) == {"items": [{"id": 1, "ufCrm1_1700000000": 7}]}


def test_numbers_of_smart_processes_have_their_range(portal: InProcess) -> None:
    assert portal.refused("crm.type.add", {"fields": {"title": "x", "entityTypeId": 5}})[0] == "INVALID_ARG_VALUE"
    first = portal.call("crm.type.add", {"fields": {"title": "x"}})["type"]["entityTypeId"]
    second = portal.call("crm.type.add", {"fields": {"title": "y"}})["type"]["entityTypeId"]
    assert first != second
    assert portal.call("crm.type.getByEntityTypeId", {"entityTypeId": second})["type"]["title"] == "y"
