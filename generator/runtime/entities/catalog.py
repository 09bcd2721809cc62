"""Products of the catalog: `catalog.product.*`, in one catalog each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Final, TypeVar

from .._core.convert import anything, list_of
from .._core.json_types import is_list, is_map
from .._core.method import Listing, ListMethod, Method, RowKey
from .._core.wire_format import WireFormat, WireFormats
from .dialect import Call, Dialect, ListCall, at
from .entity import Entity, fields_of
from .fields import Field
from .filters import FilterRules
from .order import Order

E = TypeVar("E", bound=Entity)
F = TypeVar("F", bound=Field[Any, Any])

_RULES: Final = FilterRules(
    {
        "==": "=",
        "!=": "!=",
        ">": ">",
        ">=": ">=",
        "<": "<",
        "<=": "<=",
        "in": "",
        "contains": "%",
        "not contains": "!%",
        "starts with": "=%",
    }
)
_LISTING: Final = Listing("start", ("products",), RowKey("id", ("filter", ">id"), {"order": {"id": "ASC"}}))
_PICTURES: Final = ("previewPicture", "detailPicture")
_FORMATS: Final[WireFormats] = {
    "fields": {**dict.fromkeys(_PICTURES, WireFormat.FILE_DATA), "*": WireFormat.VALUE_FILE_DATA}
}


@dataclass(frozen=True)
class CatalogProducts(Dialect):
    """The products of the catalog with this `iblockId`; their properties are made with `catalog_property`."""

    iblock_id: int
    filter: ClassVar[FilterRules] = _RULES
    key: ClassVar[str] = "id"
    key_sent: ClassVar[str] = "id"

    def add(self, entity: type[E], fields: Mapping[str, object]) -> Call[E]:
        method = Method("catalog.product.add", at(("element",), entity), formats=_FORMATS)
        return Call(method, {"fields": {"iblockId": self.iblock_id, **fields}})

    def get(self, entity: type[E], id: int) -> Call[E]:
        return Call(Method("catalog.product.get", at(("product",), entity), writes=False), {"id": id})

    def update(self, entity: type[E], id: int, fields: Mapping[str, object]) -> Call[E]:
        method = Method("catalog.product.update", at(("element",), entity), formats=_FORMATS)
        return Call(method, {"id": id, "fields": fields})

    def delete(self, id: int) -> Call[Any]:
        return Call(Method("catalog.product.delete", anything), {"id": id})

    def list(
        self,
        entity: type[E],
        filter: Mapping[str, object],
        select: Sequence[str] | None,
        order: Sequence[Order] = (),
    ) -> ListCall[E]:
        """What is to come has to be named, the catalog among it."""
        names = [field.sent for field in fields_of(entity).values()] if select is None else select
        method = ListMethod(
            "catalog.product.list", at(("products",), list_of(entity)), writes=False, listing=_LISTING, row=entity
        )
        params: dict[str, object] = {
            "select": list(dict.fromkeys(["id", "iblockId", *names])),
            "filter": {"iblockId": self.iblock_id, **filter},
        }
        if order:
            params["order"] = {each.name: each.direction for each in order}
        return ListCall(method, params)


def catalog_property(field: F) -> F:
    """The field of a property, which is read as `{"value": …, "valueId": …}` or a list of such."""
    field.convert = partial(_read, field)
    return field


def _read(field: Field[Any, Any], value: object) -> object:
    return field.read([_value(each) for each in value] if is_list(value) else _value(value))


def _value(value: object) -> object:
    return value["value"] if is_map(value) and "value" in value else value
