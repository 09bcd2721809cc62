"""What a user's type checker sees of a module that `b24 types` has written: never executed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from typing_extensions import assert_type

from bitrix24.entities import Binding, Money, StoredFile
from tests.typing.golden_portal import (
    AsyncPortal,
    Contract,
    Deal,
    DealEnumerationOne,
    DealStage,
    Portal,
    Source,
)


def reading(b24: Portal) -> None:
    where = (Deal.stage == DealStage.NEW) & (Deal.delivery_date >= dt.date(2026, 1, 1))
    for deal in b24.deals.list(where=where, select=[Deal.id, Deal.title, Deal.delivery_date], order=[Deal.id.desc()]):
        assert_type(deal, Deal)
        assert_type(deal.id, int)
        assert_type(deal.title, str | None)
        assert_type(deal.delivery_date, dt.date | None)
        assert_type(deal.enumeration_one, DealEnumerationOne | None)
        assert_type(deal.crm_status_several, list[Source])
        assert_type(deal.money_one, Money | None)
        assert_type(deal.file_several, list[StoredFile])
        assert_type(deal.crm_one, Binding | None)
        assert_type(deal.boolean_one, bool | None)


def writing(b24: Portal) -> None:
    new = b24.deals.add(title="Tea", enumeration_one=DealEnumerationOne.LEASE, money_one=Money(Decimal(5), "EUR"))
    assert_type(new, Deal)
    b24.deals.update(new.id, datetime_several=[dt.datetime(2026, 1, 1)], stage=None)
    b24.deals.add(titel="Tea")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # misspelt
    b24.deals.add(title=7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # no text
    b24.deals.add(created_time=None)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # read-only
    b24.deals.add(enumeration_one="Lease")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # no member


def renamed(b24: Portal, deal: Deal) -> None:
    assert_type(deal.date_one, dt.date | None)  # pyright: ignore[reportDeprecated]  # renamed: delivery_date
    for contract in b24.dogovors.list():  # pyright: ignore[reportDeprecated]  # renamed: contracts
        assert_type(contract, Contract)


async def awaited(b24: AsyncPortal) -> None:
    contract = await b24.contracts.add(title="Lease")
    assert_type(contract, Contract)
    async for each in b24.contracts.list(where=Contract.title.contains("Lease")):
        assert_type(each.title, str | None)
