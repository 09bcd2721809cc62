"""Universal lists and an application's storage on the local portal."""

from __future__ import annotations

from typing import Any

import pytest

from tests.portal.in_process import InProcess

OF_LISTS = {"IBLOCK_TYPE_ID": "lists"}


@pytest.fixture
def portal() -> InProcess:
    return InProcess()


@pytest.fixture
def books(portal: InProcess) -> dict[str, Any]:
    """A list, as the parameters that name it."""
    fields = {"NAME": "Books", "SORT": 10}
    id = portal.call("lists.add", {**OF_LISTS, "IBLOCK_CODE": "books", "FIELDS": fields})
    return {**OF_LISTS, "IBLOCK_ID": id}


def element(portal: InProcess, books: dict[str, Any], code: str, **fields: object) -> int:
    return int(portal.call("lists.element.add", {**books, "ELEMENT_CODE": code, "FIELDS": {"NAME": code, **fields}}))


def test_a_list_is_known_by_id_and_by_code(portal: InProcess, books: dict[str, Any]) -> None:
    by_code = {**OF_LISTS, "IBLOCK_CODE": "books"}

    assert portal.call("lists.get", by_code)[0]["NAME"] == "Books"
    assert portal.call("lists.update", {**by_code, "FIELDS": {"NAME": "Papers"}}) is True
    assert portal.call("lists.get", books)[0]["NAME"] == "Papers"
    assert portal.call("lists.get.iblock.type.id", {"IBLOCK_ID": books["IBLOCK_ID"]}) == "lists"
    again = portal.refused("lists.add", {**OF_LISTS, "IBLOCK_CODE": "books", "FIELDS": {"NAME": "B"}})
    assert again[0] == "ERROR_IBLOCK_ALREADY_EXISTS"
    assert portal.call("lists.delete", books) is True
    assert portal.refused("lists.delete", books) == ("ERROR_IBLOCK_NOT_FOUND", "Iblock not found")
    assert portal.refused("lists.get", {})[0] == "ERROR_REQUIRED_PARAMETERS_MISSING"


def test_values_of_properties_have_ids_of_their_own(portal: InProcess, books: dict[str, Any]) -> None:
    id = element(portal, books, "one", PROPERTY_7=["a", "b"], PROPERTY_8="2024-12-31")

    row = portal.call("lists.element.get", {**books, "ELEMENT_ID": id})[0]
    assert (row["ID"], row["CODE"], row["NAME"], row["CREATED_BY"]) == (str(id), "one", "one", "1")
    assert list(row["PROPERTY_7"].values()) == ["a", "b"]
    assert all(key.isdigit() for key in row["PROPERTY_7"])
    found = portal.answer("lists.element.get", {**books, "FILTER": {"=PROPERTY_8": "2024-12-31"}})
    assert (found["total"], found["result"][0]["ID"]) == (1, str(id))


def test_elements_are_filtered_ordered_and_selected(portal: InProcess, books: dict[str, Any]) -> None:
    first, second = element(portal, books, "tea"), element(portal, books, "teapot", PROPERTY_7="x")

    def found(**params: object) -> list[str]:
        return [each["ID"] for each in portal.call("lists.element.get", {**books, **params})]

    assert found(ELEMENT_ORDER={"NAME": "desc"}) == [str(second), str(first)]
    assert found(FILTER={"NAME": "%pot%"}) == [str(second)]
    assert found(FILTER={"NAME": "tea"}) == [str(first)]
    assert found(FILTER={">ID": first}) == [str(second)]
    assert found(ELEMENT_CODE="tea") == [str(first)]
    selected = portal.call("lists.element.get", {**books, "SELECT": ["ID", "PROPERTY_7"], "ELEMENT_ID": second})[0]
    assert set(selected) == {"ID", "PROPERTY_7"}


def test_what_is_not_given_again_is_cleared(portal: InProcess, books: dict[str, Any]) -> None:
    id = element(portal, books, "one", PROPERTY_7="a", PROPERTY_8="b")

    change = {**books, "ELEMENT_CODE": "one", "FIELDS": {"NAME": "uno", "PROPERTY_7": "c"}}
    assert portal.call("lists.element.update", change) is True
    row = portal.call("lists.element.get", {**books, "ELEMENT_ID": id})[0]
    assert (row["NAME"], list(row["PROPERTY_7"].values()), "PROPERTY_8" in row) == ("uno", ["c"], False)
    assert portal.call("lists.element.delete", {**books, "ELEMENT_ID": id}) is True
    assert portal.refused("lists.element.delete", {**books, "ELEMENT_ID": id})[0] == "ERROR_ELEMENT_NOT_FOUND"
    code = {**books, "ELEMENT_CODE": "two", "FIELDS": {"NAME": "2"}}
    portal.call("lists.element.add", code)
    assert portal.refused("lists.element.add", code)[0] == "ERROR_ELEMENT_ALREADY_EXISTS"


def test_fields_are_called_by_their_properties(portal: InProcess, books: dict[str, Any]) -> None:
    values = {"0": {"VALUE": "New", "SORT": 10}, "1": {"VALUE": "Old", "SORT": 20}}
    fields = {"NAME": "State", "TYPE": "L", "SORT": 20, "CODE": "STATE", "LIST": values}
    name = portal.call("lists.field.add", {**books, "FIELDS": fields})

    assert name == "PROPERTY_1"
    field = portal.call("lists.field.get", {**books, "FIELD_ID": name})["L"]
    assert (field["ID"], field["NAME"], list(field["DISPLAY_VALUES_FORM"].values())) == ("1", "State", ["New", "Old"])
    assert list(portal.call("lists.field.get", books)) == ["NAME", "PROPERTY_1"]
    portal.call("lists.field.update", {**books, "FIELD_ID": name, "FIELDS": {"NAME": "Age", "TYPE": "S"}})
    assert portal.call("lists.field.get", {**books, "FIELD_ID": name})["S"]["NAME"] == "Age"
    assert portal.call("lists.field.delete", {**books, "FIELD_ID": name}) is True


def test_sections_are_kept(portal: InProcess, books: dict[str, Any]) -> None:
    id = portal.call("lists.section.add", {**books, "SECTION_CODE": "new", "FIELDS": {"NAME": "New"}})

    portal.call("lists.section.update", {**books, "SECTION_CODE": "new", "FIELDS": {"NAME": "Newer", "SORT": 5}})
    row = portal.call("lists.section.get", {**books, "FILTER": {"NAME": "New%"}})[0]
    assert (row["ID"], row["CODE"], row["SORT"], row["ACTIVE"]) == (str(id), "new", "5", "Y")
    assert portal.call("lists.section.delete", {**books, "SECTION_ID": id}) is True


def test_an_application_keeps_items_of_its_own(portal: InProcess) -> None:
    call = portal.as_application
    assert call("entity.add", {"ENTITY": "dish", "NAME": "Dishes"}) is True
    assert call("entity.item.property.add", {"ENTITY": "dish", "PROPERTY": "heat", "NAME": "Heat", "TYPE": "N"}) is True
    soup = call("entity.item.add", {"ENTITY": "dish", "NAME": "Soup", "PROPERTY_VALUES": {"heat": 3}})
    rice = call("entity.item.add", {"ENTITY": "dish", "NAME": "Rice", "PROPERTY_VALUES": {"heat": 1}})

    hot = call("entity.item.get", {"ENTITY": "dish", "FILTER": {">PROPERTY_heat": 2}})
    assert [(each["ID"], each["PROPERTY_VALUES"], each["DATE_ACTIVE_FROM"]) for each in hot] == [
        (str(soup), {"heat": 3}, "")
    ]
    call("entity.item.update", {"ENTITY": "dish", "ID": rice, "PROPERTY_VALUES": {"salt": 1}})
    rows = call("entity.item.get", {"ENTITY": "dish", "SORT": {"NAME": "ASC"}})
    assert [each["NAME"] for each in rows] == ["Rice", "Soup"]
    assert rows[0]["PROPERTY_VALUES"] == {"heat": 1, "salt": 1}


def test_an_entity_is_renamed_with_all_that_is_in_it(portal: InProcess) -> None:
    call = portal.as_application
    call("entity.add", {"ENTITY": "dish", "NAME": "Dishes"})
    call("entity.item.property.add", {"ENTITY": "dish", "PROPERTY": "heat", "NAME": "Heat", "TYPE": "N"})
    call("entity.item.add", {"ENTITY": "dish", "NAME": "Soup"})

    call("entity.update", {"ENTITY": "dish", "ENTITY_NEW": "meal"})

    assert call("entity.get", {"ENTITY": "meal"})["NAME"] == "Dishes"
    assert [each["ENTITY"] for each in call("entity.get", {})] == ["meal"]
    assert call("entity.item.get", {"ENTITY": "meal"})[0]["NAME"] == "Soup"
    assert call("entity.item.property.get", {"ENTITY": "meal"})[0]["PROPERTY"] == "heat"
    assert call("entity.rights", {"ENTITY": "meal", "ACCESS": {"AU": "R"}}) == {"AU": "R", "U1": "X"}
