"""The types of one portal, as `b24 types` writes them: what the tests of `bitrix24.entities` use.

Portal: portal.bitrix24.com
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from typing_extensions import TypedDict, Unpack

from bitrix24 import AsyncClient, Client
from bitrix24.entities import (
    AnyField,
    AsyncEntities,
    Binding,
    BindingField,
    By,
    ChoiceField,
    CrmItems,
    DateField,
    DateTimeField,
    DecimalField,
    Entities,
    Entity,
    FileField,
    FileInput,
    FloatField,
    IdField,
    IntegerField,
    KeyField,
    ListItem,
    ManyField,
    Money,
    MoneyField,
    OneZeroField,
    ProductRows,
    Renamed,
    Status,
    TextField,
    ToMany,
    ToOne,
    YesNoField,
)

__all__ = [
    "AsyncCompanies",
    "AsyncContacts",
    "AsyncContracts",
    "AsyncDeals",
    "AsyncPortal",
    "Companies",
    "Company",
    "CompanyFields",
    "Contact",
    "ContactFields",
    "Contacts",
    "Contract",
    "ContractFields",
    "ContractStage",
    "ContractType",
    "Contracts",
    "Deal",
    "DealFields",
    "DealPriority",
    "DealSizes",
    "DealStage",
    "Deals",
    "Portal",
    "Source",
]


class DealStage(Status):
    """Stages of `Deal`: DEAL_STAGE."""

    NEW = "NEW", "New"
    PREPARATION = "PREPARATION", "Document preparation"
    EXECUTING = "EXECUTING", "In progress"
    WON = "WON", "Deal won"
    LOSE = "LOSE", "Deal lost"


class Source(Status):
    """SOURCE."""

    CALL = "CALL", "Call"
    WEB = "WEB", "Website"


class DealPriority(ListItem):
    """`Deal.priority`: UF_CRM_PRIORITY."""

    LOW = 1, "Low"
    HIGH = 2, "High"


class DealSizes(ListItem):
    """`Deal.sizes`: UF_CRM_SIZES."""

    SMALL = 3, "Small"
    BIG = 4, "Big"


class ContractStage(Status):
    """Stages of `Contract`: DYNAMIC_1032_STAGE_2."""

    START = "DT1032_2:NEW", "Start"
    SUCCESS = "DT1032_2:SUCCESS", "Success"
    FAILED = "DT1032_2:FAIL", "Failed"


class ContractType(ListItem):
    """`Contract.contract_type`: UF_CRM_1_TYPE."""

    LEASE = 5, "Lease"
    SALE = 6, "Sale"


class Company(Entity):
    """Company: `crm.item`, entityTypeId 4."""

    __slots__ = ()
    id = KeyField("id")
    title = TextField("title")
    updated_time = DateTimeField("updatedTime", read_only=True)


class CompanyFields(TypedDict, total=False):
    """What `Company` can be written with."""

    title: str | None


class Contact(Entity):
    """Contact: `crm.item`, entityTypeId 3."""

    __slots__ = ()
    id = KeyField("id")
    name = TextField("name")
    last_name = TextField("lastName")
    company_id = IdField("companyId")

    company = ToOne("companyId", lambda: Company, CrmItems(4))


class ContactFields(TypedDict, total=False):
    """What `Contact` can be written with."""

    name: str | None
    last_name: str | None
    company_id: int | None


class Deal(Entity):
    """Deal: `crm.item`, entityTypeId 2."""

    __slots__ = ()
    id = KeyField("id")
    title = TextField("title")
    stage = ChoiceField("stageId", DealStage)
    source = ChoiceField("sourceId", Source)
    amount = FloatField("opportunity")
    currency = TextField("currencyId")
    is_manual_amount = YesNoField("isManualOpportunity")
    begin_date = DateField("begindate")
    close_date = DateField("closedate")
    created_time = DateTimeField("createdTime", read_only=True)
    responsible_id = IdField("assignedById")
    company_id = IdField("companyId")
    contact_ids = ManyField(IdField("contactIds"))
    originator_id = TextField("originatorId")
    origin_id = TextField("originId")
    delivery_date = DateField("ufCrmDelivery")  # Delivery date
    delivered_at = DateTimeField("ufCrmDelivered")  # Delivered at
    budget = MoneyField("ufCrmBudget")  # Budget
    priority = ChoiceField("ufCrmPriority", DealPriority)  # Priority
    sizes = ManyField(ChoiceField("ufCrmSizes", DealSizes))  # Sizes
    pieces = IntegerField("ufCrmPieces")  # Pieces
    weight = FloatField("ufCrmWeight")  # Weight
    price = DecimalField("ufCrmPrice")  # Price
    urgent = OneZeroField("ufCrmUrgent")  # Urgent
    contract_file = FileField("ufCrmFile")  # Contract
    photos = ManyField(FileField("ufCrmPhotos"))  # Photos
    manager = IdField("ufCrmManager")  # Manager
    partner = BindingField("ufCrmPartner", [4])  # Partner
    related_to = ManyField(BindingField("ufCrmRelated", [2, 3, 4]))  # Related to
    tags = ManyField(TextField("ufCrmTags"))  # Tags
    days = ManyField(DateField("ufCrmDays"))  # Days
    site = TextField("ufCrmSite")  # Site
    channel = ChoiceField("ufCrmChannel", Source)  # Channel
    place = AnyField("ufCrmPlace")  # Place

    company = ToOne("companyId", lambda: Company, CrmItems(4))
    contacts = ToMany("contactIds", lambda: Contact, CrmItems(3))
    product_rows = ProductRows("D")

    delivery = Renamed(delivery_date)


class DealFields(TypedDict, total=False):
    """What `Deal` can be written with."""

    title: str | None
    stage: DealStage | None
    source: Source | None
    amount: float | None
    currency: str | None
    is_manual_amount: bool | None
    begin_date: date | None
    close_date: date | None
    responsible_id: int | None
    company_id: int | None
    contact_ids: Iterable[int]
    originator_id: str | None
    origin_id: str | None
    delivery_date: date | None
    delivered_at: datetime | None
    budget: Money | None
    priority: DealPriority | None
    sizes: Iterable[DealSizes]
    pieces: int | None
    weight: float | None
    price: Decimal | None
    urgent: bool | None
    contract_file: FileInput | None
    photos: Iterable[FileInput]
    manager: int | None
    partner: Binding | None
    related_to: Iterable[Binding]
    tags: Iterable[str]
    days: Iterable[date]
    site: str | None
    channel: Source | None
    place: Any
    delivery: date | None  # renamed: delivery_date


class Contract(Entity):
    """Contract: `crm.item`, entityTypeId 1032."""

    __slots__ = ()
    id = KeyField("id")
    title = TextField("title")
    stage = ChoiceField("stageId", ContractStage)
    amount = FloatField("opportunity")
    company_id = IdField("companyId")
    contract_type = ChoiceField("ufCrm1Type", ContractType)  # Contract type
    number = TextField("ufCrm1Number")  # Number

    company = ToOne("companyId", lambda: Company, CrmItems(4))


class ContractFields(TypedDict, total=False):
    """What `Contract` can be written with."""

    title: str | None
    stage: ContractStage | None
    amount: float | None
    company_id: int | None
    contract_type: ContractType | None
    number: str | None


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


class Contacts(Entities[Contact, ContactFields]):
    """Reads and writes `Contact`."""

    entity = Contact
    dialect = CrmItems(3)

    def add(self, **fields: Unpack[ContactFields]) -> Contact:
        return self._add(fields)

    def update(self, id: int, **fields: Unpack[ContactFields]) -> Contact:
        return self._update(id, fields)

    def upsert(self, *, by: By, **fields: Unpack[ContactFields]) -> Contact:
        return self._upsert(by, fields)


class AsyncContacts(AsyncEntities[Contact, ContactFields]):
    """`Contacts`, awaited."""

    entity = Contact
    dialect = CrmItems(3)

    async def add(self, **fields: Unpack[ContactFields]) -> Contact:
        return await self._add(fields)

    async def update(self, id: int, **fields: Unpack[ContactFields]) -> Contact:
        return await self._update(id, fields)

    async def upsert(self, *, by: By, **fields: Unpack[ContactFields]) -> Contact:
        return await self._upsert(by, fields)


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


class Contracts(Entities[Contract, ContractFields]):
    """Reads and writes `Contract`."""

    entity = Contract
    dialect = CrmItems(1032)

    def add(self, **fields: Unpack[ContractFields]) -> Contract:
        return self._add(fields)

    def update(self, id: int, **fields: Unpack[ContractFields]) -> Contract:
        return self._update(id, fields)

    def upsert(self, *, by: By, **fields: Unpack[ContractFields]) -> Contract:
        return self._upsert(by, fields)


class AsyncContracts(AsyncEntities[Contract, ContractFields]):
    """`Contracts`, awaited."""

    entity = Contract
    dialect = CrmItems(1032)

    async def add(self, **fields: Unpack[ContractFields]) -> Contract:
        return await self._add(fields)

    async def update(self, id: int, **fields: Unpack[ContractFields]) -> Contract:
        return await self._update(id, fields)

    async def upsert(self, *, by: By, **fields: Unpack[ContractFields]) -> Contract:
        return await self._upsert(by, fields)


class Portal(Client):
    """A `Client` with the portal's own types."""

    @cached_property
    def companies(self) -> Companies:
        return Companies(self)

    @cached_property
    def contacts(self) -> Contacts:
        return Contacts(self)

    @cached_property
    def deals(self) -> Deals:
        return Deals(self)

    @cached_property
    def contracts(self) -> Contracts:
        return Contracts(self)


class AsyncPortal(AsyncClient):
    """An `AsyncClient` with the portal's own types."""

    @cached_property
    def companies(self) -> AsyncCompanies:
        return AsyncCompanies(self)

    @cached_property
    def contacts(self) -> AsyncContacts:
        return AsyncContacts(self)

    @cached_property
    def deals(self) -> AsyncDeals:
        return AsyncDeals(self)

    @cached_property
    def contracts(self) -> AsyncContracts:
        return AsyncContracts(self)
