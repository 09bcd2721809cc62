"""Portals and descriptions for the tests of `b24 types`."""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping
from typing import Any

from bitrix24.auth import Webhook
from bitrix24.portal import LocalPortal
from bitrix24.typegen.description import Choice, EntityFacts, FieldFacts, PortalDescription
from bitrix24.typegen.reading import read

ID = FieldFacts("id", "integer", "ID", read_only=True)
TYPES = (
    *("string", "integer", "double", "boolean", "date", "datetime", "money", "url", "address", "file", "employee"),
    *("crm_status", "iblock_element", "crm", "enumeration"),
)


def description_of(portal: LocalPortal) -> PortalDescription:
    with portal.client() as b24:
        return read(b24, Webhook(portal.webhook))


def custom(number: int, label: str, type: str = "string", *choices: str) -> FieldFacts:
    """A custom field; choices have the numbers from 101 on."""
    several = tuple(Choice(str(code), text) for code, text in enumerate(choices, 101))
    return FieldFacts(f"ufCrm_{number}", type, label, custom=True, choices=several)


def deal(*fields: FieldFacts) -> EntityFacts:
    return EntityFacts("crm.item", 2, "Deal", (ID, *fields))


def smart(id: int, label: str, *fields: FieldFacts) -> EntityFacts:
    return EntityFacts("crm.item", id, label, (ID, *fields))


def described(*entities: EntityFacts, **more: Any) -> PortalDescription:
    return PortalDescription("portal.example.com", entities, **more)


def imported(source: str) -> Any:
    """The module with that source."""
    made = types.ModuleType("portal_of_a_test")
    sys.modules[made.__name__] = made
    try:
        exec(compile(source, "portal_of_a_test.py", "exec"), made.__dict__)
    finally:
        del sys.modules[made.__name__]
    return made


def furnished(portal: LocalPortal) -> LocalPortal:
    """With a smart process, a second pipeline, and a custom field of each type, one value and several."""
    fields: Mapping[str, Any] = {"title": "Договор", "entityTypeId": 1032, "isStagesEnabled": "Y"}
    with portal.client() as b24:
        b24.call("crm.type.add", {"fields": {**fields, "isLinkWithProductsEnabled": "Y"}})
        b24.call("crm.category.add", {"entityTypeId": 2, "fields": {"name": "Service"}})
        for type in TYPES:
            for letter in "NY":
                name, label = f"{type}_{letter}".upper(), f"{type} {'several' if letter == 'Y' else 'one'}"
                settings = {"ENTITY_TYPE": "SOURCE"} if type == "crm_status" else {"COMPANY": "Y", "DYNAMIC_1032": "Y"}
                given: dict[str, Any] = {"FIELD_NAME": name, "USER_TYPE_ID": type, "LABEL": label, "MULTIPLE": letter}
                if type == "enumeration":
                    given["LIST"] = [{"VALUE": "Lease"}, {"VALUE": "Sale"}]
                if type in ("crm_status", "crm"):
                    given["SETTINGS"] = settings
                if (type, letter) != ("boolean", "Y"):  # which no portal has
                    b24.call("crm.deal.userfield.add", {"fields": given})
    return portal
