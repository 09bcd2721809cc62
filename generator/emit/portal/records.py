"""What a method does with records, as its name and its shapes show: `crm.deal.add` makes one of `crm.deal`.

Whether the local portal then keeps such records is for the portal to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ...api import Json, Method
from ...api.kinds import Kind
from ...api.types import (
    ANY,
    FileInput,
    ListOf,
    MapOf,
    Object,
    Optional,
    Property,
    QueryObject,
    Reference,
    Scalar,
    Type,
    Union,
    Variants,
    merged,
    reading_order,
)
from ...api.wire_format import boolean_forms
from ..json_schema.schemas import as_sent

_VERBS: Final = {
    "add": "add",
    "create": "add",
    "register": "add",
    "get": "get",
    "getbyid": "get",
    "list": "list",
    "getlist": "list",
    "search": "list",
    "update": "update",
    "delete": "delete",
    "unregister": "delete",
    "fields": "fields",
    "getfields": "fields",
}
# Under which parameter lie the fields of the record that is made or changed.
_FIELDS: Final = ("fields", "field", "arfields", "params", "taskdata", "data")
# What says which records are meant or what of them is answered, and is no field of one.
_QUERIES: Final = frozenset({"filter", "order", "select", "sort", "start", "pagination", "page", "limit", "offset"})

# What a portal has a value for, whatever the caller gave.
_FILLED: Final = frozenset({Kind.BOOLEAN, Kind.INTEGER, Kind.NUMBER, Kind.STRING, Kind.DATE, Kind.DATETIME})


def record_of(method: Method) -> dict[str, Json] | None:
    """None for a method that is none of a family: neither makes records nor reads, changes, removes or describes them.

    `of`: the family. `does`: what. `fields`: the parameter that they lie under; None where they are parameters.
    `in`: the fields that are taken. `scalars`: the other single parameters. `gives`: `id`, `record`, `records` or
    `codes`, which lies at `at` in the result; `out`: its fields. Fields: by name, or the shared type that has them.
    """
    family, _, last = str(method.name).rpartition(".")
    does = _VERBS.get(last.lower())
    if does is None or not family:
        return None
    found: dict[str, Json] = {"of": family, "does": does}
    taken = _holder(method) if does in ("add", "update") else None
    if taken is not None:
        found |= {"fields": taken.name, "in": _fields(taken.type)}
    elif does in ("add", "update"):
        found["in"] = _described(method.parameters)
    scalars = {
        each.name: _field(each)
        for each in method.parameters
        if each is not taken and each.name.lower() not in _QUERIES and not each.read_only and _is_single(each.type)
    }
    if scalars:
        found["scalars"] = scalars
    return {**found, **(_answered(method, does) if does != "delete" else {})}


def _holder(method: Method) -> Property | None:
    by_name = {each.name.lower(): each for each in method.parameters}
    return next((by_name[name] for name in _FIELDS if name in by_name), None)


def _answered(method: Method, does: str) -> dict[str, Json]:
    if method.paging is not None:
        return {
            "does": "list",
            "gives": "records",
            "at": list(method.paging.rows),
            "out": _answered_fields(method.paging.row),
        }
    if does == "fields":
        return {"at": _place_of_map(method.returns)}
    type = _inner(method.returns)
    if type == ANY:
        return {"gives": {"add": "id", "get": "record", "list": "records"}.get(does), "at": []}
    if isinstance(type, Scalar):
        of_record = type.kind in (Kind.INTEGER, Kind.STRING) and does in ("add", "update")
        return {"gives": "id", "at": []} if of_record else {}
    at, record = _place(type, ())
    if isinstance(record, (ListOf, MapOf)):
        item = _inner(record.item if isinstance(record, ListOf) else record.value)
        if isinstance(item, Scalar) and isinstance(record, ListOf) and does in ("get", "list"):
            return {"does": "list", "gives": "codes", "at": list(at)}
        if not isinstance(item, (Object, Reference, Variants)):
            return {}
        # What is called `get` and answers many is a list.
        of_map: dict[str, Json] = {"map": True} if isinstance(record, MapOf) else {}
        return {"does": "list", "gives": "records", "at": list(at), "out": _answered_fields(item), **of_map}
    return {"gives": "record", "at": list(at), "out": _answered_fields(record)} if does != "list" else {}


def _place(type: Type, at: tuple[str, ...]) -> tuple[tuple[str, ...], Type]:
    """Where in a result the record lies, or the list: what is alone in an object, beside what only says how it went."""
    type = _inner(type)
    if isinstance(type, Object) and not at and "id" not in {each.name.lower() for each in type.properties}:
        for each in type.properties:
            inner = _inner(each.type)
            if isinstance(inner, (Object, Reference, ListOf, Variants)):
                return _place(inner, (*at, each.name))
    return at, type


def _place_of_map(type: Type) -> list[Json]:
    """Where in the result of `fields` the fields lie."""
    type = _inner(type)
    if isinstance(type, Object) and len(type.properties) == 1:
        only = type.properties[0]
        return [only.name] if isinstance(_inner(only.type), (Object, MapOf, Reference, ListOf)) else []
    return []


def _inner(type: Type) -> Type:
    """Of several, what an object is first."""
    if isinstance(type, (Optional, FileInput)):
        return _inner(type.inner)
    if isinstance(type, Union):
        structured = [each for each in map(_inner, type.options) if not isinstance(each, Scalar)]
        return structured[0] if structured else _inner(reading_order(type)[0])
    return merged(type) if isinstance(type, Variants) else type


def _is_single(type: Type) -> bool:
    return isinstance(_inner(type), Scalar)


def _fields(type: Type) -> Json:
    type = _inner(type)
    if isinstance(type, Reference):
        return str(type.name)
    return _described(type.properties) if isinstance(type, (Object, QueryObject)) else {}


def _answered_fields(type: Type) -> Json:
    type = _inner(type)
    return answered_fields_of_object(type) if isinstance(type, Object) else _fields(type)


def fields_of_object(object: Object) -> dict[str, Json]:
    return _described(object.properties)


def answered_fields_of_object(object: Object) -> dict[str, Json]:
    return {each.name: _answered_field(each) for each in object.properties}


def _described(properties: Iterable[Property]) -> dict[str, Json]:
    return {each.name: _field(each) for each in properties}


def _field(property: Property) -> Json:
    """Its kind, with what else is known of it."""
    type = property.type
    found: dict[str, Json] = dict(_facts(property))
    kind = _kind(type)
    return {"kind": kind, **found} if found else kind


def _answered_field(property: Property) -> Json:
    """`filled`: it is never answered with nothing in it."""
    found, type = _field(property), property.type
    if not isinstance(type, (ListOf, MapOf, Object, Reference)) and not (
        isinstance(type, Scalar) and type.kind in _FILLED
    ):
        return found
    return {**(found if isinstance(found, dict) else {"kind": found}), "filled": True}


def _kind(type: Type) -> str:
    if isinstance(type, FileInput):
        return Kind.FILE.value
    if _is_number_or_text(type):
        return "code"
    type = _inner(type)
    if isinstance(type, Scalar):
        return type.kind.value
    if isinstance(type, ListOf):
        return f"{_kind(type.item)}[]" if _is_single(type.item) else "list"
    return "map"


def _is_number_or_text(type: Type) -> bool:
    if isinstance(type, Optional):
        return _is_number_or_text(type.inner)
    if not isinstance(type, Union):
        return False
    kinds = {each.kind if isinstance(each, Scalar) else None for each in map(_inner, type.options)}
    return Kind.STRING in kinds and kinds <= {Kind.STRING, Kind.INTEGER, Kind.NUMBER}


def _facts(property: Property) -> Iterator[tuple[str, Json]]:
    if property.required:
        yield "required", True
    if property.read_only:
        yield "read_only", True
    default = as_sent(property.type, property.default)
    if isinstance(default, (bool, int, float, str)) and default != "":
        yield "default", default
    scalar = _inner(property.type)
    if isinstance(scalar, Scalar) and scalar.kind is Kind.BOOLEAN:
        forms = boolean_forms(scalar)
        if forms is not None:
            yield "forms", list(forms)
