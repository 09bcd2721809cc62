"""CRM objects by their type: what a constant says of a call, and what a number leaves open."""

from __future__ import annotations

import datetime as dt
from typing import Any

from typing_extensions import assert_type

from bitrix24 import AsyncClient, Client, EntityType, SyncList
from bitrix24.lists import AsyncList
from bitrix24.types.crm import Item, ItemCompany, ItemContact, ItemDeal, ItemLead, ItemQuote, ItemSmartInvoice
from bitrix24.v2.crm.item.params import ItemAddFieldsDeal
from bitrix24.v2.crm.item.results import ItemListDealResult


def reading(b24: Client) -> None:
    deal = b24.crm.item.get(entity_type_id=EntityType.DEAL, id=351).item
    assert_type(deal, ItemDeal)
    assert_type(deal.opportunity, float | None)
    assert_type(deal.begindate, dt.date | None)
    assert_type(deal.get("ufCrm_1721244482250"), Any | None)
    assert_type(b24.crm.item.get(entity_type_id=EntityType.LEAD, id=1).item, ItemLead)
    assert_type(b24.crm.item.get(entity_type_id=EntityType.CONTACT, id=1).item, ItemContact)
    assert_type(b24.crm.item.get(entity_type_id=EntityType.COMPANY, id=1).item, ItemCompany)
    assert_type(b24.crm.item.get(entity_type_id=EntityType.QUOTE, id=1).item, ItemQuote)
    assert_type(b24.crm.item.get(entity_type_id=EntityType.SMART_INVOICE, id=1).item, ItemSmartInvoice)
    print(deal.honorific)  # type: ignore[attr-defined]  # pyright: ignore  # a deal has none, a lead has


def listing(b24: Client) -> None:
    deals = b24.crm.item.list(EntityType.DEAL, select=["id", "title"])
    assert_type(deals, SyncList[ItemListDealResult, ItemDeal])
    assert_type([deal.title for deal in deals], list[str | None])


def writing(b24: Client, known: ItemAddFieldsDeal) -> None:
    added = b24.crm.item.add(entity_type_id=EntityType.DEAL, fields={"title": "A deal", "opportunity": 999.99})
    assert_type(added.item, ItemDeal)
    b24.crm.item.add(entity_type_id=EntityType.DEAL, fields=known, extra={"fields": {"ufCrm_1721244482250": ["own"]}})
    b24.crm.item.update(entity_type_id=EntityType.LEAD, id=5, fields={"honorific": "HNR_EN_1"})
    b24.crm.item.import_(entity_type_id=EntityType.COMPANY, fields={"title": "A company"})


def wrong_fields(b24: Client) -> None:
    add, update = b24.crm.item.add, b24.crm.item.update
    add(entity_type_id=EntityType.DEAL, fields={"titel": "A deal"})  # type: ignore[call-overload]  # pyright: ignore
    add(entity_type_id=EntityType.DEAL, fields={"opportunity": "abc"})  # type: ignore[call-overload]  # pyright: ignore
    add(entity_type_id=EntityType.DEAL, fields={"honorific": "M"})  # type: ignore[call-overload]  # pyright: ignore
    add(entity_type_id=EntityType.DEAL, fields={"ufCrm_1": 5})  # type: ignore[call-overload]  # pyright: ignore
    update(entity_type_id=EntityType.QUOTE, id=1, fields={"titel": ""})  # type: ignore[call-overload]  # pyright: ignore


def by_number(b24: Client, smart_process: int, any_type: EntityType, own: dict[str, Any]) -> None:
    assert_type(b24.crm.item.get(entity_type_id=2, id=351).item, Item)
    assert_type(b24.crm.item.add(entity_type_id=smart_process, fields=own).item, Item)
    b24.crm.item.add(entity_type_id=1302, fields={"title": "Of a smart process", "ufCrm44_1721812760630": "own"})
    b24.crm.item.add(entity_type_id=int(any_type), fields=own)


def a_number_elsewhere(b24: Client, item: Item) -> bool:
    b24.crm.category.list(entity_type_id=EntityType.DEAL)
    b24.crm.item.delete(entity_type_id=EntityType.DEAL, id=5)
    b24.crm.item.fields(EntityType.DEAL)
    return item.entity_type_id == EntityType.DEAL


def in_batch(b24: Client) -> None:
    with b24.batch() as batch:
        added = batch.crm.item.add(entity_type_id=EntityType.DEAL, fields={"title": "A deal"})
        listed = batch.crm.item.list(EntityType.DEAL)
        batch.crm.item.add(entity_type_id=EntityType.DEAL, fields={"titel": ""})  # type: ignore[call-overload]  # pyright: ignore
        other = batch.crm.item.add(entity_type_id=1302, fields={"ufCrm44_1": "own"})
    assert_type(added.result.item, ItemDeal)
    assert_type(listed.result.items_, list[ItemDeal])
    assert_type(other.result.item, Item)


async def awaited(b24: AsyncClient) -> None:
    got = await b24.crm.item.get(entity_type_id=EntityType.CONTACT, id=1)
    assert_type(got.item, ItemContact)
    assert_type(b24.crm.item.list(EntityType.DEAL), AsyncList[ItemListDealResult, ItemDeal])
    await b24.crm.item.add(entity_type_id=EntityType.DEAL, fields={"titel": ""})  # type: ignore[call-overload]  # pyright: ignore
