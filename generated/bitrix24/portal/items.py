# Copied from generator/runtime/portal/items.py by "python -m generator generate". Edit that file.
"""The methods `crm.item.*` for deals, entity type 2 (api-reference/crm/universal/)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from .answer import Answer
from .deal_fields import FIELDS, as_item
from .deals import Deals
from .errors import Refused
from .selection import choice, chosen, paged, selected
from .values import Params, folded, integer, is_map

_DEAL: Final = 2
_BY_ITEM: Final = {field.item: field for field in FIELDS}


class Items:
    def __init__(self, deals: Deals) -> None:
        self._deals = deals

    def methods(self) -> dict[str, Callable[[Params], object]]:
        return {"crm.item.add": self.add, "crm.item.get": self.get, "crm.item.list": self.list}

    def add(self, params: Params) -> object:
        return {"item": as_item(self._deals.create(_settings(_of_deals(params))))}

    def get(self, params: Params) -> object:
        deal_id = _integer(_of_deals(params).get("id"))
        deal = None if deal_id is None else self._deals.find(deal_id)
        if deal is None:
            raise Refused("NOT_FOUND", "Item not found")
        return {"item": as_item(deal)}

    def list(self, params: Params) -> Answer:
        given = _of_deals(params)
        rows = chosen(self._deals.all(), _BY_ITEM, choice(given, "filter"), choice(given, "order"))
        select = given.get("select")
        return paged(
            rows, given.get("start", 0), lambda row: selected(as_item(row), select), lambda found: {"items": found}
        )


def _of_deals(params: Params) -> Params:
    given = folded(params)
    if _integer(given.get("entitytypeid")) != _DEAL:
        raise Refused("NOT_FOUND", "SPA not found")
    return given


def _settings(params: Params) -> dict[str, object]:
    given = params.get("fields")
    fields: Params = given if is_map(given) else {}
    found: dict[str, object] = {}
    for name, value in fields.items():
        field = _BY_ITEM.get(name)
        if field is not None and field.settable:
            try:
                found[field.name] = field.read(value)
            except ValueError:
                raise Refused("CRM_FIELD_ERROR_VALUE_NOT_VALID", f'Invalid value for field "{name}"') from None
    return found


def _integer(value: object) -> int | None:
    try:
        return integer(value)
    except ValueError:
        return None
