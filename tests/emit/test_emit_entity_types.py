"""Types of CRM objects in the client: their constants, and for each a signature and a class."""

from __future__ import annotations

import re

import pytest

from tests.api.test_api_entity_types import ADD, ITEM, TABLE
from tests.emit.making import rendered

LIST = """
method: crm.item.list
params:
  entityTypeId: {type: integer, required: true, values: [1, 31], open: true, labels: {'1': Lead, '31': Bill}}
  start: {type: integer}
returns: {type: object, fields: {items: {type: 'item[]', items: {type: item, ref: crm.item}}}}
list: {rows: items, paging: start}
"""


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return rendered(TABLE, ITEM, ADD, LIST)


def overloads(module: str, name: str) -> list[str]:
    """The parameters and the result of each signature, on one line."""
    found = re.findall(rf"@overload\n\s+(?:async )?def {name}\((.*?)\) -> ([^:]*): \.\.\.", module, re.DOTALL)
    return [f"{' '.join(parameters.split())} -> {returns}" for parameters, returns in found]


def test_the_constants_are_numbers_in_their_order(files: dict[str, str]) -> None:
    module = files["bitrix24/entity_types.py"]
    assert re.findall(r"    ([A-Z_]+) = (\d+)", module) == [("LEAD", "1"), ("DEAL", "2"), ("SMART_INVOICE", "31")]
    names: dict[str, int] = {}
    exec(module, names)
    entity_type = names["EntityType"]
    assert entity_type.DEAL == 2  # type: ignore[attr-defined]


def test_without_the_table_there_is_no_module() -> None:
    files = rendered(ITEM, ADD)
    assert "bitrix24/entity_types.py" not in files
    assert "EntityType" not in files["bitrix24/__init__.py"]
    assert "@overload" not in files["bitrix24/v2/crm/item/__init__.py"]


def test_each_kind_of_client_has_a_signature_for_each_type_and_one_for_numbers(files: dict[str, str]) -> None:
    found = overloads(files["bitrix24/v2/crm/item/__init__.py"], "add")
    assert len(found) == 3 * 3
    lead, invoice, general = found[:3]
    assert lead.startswith("self, entity_type_id: Literal[EntityType.LEAD], *, fields: ItemAddFieldsLead | Omitted")
    assert lead.endswith("-> ItemAddLeadResult")
    assert "Literal[EntityType.SMART_INVOICE], *, fields: ItemAddFieldsLead | ItemAddFieldsSpa | Omitted" in invoice
    assert "entity_type_id: NumberOfType, *, fields: ItemAddFieldsLead | ItemAddFieldsSpa | Omitted" in general
    assert general.endswith("-> ItemAddResult")
    assert found[6].endswith("-> Pending[ItemAddLeadResult]")


def test_a_list_has_rows_of_the_type(files: dict[str, str]) -> None:
    found = overloads(files["bitrix24/v2/crm/item/__init__.py"], "list")
    returned = [each.rpartition("-> ")[2] for each in found]
    assert returned[:3] == [
        "SyncList[ItemListLeadResult, ItemLead]",
        "SyncList[ItemListSmartInvoiceResult, ItemSmartInvoice]",
        "SyncList[ItemListResult, Item]",
    ]
    assert returned[3] == "AsyncList[ItemListLeadResult, ItemLead]"
    assert returned[6] == "Pending[ItemListLeadResult]"


def test_a_checker_sees_a_class_for_each_type_and_a_program_one_for_all(files: dict[str, str]) -> None:
    module = files["bitrix24/types/crm.py"]
    checked, _, run = module.partition("\nif TYPE_CHECKING:\n\n    class ")[2].partition("\nelse:\n")
    assert re.findall(r"(\w+) = (?:field|always)", checked) == ["id", "title", "honorific", "id", "title"]
    assert run == "    ItemLead = Item\n    ItemSmartInvoice = Item\n"
    results = files["bitrix24/v2/crm/item/results.py"]
    assert "    ItemAddLeadResult = ItemAddResult\n" in results
    assert "    ItemListLeadResult = ItemListResult\n" in results
