"""Values as the dialects of the CRM write them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, TypeAlias

from ...values import is_list, is_map
from .fields import CrmField

Write: TypeAlias = Callable[[Any], object]

_MANY: Final = 4096

# A day is answered as the moment at which it begins where the portal's server is.
_MORNING: Final = "T03:00:00+03:00"
_SUMS: Final = frozenset({"opportunity", "taxvalue", "opportunityaccount"})


@lru_cache(_MANY)
def text_writer(field: CrmField) -> Write:
    """In the classic dialect everything single is a text."""
    if field.type == "crm_multifield":
        return _multifields
    if field.type == "file":
        return _file
    one = _text_of(field)
    if not field.multiple:
        return one
    return lambda values: [each if isinstance(each, int) else one(each) for each in values]


def _text_of(field: CrmField) -> Write:
    if field.type in ("char", "boolean"):
        true, false = ("1", "0") if field.custom else ("Y", "N")
        return lambda value: true if value else false
    if field.type == "date":
        return lambda value: f"{value}{_MORNING}"
    if field.key in _SUMS:
        return lambda value: f"{value:.2f}"
    return str


@lru_cache(_MANY)
def typed_writer(field: CrmField) -> Write:
    """In `crm.item.*` values have types; true and false are letters."""
    one = _typed(field)
    if field.multiple and field.type != "file":
        return lambda values: [one(each) for each in values]
    return one


def _typed(field: CrmField) -> Write:
    if field.type in ("char", "boolean"):
        return lambda value: "Y" if value else "N"
    if field.type == "date":
        return lambda value: f"{value}{_MORNING}"
    if field.type == "double":
        return float
    return _file_typed if field.type == "file" else _same


def _same(value: object) -> object:
    return value


def empty_text(field: CrmField) -> object:
    """What a field without a value is in the classic dialect."""
    if field.multiple:
        return []
    if field.custom:
        return "0" if field.type == "boolean" else None if field.type == "file" else ""
    return "" if field.type in ("date", "datetime") and field.upper != "LAST_ACTIVITY_TIME" else None


def empty_typed(field: CrmField) -> object:
    return [] if field.multiple else None


def _multifields(values: Any) -> object:
    return [{**each, "ID": str(each["ID"])} for each in values]


def _file(value: Any) -> object:
    if is_list(value):
        return [_file(each) for each in value]
    if not is_map(value) or "id" not in value:
        return value
    show = f"/bitrix/components/bitrix/crm.show_file/show_file.php?fileId={value['id']}"
    return {"id": value["id"], "showUrl": show, "downloadUrl": f"{show}&download=y"}


def _file_typed(value: Any) -> object:
    if is_list(value):
        return [_file_typed(each) for each in value]
    if not is_map(value) or "id" not in value:
        return value
    url = f"/bitrix/components/bitrix/crm.show_file/show_file.php?fileId={value['id']}"
    return {"id": value["id"], "url": url, "urlMachine": url}
