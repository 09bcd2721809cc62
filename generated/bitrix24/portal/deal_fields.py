# Copied from generator/runtime/portal/deal_fields.py by "python -m generator generate". Edit that file.
"""The fields of a deal, under the names of crm.deal.* and of crm.item.* (api-reference/crm/deals/, crm/universal/)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

from .values import integer, text

Row: TypeAlias = dict[str, Any]
"""A deal by the names of crm.deal.*: integers, Decimal, datetime with an offset, texts and None."""


@dataclass(frozen=True)
class Field:
    name: str
    item: str
    read: Callable[[object], object]
    """From what a caller sends; ValueError if it is none."""
    settable: bool = True


def _money(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError("not a number")
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise ValueError("not a number") from None
    if not found.is_finite():
        raise ValueError("not a number")
    return found


def _moment(value: object) -> datetime:
    found = datetime.fromisoformat(text(value))
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


def _char(value: object) -> str:
    if value not in ("Y", "N"):
        raise ValueError("neither Y nor N")
    return str(value)


def _link(value: object) -> int | None:
    return None if value in (None, "", 0, "0") else integer(value)


CUSTOM: Final = "UF_CRM_1721244482250"
"""The portal's one custom field, a text."""

FIELDS: Final = (
    Field("ID", "id", integer, settable=False),
    Field("TITLE", "title", text),
    Field("TYPE_ID", "typeId", text),
    Field("CATEGORY_ID", "categoryId", integer),
    Field("STAGE_ID", "stageId", text),
    Field("PROBABILITY", "probability", integer),
    Field("CURRENCY_ID", "currencyId", text),
    Field("OPPORTUNITY", "opportunity", _money),
    Field("IS_MANUAL_OPPORTUNITY", "isManualOpportunity", _char),
    Field("TAX_VALUE", "taxValue", _money),
    Field("LEAD_ID", "leadId", _link),
    Field("COMPANY_ID", "companyId", _link),
    Field("CONTACT_ID", "contactId", _link),
    Field("BEGINDATE", "begindate", _moment),
    Field("CLOSEDATE", "closedate", _moment),
    Field("OPENED", "opened", _char),
    Field("CLOSED", "closed", _char),
    Field("COMMENTS", "comments", text),
    Field("ASSIGNED_BY_ID", "assignedById", integer),
    Field("CREATED_BY_ID", "createdBy", integer, settable=False),
    Field("MODIFY_BY_ID", "updatedBy", integer, settable=False),
    Field("DATE_CREATE", "createdTime", _moment, settable=False),
    Field("DATE_MODIFY", "updatedTime", _moment, settable=False),
    Field("SOURCE_ID", "sourceId", text),
    Field(CUSTOM, "ufCrm_1721244482250", text),
)


def as_text(row: Row) -> Mapping[str, str | None]:
    """As crm.deal.* shows it."""
    return {field.name: _text(row[field.name]) for field in FIELDS}


def as_item(row: Row) -> Mapping[str, object]:
    """As crm.item.* shows it."""
    return {**{field.item: _typed(row[field.name]) for field in FIELDS}, "entityTypeId": 2}


def _text(value: object) -> str | None:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    found = _typed(value)
    return None if found is None else str(found)


def _typed(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
