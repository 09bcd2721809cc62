"""Elements of universal lists: `lists.element.*`, whose properties come as maps of values by their ids."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Final, TypeVar

from .._core.convert import Converter, anything, list_of
from .._core.json_types import is_map
from .._core.method import Listing, ListMethod, Method
from .dialect import Call, Change, Dialect, ListCall, Steps, known_by_id, one_row
from .entity import Entity
from .fields import Field, ManyField
from .filters import PREFIXES, FilterRules
from .order import Order

E = TypeVar("E", bound=Entity)
F = TypeVar("F", bound=Field[Any, Any])

_PROPERTY: Final = "PROPERTY_"


@dataclass(frozen=True)
class ListElements(Dialect):
    """The elements of one list; their properties are made with `list_property`.

    The portal clears what a change does not name, so the client reads an element before it changes it, and sends the
    rest along.

    Args:
        type_id: `lists`, `bitrix_processes` or `lists_socnet`.
        iblock_id: The list.
    """

    type_id: str
    iblock_id: int
    filter: ClassVar[FilterRules] = FilterRules(PREFIXES)
    key: ClassVar[str] = "ID"
    key_sent: ClassVar[str] = "ID"

    def add(self, entity: type[E], fields: Mapping[str, object]) -> Call[E]:
        """Without a `CODE` an element gets one of its own, as each needs one."""
        rest = {name: value for name, value in fields.items() if name != "CODE"}
        code = fields.get("CODE") or uuid.uuid4().hex
        method = Method("lists.element.add", lambda id: known_by_id(entity, "ID", id))
        return Call(method, {**self._list, "ELEMENT_CODE": code, "FIELDS": rest})

    def get(self, entity: type[E], id: int) -> Call[E]:
        return Call(Method("lists.element.get", one_row(entity), writes=False), {**self._list, "ELEMENT_ID": id})

    def update(self, entity: type[E], id: int, fields: Mapping[str, object]) -> Call[E]:
        if "CODE" in fields:
            raise TypeError(f"the code of {entity.__name__} {id} stays as it is: it can be given to a new one alone")
        method = Method("lists.element.update", lambda _: known_by_id(entity, "ID", id))
        return Call(method, {**self._list, "ELEMENT_ID": id, "FIELDS": fields})

    def delete(self, id: int) -> Call[Any]:
        return Call(Method("lists.element.delete", anything), {**self._list, "ELEMENT_ID": id})

    def list(
        self,
        entity: type[E],
        filter: Mapping[str, object],
        select: Sequence[str] | None,
        order: Sequence[Order] = (),
    ) -> ListCall[E]:
        method = ListMethod("lists.element.get", list_of(entity), writes=False, listing=Listing("start"), row=entity)
        params: dict[str, object] = {**self._list}
        if select is not None:
            params["SELECT"] = [*select]
        if filter:
            params["FILTER"] = filter
        if order:
            params["ELEMENT_ORDER"] = {each.name: each.direction for each in order}
        return ListCall(method, params)

    def completed(self, changes: Sequence[Change]) -> Steps[Sequence[Change]]:
        """With what the elements have beside what is changed."""
        if not changes:
            return []
        found = yield [self.get(Entity, id) for id, _ in changes]
        return [(id, {**_kept(row or {}), **fields}) for row, (id, fields) in zip(found, changes, strict=True)]

    @property
    def _list(self) -> dict[str, object]:
        return {"IBLOCK_TYPE_ID": self.type_id, "IBLOCK_ID": self.iblock_id}


def list_property(field: F) -> F:
    """The field of a property, which is read as `{"3743": "red"}`, its values by their ids."""
    field.convert = partial(_read, field)
    return field


def _read(field: Field[Any, Any], value: object) -> object:
    values = [*value.values()] if is_map(value) else [] if value is None else [value]
    if isinstance(field, ManyField):
        several: Converter[object] = field.read
        return several(values)
    return field.read(values[0]) if values else None


def _kept(row: Mapping[str, object]) -> dict[str, object]:
    """The name and the properties of an element, as they are sent."""
    found: dict[str, object] = {"NAME": row["NAME"]} if "NAME" in row else {}
    for name, value in row.items():
        if name.startswith(_PROPERTY) and is_map(value):
            values = [*value.values()]
            found[name] = values[0] if len(values) == 1 else values
    return found
