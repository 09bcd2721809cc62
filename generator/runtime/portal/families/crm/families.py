"""Which families of the CRM know more than their documentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ...records import Records
from .classic import Companies, Contacts, Deals, Leads, Quotes
from .items import Items

FAMILIES: Final[Mapping[str, type[Records]]] = {
    "crm.company": Companies,
    "crm.contact": Contacts,
    "crm.deal": Deals,
    "crm.item": Items,
    "crm.lead": Leads,
    "crm.quote": Quotes,
}
