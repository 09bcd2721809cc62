"""Phones, e-mail addresses and the like of a lead, a contact or a company: several of each, every one with an id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ...store import Body, Store
from ...values import integer, is_list, is_map
from .fields import MULTIFIELDS

_IDS: Final = "crm.multifield"


def changed(type: str, kept: list[Body], given: object, store: Store) -> list[Body]:
    """`given`: without ID one is added, with ID changed, with DELETE "Y" or an empty value removed. ValueError."""
    by_id = {each["ID"]: each for each in kept}
    for value in _several(given):
        id = integer(value["ID"]) if value.get("ID") else None
        old = by_id.get(id) if id is not None else None
        text = value.get("VALUE")
        if str(value.get("DELETE", "")).upper() == "Y" or text == "":
            by_id.pop(id, None)
        elif old is not None:
            by_id[old["ID"]] = {**old, **{name: str(value[name]) for name in ("VALUE", "VALUE_TYPE") if name in value}}
        elif text is not None:
            new = store.new_id(_IDS)
            by_id[new] = {
                "ID": new,
                "VALUE_TYPE": str(value.get("VALUE_TYPE") or "WORK"),
                "VALUE": str(text),
                "TYPE_ID": type,
            }
    return list(by_id.values())


def _several(given: object) -> Iterator[Mapping[str, Any]]:
    """A list of them, a map of them by id or number, or a text alone."""
    if isinstance(given, str):
        yield {"VALUE": given}
        return
    entries = given.items() if is_map(given) else enumerate(given) if is_list(given) else None
    if entries is None:
        raise ValueError("no multifield")
    for key, each in entries:
        if is_map(each):
            yield {"ID": key, **each} if isinstance(key, str) and not key.startswith("n") and int_like(key) else each
        elif isinstance(each, str):
            yield {"VALUE": each}


def int_like(key: str) -> bool:
    return key.isdigit() and int(key) > 0


def by_type(given: object) -> dict[str, list[object]]:
    """`fm` of crm.item.*: `[{"typeId": "PHONE", "valueType": "WORK", "value": …}]`, as the classic dialect has it."""
    found: dict[str, list[object]] = {}
    entries = list(given.values()) if is_map(given) else given if is_list(given) else None
    if entries is None:
        raise ValueError("no multifields")
    for each in entries:
        if not is_map(each):
            continue
        type = str(each.get("typeId", "")).upper()
        if type in MULTIFIELDS:
            names = {"id": "ID", "value": "VALUE", "valueType": "VALUE_TYPE", "delete": "DELETE"}
            found.setdefault(type, []).append({names[name]: each[name] for name in names if name in each})
    return found


def as_fm(body: Body) -> list[object]:
    return [
        {"id": each["ID"], "valueType": each["VALUE_TYPE"], "value": each["VALUE"], "typeId": each["TYPE_ID"]}
        for type in MULTIFIELDS
        for each in body.get(type.lower(), ())
    ]


def summaries(body: Body) -> Body:
    """Whether there is one, as other fields tell it."""
    chats = (each for each in body.get("im", ()) if each["VALUE"].startswith("imol|"))
    return {
        "hasphone": bool(body.get("phone")),
        "hasemail": bool(body.get("email")),
        "hasimol": next(chats, None) is not None,
    }
