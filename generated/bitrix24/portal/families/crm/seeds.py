# Copied from generator/runtime/portal/families/crm/seeds.py by "python -m generator generate". Edit that file.
"""What the CRM has from the start: directories, stages, currencies, and 170 deals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from ...calls import USER
from ...fields import ZONE
from ...store import Body, Store
from . import stages, user_fields
from .entities import DEAL, SMART_INVOICE, classic, entity_type

DEALS: Final = 170
"""So many that a list has several pages."""
CUSTOM: Final = "UF_CRM_1721244482250"
"""The one custom field of deals from the start, a text."""

_BEGIN: Final = datetime(2026, 1, 1, 9, tzinfo=ZONE)
_STAGES: Final = ("NEW", "PREPARATION", "EXECUTING", "WON")
_DIRECTORIES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "SOURCE": (
        ("CALL", "Call"),
        ("EMAIL", "E-mail"),
        ("WEB", "Website"),
        ("ADVERTISING", "Advertising"),
        ("PARTNER", "Existing client"),
        ("RECOMMENDATION", "By recommendation"),
        ("TRADE_SHOW", "Show or exhibition"),
        ("WEBFORM", "CRM form"),
        ("CALLBACK", "Callback"),
        ("RC_GENERATOR", "Sales boost"),
        ("STORE", "Online store"),
        ("OTHER", "Other"),
    ),
    "CONTACT_TYPE": (
        ("CLIENT", "Clients"),
        ("SUPPLIER", "Suppliers"),
        ("PARTNER", "Partners"),
        ("OTHER", "Other"),
    ),
    "COMPANY_TYPE": (
        ("CUSTOMER", "Client"),
        ("SUPPLIER", "Supplier"),
        ("COMPETITOR", "Competitor"),
        ("PARTNER", "Partner"),
        ("OTHER", "Other"),
    ),
    "EMPLOYEES": (
        ("EMPLOYEES_1", "less than 50"),
        ("EMPLOYEES_2", "50-250"),
        ("EMPLOYEES_3", "250-500"),
        ("EMPLOYEES_4", "over 500"),
    ),
    "INDUSTRY": (
        ("IT", "Information technology"),
        ("TELECOM", "Telecommunication"),
        ("MANUFACTURING", "Manufacturing"),
        ("BANKING", "Banking"),
        ("CONSULTING", "Consulting"),
        ("FINANCE", "Finance"),
        ("GOVERNMENT", "Government"),
        ("DELIVERY", "Delivery"),
        ("ENTERTAINMENT", "Entertainment"),
        ("NOTPROFIT", "Non-profit"),
        ("OTHER", "Other"),
    ),
    "DEAL_TYPE": (
        ("SALE", "Sale"),
        ("COMPLEX", "Complex sale"),
        ("GOODS", "Goods"),
        ("SERVICES", "Services"),
        ("SERVICE", "Service"),
    ),
    "HONORIFIC": (("HNR_EN_1", "Mr."), ("HNR_EN_2", "Mrs."), ("HNR_EN_3", "Ms."), ("HNR_EN_4", "Dr.")),
    "EVENT_TYPE": (("INFO", "Information"), ("PHONE", "Phone call"), ("MESSAGE", "E-mail message")),
    "CALL_LIST": (
        ("IN_WORK", "In progress"),
        ("SUCCESS", "Successful"),
        ("WRONG_NUMBER", "Wrong number"),
        ("STOP_CALLING", "Do not call"),
    ),
}
_PRESETS: Final = ("Company", "Entrepreneur", "Person")
_CURRENCIES: Final = (("EUR", "Euro", "€#", 1), ("USD", "US Dollar", "$#", 0.92), ("GBP", "Pound", "£#", 1.17))


def seed(store: Store) -> None:
    _seed_stages(store)
    for name, statuses in _DIRECTORIES.items():
        stages.add_statuses(store, name, [(code, title, stages.PROCESS, "") for code, title in statuses])
    store.put_all(user_fields.KIND, [(1, user_fields.text_field("CRM_DEAL", CUSTOM, "Greeting"))])
    _seed_currencies(store)
    store.put_all("crm.requisite.preset", [(number, _preset(name)) for number, name in enumerate(_PRESETS, 1)])
    store.put_all(classic(DEAL).kind, [(number, _deal(number)) for number in range(1, DEALS + 1)])


def _seed_stages(store: Store) -> None:
    store.put(stages.categories(DEAL), 0, {"name": "General", "sort": 300, "isdefault": True, "entitytypeid": DEAL})
    stages.add_stages(store, classic(DEAL), 0)
    stages.add_statuses(store, "STATUS", stages.LEAD_STAGES)
    stages.add_statuses(store, "QUOTE_STATUS", stages.QUOTE_STAGES)
    invoices = entity_type(SMART_INVOICE, store)
    assert invoices is not None
    category = store.new_id("crm.category")
    body = {"name": "General", "sort": 500, "isdefault": True, "entitytypeid": SMART_INVOICE}
    store.put(stages.categories(SMART_INVOICE), category, body)
    stages.add_stages(store, invoices, category)


def _preset(name: str) -> Body:
    made = {"datecreate": _BEGIN.isoformat(), "createdbyid": USER}
    return {"entitytypeid": 8, "countryid": 1, "name": name, "active": "Y", "sort": 500, **made}


def _seed_currencies(store: Store) -> None:
    for number, (code, name, form, rate) in enumerate(_CURRENCIES, 1):
        language = {"FORMAT_STRING": form, "FULL_NAME": name, "DEC_POINT": ".", "THOUSANDS_SEP": None, "DECIMALS": "2"}
        body = {
            "amountcnt": 1,
            "amount": rate,
            "sort": number * 100,
            "base": "Y" if number == 1 else "N",
            "fullname": name,
            "lid": "en",
            "formatstring": form,
            "decpoint": ".",
            "decimals": 2,
            "dateupdate": _BEGIN.isoformat(),
            "lang": {"en": {**language, "THOUSANDS_VARIANT": "C", "HIDE_ZERO": "Y"}},
        }
        store.put("crm.currency", code, body)


def _deal(number: int) -> Body:
    moment = _BEGIN + timedelta(hours=number)
    stage = _STAGES[number % len(_STAGES)]
    is_won = stage == "WON"
    at = moment.isoformat()
    return {
        "title": f"Deal #{number}",
        "typeid": "SALE",
        "categoryid": 0,
        "stageid": stage,
        "stagesemanticid": stages.SUCCESS if is_won else stages.PROCESS,
        "isnew": stage == "NEW",
        "isrecurring": False,
        "isreturncustomer": False,
        "isrepeatedapproach": False,
        "currencyid": "EUR",
        "opportunity": number * 100,
        "ismanualopportunity": False,
        "taxvalue": 0,
        "begindate": moment.date().isoformat(),
        "closedate": (moment + timedelta(days=7)).date().isoformat(),
        "opened": True,
        "closed": is_won,
        "sourceid": "CALL",
        "assignedbyid": USER,
        "createdby": USER,
        "updatedby": USER,
        "movedby": USER,
        "createdtime": at,
        "updatedtime": at,
        "movedtime": at,
        "lastactivityby": USER,
        "lastactivitytime": at,
    }
