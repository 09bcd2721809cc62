# Copied from generator/runtime/portal/families/crm/field_methods.py by "python -m generator generate". Edit that file.
"""`crm.deal.userfield.*` and its like, and `userfieldconfig.*`: two doors to the user fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from ...answer import Answer
from ...conditions import belonging
from ...documented import Method
from ...errors import Refused
from ...fields import Field, key_of
from ...records import Call, Records, State
from ...store import Body, Id, Where
from ...values import is_map, map_of
from . import user_fields
from .entities import by_name, of_user_fields
from .names import item_name
from .user_fields import KIND, LABELS, SETTINGS

_NAME: Final = re.compile(r"[A-Z0-9_]+", re.ASCII)
_LONGEST: Final = 50
_LANGUAGES: Final = ("en", "de")


class UserFields(Records):
    """Of both doors: a user field that a user declares is from then on a part of the records."""

    has_examples: ClassVar[bool] = False

    def __init__(self, state: State, family: str, methods: Sequence[Method]) -> None:
        super().__init__(state, family, methods)
        self._last: Body = {}
        """Of which field one was told last: what is deleted cannot be read any more."""

    def kind(self, call: Call) -> str:
        return KIND

    def of(self, call: Call) -> str:
        """Of which entity the field is."""
        raise NotImplementedError

    def _of_result(self, shown: dict[str, Any], call: Call) -> dict[str, Any]:
        return shown

    def _required(self, method: Method) -> list[Field]:
        """Those that are missing are named in words of their own."""
        return []

    def _parent(self, call: Call) -> Body:
        """The module is the CRM, and no more."""
        return {}

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        row = super().written(id, body, call)
        for name in ("SHOW_FILTER", "showFilter"):
            if name in row:
                row[name] = body.get("showfilter") or "N"
        row.pop("USER_TYPE_OWNER", None)
        return row

    def taken(self, call: Call) -> Body:
        found = super().taken(call)
        several = self._items(call)
        if several is not None:
            kept: list[Body] = self.found(call)[1].get("list", []) if "id" in call.params else []
            try:
                found["list"] = user_fields.items(several, kept, self.state.store)
            except ValueError:
                raise Refused("", f"Parameter '{self._items_name()}' must be array.") from None
        found.pop("enum", None)
        return found

    def _holder(self) -> str:
        return "fields"

    def _items_name(self) -> str:
        return "LIST"

    def new(self, body: Body, call: Call) -> Body:
        entity = self.of(call)
        name, type = self._checked(body, entity)
        body.pop("label", None)
        settings = {**SETTINGS.get(type, {}), **map_of(body.get("settings"))}
        flags = {"multiple": False, "mandatory": False, "showfilter": "N", "showinlist": True, "editinlist": True}
        made = {"sort": 100, **flags, "issearchable": False, **body, "settings": settings}
        return {**made, "entityid": entity, "fieldname": name, "usertypeid": type, "showfilter": _letter(made)}

    def _checked(self, body: Body, entity: str) -> tuple[str, str]:
        name, type = str(body.get("fieldname") or "").upper(), body.get("usertypeid")
        if not name:
            raise Refused("", "The 'FIELD_NAME' field is not found.")
        if not type:
            raise Refused("", "The 'USER_TYPE_ID' field is not found.")
        if not _NAME.fullmatch(name):
            text = "Field name contains invalid characters. Allowed characters are: A-Z, 0-9 and _."
            raise Refused("ERROR_CORE", text)
        name = name if name.startswith("UF_CRM_") else f"UF_CRM_{name}"
        if len(name) > _LONGEST:
            raise Refused("ERROR_CORE", f"Field name is too long (more than {_LONGEST} characters).")
        if type not in SETTINGS:
            raise Refused("ERROR_CORE", "Incorrect custom type specified.")
        if user_fields.find(self.state.store, entity, name):
            raise Refused("ERROR_CORE", f"Field {name} for object {entity} already exists")
        return name, str(type)

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        fixed = {key: body[key] for key in ("entityid", "fieldname", "usertypeid", "multiple")}
        settings = {**map_of(body.get("settings")), **map_of(given.get("settings"))}
        labels: Body = {key: {**_labels(body.get(key)), **_labels(given[key])} for key in LABELS if key in given}
        made = {**body, **given, **labels, **fixed, "settings": settings}
        return {**made, "showfilter": _letter(made)}

    def update(self, call: Call) -> Answer:
        answer = super().update(call)
        if self._items(call) is not None:
            self._told("SETENUMVALUES", self.found(call)[0])
        return answer

    def _items(self, call: Call) -> object:
        """What a call gives a list field."""
        return map_of(call.params.get(self._holder())).get(self._items_name())

    def delete(self, call: Call) -> Answer:
        _, body = self.found(call)
        answer = super().delete(call)
        owner = of_user_fields(body["entityid"], self.state.store)
        if owner is not None:
            user_fields.deleted(self.state.store, owner.kind, key_of(item_name(body["fieldname"])))
        return answer

    def happened(self, what: str, id: Id, call: Call) -> None:
        self._told(what, id)

    def _told(self, what: str, id: Id) -> None:
        body = self.state.store.get(KIND, id) or self._last
        self._last = body
        entity = body.get("entityid", "").removeprefix("CRM_")
        word = "TYPE" if entity.isdigit() else entity
        data = {"ID": id, "ENTITY_ID": body.get("entityid"), "FIELD_NAME": body.get("fieldname")}
        self.state.tell(f"ONCRM{word}USERFIELD{what}", {"FIELDS": data})

    def found(self, call: Call) -> tuple[Id, Body]:
        found = super().found(call)
        self._last = found[1]
        return found


class ClassicUserFields(UserFields):
    checked: ClassVar[bool] = False

    def of(self, call: Call) -> str:
        word = self.family.split(".")[1]
        entity = by_name(word, self.state.store)
        return entity.user_fields if entity is not None else f"CRM_{word.upper()}"

    def taken(self, call: Call) -> Body:
        found = super().taken(call)
        names = map_of(call.params.get("fields"))
        for key in LABELS:
            name = next((name for name in names if key_of(name) == key), None)
            if name is not None:
                found[key] = _labels(names[name])
        title = names.get("LABEL")
        if isinstance(title, str) and title:
            for key in LABELS[:3]:
                found.setdefault(key, {"en": title})
        return found

    def found(self, call: Call) -> tuple[Id, Body]:
        id = call.params.get("id")
        if id in (None, "", 0, "0"):
            raise Refused("", "ID is not defined or invalid.")
        body = self.state.store.get(KIND, int(id)) if str(id).isdigit() else None
        if body is None or body["entityid"] != self.of(call):
            raise Refused("ERROR_NOT_FOUND", f"The entity with ID '{id}' is not found")
        self._last = body
        return int(str(id)), body

    def chosen(self, call: Call) -> tuple[Where, Where]:
        where, order = super().chosen(call)
        own = belonging({"entityid": self.of(call)})
        return Where(f"({where.sql} AND {own.sql})", (*where.values, *own.values)), order

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        row = super().written(id, {**body, **dict.fromkeys(LABELS)}, call)
        row.pop("LIST", None)
        language = map_of(call.params.get("filter")).get("LANG")
        names = {key_of(name): name for name in row}
        for key in LABELS:
            if key in names:
                label = _labels(body.get(key))
                row[names[key]] = label if call.method.name.endswith("get") else user_fields.label(body, key)
        if call.method.name.endswith("list") and language is None:
            row = {name: value for name, value in row.items() if key_of(name) not in LABELS}
        if body["usertypeid"] == "enumeration":
            row["LIST"] = [{**each, "ID": str(each["ID"]), "SORT": str(each["SORT"])} for each in body.get("list", ())]
        return row


class UserFieldConfig(UserFields):
    def of(self, call: Call) -> str:
        entity = str(map_of(call.params.get("field")).get("entityId", ""))
        owner = of_user_fields(entity, self.state.store)
        if owner is None and entity != "CRM_REQUISITE":
            raise Refused("", "You cannot create custom fields")
        return entity.upper()

    def _holder(self) -> str:
        return "field"

    def _items_name(self) -> str:
        return "enum"

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        row = super().written(id, {**body, "settings": body.get("settings") or {}}, call)
        row.pop("enum", None)
        row["showFilter"] = "N" if row.get("showFilter") in (None, "", "N") else "Y"
        row["languageId"] = {language: language for language in _LANGUAGES}
        for key, name in zip(LABELS, _CONFIG_LABELS, strict=True):
            labels = _labels(body.get(key))
            row[name] = dict(labels) or dict.fromkeys(_LANGUAGES)
        if body["usertypeid"] == "enumeration":
            row["enum"] = [
                {
                    "id": str(each["ID"]),
                    "userFieldId": str(id),
                    "value": each["VALUE"],
                    "def": each["DEF"],
                    "sort": str(each["SORT"]),
                    "xmlId": each["XML_ID"],
                }
                for each in body.get("list", ())
            ]
        return row


_CONFIG_LABELS: Final = ("editFormLabel", "listColumnLabel", "listFilterLabel", "errorMessage", "helpMessage")


def _labels(given: object) -> Mapping[str, Any]:
    """By language; one alone is the portal's."""
    if is_map(given):
        return given
    return {"en": given} if isinstance(given, str) and given else {}


def _letter(body: Body) -> object:
    """Y and N, or how values are compared: I, E, S."""
    value = body.get("showfilter")
    return ("Y" if value else "N") if isinstance(value, bool) else value
