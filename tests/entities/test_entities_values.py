"""Values of fields: as they go to the portal, as the portal keeps them, as they are read."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from bitrix24 import FieldError, File, MissingField
from bitrix24.entities import Binding, Field, Money
from bitrix24.portal import LocalPortal
from tests.entities.sample_portal import ContractType, Deal, DealPriority, DealSizes, DealStage, Portal, Source

MOMENT = datetime(2026, 12, 1, 12, 30, tzinfo=timezone(timedelta(hours=3)))

# The field, what a program writes, and what goes on the wire.
VALUES: list[tuple[Field[Any, Any], object, object]] = [
    (Deal.title, "Boat", "Boat"),
    (Deal.stage, DealStage.WON, "WON"),
    (Deal.source, Source.WEB, "WEB"),
    (Deal.amount, 99.5, 99.5),
    (Deal.is_manual_amount, True, "Y"),
    (Deal.begin_date, date(2026, 12, 1), "2026-12-01"),
    (Deal.company_id, 7, 7),
    (Deal.delivery_date, date(2026, 12, 1), "2026-12-01"),
    (Deal.delivered_at, MOMENT, "2026-12-01T12:30:00+03:00"),
    (Deal.budget, Money(Decimal("99.90"), "EUR"), "99.90|EUR"),
    (Deal.priority, DealPriority.HIGH, 2),
    (Deal.sizes, [DealSizes.SMALL, DealSizes.BIG], [3, 4]),
    (Deal.pieces, 12, 12),
    (Deal.weight, 1.5, 1.5),
    (Deal.price, Decimal("1.25"), "1.25"),
    (Deal.urgent, True, 1),
    (Deal.urgent, False, 0),
    (Deal.manager, 1, 1),
    (Deal.partner, Binding(4, 7), "7"),
    (Deal.related_to, [Binding(3, 1), Binding(4, 7)], ["C_1", "CO_7"]),
    (Deal.tags, ["red", "blue"], ["red", "blue"]),
    (Deal.days, [date(2026, 12, 1), date(2026, 12, 2)], ["2026-12-01", "2026-12-02"]),
    (Deal.site, "https://example.com", "https://example.com"),
    (Deal.channel, Source.CALL, "CALL"),
    (Deal.place, "Street 1|1;2", "Street 1|1;2"),
]


def sent(portal: LocalPortal) -> dict[str, Any]:
    """The fields of the last call."""
    fields: dict[str, Any] = portal.calls[-1].params["fields"]
    return fields


@pytest.mark.parametrize(("field", "value", "wire"), VALUES, ids=[f"{field.attribute}" for field, *_ in VALUES])
def test_a_value_comes_back_as_it_was_written(
    shared: tuple[LocalPortal, Portal], field: Field[Any, Any], value: object, wire: object
) -> None:
    local, b24 = shared
    deal = b24.deals._add({field.attribute: value})

    assert sent(local) == {field.wire_name: wire}
    assert getattr(deal, field.attribute) == value
    read = getattr(b24.deals.get(deal.id), field.attribute)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize("field", [Deal.title, Deal.delivery_date, Deal.budget, Deal.priority, Deal.partner])
def test_none_empties_a_field(shared: tuple[LocalPortal, Portal], field: Field[Any, Any]) -> None:
    _, b24 = shared
    value = next(value for each, value, _ in VALUES if each is field)
    deal = b24.deals._add({field.attribute: value})

    b24.deals._update(deal.id, {field.attribute: None})

    assert not getattr(b24.deals.get(deal.id), field.attribute)


def test_several_values_are_emptied_by_nothing(b24: Portal) -> None:
    deal = b24.deals.add(tags=["red"], sizes=[DealSizes.BIG])
    changed = b24.deals.update(deal.id, tags=[], sizes=())
    assert (changed.tags, changed.sizes) == ([], [])


def test_fields_without_a_value_are_none_or_an_empty_list(b24: Portal) -> None:
    deal = b24.deals.add(title="Boat")
    assert [deal.delivery_date, deal.delivered_at, deal.budget, deal.priority, deal.partner, deal.manager] == [None] * 6
    assert [deal.tags, deal.sizes, deal.days, deal.photos, deal.contact_ids] == [[]] * 5
    assert (deal.company_id, deal.contract_file, deal.source) == (None, None, None)


def test_files_have_a_name_and_stay_on_the_portal(b24: Portal, local: LocalPortal, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(b"png")

    deal = b24.deals.add(contract_file=File("contract.pdf", b"pdf"), photos=[path, File("b.png", BytesIO(b"b"))])

    assert sent(local) == {
        "ufCrmFile": ["contract.pdf", "cGRm"],
        "ufCrmPhotos": [["photo.png", "cG5n"], ["b.png", "Yg=="]],
    }
    del deal


def test_a_file_that_is_there_stays_by_its_id(b24: Portal, local: LocalPortal) -> None:
    stored = Deal({"id": 1, "ufCrmPhotos": [{"id": 5, "url": "/x", "urlMachine": "/y"}]}).photos
    assert (stored[0].id, stored[0].url) == (5, "/y")
    b24.deals.update(b24.deals.add(title="Boat").id, photos=stored)
    assert sent(local) == {"ufCrmPhotos": [{"id": 5}]}


def test_a_choice_has_its_label_and_its_id() -> None:
    assert (DealPriority.HIGH.label, int(DealPriority.HIGH), str(DealPriority.HIGH)) == ("High", 2, "High")
    assert (DealStage.NEW.label, str(DealStage.NEW), DealStage.NEW.value) == ("New", "NEW", "NEW")
    assert ContractType.labelled("Lease") is ContractType.LEASE
    with pytest.raises(ValueError, match="0 of ContractType are labelled 'Rent'; there are 'Lease', 'Sale'"):
        ContractType.labelled("Rent")


def test_a_choice_that_came_later_is_read_and_written_back(b24: Portal, local: LocalPortal) -> None:
    local.client().call("crm.status.add", {"fields": {"ENTITY_ID": "DEAL_STAGE", "STATUS_ID": "LATER", "NAME": "L"}})
    id = local.client().call("crm.item.add", {"entityTypeId": 2, "fields": {"stageId": "LATER"}}).result["item"]["id"]

    stage = b24.deals.get(id).stage

    assert stage is not None
    assert (stage.value, stage.label, stage.is_known) == ("LATER", "LATER", False)
    assert stage == b24.deals.get(id).stage
    assert stage != DealStage.NEW
    assert {stage: 1}[stage] == 1
    assert b24.deals.update(id, stage=stage).stage == stage
    assert Deal({"id": 1, "ufCrmPriority": "99"}).priority != DealPriority.LOW
    assert str(Deal({"id": 1, "ufCrmPriority": 99}).priority) == "no. 99"
    assert pickle.loads(pickle.dumps(stage)) == copy.deepcopy(stage) == stage
    assert Deal({"id": 1, "stageId": "won"}).stage != DealStage.WON


def test_what_is_no_value_costs_its_attribute_alone() -> None:
    deal = Deal({"id": 1, "title": "Boat", "ufCrmDelivery": "tomorrow", "ufCrmBudget": "100"})
    assert deal.title == "Boat"
    with pytest.raises(FieldError, match=r"Deal\.delivery_date: expected date, got 'tomorrow'"):
        _ = deal.delivery_date
    with pytest.raises(FieldError, match=r"Deal\.budget: expected a sum with its currency"):
        _ = deal.budget


def test_unknown_fields_are_items(b24: Portal) -> None:
    deal = b24.deals.add(title="Boat")
    assert deal["ufCrm_1721244482250"] is None
    assert deal.raw["title"] == "Boat"
    assert deal.to_dict()["title"] == "Boat"


def test_a_record_can_be_kept_as_json(b24: Portal) -> None:
    values = {field.attribute: value for field, value, _ in VALUES if field is not Deal.company_id}
    kept = json.loads(json.dumps(b24.deals._add(values).to_dict()))
    assert kept["ufCrmBudget"] == "99.90|EUR"
    assert kept["ufCrmRelated"] == ["C_1", "CO_7"]
    assert (kept["ufCrmPriority"], kept["ufCrmSizes"], kept["stageId"]) == (2, [3, 4], "WON")
    assert (kept["ufCrmPrice"], kept["ufCrmDelivery"]) == ("1.25", "2026-12-01")


def test_what_was_not_selected_is_no_none(b24: Portal) -> None:
    b24.deals.add(title="Boat")
    (deal,) = b24.deals.list(select=[Deal.title], where=Deal.title == "Boat")
    assert set(deal.raw) >= {"id", "title"}
    with pytest.raises(MissingField):
        _ = deal.delivery_date


def test_a_binding_of_a_smart_process_has_its_number() -> None:
    assert str(Binding(1032, 7)) == "T408_7"
    assert Deal({"id": 1, "ufCrmRelated": ["T408_7", "CO_1"]}).related_to == [Binding(1032, 7), Binding(4, 1)]
    assert Deal({"id": 1, "ufCrmPartner": "0"}).partner is None
