"""Records of the CRM by their entity type: `crm.item.*`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeVar

from .._core.convert import anything, list_of
from .._core.method import Listing, ListMethod, Method, RowKey
from .dialect import Call, Dialect, ListCall, at
from .entity import Entity
from .filters import PREFIXES, FilterRules
from .order import Order

E = TypeVar("E", bound=Entity)

_LISTING: Final = Listing("start", ("items",), RowKey("id", ("filter", ">id"), {"order": {"id": "ASC"}}))


@dataclass(frozen=True)
class CrmItems(Dialect):
    """Deals, leads, contacts, companies, quotes, invoices and smart processes, each by its `entityTypeId`."""

    entity_type_id: int
    filter: ClassVar[FilterRules] = FilterRules(PREFIXES, "{}", "logic")
    key: ClassVar[str] = "id"
    key_sent: ClassVar[str] = "id"

    def add(self, entity: type[E], fields: Mapping[str, object]) -> Call[E]:
        method = Method("crm.item.add", at(("item",), entity))
        return Call(method, {"entityTypeId": self.entity_type_id, "fields": fields})

    def get(self, entity: type[E], id: int) -> Call[E]:
        method = Method("crm.item.get", at(("item",), entity), writes=False)
        return Call(method, {"entityTypeId": self.entity_type_id, "id": id})

    def update(self, entity: type[E], id: int, fields: Mapping[str, object]) -> Call[E]:
        method = Method("crm.item.update", at(("item",), entity))
        return Call(method, {"entityTypeId": self.entity_type_id, "id": id, "fields": fields})

    def delete(self, id: int) -> Call[Any]:
        return Call(Method("crm.item.delete", anything), {"entityTypeId": self.entity_type_id, "id": id})

    def list(
        self,
        entity: type[E],
        filter: Mapping[str, object],
        select: Sequence[str] | None,
        order: Sequence[Order] = (),
    ) -> ListCall[E]:
        method = ListMethod(
            "crm.item.list", at(("items",), list_of(entity)), writes=False, listing=_LISTING, row=entity
        )
        params: dict[str, object] = {"entityTypeId": self.entity_type_id}
        if select is not None:
            params["select"] = list(select)
        if filter:
            params["filter"] = filter
        if order:
            params["order"] = {each.name: each.direction for each in order}
        return ListCall(method, params)
