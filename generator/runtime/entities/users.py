"""Users: `user.get`, `user.add` and `user.update`, which take fields as parameters of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeVar

from .._core.convert import list_of
from .._core.method import Listing, ListMethod, Method, RowKey
from .conditions import FilterError
from .dialect import Call, Dialect, ListCall, known_by_id, one_row
from .entity import Entity
from .filters import PREFIXES, FilterRules
from .order import Order

E = TypeVar("E", bound=Entity)

_LISTING: Final = Listing("start", (), RowKey("ID", ("FILTER", ">ID"), {"sort": "ID", "order": "ASC"}))


@dataclass(frozen=True)
class Users(Dialect):
    """The portal answers a new or changed user by the id alone, and none can be deleted."""

    filter: ClassVar[FilterRules] = FilterRules(PREFIXES)
    key: ClassVar[str] = "ID"
    key_sent: ClassVar[str] = "ID"

    def add(self, entity: type[E], fields: Mapping[str, object]) -> Call[E]:
        return Call(Method("user.add", lambda id: known_by_id(entity, "ID", id)), fields)

    def get(self, entity: type[E], id: int) -> Call[E]:
        return Call(Method("user.get", one_row(entity), writes=False), {"ID": id})

    def update(self, entity: type[E], id: int, fields: Mapping[str, object]) -> Call[E]:
        return Call(Method("user.update", lambda _: known_by_id(entity, "ID", id)), {"ID": id, **fields})

    def delete(self, id: int) -> Call[Any]:
        raise TypeError(f"the portal deletes no users, such as {id}: dismiss one, by writing that it is not active")

    def list(
        self,
        entity: type[E],
        filter: Mapping[str, object],
        select: Sequence[str] | None,
        order: Sequence[Order] = (),
    ) -> ListCall[E]:
        if len(order) > 1:
            raise FilterError(f"users are ordered by one field alone, not by {', '.join(each.label for each in order)}")
        method = ListMethod("user.get", list_of(entity), writes=False, listing=_LISTING, row=entity)
        params: dict[str, object] = {} if select is None else {"select": [*select]}
        if filter:
            params["FILTER"] = filter
        for each in order:
            params |= {"sort": each.name, "order": each.direction}
        return ListCall(method, params)
