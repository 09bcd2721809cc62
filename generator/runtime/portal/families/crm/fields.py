"""The fields of a kind of record in the CRM: those of the documentation, and those that users have declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Final

from ...documented import documentation
from ...fields import Field, key_of
from ...values import is_map
from .names import item_name

MULTIFIELDS: Final = ("PHONE", "EMAIL", "WEB", "IM", "LINK")

_FLAGS: Final = ("isRequired", "isReadOnly", "isImmutable", "isMultiple", "isDynamic")
_KINDS: Final[Mapping[str, str]] = {
    "integer": "integer",
    "double": "number",
    "char": "boolean",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "user": "integer",
    "employee": "integer",
    "enumeration": "integer",
    "iblock_element": "integer",
    "iblock_section": "integer",
    "location": "integer",
    "crm_category": "integer",
    "crm_company": "integer",
    "crm_contact": "integer",
    "crm_deal": "integer",
    "crm_entity": "integer",
    "crm_lead": "integer",
    "crm_quote": "integer",
    "crm_multifield": "list",
    "file": "file",
}
LINKS: Final = frozenset({"crm_company", "crm_contact", "crm_deal", "crm_entity", "crm_lead", "crm_quote"})
"""Types of fields that refer to another record; 0 is nobody."""

# What is answered in no documented call but in recorded ones, or written by one dialect alone.
_NOT_DOCUMENTED: Final[Mapping[str, Mapping[str, str]]] = {
    "crm.lead": {"LAST_COMMUNICATION_TIME": "string", "ADDRESS_COUNTRY_CODE": "string"},
    "crm.deal": {"LAST_COMMUNICATION_TIME": "string"},
    "crm.contact": {"FACE_ID": "integer"},
}


@dataclass(frozen=True)
class CrmField:
    """One field.

    Args:
        upper: Its name in the classic dialect.
        item: Its name in `crm.item.*`.
        described: As the methods `fields` answer it.
        shown: It is answered where nobody names it.
        custom: A user has declared it.
    """

    upper: str
    item: str
    described: Mapping[str, Any] = field(hash=False)
    shown: bool = True
    custom: bool = False

    @cached_property
    def type(self) -> str:
        return str(self.described["type"])

    @cached_property
    def multiple(self) -> bool:
        return bool(self.described.get("isMultiple"))

    @property
    def read_only(self) -> bool:
        return bool(self.described.get("isReadOnly"))

    @cached_property
    def key(self) -> str:
        """Under which a record has it: the same in both dialects."""
        return key_of(self.item)

    @cached_property
    def kept(self) -> Field:
        """How a record keeps it."""
        kind = _KINDS.get(self.type, "string")
        return Field(self.key, f"{kind}[]" if self.multiple and kind not in ("list", "file") else kind)


def described(type: str, title: str, *flags: str, **more: object) -> dict[str, Any]:
    """As a method `fields` answers a field. `flags`: those that are set."""
    return {"type": type, **{flag: flag in flags for flag in _FLAGS}, "title": title, **more}


@cache
def classic_fields(family: str) -> tuple[CrmField, ...]:
    """The fields of `crm.deal` and its like: those of `fields`, those of `get` besides.

    What a page shows of its author's portal, custom fields and parents, is none of them.
    """
    known = _answered(f"{family}.fields")
    got = _answered(f"{family}.get")
    extra = _NOT_DOCUMENTED.get(family, {})
    names = [*dict.fromkeys([*got, *known, *extra])]
    found: list[CrmField] = []
    for name in names:
        if name.startswith(("UF_", "PARENT_ID_")):
            continue
        facts = known.get(name)
        about = dict(facts) if is_map(facts) else described(extra.get(name, "string"), name, "isReadOnly")
        item = "contactIds" if (family, name) == ("crm.company", "CONTACT_ID") else item_name(name)
        shown = (name in got or name in extra or not got) and name not in MULTIFIELDS
        found.append(CrmField(name, item, about, shown))
    return tuple(found)


def undescribed(family: str) -> frozenset[str]:
    """What `get` answers and `fields` does not know."""
    known = _answered(f"{family}.fields")
    return frozenset(field.upper for field in classic_fields(family) if field.upper not in known)


@cache
def smart_fields() -> tuple[CrmField, ...]:
    """The fields that a smart process can have."""
    facts: Mapping[str, Any] = _answered("crm.item.fields").get("fields", {})
    return tuple(
        CrmField(about["upperName"], name, {key: each for key, each in about.items() if key != "upperName"})
        for name, about in facts.items()
        if not name.startswith("parentId")
    )


def _answered(method: str) -> Mapping[str, Any]:
    found = documentation().find(2, method)
    answer = found.answer if found is not None else None
    result: object = answer.get("result") if answer is not None else None
    return result if is_map(result) else {}
