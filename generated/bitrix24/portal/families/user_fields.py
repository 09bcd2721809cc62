# Copied from generator/runtime/portal/families/user_fields.py by "python -m generator generate". Edit that file.
"""Fields that a portal's people have added to its records: `user.userfield.*`, `task.item.userfield.*`."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar, Final

from ..errors import Refused
from ..fields import Field, key_of
from ..records import Call, Records
from ..store import Body, Id, Store

_KINDS: Final = {
    "string": "string",
    "integer": "integer",
    "double": "number",
    "boolean": "boolean",
    "datetime": "datetime",
    "date": "date",
    "enumeration": "integer",
    "employee": "integer",
}
"""How values are read, by USER_TYPE_ID; all others as they come."""


def custom_field(store: Store, kind: str, name: str) -> Field | None:
    """The added field of this name; None where nobody has added one. `kind`: of the records that describe them."""
    key = key_of(name)
    if not key.startswith("uf"):
        return None
    return next((each for each in custom_fields(store, kind) if each.key == key), None)


def custom_fields(store: Store, kind: str) -> list[Field]:
    return [
        _field(str(body["fieldname"]), str(body.get("usertypeid")), body.get("multiple") is True)
        for _, body in store.select(kind)
    ]


@cache
def _field(name: str, type: str, several: bool) -> Field:
    one = _KINDS.get(type, "any")
    kind = f"{one}[]" if several else one
    return Field(key_of(name), kind, taken=name, given=name, forms=("1", "0"))


class UserFields(Records):
    """`entity` is what they are added to."""

    entity: ClassVar[str] = ""

    def new(self, body: Body, call: Call) -> Body:
        name = str(body["fieldname"])
        name = name if name.startswith("UF_") else f"UF_{name}"
        self._refuse_known(name)
        default: Body = {
            "entityid": self.entity,
            "xmlid": None,
            "sort": 100,
            "multiple": False,
            "mandatory": False,
            "showfilter": "N",
            "showinlist": True,
            "editinlist": True,
            "issearchable": False,
            "settings": [],
        }
        return {**default, **super().new(body, call), "fieldname": name}

    def _refuse_known(self, name: str) -> None:
        if custom_field(self.state.store, self.family, name) is not None:
            raise Refused("ERROR_CORE", f"Field {name} for {self.entity} object already exists")

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        """Flags are letters here, whatever the page of one method calls them."""
        found = super().written(id, body, call)
        return {name: _letter(value) if name != "SETTINGS" else value or [] for name, value in found.items()}


def _letter(value: object) -> object:
    return ("Y" if value else "N") if isinstance(value, bool) else value


class OfUsers(UserFields):
    entity = "USER"


class OfTasks(UserFields):
    entity = "TASKS_TASK"
