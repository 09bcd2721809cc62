# Written by `b24 types`. Do not edit: write it anew.
"""The types of a portal.

Portal: portal.example.com
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property

from bitrix24 import AsyncClient, Client
from bitrix24.entities import (
    AsyncEntities,
    Binding,
    BindingField,
    By,
    ChoiceField,
    CrmItems,
    DateField,
    DateTimeField,
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
from typing_extensions import TypedDict, Unpack, deprecated

__all__ = [
    "AsyncCompanies",
    "AsyncContacts",
    "AsyncContracts",
    "AsyncDeals",
    "AsyncDogovors",
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
    "Contracts",
    "Deal",
    "DealEnumerationOne",
    "DealEnumerationSeveral",
    "DealFields",
    "DealStage",
    "DealType",
    "Deals",
    "Dogovor",
    "DogovorFields",
    "DogovorStage",
    "Dogovors",
    "Portal",
    "Source",
]


class Portal(Client):
    """A `Client` with the portal's own types."""

    @cached_property
    def deals(self) -> Deals:
        return Deals(self)

    @cached_property
    def contacts(self) -> Contacts:
        return Contacts(self)

    @cached_property
    def companies(self) -> Companies:
        return Companies(self)

    @cached_property
    def contracts(self) -> Contracts:
        return Contracts(self)

    @property
    @deprecated("renamed: contracts")
    def dogovors(self) -> Contracts:
        return self.contracts


class AsyncPortal(AsyncClient):
    """An `AsyncClient` with the portal's own types."""

    @cached_property
    def deals(self) -> AsyncDeals:
        return AsyncDeals(self)

    @cached_property
    def contacts(self) -> AsyncContacts:
        return AsyncContacts(self)

    @cached_property
    def companies(self) -> AsyncCompanies:
        return AsyncCompanies(self)

    @cached_property
    def contracts(self) -> AsyncContracts:
        return AsyncContracts(self)

    @property
    @deprecated("renamed: contracts")
    def dogovors(self) -> AsyncContracts:
        return self.contracts


class DealType(Status):
    """`crm.status, DEAL_TYPE`."""

    SALE = "SALE", "Sale"
    COMPLEX = "COMPLEX", "Complex sale"
    GOODS = "GOODS", "Goods"
    SERVICES = "SERVICES", "Services"
    SERVICE = "SERVICE", "Service"


class Source(Status):
    """`crm.status, SOURCE`."""

    CALL = "CALL", "Call"
    EMAIL = "EMAIL", "E-mail"
    WEB = "WEB", "Website"
    ADVERTISING = "ADVERTISING", "Advertising"
    PARTNER = "PARTNER", "Existing client"
    RECOMMENDATION = "RECOMMENDATION", "By recommendation"
    TRADE_SHOW = "TRADE_SHOW", "Show or exhibition"
    WEBFORM = "WEBFORM", "CRM form"
    CALLBACK = "CALLBACK", "Callback"
    RC_GENERATOR = "RC_GENERATOR", "Sales boost"
    STORE = "STORE", "Online store"
    OTHER = "OTHER", "Other"


class DealStage(Status):
    """`crm.status, DEAL_STAGE, DEAL_STAGE_1`."""

    NEW = "NEW", "New"
    PREPARATION = "PREPARATION", "Document preparation"
    PREPAYMENT_INVOICE = "PREPAYMENT_INVOICE", "Prepayment invoice"
    EXECUTING = "EXECUTING", "In progress"
    FINAL_INVOICE = "FINAL_INVOICE", "Final invoice"
    WON = "WON", "Deal won"
    LOSE = "LOSE", "Deal lost"
    APOLOGY = "APOLOGY", "Analyze failure"
    SERVICE_NEW = "C1:NEW", "New"
    SERVICE_PREPARATION = "C1:PREPARATION", "Document preparation"
    SERVICE_PREPAYMENT_INVOICE = "C1:PREPAYMENT_INVOICE", "Prepayment invoice"
    SERVICE_EXECUTING = "C1:EXECUTING", "In progress"
    SERVICE_FINAL_INVOICE = "C1:FINAL_INVOICE", "Final invoice"
    SERVICE_WON = "C1:WON", "Deal won"
    SERVICE_LOSE = "C1:LOSE", "Deal lost"
    SERVICE_APOLOGY = "C1:APOLOGY", "Analyze failure"


class DealEnumerationOne(ListItem):
    """`ufCrmEnumerationN`."""

    LEASE = 1, "Lease"
    SALE = 2, "Sale"


class DealEnumerationSeveral(ListItem):
    """`ufCrmEnumerationY`."""

    LEASE = 3, "Lease"
    SALE = 4, "Sale"


class ContractStage(Status):
    """`crm.status, DYNAMIC_1032_STAGE_2`."""

    NEW = "DT1032_2:NEW", "Start"
    PREPARATION = "DT1032_2:PREPARATION", "Preparation"
    CLIENT = "DT1032_2:CLIENT", "Client"
    SUCCESS = "DT1032_2:SUCCESS", "Success"
    FAIL = "DT1032_2:FAIL", "Failed"


class Deal(Entity):
    """Deal: `crm.item`, 2."""

    __slots__ = ()
    id = KeyField("id")
    title = TextField("title")
    type = ChoiceField("typeId", DealType)
    stage = ChoiceField("stageId", DealStage)
    currency = TextField("currencyId")
    amount = FloatField("opportunity")
    is_manual_amount = YesNoField("isManualOpportunity")
    company_id = IdField("companyId")
    begin_date = DateField("begindate")
    responsible_id = IdField("assignedById")
    created_time = DateTimeField("createdTime", read_only=True)
    source = ChoiceField("sourceId", Source)
    contact_ids = ManyField(IdField("contactIds"))
    address_one = TextField("ufCrmAddressN")
    address_several = ManyField(TextField("ufCrmAddressY"))
    boolean_one = OneZeroField("ufCrmBooleanN")
    crm_one = BindingField("ufCrmCrmN", [1, 2, 3, 4, 1032])
    crm_status_one = ChoiceField("ufCrmCrmStatusN", Source)
    crm_status_several = ManyField(ChoiceField("ufCrmCrmStatusY", Source))
    crm_several = ManyField(BindingField("ufCrmCrmY", [1, 2, 3, 4, 1032]))
    delivery_date = DateField("ufCrmDateN")
    date_several = ManyField(DateField("ufCrmDateY"))
    datetime_one = DateTimeField("ufCrmDatetimeN")
    datetime_several = ManyField(DateTimeField("ufCrmDatetimeY"))
    double_one = FloatField("ufCrmDoubleN")
    double_several = ManyField(FloatField("ufCrmDoubleY"))
    employee_one = IdField("ufCrmEmployeeN")
    employee_several = ManyField(IdField("ufCrmEmployeeY"))
    enumeration_one = ChoiceField("ufCrmEnumerationN", DealEnumerationOne)
    enumeration_several = ManyField(
        ChoiceField("ufCrmEnumerationY", DealEnumerationSeveral)
    )
    file_one = FileField("ufCrmFileN")
    file_several = ManyField(FileField("ufCrmFileY"))
    iblock_element_one = IdField("ufCrmIblockElementN")
    iblock_element_several = ManyField(IdField("ufCrmIblockElementY"))
    integer_one = IntegerField("ufCrmIntegerN")
    integer_several = ManyField(IntegerField("ufCrmIntegerY"))
    money_one = MoneyField("ufCrmMoneyN")
    money_several = ManyField(MoneyField("ufCrmMoneyY"))
    string_one = TextField("ufCrmStringN")
    string_several = ManyField(TextField("ufCrmStringY"))
    url_one = TextField("ufCrmUrlN")
    url_several = ManyField(TextField("ufCrmUrlY"))
    greeting = TextField("ufCrm_1721244482250")

    company = ToOne("companyId", lambda: Company, CrmItems(4))
    contacts = ToMany("contactIds", lambda: Contact, CrmItems(3))
    product_rows = ProductRows("D")

    date_one = Renamed(delivery_date)


class DealFields(TypedDict, total=False):
    """What `Deal` can be written with."""

    title: str | None
    type: DealType | None
    stage: DealStage | None
    currency: str | None
    amount: float | None
    is_manual_amount: bool | None
    company_id: int | None
    begin_date: dt.date | None
    responsible_id: int | None
    source: Source | None
    contact_ids: Iterable[int]
    address_one: str | None
    address_several: Iterable[str]
    boolean_one: bool | None
    crm_one: Binding | None
    crm_status_one: Source | None
    crm_status_several: Iterable[Source]
    crm_several: Iterable[Binding]
    delivery_date: dt.date | None
    date_one: dt.date | None  # renamed: delivery_date
    date_several: Iterable[dt.date]
    datetime_one: dt.datetime | None
    datetime_several: Iterable[dt.datetime]
    double_one: float | None
    double_several: Iterable[float]
    employee_one: int | None
    employee_several: Iterable[int]
    enumeration_one: DealEnumerationOne | None
    enumeration_several: Iterable[DealEnumerationSeveral]
    file_one: FileInput | None
    file_several: Iterable[FileInput]
    iblock_element_one: int | None
    iblock_element_several: Iterable[int]
    integer_one: int | None
    integer_several: Iterable[int]
    money_one: Money | None
    money_several: Iterable[Money]
    string_one: str | None
    string_several: Iterable[str]
    url_one: str | None
    url_several: Iterable[str]
    greeting: str | None


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


class Contact(Entity):
    """Contact: `crm.item`, 3."""

    __slots__ = ()
    id = KeyField("id")
    name = TextField("name")
    last_name = TextField("lastName")
    company_id = IdField("companyId")
    birth_date = DateField("birthdate")

    company = ToOne("companyId", lambda: Company, CrmItems(4))


class ContactFields(TypedDict, total=False):
    """What `Contact` can be written with."""

    name: str | None
    last_name: str | None
    company_id: int | None
    birth_date: dt.date | None


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


class Contract(Entity):
    """Contract: `crm.item`, 1032."""

    __slots__ = ()
    id = KeyField("id")
    title = TextField("title")
    opened = YesNoField("opened")
    stage = ChoiceField("stageId", ContractStage)

    product_rows = ProductRows("T408")


class ContractFields(TypedDict, total=False):
    """What `Contract` can be written with."""

    title: str | None
    opened: bool | None
    stage: ContractStage | None


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


Dogovor = Contract  # renamed
DogovorFields = ContractFields  # renamed
Dogovors = Contracts  # renamed
AsyncDogovors = AsyncContracts  # renamed
DogovorStage = ContractStage  # renamed
