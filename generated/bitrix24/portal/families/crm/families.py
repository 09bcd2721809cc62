# Copied from generator/runtime/portal/families/crm/families.py by "python -m generator generate". Edit that file.
"""Which families of the CRM know more than their documentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ...records import Records
from .bindings import Bindings
from .classic import Companies, Contacts, Deals, Leads, Quotes
from .currencies import Currencies
from .duplicates import Duplicates
from .field_methods import ClassicUserFields, UserFieldConfig
from .invoices import Invoices
from .items import Items
from .pipelines import Categories, DealCategories, StageHistory, Statuses
from .product_rows import ClassicRows, ItemRows
from .requisites import Addresses, Dated, RequisiteLinks, Requisites
from .timeline import Activities, ActivityBindings, CommentBindings, Comments, ToDos
from .types import Types

FAMILIES: Final[Mapping[str, type[Records]]] = {
    "crm.activity": Activities,
    "crm.activity.binding": ActivityBindings,
    "crm.activity.todo": ToDos,
    "crm.address": Addresses,
    "crm.category": Categories,
    "crm.company": Companies,
    "crm.company.contact": Bindings,
    "crm.company.contact.items": Bindings,
    "crm.company.userfield": ClassicUserFields,
    "crm.contact": Contacts,
    "crm.contact.company": Bindings,
    "crm.contact.company.items": Bindings,
    "crm.contact.userfield": ClassicUserFields,
    "crm.currency": Currencies,
    "crm.currency.base": Currencies,
    "crm.currency.localizations": Currencies,
    "crm.deal": Deals,
    "crm.deal.contact": Bindings,
    "crm.deal.contact.items": Bindings,
    "crm.deal.productrows": ClassicRows,
    "crm.deal.userfield": ClassicUserFields,
    "crm.dealcategory": DealCategories,
    "crm.dealcategory.default": DealCategories,
    "crm.dealcategory.stage": DealCategories,
    "crm.duplicate": Duplicates,
    "crm.invoice": Invoices,
    "crm.invoice.userfield": ClassicUserFields,
    "crm.item": Items,
    "crm.item.productrow": ItemRows,
    "crm.lead": Leads,
    "crm.lead.contact": Bindings,
    "crm.lead.contact.items": Bindings,
    "crm.lead.productrows": ClassicRows,
    "crm.lead.userfield": ClassicUserFields,
    "crm.productrow": ClassicRows,
    "crm.quote": Quotes,
    "crm.quote.contact": Bindings,
    "crm.quote.contact.items": Bindings,
    "crm.quote.productrows": ClassicRows,
    "crm.quote.userfield": ClassicUserFields,
    "crm.requisite": Requisites,
    "crm.requisite.bankdetail": Dated,
    "crm.requisite.link": RequisiteLinks,
    "crm.requisite.preset": Dated,
    "crm.requisite.userfield": ClassicUserFields,
    "crm.stagehistory": StageHistory,
    "crm.status": Statuses,
    "crm.status.entity": Statuses,
    "crm.timeline.bindings": CommentBindings,
    "crm.timeline.comment": Comments,
    "crm.type": Types,
    "userfieldconfig": UserFieldConfig,
}
