# Copied from generator/runtime/portal/families/crm/entities.py by "python -m generator generate". Edit that file.
"""The kinds of records in the CRM, by the numbers of `entityTypeId`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from ...conditions import belonging
from ...store import Body, Store
from .fields import CrmField, classic_fields, described, smart_fields
from .names import item_name
from .user_fields import custom_fields

LEAD: Final = 1
DEAL: Final = 2
CONTACT: Final = 3
COMPANY: Final = 4
QUOTE: Final = 7
SMART_INVOICE: Final = 31
FIRST_SMART: Final = 128
TYPES: Final = "crm.type"


@dataclass(frozen=True)
class EntityType:
    """One kind of record.

    Args:
        id: The number of `entityTypeId`.
        name: As events and errors have it: `DEAL`.
        kind: Under which the store has its records.
        letter: As product rows and links name it: `D`.
        user_fields: Of which entity its user fields are: `CRM_DEAL`.
        title: What a record without a title is called, before its number; empty where it has no title.
        fields: By key, but for those of users.
        has_categories: It has pipelines.
    """

    id: int
    name: str
    kind: str
    letter: str
    user_fields: str
    title: str
    fields: Mapping[str, CrmField]
    has_categories: bool = False

    @property
    def is_smart(self) -> bool:
        return self.id >= FIRST_SMART or self.id == SMART_INVOICE

    def fields_of(self, store: Store) -> dict[str, CrmField]:
        """All its fields by key, those of users too."""
        return {**self.fields, **{field.key: field for field in custom_fields(store, self.user_fields)}}


_CLASSIC: Final[Mapping[int, tuple[str, str, str]]] = {
    LEAD: ("lead", "L", "Lead"),
    DEAL: ("deal", "D", "Deal"),
    CONTACT: ("contact", "C", ""),
    COMPANY: ("company", "CO", ""),
    QUOTE: ("quote", "Q", ""),
}
_ONLY_ITEMS: Final = (("OBSERVERS", "user", "isMultiple"), ("WEBFORM_ID", "integer", ""))
_BY_FLAG: Final[Mapping[str, tuple[str, ...]]] = {
    "isbeginclosedatesenabled": ("begindate", "closedate"),
    "isclientenabled": ("companyid", "contactid", "contactids", "contacts"),
    "isobserversenabled": ("observers",),
    "isstagesenabled": ("stageid", "previousstageid"),
    "issourceenabled": ("sourceid", "sourcedescription"),
    "islinkwithproductsenabled": ("currencyid", "ismanualopportunity", "opportunity", "taxvalue"),
    "ismycompanyenabled": ("mycompanyid",),
}
"""The fields that a smart process has only where it is set up so."""


@cache
def classic(id: int) -> EntityType:
    """Of those that the classic dialect knows."""
    name, letter, title = _CLASSIC[id]
    fields = {field.key: field for field in classic_fields(f"crm.{name}")}
    for upper, type, flag in _ONLY_ITEMS:
        field = CrmField(upper, item_name(upper), described(type, upper, flag), shown=False)
        fields.setdefault(field.key, field)
    return EntityType(id, name.upper(), f"crm.{name}", letter, f"CRM_{name.upper()}", title, fields, id == DEAL)


@cache
def _smart_invoice() -> EntityType:
    number = CrmField("ACCOUNT_NUMBER", "accountNumber", described("string", "Number"))
    fields = {field.key: field for field in (*smart_fields(), number)}
    kind = f"crm.item.{SMART_INVOICE}"
    return EntityType(SMART_INVOICE, "SMART_INVOICE", kind, "SI", "CRM_SMART_INVOICE", "Invoice", fields, True)


def _smart(type_id: int, body: Body) -> EntityType:
    id: int = body["entitytypeid"]
    left_out = {key for flag, keys in _BY_FLAG.items() if body.get(flag) != "Y" for key in keys}
    fields = {field.key: field for field in smart_fields() if field.key not in left_out}
    letter = f"T{id:x}"
    return EntityType(id, f"DYNAMIC_{id}", f"crm.item.{id}", letter, f"CRM_{type_id}", body["title"], fields, True)


def entity_type(id: int, store: Store) -> EntityType | None:
    """None where the portal has no such kind of record."""
    if id in _CLASSIC:
        return classic(id)
    if id == SMART_INVOICE:
        return _smart_invoice()
    found = store.select(TYPES, belonging({"entitytypeid": id}))
    return _smart(int(found[0][0]), found[0][1]) if found else None


def by_letter(letter: str, store: Store) -> EntityType | None:
    """Of an owner's letter: `D`, `T80`."""
    for id, (_, own, _) in _CLASSIC.items():
        if own == letter.upper():
            return classic(id)
    if letter.upper() == "SI":
        return _smart_invoice()
    try:
        return entity_type(int(letter[1:], 16), store) if letter[:1].upper() == "T" else None
    except ValueError:
        return None


def by_name(name: str, store: Store) -> EntityType | None:
    """Of `deal`, `DEAL`, `dynamic_1032`."""
    upper = name.upper()
    for id, (own, _, _) in _CLASSIC.items():
        if own.upper() == upper:
            return classic(id)
    if upper == "SMART_INVOICE":
        return _smart_invoice()
    number = upper.removeprefix("DYNAMIC_")
    return entity_type(int(number), store) if number != upper and number.isdigit() else None


def of_user_fields(entity: str, store: Store) -> EntityType | None:
    """Of `CRM_DEAL`, `CRM_7`: there the number is the smart process's own."""
    name = entity.upper().removeprefix("CRM_")
    if not name.isdigit():
        return by_name(name, store)
    body = store.get(TYPES, int(name))
    return _smart(int(name), body) if body is not None else None
