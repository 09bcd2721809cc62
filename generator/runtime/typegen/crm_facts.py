"""What the answers about the CRM say of its records: `crm.item.fields`, `crm.type.list`, `crm.status.list`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .._core.json_types import is_list, is_map
from .description import Choice, Directory, EntityFacts, FieldFacts, Pipeline
from .naming import natural
from .said import is_yes, number_in, text_in

__all__ = ["FIXED", "CrmType", "directories", "entity", "smart_process"]


@dataclass(frozen=True, slots=True)
class CrmType:
    """A kind of record of `crm.item`.

    Args:
        label: For a person; of those that every portal has, in English.
        directory: That with its stages; `{}` stands for a pipeline's id.
        has_pipelines: It may have several.
    """

    id: int
    label: str
    directory: str = ""
    has_pipelines: bool = False
    product_rows: bool = False

    @property
    def plural(self) -> str:
        return f"{self.label} ({self.id})"


_DEAL: Final = 2

FIXED: Final = (
    CrmType(1, "Lead", "STATUS", product_rows=True),
    CrmType(_DEAL, "Deal", "DEAL_STAGE_{}", has_pipelines=True, product_rows=True),
    CrmType(3, "Contact"),
    CrmType(4, "Company"),
    CrmType(7, "Quote", "QUOTE_STATUS", product_rows=True),
    CrmType(31, "Smart invoice", "SMART_INVOICE_STAGE_{}", has_pipelines=True, product_rows=True),
)
"""Those that every portal has."""

_POINTERS: Final[Mapping[str, int]] = {
    "crm_lead": 1,
    "crm_deal": _DEAL,
    "crm_contact": 3,
    "crm_company": 4,
    "crm_quote": 7,
}
# In the settings of a field that points at several kinds of records; a smart process is DYNAMIC_ and its number.
_BINDINGS: Final[Mapping[str, int]] = {
    "LEAD": 1,
    "DEAL": _DEAL,
    "CONTACT": 3,
    "COMPANY": 4,
    "QUOTE": 7,
    "SMART_INVOICE": 31,
}
_SMART: Final = "DYNAMIC_"


def smart_process(row: Mapping[str, Any]) -> CrmType:
    """Of `crm.type.list`."""
    id = number_in(row, "entityTypeId")
    has_stages = is_yes(row.get("isStagesEnabled"))
    return CrmType(
        id,
        text_in(row, "title"),
        f"DYNAMIC_{id}_STAGE_{{}}" if has_stages else "",
        has_stages or is_yes(row.get("isCategoriesEnabled")),
        is_yes(row.get("isLinkWithProductsEnabled")),
    )


def entity(type: CrmType, fields: Mapping[str, Any], categories: Iterable[Mapping[str, Any]]) -> EntityFacts:
    """Of `crm.item.fields` and `crm.category.list`. Custom fields come last, by when they were made."""
    facts = [_field(wire, about) for wire, about in fields.items() if is_map(about)]
    custom = sorted((each for each in facts if each.custom), key=lambda each: natural(each.wire))
    return EntityFacts(
        "crm.item",
        type.id,
        type.label,
        (*(each for each in facts if not each.custom), *custom),
        tuple(_pipelines(type, categories)),
        product_rows=type.product_rows,
    )


def _pipelines(type: CrmType, categories: Iterable[Mapping[str, Any]]) -> Iterator[Pipeline]:
    """The default one first; what has stages and no pipelines has one."""
    if not type.has_pipelines:
        if type.directory:
            yield Pipeline(0, type.label, type.directory)
        return
    for row in sorted(categories, key=lambda row: (not is_yes(row.get("isDefault")), number_in(row, "id"))):
        id = number_in(row, "id")
        # The first pipeline of deals is the one whose directory has no number.
        directory = "DEAL_STAGE" if (type.id, id) == (_DEAL, 0) else type.directory.format(id)
        yield Pipeline(id, text_in(row, "name"), directory)


def _field(wire: str, about: Mapping[str, Any]) -> FieldFacts:
    type = text_in(about, "type")
    settings = about.get("settings")
    items = about.get("items")
    return FieldFacts(
        wire,
        type,
        _label(about) or wire,
        custom=about.get("isDynamic") is True or wire.startswith("uf"),
        multiple=about.get("isMultiple") is True,
        required=about.get("isRequired") is True,
        read_only=about.get("isReadOnly") is True,
        directory=_directory(type, about, settings if is_map(settings) else {}),
        targets=tuple(sorted(set(_targets(type, settings if is_map(settings) else {})))),
        choices=(
            tuple(Choice(text_in(each, "ID"), text_in(each, "VALUE")) for each in items if is_map(each))
            if is_list(items)
            else ()
        ),
    )


def _directory(type: str, about: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    if type != "crm_status":
        return ""
    return text_in(about, "statusType") or text_in(settings, "ENTITY_TYPE")


def _label(about: Mapping[str, Any]) -> str:
    return next(filter(None, (text_in(about, name) for name in ("formLabel", "title", "listLabel"))), "")


def _targets(type: str, settings: Mapping[str, Any]) -> Iterator[int]:
    if type in _POINTERS:
        yield _POINTERS[type]
    elif "parentEntityTypeId" in settings:
        yield number_in(settings, "parentEntityTypeId")
    elif type == "crm":
        for name, flag in settings.items():
            if is_yes(flag) and name in _BINDINGS:
                yield _BINDINGS[name]
            elif is_yes(flag) and name.startswith(_SMART):
                yield number_in({"id": name.removeprefix(_SMART)}, "id")


def directories(rows: Iterable[Mapping[str, Any]]) -> tuple[Directory, ...]:
    """Of `crm.status.list`: by name, and in each the statuses in their order."""
    found: dict[str, list[tuple[int, int, Choice]]] = {}
    for row in rows:
        choice = Choice(text_in(row, "STATUS_ID"), text_in(row, "NAME"))
        place = (number_in(row, "SORT"), number_in(row, "ID"), choice)
        found.setdefault(text_in(row, "ENTITY_ID"), []).append(place)
    return tuple(
        Directory(name, tuple(choice for *_, choice in sorted(found[name], key=lambda place: place[:2])))
        for name in sorted(found)
    )
