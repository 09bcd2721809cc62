"""What has changed on a portal, said one line each."""

from __future__ import annotations

from dataclasses import replace

from bitrix24.typegen.comparing import changes
from bitrix24.typegen.description import Choice, Directory, LeftOut, Pipeline
from tests.typegen.making import custom, deal, described, smart


def test_nothing_has_changed() -> None:
    same = described(deal(custom(1, "Kind", "enumeration", "A")), smart(1030, "Contract"))

    assert changes(same, same) == []


def test_fields_come_go_and_change() -> None:
    before = described(deal(custom(1, "Delivery"), custom(2, "Kind", "enumeration", "A", "B"), custom(3, "Gone")))
    other = replace(custom(1, "Delivery date", "date"), multiple=True, required=True, targets=(4,))
    after = described(deal(other, custom(2, "Kind", "enumeration", "X"), custom(4, "New", "date")))

    assert changes(before, after) == [
        "Deal (crm.item:2): field 'Delivery date' (ufCrm_1): is called 'Delivery date', which was 'Delivery'",
        "Deal (crm.item:2): field 'Delivery date' (ufCrm_1): of type date, which was string",
        "Deal (crm.item:2): field 'Delivery date' (ufCrm_1): now multiple",
        "Deal (crm.item:2): field 'Delivery date' (ufCrm_1): now required",
        "Deal (crm.item:2): field 'Delivery date' (ufCrm_1): points at records of 4",
        "Deal (crm.item:2): field 'Kind' (ufCrm_2): value 101: is called 'X', which was 'A'",
        "Deal (crm.item:2): field 'Kind' (ufCrm_2): value 'B' (102): gone",
        "Deal (crm.item:2): field 'New' (ufCrm_4, date): new",
        "Deal (crm.item:2): field 'Gone' (ufCrm_3): gone",
    ]


def test_entities_pipelines_and_stages_come_and_go() -> None:
    before = described(
        replace(smart(1030, "Contract"), pipelines=(Pipeline(1, "General", "A"), Pipeline(2, "Old", "B"))),
        smart(1032, "Visit"),
        directories=(Directory("A", (Choice("NEW", "New"),)),),
    )
    after = described(
        replace(smart(1030, "Agreement"), pipelines=(Pipeline(1, "Main", "A"), Pipeline(3, "Service", "C"))),
        replace(smart(1034, "Plan"), product_rows=True),
        directories=(Directory("A", (Choice("NEW", "New"), Choice("WON", "Won"))),),
        left_out=(LeftOut("tasks", "", ("task",)),),
    )

    assert changes(before, after) == [
        "Agreement (crm.item:1030): is called 'Agreement', which was 'Contract'",
        "Agreement (crm.item:1030): pipeline 1: is called 'Main', which was 'General'",
        "Agreement (crm.item:1030): pipeline 'Service' (3): new",
        "Agreement (crm.item:1030): pipeline 'Old' (2): gone",
        "Plan (crm.item:1034): new",
        "Visit (crm.item:1032): gone",
        "A: value 'Won' (WON): new",
        "tasks: left out: it needs the scope task",
    ]
