"""Specs as plain data and back: the keys of `spec-format`, in their order, checked one by one.

Reading is strict: an unknown key, a missing one or a value of the wrong kind is an `InvalidSpec` that names the place.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from typing import Literal, TypeVar, cast

from .model import UNSET, Defect, Error, EventSpec, Field, Json, Listing, MethodSpec, RowId, Status, TypeSpec
from .names import InvalidName, WireName

T = TypeVar("T")
_STATUSES = ("active", "deprecated", "removed")
_PAGINGS = ("start", "cursor", "pagination")
_METHOD_KEYS = [
    "method",
    "rest",
    "page",
    "title",
    "scope",
    "status",
    "replaced_by",
    "aliases",
    "positional",
    "params",
    "example",
    "returns",
    "list",
    "response",
    "errors",
    "defects",
]
_FIELD_KEYS = [
    "type",
    "required",
    "ref",
    "wire",
    "format",
    "nullable",
    "values",
    "default",
    "items",
    "fields",
    "variants",
    "read_only",
    "deprecated",
]


class InvalidSpec(ValueError):
    """Data that is no spec. `at` is the place in it: `params.flowData.type`."""

    def __init__(self, at: str, what: str) -> None:
        super().__init__(f"{at}: {what}" if at else what)


# Writing


def method_data(spec: MethodSpec) -> dict[str, Json]:
    data: dict[str, Json] = {"method": str(spec.method), "rest": spec.rest, "page": spec.page, "title": spec.title}
    _put(data, "scope", list(spec.scope))
    data["status"] = spec.status
    _put(data, "replaced_by", str(spec.replaced_by) if spec.replaced_by else None)
    _put(data, "aliases", [str(alias) for alias in spec.aliases])
    _put(data, "positional", spec.positional)
    _put(data, "params", _fields_data(spec.params))
    if spec.example is not None:
        data["example"] = dict(spec.example)
    _put(data, "returns", _field_data(spec.returns) if spec.returns else None)
    _put(data, "list", _listing_data(spec.list) if spec.list else None)
    if spec.response is not None:
        data["response"] = dict(spec.response)
    _put(data, "errors", errors_data(spec.errors))
    _put(data, "defects", [{"at": each.at, "what": each.what} for each in spec.defects])
    return data


def event_data(spec: EventSpec) -> dict[str, Json]:
    data: dict[str, Json] = {"event": str(spec.event), "page": spec.page, "title": spec.title}
    _put(data, "scope", list(spec.scope))
    data["status"] = spec.status
    data["auth"] = spec.auth
    _put(data, "data", _field_data(spec.data) if spec.data else None)
    if spec.example is not None:
        data["example"] = dict(spec.example)
    _put(data, "defects", [{"at": each.at, "what": each.what} for each in spec.defects])
    return data


def type_data(spec: TypeSpec) -> dict[str, Json]:
    data: dict[str, Json] = {"type": str(spec.type), "page": spec.page, "title": spec.title}
    _put(data, "fields", _fields_data(spec.fields))
    _put(data, "defects", [{"at": each.at, "what": each.what} for each in spec.defects])
    return data


def errors_data(errors: Iterable[Error]) -> list[Json]:
    return [_error_data(error) for error in errors]


def _error_data(error: Error) -> Json:
    data: dict[str, Json] = {"code": error.code}
    _put(data, "message", error.message)
    _put(data, "status", error.status)
    _put(data, "field", error.field)
    return data


def _fields_data(fields: Mapping[str, Field]) -> dict[str, Json]:
    return {name: _field_data(field) for name, field in fields.items()}


def _field_data(field: Field) -> Json:
    data: dict[str, Json] = {"type": field.type}
    _put(data, "required", field.required)
    _put(data, "ref", field.ref)
    _put(data, "wire", field.wire)
    _put(data, "format", field.format)
    _put(data, "nullable", field.nullable)
    _put(data, "values", list(field.values))
    if field.default is not UNSET:
        data["default"] = field.default
    _put(data, "items", _field_data(field.items) if field.items else None)
    _put(data, "fields", _fields_data(field.fields))
    _put(data, "variants", {case: _fields_data(fields) for case, fields in field.variants.items()})
    _put(data, "read_only", field.read_only)
    _put(data, "deprecated", field.deprecated)
    return data


def _listing_data(listing: Listing) -> Json:
    data: dict[str, Json] = {}
    _put(data, "rows", listing.rows)
    _put(data, "id", _row_id_data(listing.id) if listing.id else None)
    data["paging"] = listing.paging
    return data


def _row_id_data(row_id: RowId) -> Json:
    data: dict[str, Json] = {"row": row_id.row, "filter": row_id.filter, "order": row_id.order}
    _put(data, "sort", dict(row_id.sort))
    return data


def _put(data: dict[str, Json], key: str, value: Json) -> None:
    """A key with nothing to say is left out."""
    if value not in (None, False, [], {}, ""):
        data[key] = value


# Reading


def read_method(data: object) -> MethodSpec:
    node = _Node(data, "").only(_METHOD_KEYS)
    rest = node.need("rest", int)
    if rest not in (2, 3):
        raise InvalidSpec("rest", f"is {rest}, not 2 or 3")
    return MethodSpec(
        method=_name(node, "method"),
        rest=3 if rest == 3 else 2,
        page=node.need("page", str),
        title=node.need("title", str),
        scope=tuple(node.texts("scope")),
        status=cast("Status", node.one_of("status", _STATUSES, "active")),
        replaced_by=_name(node, "replaced_by") if "replaced_by" in node else None,
        aliases=tuple(_checked_name(each, node.place("aliases")) for each in node.texts("aliases")),
        positional=node.flag("positional"),
        params=_read_fields(node.child("params")),
        example=node.child("example").mapping() if "example" in node else None,
        returns=_read_field(node.child("returns")) if "returns" in node else None,
        list=_read_listing(node.child("list")) if "list" in node else None,
        response=node.child("response").mapping() if "response" in node else None,
        errors=tuple(read_error(each) for each in node.child("errors").elements()),
        defects=_read_defects(node),
    )


def read_event(data: object) -> EventSpec:
    node = _Node(data, "").only(("event", "page", "title", "scope", "status", "auth", "data", "example", "defects"))
    return EventSpec(
        event=_name(node, "event"),
        page=node.need("page", str),
        title=node.need("title", str),
        scope=tuple(node.texts("scope")),
        status=cast("Status", node.one_of("status", _STATUSES, "active")),
        auth=node.flag("auth"),
        data=_read_field(node.child("data")) if "data" in node else None,
        example=node.child("example").mapping() if "example" in node else None,
        defects=_read_defects(node),
    )


def read_type(data: object) -> TypeSpec:
    node = _Node(data, "").only(("type", "page", "title", "fields", "defects"))
    return TypeSpec(
        type=_name(node, "type"),
        page=node.need("page", str),
        title=node.need("title", str),
        fields=_read_fields(node.child("fields")),
        defects=_read_defects(node),
    )


def read_errors(data: object) -> tuple[Error, ...]:
    return tuple(read_error(each) for each in _Node(data, "").only(("errors",)).child("errors").elements())


def read_error(node: _Node) -> Error:
    node.only(("code", "message", "status", "field"))
    return Error(
        code=node.need("code", str),
        message=node.may("message", str),
        status=node.may("status", int),
        field=node.may("field", str),
    )


def _read_defects(node: _Node) -> tuple[Defect, ...]:
    found = [each.only(("at", "what")) for each in node.child("defects").elements()]
    return tuple(Defect(each.need("at", str), each.need("what", str)) for each in found)


def _read_fields(node: _Node) -> dict[str, Field]:
    return {name: _read_field(node.child(name)) for name in node.mapping()}


def _read_field(node: _Node) -> Field:
    """Most fields have a type and little else: only the keys that are there are read."""
    node.only(_FIELD_KEYS)
    kind = node.need("type", str)
    found = node.mapping()
    if len(found) == 1:
        return Field(kind)
    return Field(
        type=kind,
        required="required" in found and node.flag("required"),
        ref=str(_name(node, "ref")) if "ref" in found else None,
        wire=node.may("wire", str) if "wire" in found else None,
        format=node.may("format", str) if "format" in found else None,
        nullable="nullable" in found and node.flag("nullable"),
        values=tuple(node.child("values").sequence()) if "values" in found else (),
        default=found.get("default", UNSET),
        items=_read_field(node.child("items")) if "items" in found else None,
        fields=_read_fields(node.child("fields")) if "fields" in found else {},
        variants=_read_variants(node.child("variants")) if "variants" in found else {},
        read_only="read_only" in found and node.flag("read_only"),
        deprecated="deprecated" in found and node.flag("deprecated"),
    )


def _read_variants(node: _Node) -> dict[str, dict[str, Field]]:
    return {case: _read_fields(node.child(case)) for case in node.mapping()}


def _read_listing(node: _Node) -> Listing:
    node.only(("rows", "id", "paging"))
    return Listing(
        paging=cast('Literal["start", "cursor", "pagination"]', node.one_of("paging", _PAGINGS, None)),
        rows=node.may("rows", str),
        id=_read_row_id(node.child("id")) if "id" in node else None,
    )


def _read_row_id(node: _Node) -> RowId:
    node.only(("row", "filter", "order", "sort"))
    return RowId(
        row=node.need("row", str),
        filter=node.need("filter", str),
        order=node.need("order", str),
        sort=node.child("sort").mapping(),
    )


def _name(node: _Node, key: str) -> WireName:
    return _checked_name(node.need(key, str), node.place(key))


def _checked_name(text: str, at: str) -> WireName:
    try:
        return WireName(text)
    except InvalidName as error:
        raise InvalidSpec(at, str(error)) from None


class _Node:
    """A piece of data and its place, for errors that say where."""

    def __init__(self, data: object, at: str) -> None:
        self._data = data
        self._at = at

    def __contains__(self, key: str) -> bool:
        return key in self.mapping()

    def place(self, key: str) -> str:
        return f"{self._at}.{key}" if self._at else key

    def only(self, keys: Collection[str]) -> _Node:
        for key in self.mapping():
            if key not in keys:
                close = difflib.get_close_matches(key, list(keys), 1)
                raise InvalidSpec(
                    self._at, f"unknown key {key!r}" + (f" (did you mean {close[0]!r}?)" if close else "")
                )
        return self

    def mapping(self) -> dict[str, Json]:
        data = self._data
        if data is None:
            return {}
        if not isinstance(data, dict):
            raise InvalidSpec(self._at, "must be a mapping")
        return cast("dict[str, Json]", data)

    def sequence(self) -> list[Json]:
        data = self._data
        if data is None:
            return []
        if not isinstance(data, list):
            raise InvalidSpec(self._at, "must be a list")
        return cast("list[Json]", data)

    def child(self, key: str) -> _Node:
        return _Node(self.mapping().get(key), self.place(key))

    def elements(self) -> list[_Node]:
        return [_Node(each, f"{self._at}[{index}]") for index, each in enumerate(self.sequence())]

    def texts(self, key: str) -> list[str]:
        found = self.child(key).sequence()
        if not all(isinstance(each, str) for each in found):
            raise InvalidSpec(self.place(key), "must be a list of texts")
        return [str(each) for each in found]

    def need(self, key: str, kind: type[T]) -> T:
        if key not in self:
            raise InvalidSpec(self._at, f"{key!r} is missing")
        return self._typed(key, kind)

    def may(self, key: str, kind: type[T]) -> T | None:
        return self._typed(key, kind) if key in self else None

    def flag(self, key: str) -> bool:
        return key in self and self._typed(key, bool)

    def one_of(self, key: str, allowed: tuple[str, ...], otherwise: str | None) -> str:
        value = self.need(key, str) if otherwise is None or key in self else otherwise
        if value not in allowed:
            raise InvalidSpec(self.place(key), f"is {value!r}, not one of {', '.join(allowed)}")
        return value

    def _typed(self, key: str, kind: type[T]) -> T:
        value = cast("object", self.mapping()[key])
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise InvalidSpec(self.place(key), f"must be {_WORDS[kind]}, is {type(value).__name__}")
        return value


_WORDS: dict[type[object], str] = {str: "text", int: "a whole number", bool: "true or false"}
