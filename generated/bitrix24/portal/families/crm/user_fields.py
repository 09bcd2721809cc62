# Copied from generator/runtime/portal/families/crm/user_fields.py by "python -m generator generate". Edit that file.
"""User fields: what users have declared becomes part of the records.

All of them are of one kind in the store, with the entity that they belong to: `CRM_DEAL`, `CRM_7`.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import md5
from typing import Any, Final

from ...conditions import belonging
from ...store import Body, Id, Store, Where
from ...values import integer, is_list, is_map
from .fields import CrmField, described
from .names import item_name

KIND: Final = "crm.userfield"
ITEMS: Final = "crm.userfield.enumeration"
LABELS: Final = ("editformlabel", "listcolumnlabel", "listfilterlabel", "errormessage", "helpmessage")

_NO_DAY: Final[Mapping[str, Any]] = {"DEFAULT_VALUE": {"TYPE": "NONE", "VALUE": ""}}
SETTINGS: Final[Mapping[str, Mapping[str, Any]]] = {
    "string": {"SIZE": 20, "ROWS": 1, "REGEXP": "", "MIN_LENGTH": 0, "MAX_LENGTH": 0, "DEFAULT_VALUE": ""},
    "integer": {"SIZE": 20, "MIN_VALUE": 0, "MAX_VALUE": 0, "DEFAULT_VALUE": None},
    "double": {"PRECISION": 4, "SIZE": 20, "MIN_VALUE": 0, "MAX_VALUE": 0, "DEFAULT_VALUE": None},
    "boolean": {"DEFAULT_VALUE": 0, "DISPLAY": "CHECKBOX", "LABEL": ["", ""], "LABEL_CHECKBOX": ""},
    "date": _NO_DAY,
    "datetime": {**_NO_DAY, "USE_SECOND": "Y", "USE_TIMEZONE": "N"},
    "enumeration": {"DISPLAY": "LIST", "LIST_HEIGHT": 1, "CAPTION_NO_VALUE": "", "SHOW_NO_VALUE": "Y"},
    "money": {"DEFAULT_VALUE": ""},
    "url": {"POPUP": "Y", "SIZE": 20, "MIN_LENGTH": 0, "MAX_LENGTH": 0, "DEFAULT_VALUE": ""},
    "address": {"SHOW_MAP": "Y"},
    "file": {"SIZE": 20, "LIST_WIDTH": 0, "LIST_HEIGHT": 0, "MAX_SHOW_SIZE": 0, "MAX_ALLOWED_SIZE": 0},
    "employee": {},
    "crm": {"LEAD": "Y", "CONTACT": "Y", "COMPANY": "Y", "DEAL": "Y"},
    "crm_status": {"ENTITY_TYPE": "SOURCE"},
    "iblock_section": {"DISPLAY": "LIST", "LIST_HEIGHT": 1, "IBLOCK_ID": 0, "DEFAULT_VALUE": ""},
    "iblock_element": {"DISPLAY": "LIST", "LIST_HEIGHT": 1, "IBLOCK_ID": 0, "DEFAULT_VALUE": ""},
}
"""By type, with what a field of it is set up where nobody says otherwise."""


def text_field(entity: str, name: str, label: str) -> Body:
    """A field with a text, as a user may have declared it."""
    return {
        "entityid": entity,
        "fieldname": name,
        "usertypeid": "string",
        "sort": 100,
        "multiple": False,
        "mandatory": False,
        "showfilter": "N",
        "showinlist": True,
        "editinlist": True,
        "issearchable": False,
        "settings": dict(SETTINGS["string"]),
        "editformlabel": {"en": label},
        "listcolumnlabel": {"en": label},
        "listfilterlabel": {"en": label},
    }


def declared(store: Store, entity: str) -> list[tuple[Id, Body]]:
    return store.select(KIND, belonging({"entityid": entity}))


def custom_fields(store: Store, entity: str) -> list[CrmField]:
    return [_field(body) for _, body in declared(store, entity)]


def find(store: Store, entity: str, name: str) -> bool:
    return bool(store.count(KIND, belonging({"entityid": entity, "fieldname": name})))


def _field(body: Body) -> CrmField:
    name = body["fieldname"]
    flags = [flag for flag, key in (("isRequired", "mandatory"), ("isMultiple", "multiple")) if body.get(key)]
    labels = {
        answered: label(body, key) or name
        for answered, key in (
            ("listLabel", "listcolumnlabel"),
            ("formLabel", "editformlabel"),
            ("filterLabel", "listfilterlabel"),
        )
    }
    more: dict[str, Any] = {**labels, "settings": body.get("settings") or {}}
    if body["usertypeid"] == "enumeration":
        more["items"] = [{"ID": str(each["ID"]), "VALUE": each["VALUE"]} for each in body.get("list", ())]
    about = described(body["usertypeid"], name, "isDynamic", *flags, **more)
    return CrmField(name, item_name(name), about, custom=True)


def label(body: Body, key: str, language: str = "en") -> str | None:
    found = body.get(key)
    if is_map(found):
        own = found.get(language) or next((each for each in found.values() if each), None)
        return str(own) if own else None
    return str(found) if found else None


def items(given: object, kept: list[Body], store: Store) -> list[Body]:
    """The items of a list field after a change. Raises ValueError."""
    by_id = {each["ID"]: each for each in kept}
    several = list(given.values()) if is_map(given) else given if is_list(given) else None
    if several is None:
        raise ValueError("no list")
    for each in several:
        if not is_map(each):
            raise ValueError("no item")
        value = {name.upper() if name != "xmlId" else "XML_ID": part for name, part in each.items()}
        id = integer(value["ID"]) if value.get("ID") else None
        if id in by_id and str(value.get("DEL", "")).upper() == "Y":
            del by_id[id]
            continue
        if id not in by_id:
            id = store.new_id(ITEMS)
        assert id is not None
        old = by_id.get(id) or {"SORT": 500, "VALUE": "", "DEF": "N", "XML_ID": md5(str(id).encode()).hexdigest()}
        new = {name: part for name, part in value.items() if name in ("SORT", "VALUE", "DEF", "XML_ID")}
        if "SORT" in new:
            new["SORT"] = integer(new["SORT"])
        by_id[id] = {"ID": id, **{name: old[name] for name in ("SORT", "VALUE", "DEF", "XML_ID")}, **new}
    return sorted(by_id.values(), key=lambda each: (each["SORT"], each["ID"]))


def deleted(store: Store, kind: str, key: str) -> None:
    """What the records had in a field goes with it."""
    path = f'$."{key}"'
    for id, body in store.select(kind, Where("json_type(body, ?) IS NOT NULL", (path,))):
        del body[key]
        store.put(kind, id, body)
