# Copied from generator/runtime/_core/columns.py by "python -m generator generate". Edit that file.
"""The columns that the rows of a list have in a table: their kinds, and the rows' values as Python has them."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from . import convert
from .json_types import is_list, is_map
from .views import View, fields_of

Kind: TypeAlias = Literal["integer", "number", "text", "boolean", "date", "datetime"]

_KINDS: Final[Mapping[object, Kind]] = {
    convert.integer: "integer",
    convert.number: "number",
    convert.string: "text",
    convert.boolean: "boolean",
    convert.date: "date",
    convert.datetime: "datetime",
    convert.timestamp: "datetime",
}
_CONVERTERS: Final[Mapping[Kind, Callable[[object], Any]]] = {
    "integer": convert.integer,
    "number": convert.number,
    "text": convert.string,
    "boolean": convert.boolean,
    "date": convert.date,
    "datetime": convert.datetime,
}

# How portals call the kinds of their fields, in lower case. What is not here is text, or comes as it is.
_PORTAL_KINDS: Final[Mapping[str, Kind]] = {
    "integer": "integer",
    "int": "integer",
    "user": "integer",
    "employee": "integer",
    "enumeration": "integer",
    "iblock_element": "integer",
    "iblock_section": "integer",
    "double": "number",
    "float": "number",
    "number": "number",
    "string": "text",
    "text": "text",
    "char": "text",
    "url": "text",
    "money": "text",
    "crm_status": "text",
    "crm_currency": "text",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
}

_HUMP: Final = re.compile(r"_([a-z])")


@dataclass(frozen=True, slots=True)
class PortalField:
    """A field as the portal itself describes it; `kind`: None where that says nothing of its values."""

    kind: Kind | None
    is_multiple: bool


def portal_fields(described: object) -> dict[str, PortalField]:
    """What methods like `crm.deal.fields` and `user.userfield.list` answer of the kinds of fields, by name.

    {} if they say nothing of kinds.
    """
    if is_list(described):
        named = {str(facts.get("FIELD_NAME")): facts for facts in described if is_map(facts)}
        return _of_map(named)
    found = _of_map(described)
    if not found and is_map(described):
        # Under one key: {"fields": {...}}, {"product": {...}}.
        found = next((inner for inner in map(_of_map, described.values()) if inner), found)
    return found


def _of_map(described: object) -> dict[str, PortalField]:
    if not is_map(described):
        return {}
    return {name: _portal_field(facts) for name, facts in described.items() if is_map(facts) and _kind_of(facts)}


def in_humps(name: str) -> str:
    """As the rows of tasks spell a field: UF_CRM_TASK is ufCrmTask there."""
    return _HUMP.sub(lambda match: match[1].upper(), name.lower())


def is_custom(name: str) -> bool:
    return name.upper().startswith(("UF_", "UFCRM"))


def _portal_field(facts: Mapping[str, object]) -> PortalField:
    is_multiple = facts.get("isMultiple", facts.get("MULTIPLE")) in (True, "Y")
    return PortalField(_PORTAL_KINDS.get(_kind_of(facts).lower()), is_multiple)


def _kind_of(facts: Mapping[str, object]) -> str:
    kind = facts.get("type", facts.get("TYPE", facts.get("USER_TYPE_ID")))
    return kind if isinstance(kind, str) else ""


class Columns:
    """Of one list.

    Args:
        row: The view of its rows, or what else reads one.
        described: The fields of which the portal itself says more than the documentation, as the rows spell them.
    """

    def __init__(self, row: object, described: Mapping[str, PortalField]) -> None:
        self._view = row if isinstance(row, type) and issubclass(row, View) else View
        documented = fields_of(self._view)
        self._described = {name: field for name, field in described.items() if name not in documented}
        kinds: dict[str, Kind] = {
            name: _KINDS[each.convert] for name, each in documented.items() if each.convert in _KINDS
        }
        single: dict[str, Kind | None] = {
            name: field.kind for name, field in self._described.items() if not field.is_multiple
        }
        custom: dict[str, Kind] = {name: kind for name, kind in single.items() if kind is not None and is_custom(name)}
        self.kinds: Final[Mapping[str, Kind]] = {**kinds, **custom}
        """Of the columns that are there whatever the rows hold: documented fields and custom ones."""

    def values(self, row: object) -> dict[str, Any]:
        """Of a row, by the portal's names: what is known converted, all other single values as text, so that a column
        is of one kind whatever the rows hold. What cannot be read is as sent.
        """
        if not is_map(row):
            return {"value": _settled(row)}
        view = row if isinstance(row, View) else self._view(row)
        return {name: self._value(view, name, sent) for name, sent in view.raw.items()}

    def _value(self, row: View, name: str, sent: object) -> object:
        field = self._described.get(name)
        if field is None:
            return _values(row, name, sent)
        single = _settled if field.kind is None else _CONVERTERS[field.kind]
        return [_read(single, each) for each in sent] if field.is_multiple and is_list(sent) else _read(single, sent)


def _read(single: Callable[[object], Any], sent: object) -> object:
    try:
        return single(sent)
    except convert.ConvertError:
        return None if convert.is_nothing(sent) else sent


def _values(row: View, name: str, sent: object) -> object:
    field = fields_of(type(row)).get(name)
    if field is None:
        return _settled(sent)
    value = field.read_or_raw(row)
    return value if field.convert in _KINDS else _settled(value)


def _settled(value: object) -> object:
    """Of objects and lists what lies in them; of anything else, of which nobody knows the kind, the text."""
    if isinstance(value, View):
        return {name: _values(value, name, sent) for name, sent in value.raw.items()}
    if is_list(value):
        return [each if isinstance(each, (int, float, dt.date)) else _settled(each) for each in value]
    if is_map(value):
        return {str(name): _settled(each) for name, each in value.items()}
    return value if value is None or isinstance(value, (str, dt.date)) else json.dumps(value)
