"""What the answers about tasks, users, lists and products say of their records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from .._core.json_types import is_map
from .description import Choice, EntityFacts, FieldFacts
from .naming import natural
from .said import is_yes, number_in, text_in

__all__ = ["LISTS", "list_elements", "product_type", "products", "tasks", "users"]

LISTS: Final = ("lists", "bitrix_processes", "lists_socnet")
"""The types of lists."""

# Of the codes of properties of lists and products, the types that fields of the CRM have.
_PROPERTY_TYPES: Final[Mapping[str, str]] = {
    "NAME": "string",
    "PREVIEW_TEXT": "string",
    "DETAIL_TEXT": "string",
    "SORT": "integer",
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


# What a task has that nobody writes.
_READ_ONLY_OF_TASKS: Final = frozenset(
    {"ACTIVITY_DATE", "CHANGED_BY", "CHANGED_DATE", "CLOSED_BY", "CLOSED_DATE", "CREATED_DATE", "DURATION_FACT", "GUID"}
    | {"COMMENTS_COUNT", "NEW_COMMENTS_COUNT", "SERVICE_COMMENTS_COUNT", "FORUM_ID", "FORUM_TOPIC_ID", "NOT_VIEWED"}
    | {"STATUS_CHANGED_BY", "STATUS_CHANGED_DATE", "SUBORDINATE", "TIME_SPENT_IN_LOGS", "VIEWED_DATE"}
)
_PEOPLE_OF_TASKS: Final = frozenset({"ACCOMPLICES", "AUDITORS"})

# `user.fields` has labels alone. What is not here is text.
_TYPES_OF_USERS: Final[Mapping[str, str]] = {
    "ID": "integer",
    "ACTIVE": "char",
    "IS_ONLINE": "char",
    "LAST_LOGIN": "datetime",
    "DATE_REGISTER": "datetime",
    "PERSONAL_BIRTHDAY": "date",
    "PERSONAL_PHOTO": "picture",
    "WORK_LOGO": "picture",
    "UF_DEPARTMENT": "iblock_section",
}
_READ_ONLY_OF_USERS: Final = frozenset(
    {"ID", "DATE_REGISTER", "IS_ONLINE", "LAST_ACTIVITY_DATE", "LAST_LOGIN", "TIMESTAMP_X", "USER_TYPE"}
)

_PRODUCT, _VARIATION = 1, 4
_OF_EVERY_ELEMENT: Final = (FieldFacts("ID", "integer", "ID", read_only=True), FieldFacts("CODE", "string", "Code"))
_OF_EVERY_PRODUCT: Final = (FieldFacts("id", "integer", "ID", read_only=True), FieldFacts("name", "string", "Name"))


def tasks(fields: Mapping[str, Any], custom: Iterable[Mapping[str, Any]]) -> EntityFacts:
    """Of `tasks.task.getFields` and `task.item.userfield.getlist`."""
    known = {text_in(row, "FIELD_NAME"): row for row in custom}
    own = [_of_task(wire, about) for wire, about in fields.items() if is_map(about) and wire not in known]
    labels = {wire: text_in(about, "title") for wire, about in fields.items() if is_map(about)}
    return EntityFacts("tasks.task", 0, "Task", (*own, *_custom(known.values(), labels)))


def _of_task(wire: str, about: Mapping[str, Any]) -> FieldFacts:
    choices = _values(about.get("values"))
    type = text_in(about, "type")
    if wire in _PEOPLE_OF_TASKS:
        type = "user"
    elif type == "enum":
        codes = {each.code for each in choices}
        type = "char" if codes == {"Y", "N"} else "enumeration" if all(map(str.isdigit, codes)) else "string"
    return FieldFacts(
        wire,
        type,
        text_in(about, "title") or wire,
        multiple=wire in _PEOPLE_OF_TASKS,
        required=about.get("required") is True,
        read_only=about.get("primary") is True or wire in _READ_ONLY_OF_TASKS,
        choices=choices,
    )


def users(fields: Mapping[str, Any], custom: Iterable[Mapping[str, Any]]) -> EntityFacts:
    """Of `user.fields` and `user.userfield.list`."""
    known = {text_in(row, "FIELD_NAME"): row for row in custom}
    labels = {wire: text_in(fields, wire) for wire in fields}
    own = [
        FieldFacts(
            wire,
            _TYPES_OF_USERS.get(wire, "string"),
            labels[wire] or wire,
            multiple=wire == "UF_DEPARTMENT",
            read_only=wire in _READ_ONLY_OF_USERS,
        )
        for wire in fields
        if wire not in known
    ]
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
    found = (*_OF_EVERY_ELEMENT, *(each for each in ordered if each.wire not in ("ID", "CODE")))
    return EntityFacts("lists.element", number_in(row, "ID"), text_in(row, "NAME"), found, list_type=type)


def product_type(catalog: Mapping[str, Any]) -> int:
    """Of what the catalog has: products, or variations of those of another one."""
    return _VARIATION if number_in(catalog, "productIblockId") else _PRODUCT


def products(
    catalog: Mapping[str, Any],
    fields: Mapping[str, Any],
    properties: Iterable[Mapping[str, Any]],
    values: Iterable[Mapping[str, Any]],
) -> EntityFacts:
    """Of `catalog.catalog.list`, `catalog.product.getFieldsByFilter`, and the lists of properties and their values."""
    id = number_in(catalog, "iblockId")
    own = [
        FieldFacts(
            wire,
            text_in(about, "type"),
            text_in(about, "name") or wire,
            required=about.get("isRequired") is True,
            # The catalog is that of the entity.
            read_only=about.get("isReadOnly") is True or about.get("isImmutable") is True,
        )
        for wire, about in fields.items()
        if is_map(about) and not wire.startswith("property")
    ]
    choices: dict[int, list[Choice]] = {}
    for each in sorted(values, key=lambda each: number_in(each, "id")):
        choices.setdefault(number_in(each, "propertyId"), []).append(
            Choice(text_in(each, "id"), text_in(each, "value"))
        )
    custom = [
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
    label = "Product" if product_type(catalog) == _PRODUCT else "Product variation"
    return EntityFacts("catalog.product", id, label, (*(own or _OF_EVERY_PRODUCT), *custom))


def _property_type(code: str, user_type: str) -> str:
    whole = f"{code}:{user_type}" if user_type else code
    return _PROPERTY_TYPES.get(whole, whole)


def _values(given: object) -> tuple[Choice, ...]:
    """An object of labels by value."""
    return tuple(Choice(code, text_in(given, code)) for code in given) if is_map(given) else ()
