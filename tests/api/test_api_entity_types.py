"""The types of CRM objects: which there are, and what a method takes and gives for each of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.api import Api, Method, resolve
from generator.api.cases import Cases, object_given
from generator.api.entity_types import EntityType
from generator.api.types import Reference
from generator.spec.names import WireName
from tests.making import api_of, documented_api, tree_of

TABLE = """
method: crm.enum.ownertype
returns: {type: array}
response:
  result:
  - {ID: 2, NAME: Deal, SYMBOL_CODE: DEAL}
  - {ID: 31, NAME: Invoice, SYMBOL_CODE: SMART_INVOICE}
  - {ID: 1, NAME: Lead, SYMBOL_CODE: LEAD}
  - {ID: 177, NAME: Purchase, SYMBOL_CODE: DYNAMIC_177}
  - {ID: '5', NAME: Old, SYMBOL_CODE: OLD}
  - {ID: 6, NAME: Odd, SYMBOL_CODE: 'odd name'}
"""
ITEM_NAME = WireName("crm.item")
ITEM = """
type: crm.item
fields: {id: {type: integer}, title: {type: string}, honorific: {type: string}, own: {type: string}}
cases: {Lead: [title, honorific], Bill: [title], SPA: [own]}
"""
ADD = """
method: crm.item.add
params:
  entityTypeId: {type: integer, required: true, values: [1, 31], open: true, labels: {'1': Lead, '31': Bill}}
  fields: {type: object, variants: {Lead: {title: {type: string}}, SPA: {own: {type: string}}}}
returns: {type: object, fields: {item: {type: item, ref: crm.item}, count: {type: integer}}}
"""


def method(api: Api, name: str = "crm.item.add") -> Method:
    return next(each for each in api.methods.values() if each.name == name)


def cases(*texts: str) -> Cases | None:
    return method(api_of(*texts)).cases


def test_the_types_are_those_of_every_portal_by_their_number() -> None:
    assert api_of(TABLE).entity_types == (
        EntityType("LEAD", 1),
        EntityType("DEAL", 2),
        EntityType("SMART_INVOICE", 31),
    )


@pytest.mark.parametrize("table", ["method: crm.enum.ownertype", "method: other"])
def test_without_the_table_there_are_none(table: str) -> None:
    assert api_of(table, ITEM, ADD).entity_types == ()
    assert cases(table, ITEM, ADD) is None


def test_a_shared_type_has_in_each_case_what_all_have_and_its_own() -> None:
    item = next(iter(api_of(TABLE, ITEM, ADD).types.values())).as_result
    assert {name: list(item.of_case(name).by_name) for name, _ in item.cases} == {
        "LEAD": ["id", "title", "honorific"],
        "SMART_INVOICE": ["id", "title"],
    }


def test_a_method_takes_and_gives_what_its_page_calls_a_type_of_object() -> None:
    add = method(api_of(TABLE, ITEM, ADD))
    assert add.cases is not None
    assert add.cases.parameter == "entityTypeId"
    assert [(case.name, case.title) for case in add.cases.each] == [("LEAD", "Lead"), ("SMART_INVOICE", "Bill")]
    lead, invoice = add.cases.each
    fields = next(each for each in add.parameters if each.name == "fields")
    given = object_given(fields, lead)
    assert given is not None
    assert list(given.by_name) == ["title"]
    assert object_given(fields, invoice) is None  # the page has no section for it
    assert Reference(ITEM_NAME, case="LEAD") in [each.type for each in lead.returns.properties]  # type: ignore[union-attr]


def test_without_a_label_a_section_or_when_deprecated_a_method_has_no_cases() -> None:
    assert cases(TABLE, ITEM, ADD.replace(", labels: {'1': Lead, '31': Bill}", "")) is None
    assert (
        cases(TABLE, "type: crm.item\nfields: {id: {type: integer}}", ADD.replace("Lead: {title", "X: {title")) is None
    )
    assert cases(TABLE, ITEM, ADD + "status: deprecated") is None


def test_the_specs_stay_as_they_are() -> None:
    specs = tree_of(TABLE, ITEM, ADD)
    before = replace(specs)
    resolve(specs)
    assert specs == before


@pytest.mark.slow
def test_of_the_documentation() -> None:
    api = documented_api()
    known = {each.name: each.id for each in api.entity_types}
    assert known.items() >= {"LEAD": 1, "DEAL": 2, "CONTACT": 3, "COMPANY": 4, "QUOTE": 7, "SMART_INVOICE": 31}.items()
    names = ["LEAD", "DEAL", "CONTACT", "COMPANY", "QUOTE", "SMART_INVOICE"]
    found = {each.name: each.cases for each in api.methods.values() if each.cases is not None}
    assert {name: [case.name for case in cases.each] for name, cases in found.items()} == {
        f"crm.item.{last}": names for last in ("add", "get", "import", "list", "update")
    }
