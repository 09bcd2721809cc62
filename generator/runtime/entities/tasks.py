"""Tasks: `tasks.task.*`, sent in capitals and answered in camel case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeVar

from .._core.convert import anything, list_of
from .._core.method import Listing, ListMethod, Method, RowKey
from .dialect import Call, Dialect, ListCall, at
from .entity import Entity, fields_of
from .filters import FilterRules
from .order import Order

E = TypeVar("E", bound=Entity)

_RULES: Final = FilterRules({"==": "", "!=": "!", ">": ">", ">=": ">=", "<": "<", "<=": "<=", "in": ""})
_LISTING: Final = Listing("start", ("tasks",), RowKey("id", ("filter", ">ID"), {"order": {"ID": "ASC"}}))


@dataclass(frozen=True)
class Tasks(Dialect):
    """A field is `TextField("title", sent="TITLE")`: custom fields come only where they are named, so all are."""

    filter: ClassVar[FilterRules] = _RULES
    key: ClassVar[str] = "id"
    key_sent: ClassVar[str] = "ID"

    def add(self, entity: type[E], fields: Mapping[str, object]) -> Call[E]:
        return Call(Method("tasks.task.add", at(("task",), entity)), {"fields": fields})

    def get(self, entity: type[E], id: int) -> Call[E]:
        method = Method("tasks.task.get", at(("task",), entity), writes=False)
        return Call(method, {"taskId": id, "select": _all(entity)})

    def update(self, entity: type[E], id: int, fields: Mapping[str, object]) -> Call[E]:
        return Call(Method("tasks.task.update", at(("task",), entity)), {"taskId": id, "fields": fields})

    def delete(self, id: int) -> Call[Any]:
        return Call(Method("tasks.task.delete", anything), {"taskId": id})

    def list(
        self,
        entity: type[E],
        filter: Mapping[str, object],
        select: Sequence[str] | None,
        order: Sequence[Order] = (),
    ) -> ListCall[E]:
        method = ListMethod(
            "tasks.task.list", at(("tasks",), list_of(entity)), writes=False, listing=_LISTING, row=entity
        )
        params: dict[str, object] = {"select": _all(entity) if select is None else [*select]}
        if filter:
            params["filter"] = filter
        if order:
            params["order"] = {each.name: each.direction for each in order}
        return ListCall(method, params)


def _all(entity: type[Entity]) -> list[str]:
    return [field.sent for field in fields_of(entity).values()]
