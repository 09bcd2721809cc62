"""The deals of the portal and the methods `crm.deal.*` (api-reference/crm/deals/)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from itertools import count
from typing import Any, Final

from .answer import Answer
from .calls import USER
from .deal_fields import CUSTOM, FIELDS, Row, as_text
from .errors import Refused
from .selection import choice, chosen, paged, selected
from .values import Params, folded, is_map, positive

SEEDED: Final = 170
"""So many that a list has several pages."""

_BY_NAME: Final = {field.name: field for field in FIELDS}
_BEGIN: Final = datetime(2026, 1, 1, 9, tzinfo=timezone.utc)
_STAGES: Final = ("NEW", "PREPARATION", "EXECUTING", "WON")


class Deals:
    """In memory, gone with the process. `tell` hears of every change: the event and its data."""

    def __init__(self, tell: Callable[[str, Mapping[str, Any]], None]) -> None:
        self._tell = tell
        self._deals: dict[int, Row] = {}
        self._ids = count(1)
        for number in range(1, SEEDED + 1):
            settings = {"OPPORTUNITY": Decimal(number * 100), "STAGE_ID": _STAGES[number % len(_STAGES)]}
            self._create(settings, _BEGIN + timedelta(hours=number))

    def methods(self) -> dict[str, Callable[[Params], object]]:
        return {
            "crm.deal.add": self.add,
            "crm.deal.get": self.get,
            "crm.deal.list": self.list,
            "crm.deal.update": self.update,
            "crm.deal.delete": self.delete,
        }

    def all(self) -> Iterable[Row]:
        return self._deals.values()

    def find(self, deal_id: int) -> Row | None:
        return self._deals.get(deal_id)

    def create(self, settings: Mapping[str, Any]) -> Row:
        """A new deal from fields that have been read."""
        deal = self._create(settings, datetime.now(timezone.utc))
        self._tell("ONCRMDEALADD", {"FIELDS": {"ID": deal["ID"]}})
        return deal

    def add(self, params: Params) -> object:
        return self.create(_settings(folded(params)))["ID"]

    def get(self, params: Params) -> object:
        return as_text(self._deal(folded(params)))

    def update(self, params: Params) -> object:
        given = folded(params)
        deal = self._deal(given)
        deal.update(_settings(given), DATE_MODIFY=datetime.now(timezone.utc))
        self._tell("ONCRMDEALUPDATE", {"FIELDS": {"ID": deal["ID"]}})
        return True

    def delete(self, params: Params) -> object:
        deal_id = self._deal(folded(params))["ID"]
        del self._deals[deal_id]
        self._tell("ONCRMDEALDELETE", {"FIELDS": {"ID": deal_id}})
        return True

    def list(self, params: Params) -> Answer:
        given = folded(params)
        filter_, order = choice(given, "filter"), choice(given, "order")
        try:
            rows = chosen(self.all(), _BY_NAME, filter_, order)
        except Refused:
            raise Refused("", "Failed to get list. General error.") from None
        select = given.get("select")
        return paged(rows, given.get("start", 0), lambda row: selected(as_text(row), select), lambda found: found)

    def _deal(self, params: Params) -> Row:
        try:
            deal_id = positive(params.get("id"))
        except ValueError:
            raise Refused("", "ID is not defined or invalid.") from None
        if deal_id not in self._deals:
            raise Refused("", "Not found")
        return self._deals[deal_id]

    def _create(self, settings: Mapping[str, Any], now: datetime) -> Row:
        deal_id = next(self._ids)
        fixed = {"ID": deal_id, "CREATED_BY_ID": USER, "MODIFY_BY_ID": USER, "DATE_CREATE": now, "DATE_MODIFY": now}
        self._deals[deal_id] = {**_defaults(deal_id, now), **settings, **fixed}
        return self._deals[deal_id]


def _defaults(deal_id: int, now: datetime) -> Row:
    """What the page of crm.deal.add states; where it states nothing, the plainest value."""
    return {
        "TITLE": f"Deal #{deal_id}",
        "TYPE_ID": "SALE",
        "CATEGORY_ID": 0,
        "STAGE_ID": "NEW",
        "PROBABILITY": None,
        "CURRENCY_ID": "EUR",
        "OPPORTUNITY": Decimal(0),
        "IS_MANUAL_OPPORTUNITY": "N",
        "TAX_VALUE": Decimal(0),
        "LEAD_ID": None,
        "COMPANY_ID": None,
        "CONTACT_ID": None,
        "BEGINDATE": now,
        "CLOSEDATE": now + timedelta(days=7),
        "OPENED": "Y",
        "CLOSED": "N",
        "COMMENTS": "",
        "ASSIGNED_BY_ID": USER,
        "SOURCE_ID": "CALL",
        CUSTOM: None,
    }


def _settings(params: Params) -> dict[str, object]:
    """The fields that are given, read. Those that the portal does not have are passed over."""
    fields = params.get("fields", {})
    if fields == []:
        return {}
    if not is_map(fields):
        raise Refused("", "Parameter 'fields' must be array.")
    found: dict[str, object] = {}
    for name, value in fields.items():
        field = _BY_NAME.get(name)
        if field is not None and field.settable:
            try:
                found[name] = field.read(value)
            except ValueError:
                raise Refused("", f'Invalid value for the "{name}" field') from None
    return found
