# Copied from generator/runtime/typegen/fields.py by "python -m generator generate". Edit that file.
"""How a field of the portal is written in a module: what makes it, and the type of its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .. import entities
from .description import FieldFacts, Kind
from .source import literal

__all__ = ["FieldSource", "field_source"]


@dataclass(frozen=True, slots=True)
class FieldSource:
    """
    Args:
        call: The expression that makes the field.
        given: The type of what it is written with.
        uses: The classes of `bitrix24.entities` in both.
    """

    call: str
    given: str
    read_only: bool
    uses: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Type:
    """
    Args:
        maker: A class of `bitrix24.entities`.
        value: The type of what it is written with.
    """

    maker: str
    value: str


_OFFERED: Final = frozenset(entities.__all__)

# Of each kind, the field with a record's id.
_KEYS: Final[Mapping[Kind, str]] = {
    "crm.item": "id",
    "tasks.task": "ID",
    "user": "ID",
    "lists.element": "ID",
    "catalog.product": "id",
}
_PROPERTIES: Final[Mapping[Kind, str]] = {"lists.element": "list_property", "catalog.product": "catalog_property"}

_TEXT: Final = _Type("TextField", "str")
_WHOLE: Final = _Type("IntegerField", "int")
_NUMBER: Final = _Type("FloatField", "float")
_ID: Final = _Type("IdField", "int")
_YES_NO: Final = _Type("YesNoField", "bool")
_ONE_ZERO: Final = _Type("OneZeroField", "bool")
_ANY: Final = _Type("AnyField", "Any")

# By the portal's types; what is none of these is anything.
_TYPES: Final[Mapping[str, _Type]] = {
    "string": _TEXT,
    "text": _TEXT,
    "url": _TEXT,
    "address": _TEXT,
    "crm_currency": _TEXT,
    "crm_status": _TEXT,
    "integer": _WHOLE,
    "double": _NUMBER,
    "boolean": _YES_NO,
    "char": _YES_NO,
    "date": _Type("DateField", "dt.date"),
    "datetime": _Type("DateTimeField", "dt.datetime"),
    "money": _Type("MoneyField", "Money"),
    "file": _Type("FileField", "FileInput"),
    "user": _ID,
    "employee": _ID,
    "enumeration": _WHOLE,
    "iblock_element": _ID,
    "iblock_section": _ID,
    "crm_category": _ID,
    "crm_company": _ID,
    "crm_contact": _ID,
    "crm_deal": _ID,
    "crm_entity": _ID,
    "crm_lead": _ID,
    "crm_quote": _ID,
}


def field_source(kind: Kind, field: FieldFacts, choices: str) -> FieldSource:
    """
    Args:
        kind: Of the record that has it.
        choices: The class of its values, where they are out of a list.
    """
    name, sent = _names(kind, field.wire)
    if field.wire == _KEYS.get(kind):
        return FieldSource(f"KeyField({', '.join([name, *sent])})", "int", True, frozenset({"KeyField"}))
    type = _type(field, choices)
    own = [choices] if choices else [str(list(field.targets))] if type.maker == "BindingField" else []
    arguments = [name, *own, *sent, *(["read_only=True"] if field.read_only else [])]
    makers = [type.maker]
    if field.multiple and type is not _ANY:
        makers.append("ManyField")
    if field.custom and kind in _PROPERTIES:
        makers.append(_PROPERTIES[kind])
    call = ", ".join(arguments)
    for maker in makers:
        call = f"{maker}({call})"
    return FieldSource(call, _given(field, type), field.read_only, frozenset({*makers, type.value} & _OFFERED))


def _names(kind: Kind, wire: str) -> tuple[str, list[str]]:
    """Tasks are sent in capitals and answered in camel case."""
    if kind != "tasks.task":
        return literal(wire), []
    first, *rest = wire.lower().split("_")
    return literal(first + "".join(map(str.capitalize, rest))), [f"sent={literal(wire)}"]


def _given(field: FieldFacts, type: _Type) -> str:
    if type is _ANY:
        return type.value
    return f"Iterable[{type.value}]" if field.multiple else f"{type.value} | None"


def _type(field: FieldFacts, choices: str) -> _Type:
    if choices:
        return _Type("ChoiceField", choices)
    if field.type == "crm":
        return _Type("BindingField", "Binding") if field.targets else _ANY
    if field.type == "boolean" and field.custom:
        return _ONE_ZERO
    return _TYPES.get(field.type, _ANY)
