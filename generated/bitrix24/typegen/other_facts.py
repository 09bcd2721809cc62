# Copied from generator/runtime/typegen/other_facts.py by "python -m generator generate". Edit that file.
"""What the answers about tasks, users, lists and products say of their records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from .._core.json_types import is_map
from .description import Choice, EntityFacts, FieldFacts
from .naming import natural
from .said import is_yes, number_in, text_in

__all__ = ["LISTS", "list_elements", "products", "tasks", "users"]

LISTS: Final = ("lists", "bitrix_processes", "lists_socnet")
"""The types of lists."""

# Of the codes of properties of lists and products, the types that fields of the CRM have.
_PROPERTY_TYPES: Final[Mapping[str, str]] = {
    "S": "string",
    "N": "double",
    "L": "enumeration",
    "F": "file",
    "E": "iblock_element",
    "G": "iblock_section",
    "S:Date": "date",
    "S:DateTime": "datetime",
    "S:Money": "money",
    "S:HTML": "html",
    "S:employee": "employee",
    "S:UserID": "user",
    "S:ECrm": "crm",
    "S:DiskFile": "disk_file",
    "E:EList": "iblock_element",
    "E:EAutocomplete": "iblock_element",
    "E:SKU": "iblock_element",
    "G:SectionAuto": "iblock_section",
}


def tasks(fields: Mapping[str, Any], custom: Iterable[Mapping[str, Any]]) -> EntityFacts:
    """Of `tasks.task.getFields` and `task.item.userfield.getlist`."""
    known = {text_in(row, "FIELD_NAME"): row for row in custom}
    own = [
        FieldFacts(
            wire,
            text_in(about, "type"),
            text_in(about, "title") or wire,
            required=about.get("required") is True,
            read_only=about.get("primary") is True,
            choices=_values(about.get("values")),
        )
        for wire, about in fields.items()
        if is_map(about) and wire not in known
    ]
    labels = {wire: text_in(about, "title") for wire, about in fields.items() if is_map(about)}
    return EntityFacts("tasks.task", 0, "Task", (*own, *_custom(known.values(), labels)))


def users(fields: Mapping[str, Any], custom: Iterable[Mapping[str, Any]]) -> EntityFacts:
    """Of `user.fields`, which has labels alone, and `user.userfield.list`."""
    known = {text_in(row, "FIELD_NAME"): row for row in custom}
    labels = {wire: text_in(fields, wire) for wire in fields}
    own = [FieldFacts(wire, "", labels[wire] or wire) for wire in fields if wire not in known]
    return EntityFacts("user", 0, "User", (*own, *_custom(known.values(), labels)))


def _custom(rows: Iterable[Mapping[str, Any]], labels: Mapping[str, str]) -> list[FieldFacts]:
    found = [
        FieldFacts(
            text_in(row, "FIELD_NAME"),
            text_in(row, "USER_TYPE_ID"),
            _label(row) or labels.get(text_in(row, "FIELD_NAME"), "") or text_in(row, "FIELD_NAME"),
            custom=True,
            multiple=is_yes(row.get("MULTIPLE")),
            required=is_yes(row.get("MANDATORY")),
            choices=tuple(
                Choice(text_in(each, "ID"), text_in(each, "VALUE")) for each in row.get("LIST") or () if is_map(each)
            ),
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: natural(each.wire))


def _label(row: Mapping[str, Any]) -> str:
    """In the portal's language; where a method gives all of them, in the first that has one."""
    label = row.get("EDIT_FORM_LABEL")
    if is_map(label):
        return next(filter(None, (text_in(label, language) for language in sorted(label))), "")
    return text_in(row, "EDIT_FORM_LABEL")


def list_elements(type: str, row: Mapping[str, Any], fields: Mapping[str, Any]) -> EntityFacts:
    """Of `lists.get` and `lists.field.get`."""
    facts = [
        FieldFacts(
            wire,
            _property_type(text_in(about, "TYPE"), ""),
            text_in(about, "NAME") or wire,
            custom=wire.startswith("PROPERTY_"),
            multiple=is_yes(about.get("MULTIPLE")),
            required=is_yes(about.get("IS_REQUIRED")),
            choices=_values(about.get("DISPLAY_VALUES_FORM")),
        )
        for wire, about in fields.items()
        if is_map(about)
    ]
    ordered = sorted(facts, key=lambda each: (each.custom, natural(each.wire)))
    return EntityFacts("lists.element", number_in(row, "ID"), text_in(row, "NAME"), tuple(ordered), list_type=type)


def products(
    catalog: Mapping[str, Any], properties: Iterable[Mapping[str, Any]], values: Iterable[Mapping[str, Any]]
) -> EntityFacts:
    """Of `catalog.catalog.list`, `catalog.productProperty.list` and `catalog.productPropertyEnum.list`."""
    id = number_in(catalog, "iblockId")
    choices: dict[int, list[Choice]] = {}
    for each in sorted(values, key=lambda each: number_in(each, "id")):
        choices.setdefault(number_in(each, "propertyId"), []).append(
            Choice(text_in(each, "id"), text_in(each, "value"))
        )
    fields = [
        FieldFacts(
            f"property{number_in(row, 'id')}",
            _property_type(text_in(row, "propertyType"), text_in(row, "userType")),
            text_in(row, "name"),
            custom=True,
            multiple=is_yes(row.get("multiple")),
            required=is_yes(row.get("isRequired")),
            choices=tuple(choices.get(number_in(row, "id"), ())),
        )
        for row in sorted(properties, key=lambda row: number_in(row, "id"))
        if number_in(row, "iblockId") == id
    ]
    return EntityFacts("catalog.product", id, text_in(catalog, "name"), tuple(fields))


def _property_type(code: str, user_type: str) -> str:
    whole = f"{code}:{user_type}" if user_type else code
    return _PROPERTY_TYPES.get(whole, whole)


def _values(given: object) -> tuple[Choice, ...]:
    """An object of labels by value."""
    return tuple(Choice(code, text_in(given, code)) for code in given) if is_map(given) else ()
