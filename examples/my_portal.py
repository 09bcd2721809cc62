# Written by `b24 types`. Do not edit: write it anew.
"""The types of a portal.

Portal: portal.bitrix24.com
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from bitrix24 import AsyncClient, Client
from bitrix24.entities import (
    AsyncEntities,
    By,
    ChoiceField,
    CrmItems,
    DateField,
    Entities,
    Entity,
    FloatField,
    IdField,
    KeyField,
    ListItem,
    Status,
    TextField,
    ToOne,
)
from typing_extensions import TypedDict, Unpack

__all__ = [
    "AsyncCompanies",
    "AsyncDeals",
    "AsyncPortal",
    "Companies",
    "Company",
    "CompanyFields",
    "Deal",
    "DealFields",
    "DealPriority",
    "DealStage",
    "Deals",
    "Portal",
]


class Portal(Client):
    """A `Client` with the portal's own types."""

    @cached_property
    def companies(self) -> Companies:
        return Companies(self)

    @cached_property
    def deals(self) -> Deals:
        return Deals(self)


class AsyncPortal(AsyncClient):
    """An `AsyncClient` with the portal's own types."""

    @cached_property
    def companies(self) -> AsyncCompanies:
        return AsyncCompanies(self)

    @cached_property
    def deals(self) -> AsyncDeals:
        return AsyncDeals(self)


class DealStage(Status):
    """`crm.status, DEAL_STAGE`."""

    NEW = "NEW", "New"
    PREPARATION = "PREPARATION", "Document preparation"
    PREPAYMENT_INVOICE = "PREPAYMENT_INVOICE", "Prepayment invoice"
    EXECUTING = "EXECUTING", "In progress"
    FINAL_INVOICE = "FINAL_INVOICE", "Final invoice"
    WON = "WON", "Deal won"
    LOSE = "LOSE", "Deal lost"
    APOLOGY = "APOLOGY", "Analyze failure"


class DealPriority(ListItem):
    """`ufCrmPriority`."""

    LOW = 1, "Low"
    HIGH = 2, "High"


class Company(Entity):
    """Company: `crm.item`, 4."""

    __slots__ = ()
    id = KeyField("id")
    title = TextField("title")


class CompanyFields(TypedDict, total=False):
    """What `Company` can be written with."""

    title: str | None


class Companies(Entities[Company, CompanyFields]):
    """Reads and writes `Company`."""

    entity = Company
    dialect = CrmItems(4)

    def add(self, **fields: Unpack[CompanyFields]) -> Company:
        return self._add(fields)

    def update(self, id: int, **fields: Unpack[CompanyFields]) -> Company:
        return self._update(id, fields)

    def upsert(self, *, by: By, **fields: Unpack[CompanyFields]) -> Company:
        return self._upsert(by, fields)


class AsyncCompanies(AsyncEntities[Company, CompanyFields]):
    """`Companies`, awaited."""

    entity = Company
    dialect = CrmItems(4)

    async def add(self, **fields: Unpack[CompanyFields]) -> Company:
        return await self._add(fields)

    async def update(self, id: int, **fields: Unpack[CompanyFields]) -> Company:
        return await self._update(id, fields)

    async def upsert(self, *, by: By, **fields: Unpack[CompanyFields]) -> Company:
        return await self._upsert(by, fields)


class Deal(Entity):
    """Deal: `crm.item`, 2."""

    __slots__ = ()
    id = KeyField("id")
    title = TextField("title")
    stage = ChoiceField("stageId", DealStage)
    amount = FloatField("opportunity")
    company_id = IdField("companyId")
    originator_id = TextField("originatorId")
    origin_id = TextField("originId")
    delivery = DateField("ufCrmDelivery")
    priority = ChoiceField("ufCrmPriority", DealPriority)

    company = ToOne("companyId", lambda: Company, CrmItems(4))


class DealFields(TypedDict, total=False):
    """What `Deal` can be written with."""

    title: str | None
    stage: DealStage | None
    amount: float | None
    company_id: int | None
    originator_id: str | None
    origin_id: str | None
    delivery: dt.date | None
    priority: DealPriority | None


class Deals(Entities[Deal, DealFields]):
    """Reads and writes `Deal`."""

    entity = Deal
    dialect = CrmItems(2)

    def add(self, **fields: Unpack[DealFields]) -> Deal:
        return self._add(fields)

    def update(self, id: int, **fields: Unpack[DealFields]) -> Deal:
        return self._update(id, fields)

    def upsert(self, *, by: By, **fields: Unpack[DealFields]) -> Deal:
        return self._upsert(by, fields)


class AsyncDeals(AsyncEntities[Deal, DealFields]):
    """`Deals`, awaited."""

    entity = Deal
    dialect = CrmItems(2)

    async def add(self, **fields: Unpack[DealFields]) -> Deal:
        return await self._add(fields)

    async def update(self, id: int, **fields: Unpack[DealFields]) -> Deal:
        return await self._update(id, fields)

    async def upsert(self, *, by: By, **fields: Unpack[DealFields]) -> Deal:
        return await self._upsert(by, fields)
