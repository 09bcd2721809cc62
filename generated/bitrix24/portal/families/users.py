# Copied from generator/runtime/portal/families/users.py by "python -m generator generate". Edit that file.
"""Users and departments: `user.*`, `department.*`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Final

from ..answer import Answer
from ..calls import USER
from ..conditions import Conditions
from ..documented import Method
from ..errors import Refused
from ..fields import ZONE, Field, key_of, now
from ..records import Call, Records
from ..store import Body, Id, Store, Where
from ..values import is_list, is_map
from .user_fields import custom_field, custom_fields

_NO_FILTERS: Final = frozenset({"sort", "order", "filter", "select", "start", "adminmode", "imageresize", "auth"})
_ALWAYS: Final = ("XML_ID", "IS_ONLINE", "PERSONAL_GENDER", "PERSONAL_BIRTHDAY", "UF_EMPLOYMENT_DATE")
_ADDED: Final = "user.userfield"


def name_of(store: Store, id: object) -> tuple[str, str, str] | None:
    """First name, last name and position of a user; None for one who is not there."""
    body = user_of(store, id)
    return None if body is None else (_text(body, "name"), _text(body, "lastname"), _text(body, "workposition"))


def user_of(store: Store, id: object) -> Body | None:
    try:
        return store.get("user", int(str(id)))
    except ValueError:
        return None


def _text(body: Body, key: str) -> str:
    return str(body.get(key) or "")


class AskedAtTop(Records):
    """A family whose lists are asked by parameters of the call itself, with prefixes too, beside a filter."""

    def chosen(self, call: Call) -> tuple[Where, Where]:
        asked = {name: value for name, value in call.params.items() if name.lower().replace("_", "") not in _NO_FILTERS}
        where, order = super().chosen(call)
        more = Conditions(lambda name: self.field(name, call), self.id_key).where({**asked, **self._filter(call)})
        return Where(f"({where.sql} AND {more.sql})", (*where.values, *more.values)), order

    def _filter(self, call: Call) -> Mapping[str, object]:
        """What is to be asked beside; a subclass may know more of it."""
        return {}

    def _parent(self, call: Call) -> Body:
        return {}

    def _asked(self, call: Call) -> dict[str, object]:
        return {}


class Users(AskedAtTop):
    also: ClassVar[Mapping[str, str]] = {"current": "current", "admin": "admin", "access": "admin"}

    def field(self, name: str, call: Call) -> Field | None:
        return super().field(name, call) or custom_field(self.state.store, _ADDED, name)

    def new(self, body: Body, call: Call) -> Body:
        email = str(body.get("email", ""))
        if "@" not in email:
            raise Refused("ERROR_ARGUMENT", "wrong_email")
        if self.state.store.count("user", Where("json_extract(body, '$.email') = ?", (email,))):
            raise Refused("ERROR_ARGUMENT", "A user with this email already exists")
        default = {
            "active": True,
            "dateregister": now(),
            "timestampx": _changed_now(),
            "isonline": "N",
            "usertype": "employee",
        }
        return {**default, "ufdepartment": [1], **super().new(body, call)}

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        return {**super().changed(body, given, call), "timestampx": _changed_now()}

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        """What is not known of a user is left out, or empty where portals always answer it."""
        found = super().written(id, body, call)
        for field in custom_fields(self.state.store, _ADDED):
            found[str(field.given)] = field.write(body.get(field.key), as_text=True)
        shown = {name: "" if value is None else value for name, value in found.items()}
        always: dict[str, Any] = dict.fromkeys(_ALWAYS, "")
        return {
            **{name: value for name, value in shown.items() if value != "" or name in _ALWAYS},
            **_without(always, shown),
        }

    def happened(self, what: str, id: Id, call: Call) -> None:
        if what == "ADD":
            body = self.state.store.get("user", id) or {}
            self.state.tell("ONUSERADD", {"ID": id, "EMAIL": body.get("email")})

    def current(self, call: Call) -> Answer:
        body = self.state.store.get("user", USER)
        return Answer(None if body is None else self.written(USER, body, call))

    def admin(self, call: Call) -> Answer:
        """Who calls may do everything."""
        return Answer(True)

    def _filter(self, call: Call) -> Mapping[str, object]:
        """`user.search` finds by how names begin, or by a text in any of them."""
        if not call.method.name.lower().endswith(".search"):
            return {}
        given = next((value for name, value in call.params.items() if name.lower() == "filter"), None)
        given = {**(given if is_map(given) else {}), **call.params}
        wanted = given.get("FIND")
        if not wanted:
            return {}
        names = ("NAME", "LAST_NAME", "WORK_POSITION", "EMAIL")
        return {"0": {"LOGIC": "OR", **{f"%{name}": wanted for name in names}}}


def _changed_now() -> str:
    """The one moment of a user that is written as the portal's people read it."""
    return datetime.now(ZONE).strftime("%d.%m.%Y %H:%M:%S")


def _without(these: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in these.items() if name not in known}


class Departments(AskedAtTop):
    def new(self, body: Body, call: Call) -> Body:
        self._refuse_parent(body)
        return {"sort": 500, **super().new(body, call)}

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        self._refuse_parent(given)
        return super().changed(body, given, call)

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        """Without what a department does not have: the first has no parent, and few have a head."""
        found = super().written(id, body, call)
        texts = {name: body.get(key_of(name)) for name in ("PARENT", "UF_HEAD")}
        return {
            **{name: value for name, value in found.items() if value is not None and name not in texts},
            **{name: str(value) for name, value in texts.items() if value},
        }

    def found(self, call: Call) -> tuple[Id, Body]:
        try:
            return super().found(call)
        except Refused as refused:
            known = Refused("ERROR_CORE", "Department not found")
            raise (known if "not found" in refused.message.lower() else refused) from None

    def _refuse_parent(self, body: Body) -> None:
        parent = body.get("parent")
        if parent and self.state.store.get("department", int(parent)) is None:
            raise Refused("ERROR_CORE", "Department not found")

    def worded(self, refused: Refused, method: Method) -> Refused:
        if "{NAME}" in refused.message and refused.message.startswith("Could not find"):
            return Refused("ERROR_CORE", "Department name not provided.<br>")
        return refused


def members(value: object) -> list[int]:
    """Ids of users, however they come."""
    several = value if is_list(value) else [value]
    return [int(str(each)) for each in several if str(each).isdigit()]
