"""What kind of value a documented name of a type stands for."""

from __future__ import annotations

from enum import Enum
from typing import Final


class Kind(Enum):
    """What a single value is."""

    INTEGER = "integer"
    NUMBER = "number"
    STRING = "string"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    TIMESTAMP = "timestamp"
    ENUM = "enum"
    FILE = "file"
    ANY = "any"


_BASIC: Final = {
    "integer": Kind.INTEGER,
    "int": Kind.INTEGER,
    "double": Kind.NUMBER,
    "float": Kind.NUMBER,
    "number": Kind.NUMBER,
    "string": Kind.STRING,
    "text": Kind.STRING,
    "char": Kind.STRING,
    "boolean": Kind.BOOLEAN,
    "bool": Kind.BOOLEAN,
    "date": Kind.DATE,
    "datetime": Kind.DATETIME,
    "timestamp": Kind.TIMESTAMP,
    "enum": Kind.ENUM,
    "const": Kind.ENUM,  # one value
    "false": Kind.BOOLEAN,  # in results: nothing
    "true": Kind.BOOLEAN,
    "file": Kind.FILE,
    "any": Kind.ANY,
    "mixed": Kind.ANY,
    "error_description": Kind.STRING,  # biconnector.dataset.add: the field's name where its type should stand
}

# Names that stand for a value of another object or directory: api-reference/data-types.html, crm/data-types.html.
_REFERENCES: Final = {
    "user": Kind.INTEGER,
    "crm": Kind.STRING,  # PREFIX_ID
    "crm_status": Kind.STRING,  # a directory's own code, such as NEW
    "crm_lead": Kind.INTEGER,
    "crm_deal": Kind.INTEGER,
    "crm_contact": Kind.INTEGER,
    "crm_company": Kind.INTEGER,
    "crm_quote": Kind.INTEGER,
    "crm_category": Kind.INTEGER,
    "crm_entity": Kind.INTEGER,
    "crm_enum_activitytype": Kind.INTEGER,
    "crm_enum_activitystatus": Kind.INTEGER,
    "crm_enum_activitypriority": Kind.INTEGER,
    "crm_enum_activitynotifytype": Kind.INTEGER,
    "crm_enum_activitydirection": Kind.INTEGER,
    "crm_enum_contenttype": Kind.INTEGER,
    "crm_enum_ownertype": Kind.INTEGER,
    "crm_userfield": Kind.ANY,  # its type is the custom field's own
    "userfieldentityid": Kind.STRING,  # CRM_CONTACT
    "location": Kind.INTEGER,
    "catalog_measure.code": Kind.INTEGER,
    "catalog_language.lid": Kind.STRING,  # two letters
    "sale_lang.lid": Kind.STRING,
    "crm_currency.currency": Kind.STRING,  # three letters
    "crm_currency": Kind.STRING,  # the same, where a field holds the currency's id
    "catalog_measure.symbol": Kind.STRING,
    "sale_status": Kind.STRING,  # one or two letters: sale/data-types.html
    "sale_status.id": Kind.STRING,
    "sale_delivery_service": Kind.INTEGER,
    "sale_cashbox_handler.code": Kind.STRING,
    "sale_paysystem_handler.code": Kind.STRING,
    "sale_paysystem.action_file": Kind.STRING,  # a payment system's handler by its code
    # An object that describes the file in results, an upload structure or an id in parameters: crm/data-types.html.
    "attached_diskfile": Kind.FILE,
    "diskfile": Kind.FILE,
    "product_file": Kind.FILE,
    "sale_order_property_value_file_value": Kind.FILE,
}


class UnknownType(ValueError):
    """A documented type that is in no table."""


def kind_of(name: str) -> Kind:
    """What a value of a documented type is.

    Raises:
        UnknownType: No table has it.
    """
    lowered = _plain(name)
    kind = _BASIC.get(lowered) or _REFERENCES.get(lowered)
    if kind is not None:
        return kind
    if lowered.endswith(".id"):  # `catalog_product.id`: ids are integers unless a table says otherwise
        return Kind.INTEGER
    raise UnknownType(f"type {name!r} is unknown")


def is_reference(name: str) -> bool:
    """Does the name stand for a value of another object or directory?"""
    return _plain(name) in _REFERENCES


def _plain(name: str) -> str:
    """`crm.enum.contenttype` is how some pages write `crm_enum_contenttype`."""
    lowered = name.lower()
    return lowered.replace(".", "_") if lowered.startswith("crm.enum.") else lowered
