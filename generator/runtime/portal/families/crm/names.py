"""What a field is called in `crm.item.*`, from its name in the classic dialect: `DATE_CREATE` is `createdTime`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_OTHER: Final[Mapping[str, str]] = {
    "DATE_CREATE": "createdTime",
    "DATE_MODIFY": "updatedTime",
    "CREATED_BY_ID": "createdBy",
    "MODIFY_BY_ID": "updatedBy",
    "MOVED_BY_ID": "movedBy",
    "STATUS_ID": "stageId",
    "STATUS_SEMANTIC_ID": "stageSemanticId",
    "COMPANY_TYPE": "typeId",
}
_CUSTOM: Final = "UF_CRM_"
_PARENT: Final = re.compile(r"PARENT_ID_([0-9]{1,9})|parentId([0-9]{1,9})", re.ASCII)


def item_name(upper: str) -> str:
    """`UF_CRM_44_1721812948498` is `ufCrm44_1721812948498`, `UF_CRM_1721244482250` is `ufCrm_1721244482250`."""
    if upper.startswith(_CUSTOM):
        return "ufCrm" + _custom(upper.removeprefix(_CUSTOM))
    return _OTHER.get(upper) or _camel(upper)


def _custom(rest: str) -> str:
    number, _, name = rest.partition("_")
    own = number.isdigit() and bool(name)
    prefix, rest = (number, name) if own else ("", rest)
    return prefix + (f"_{rest}" if rest[:1].isdigit() else _camel(f"x_{rest}")[1:])


def _camel(upper: str) -> str:
    first, *others = upper.lower().split("_")
    return first + "".join(word.capitalize() for word in others)


def parent_type(name: str) -> int | None:
    """`PARENT_ID_1032`, `parentId1032`: of which entity type a parent is."""
    match = _PARENT.fullmatch(name)
    return int(match[1] or match[2]) if match else None
