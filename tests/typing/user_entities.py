"""What a user's type checker sees of a module of the portal's own types: run by mypy and pyright, never executed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from typing_extensions import assert_type

from bitrix24 import AsyncList, Pending, SyncList
from bitrix24.entities import Binding, ChoiceField, Condition, DateField, Field, Money, Order, ProductRow, StoredFile
from tests.entities.sample_portal import (
    AsyncPortal,
    Company,
    Contact,
    Contract,
    ContractType,
    Deal,
    DealFields,
    DealPriority,
    DealSizes,
    DealStage,
    Portal,
)


def values(deal: Deal) -> None:
    assert_type(deal.id, int)
    assert_type(deal.title, str | None)
    assert_type(deal.stage, DealStage | None)
    assert_type(deal.amount, float | None)
    assert_type(deal.urgent, bool | None)
    assert_type(deal.delivery_date, date | None)
    assert_type(deal.delivered_at, datetime | None)
    assert_type(deal.budget, Money | None)
    assert_type(deal.price, Decimal | None)
    assert_type(deal.priority, DealPriority | None)
    assert_type(deal.sizes, list[DealSizes])
    assert_type(deal.tags, list[str])
    assert_type(deal.days, list[date])
    assert_type(deal.contract_file, StoredFile | None)
    assert_type(deal.photos, list[StoredFile])
    assert_type(deal.partner, Binding | None)
    assert_type(deal.related_to, list[Binding])
    assert_type(deal.contact_ids, list[int])
    assert_type(deal.company, Company | None)
    assert_type(deal.contacts, list[Contact])
    assert_type(deal.product_rows, list[ProductRow])
    _ = deal.titel  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]  # misspelt
    assert_type(deal.delivery, date | None)  # pyright: ignore[reportDeprecated]  # its former name


def of_the_class() -> None:
    assert_type(Deal.delivery_date, DateField)
    assert_type(Deal.stage, ChoiceField[DealStage])
    assert_type(Deal.amount > 1000, Condition)
    assert_type(Deal.stage == DealStage.NEW, Condition)
    assert_type((Deal.amount > 1000) & ~Deal.title.contains("x") | Deal.sizes.in_([DealSizes.BIG]), Condition)
    assert_type(Deal.id.desc(), Order)
    _ = Deal.amount > "1000"  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue, reportUnknownVariableType]  # a number
    Deal.stage.in_(["NEW"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]  # a stage
    Deal.tags.in_([5])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]  # a text
    Deal.amount.contains("5")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # no text


def writes(b24: Portal) -> None:
    assert_type(b24.deals.add(title="Boat", stage=DealStage.NEW, delivery_date=date(2026, 12, 1)), Deal)
    assert_type(b24.deals.update(1, budget=Money(Decimal(5), "EUR"), tags=["red"], company_id=None), Deal)
    assert_type(b24.deals.upsert(by=Deal.origin_id, origin_id="A-1", amount=5), Deal)
    b24.contracts.add(contract_type=ContractType.LEASE)
    b24.deals.add(titel="Boat")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # misspelt
    b24.deals.add(amount="5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # a number
    b24.deals.add(stage="NEW")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # a stage
    b24.deals.add(created_time=datetime(2026, 1, 1))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # the portal's
    b24.contracts.add(contract_type=DealPriority.LOW)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # another list's


def lists(b24: Portal) -> None:
    deals = b24.deals.list(
        where=(Deal.stage == DealStage.NEW) & (Deal.delivery_date >= date(2026, 12, 1)),
        select=[Deal.id, Deal.title, Deal.delivery_date],
        order=[Deal.amount.desc(), Deal.id.asc()],
        related=[Deal.company, Deal.contacts, Deal.product_rows],
    )
    assert_type(deals, SyncList[list[Deal], Deal])
    assert_type([deal.title for deal in deals], list[str | None])
    assert_type(b24.contracts.get(1, related=[Contract.company]), Contract)
    fields: list[Field[Any, Any]] = [Deal.id, Deal.title, Deal.sizes]
    along = [Deal.company, Deal.contacts, Deal.product_rows]
    b24.deals.list(select=fields, related=along)
    b24.deals.list(select=["title"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]  # a field
    b24.deals.list(where={">opportunity": 5})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # a condition


def bulk(b24: Portal, rows: list[DealFields]) -> None:
    for call in b24.deals.bulk.upsert(rows, by=[Deal.originator_id, Deal.origin_id]):
        assert_type(call, Pending[Deal])
    assert_type([call.result for call in b24.deals.bulk.add([{"title": "Boat"}])], list[Deal])
    b24.deals.bulk.add([{"titel": "Boat"}])  # type: ignore[typeddict-unknown-key]  # pyright: ignore[reportArgumentType]  # misspelt
    b24.deals.bulk.update([(1, {"amount": 5})])


async def awaited(b24: AsyncPortal) -> None:
    assert_type(await b24.deals.add(title="Boat"), Deal)
    assert_type(await b24.deals.get(1), Deal)
    assert_type(b24.deals.list(), AsyncList[list[Deal], Deal])
    assert_type([deal async for deal in b24.deals.list(related=[Deal.company])], list[Deal])
    assert_type([call async for call in b24.deals.bulk.add([{"title": "Boat"}])], list[Pending[Deal]])
    await b24.deals.update(1, titel="Boat")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # misspelt
