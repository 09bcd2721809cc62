"""The types of the portal that `due_deals.py` works with, as `b24 types` writes them.

The portal has, in deals, a date "Delivery" and a list "Priority" with the values Low and High.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property

from typing_extensions import TypedDict, Unpack

from bitrix24 import Client
from bitrix24.entities import (
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

__all__ = [
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


class DealStage(Status):
    """Stages of `Deal`: DEAL_STAGE."""

    NEW = "NEW", "New"
    PREPARATION = "PREPARATION", "Document preparation"
    EXECUTING = "EXECUTING", "In progress"
    WON = "WON", "Deal won"
    LOSE = "LOSE", "Deal lost"


class DealPriority(ListItem):
    """`Deal.priority`: UF_CRM_PRIORITY."""

    LOW = 1, "Low"
    HIGH = 2, "High"


class Company(Entity):
    """Company: `crm.item`, entityTypeId 4."""

    __slots__ = ()
    id = KeyField("id")
    title = TextField("title")


class CompanyFields(TypedDict, total=False):
    """What `Company` can be written with."""

    title: str | None


class Deal(Entity):
    """Deal: `crm.item`, entityTypeId 2."""

    __slots__ = ()
    id = KeyField("id")
    title = TextField("title")
    stage = ChoiceField("stageId", DealStage)
    amount = FloatField("opportunity")
    company_id = IdField("companyId")
    originator_id = TextField("originatorId")
    origin_id = TextField("originId")
    delivery = DateField("ufCrmDelivery")  # Delivery
    priority = ChoiceField("ufCrmPriority", DealPriority)  # Priority

    company = ToOne("companyId", lambda: Company, CrmItems(4))


class DealFields(TypedDict, total=False):
    """What `Deal` can be written with."""

    title: str | None
    stage: DealStage | None
    amount: float | None
    company_id: int | None
    originator_id: str | None
    origin_id: str | None
    delivery: date | None
    priority: DealPriority | None


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


class Portal(Client):
    """A `Client` with the portal's own types."""

    @cached_property
    def companies(self) -> Companies:
        return Companies(self)

    @cached_property
    def deals(self) -> Deals:
        return Deals(self)
