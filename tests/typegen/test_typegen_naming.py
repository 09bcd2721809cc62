"""Names are made of labels the same way each time, and stay what they are."""

from __future__ import annotations

import keyword
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitrix24.typegen.description import EntityFacts, PortalDescription
from bitrix24.typegen.names import named
from bitrix24.typegen.naming import camel, constant, natural, plural, snake
from tests.typegen.making import custom, deal, described, smart


@pytest.mark.parametrize(
    ("label", "attribute", "member", "class_name"),
    [
        ("Delivery date", "delivery_date", "DELIVERY_DATE", "DeliveryDate"),
        ("Дата поставки", "data_postavki", "DATA_POSTAVKI", "DataPostavki"),
        ("Größe (cm)", "grosse_cm", "GROSSE_CM", "GrosseCm"),
        ("合同类型", "he_tong_lei_xing", "HE_TONG_LEI_XING", "HeTongLeiXing"),
        ("class", "class_", "CLASS", "Class"),
        ("None", "none", "NONE", "None_"),
        ("2026 plan", "field_2026_plan", "ITEM_2026_PLAN", "Entity2026Plan"),
        ("🚀", "rocket", "ROCKET", "Rocket"),
        ("", "field", "ITEM", "Entity"),
        ("«»…", "field", "ITEM", "Entity"),
        ("It's \"x\"\n'''", "its_x", "ITS_X", "ItsX"),
        ("x" * 1000, "x" * 50, "X" * 50, "X" + "x" * 49),
    ],
)
def test_names_of_labels(label: str, attribute: str, member: str, class_name: str) -> None:
    assert (snake(label, "field"), constant(label, "ITEM")) == (attribute, member)
    assert camel(label, "Entity") == class_name


@given(st.text())
def test_every_label_gives_a_name(label: str) -> None:
    for name in (snake(label, "field"), constant(label, "ITEM"), camel(label, "Entity")):
        assert name.isidentifier()
        assert name.isascii()
        assert not keyword.iskeyword(name)
        assert not name.startswith("_")


@pytest.mark.parametrize(
    ("one", "several"),
    [("deal", "deals"), ("company", "companies"), ("day", "days"), ("box", "boxes"), ("news", "news")],
)
def test_plurals(one: str, several: str) -> None:
    assert plural(one) == several


def test_numbers_in_names_count() -> None:
    assert sorted(["ufCrm_10", "ufCrm_9", "ufCrmA"], key=natural) == ["ufCrmA", "ufCrm_9", "ufCrm_10"]


def attributes(description: PortalDescription, key: str = "crm.item:2") -> dict[str, tuple[str, ...]]:
    names = description.names[key]
    return {wire: names[wire] for wire in names if wire != "id"}


def test_equal_labels_are_told_apart_by_what_the_wire_calls_them() -> None:
    found = named(described(deal(custom(9, "Kind"), custom(10, "Kind"), custom(11, "Kind 10"))))

    assert attributes(found) == {"ufCrm_9": ("kind",), "ufCrm_10": ("kind_10",), "ufCrm_11": ("kind_10_11",)}


def test_names_of_records_own_members_are_told_apart_too() -> None:
    found = named(described(deal(*(custom(n, label) for n, label in enumerate(["keys", "raw", "self", "by", "int"])))))

    assert [names[0] for names in attributes(found).values()] == ["keys_0", "raw_1", "self_2", "by_3", "int_4"]


def test_names_stay_whatever_else_comes_and_goes() -> None:
    before = named(described(deal(custom(5, "Kind"))))
    after = named(described(deal(custom(4, "Kind"), custom(5, "Kind"))), before)

    assert attributes(after) == {"ufCrm_4": ("kind_4",), "ufCrm_5": ("kind",)}


def test_a_new_label_is_a_new_name_and_the_old_one_stays() -> None:
    first = named(described(deal(custom(1, "Delivery"))))
    second = named(described(deal(custom(1, "Delivery date"), custom(2, "Delivery"))), first)
    third = named(described(deal(custom(1, "Shipped"), custom(2, "Delivery"))), second)
    back = named(described(deal(custom(1, "Delivery"), custom(2, "Delivery"))), third)

    assert attributes(second) == {"ufCrm_1": ("delivery_date", "delivery"), "ufCrm_2": ("delivery_2",)}
    assert attributes(third) == {"ufCrm_1": ("shipped", "delivery_date", "delivery"), "ufCrm_2": ("delivery_2",)}
    assert attributes(back)["ufCrm_1"] == ("delivery", "shipped", "delivery_date")


def test_a_name_that_a_person_has_chosen_stays() -> None:
    first = named(described(deal(custom(1, "Delivery"))))
    chosen = replace(first, names={**first.names, "crm.item:2": {"id": ("id",), "ufCrm_1": ("when", "delivery")}})

    after = named(described(deal(custom(1, "Shipped"))), chosen)

    assert attributes(after) == {"ufCrm_1": ("when", "delivery")}


def test_what_the_portal_does_not_tell_of_this_time_has_its_names_when_it_comes_back() -> None:
    first = named(described(deal(), smart(1030, "Contract", custom(1, "Kind"))))
    chosen = replace(first, names={**first.names, "crm.item:1030": {"id": ("id",), "ufCrm_1": ("what",)}})

    away = named(described(deal()), chosen)
    back = named(described(deal(), smart(1030, "Contract", custom(1, "Kind"))), away)

    assert attributes(back, "crm.item:1030") == {"ufCrm_1": ("what",)}


@pytest.mark.parametrize("name", ["a b", "x: 1\n", "class", "", "_x", "ä", "keys", "import os; x"])
def test_a_name_that_is_none_is_not_taken_from_a_description(name: str) -> None:
    given = described(deal(custom(1, "Delivery")), names={"crm.item:2": {"ufCrm_1": (name,)}})

    assert attributes(named(given)) == {"ufCrm_1": ("delivery",)}


def test_classes_and_collections_do_not_meet() -> None:
    entities = [smart(1030, "Contract"), smart(1032, "Contract"), smart(1034, "Portal"), smart(1036, "Task")]
    found = named(described(deal(), *entities))

    assert [names[0] for names in found.names["module"].values()] == [
        *("Deal", "Contract", "Contract1032", "Portal1034", "Task"),
    ]
    collections = [names[0] for names in found.names["portal"].values()]
    # `tasks` are the methods of the client.
    assert collections == ["deals", "contracts", "contract1032s", "portal1034s", "tasks_1036"]


def test_lists_of_values_are_called_by_entity_and_field() -> None:
    found = named(described(deal(custom(1, "Kind", "enumeration", "New one", "New one", "1st"))))

    assert found.names["module"]["crm.item:2 ufCrm_1"] == ("DealKind",)
    assert found.names["crm.item:2 ufCrm_1"] == {"101": ("NEW_ONE",), "102": ("NEW_ONE_102",), "103": ("ITEM_1ST",)}


def test_what_is_named_keeps_its_names() -> None:
    entity: EntityFacts = deal(custom(1, "Kind", "enumeration", "A", "B"), custom(2, "Kind"))
    once = named(described(entity, smart(1030, "Deal")))

    assert named(once) == once
    assert named(described(entity, smart(1030, "Deal")), once) == once
