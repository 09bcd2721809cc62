# Copied from generator/runtime/portal/families/crm/requisites.py by "python -m generator generate". Edit that file.
"""Requisites with bank details, addresses, links and templates."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from ...answer import Answer
from ...calls import USER
from ...calls import Method as Run
from ...conditions import belonging
from ...documented import Method
from ...errors import Refused
from ...fields import Field, key_of, now
from ...records import Call, Records
from ...store import Body, Id
from ...values import integer, is_map
from .asked import id_of
from .entities import entity_type
from .fields import CrmField
from .letters import Lettered
from .user_fields import custom_fields

ADDRESS: Final = "crm.address"
LINK: Final = "crm.requisite.link"

_NAMES: Final = {"crm.requisite": "Requisite", "crm.requisite.bankdetail": "RequisiteBankDetail"}
_NEEDED: Final = {
    "crm.requisite": ("ENTITY_TYPE_ID", "ENTITY_ID", "PRESET_ID"),
    "crm.requisite.bankdetail": ("ENTITY_ID",),
    "crm.requisite.preset": ("ENTITY_TYPE_ID",),
}


class Dated(Lettered):
    """What knows who made it and when, and is missed by its own name."""

    letters: ClassVar[tuple[str, ...]] = ("active", "addressonly")

    checked: ClassVar[bool] = False

    def new(self, body: Body, call: Call) -> Body:
        for name in _NEEDED.get(self.family, ()):
            if not body.get(key_of(name)):
                raise Refused("", f"{name} is not defined or invalid.")
        made = {"active": "Y", "sort": 500, **super().new(body, call)}
        return {**made, "datecreate": now(), "createdbyid": USER}

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        return {**body, **given, "datemodify": now(), "modifybyid": USER}

    def found(self, call: Call) -> tuple[Id, Body]:
        try:
            id = integer(call.params.get("id"))
        except ValueError:
            raise Refused("", "ID is not defined or invalid.") from None
        body = self.state.store.get(self.family, id)
        if body is None:
            raise Refused("", f"The {_NAMES.get(self.family, 'Preset')} with ID '{id}' is not found")
        return id, body

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        row = super().written(id, body, call)
        return {name: "" if name == "DATE_MODIFY" and value is None else value for name, value in row.items()}

    def happened(self, what: str, id: Id, call: Call) -> None:
        event = {"crm.requisite": "REQUISITE", "crm.requisite.bankdetail": "BANKDETAIL"}.get(self.family)
        if event is not None:
            self.state.tell(f"ONCRM{event}{what}", {"FIELDS": {"ID": id}})

    def _required(self, method: Method) -> list[Field]:
        return []


class Requisites(Dated):
    def new(self, body: Body, call: Call) -> Body:
        made = {"addressonly": "N", **super().new(body, call)}
        owner = entity_type(id_of(made["entitytypeid"], "ENTITY_TYPE_ID"), self.state.store)
        if owner is None or self.state.store.get(owner.kind, made["entityid"]) is None:
            raise Refused("", "Entity not found.")
        return made

    def delete(self, call: Call) -> Answer:
        """Its bank details go with it."""
        id, _ = self.found(call)
        for row, _ in self.state.store.select("crm.requisite.bankdetail", belonging({"entityid": id})):
            self.state.store.remove("crm.requisite.bankdetail", row)
        return super().delete(call)

    def _of_result(self, shown: dict[str, Any], call: Call) -> dict[str, Any]:
        return shown

    def _custom(self) -> list[CrmField]:
        return custom_fields(self.state.store, "CRM_REQUISITE")

    def field(self, name: str, call: Call) -> Field | None:
        found = super().field(name, call)
        if found is not None or not name.startswith("UF_"):
            return found
        custom = next((field for field in self._custom() if field.upper == name), None)
        return None if custom is None else Field(custom.key, custom.kept.kind, taken=name, given=name)

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        row = super().written(id, body, call)
        return {**row, **{field.upper: body.get(field.key) for field in self._custom()}}


class ByParts(Records):
    """What has no number of its own, but is known by several fields together."""

    checked: ClassVar[bool] = False
    parts: ClassVar[tuple[str, ...]] = ()

    def _find_id_key(self) -> str:
        return "id"

    def calls(self) -> dict[str, Run]:
        own = self.further(
            add=self._add,
            update=self._update,
            delete=self._delete,
            register=self._register,
            unregister=self._delete,
            get=self._get,
        )
        return {**super().calls(), **own}

    def _key(self, call: Call) -> tuple[str, Body]:
        fields = call.params.get("fields")
        folded = {key_of(name): value for name, value in call.params.items()}
        given = dict(fields) if is_map(fields) else {}
        found: Body = {}
        for name in self.parts:
            key = key_of(name)
            try:
                found[key] = integer(given.get(name, folded.get(key)))
            except ValueError:
                raise Refused("", f"{name} is not defined or invalid.") from None
        return ":".join(str(value) for value in found.values()), found

    def _put(self, id: str, body: Body) -> Answer:
        self.state.store.put(self.family, id, body)
        return Answer(True)

    def _add(self, call: Call) -> Answer:
        id, parts = self._key(call)
        if self.state.store.get(self.family, id) is not None:
            raise Refused("", "TypeAddress exists")
        return self._put(id, {**self.new(self.taken(call), call), **parts})

    def _register(self, call: Call) -> Answer:
        id, parts = self._key(call)
        fields = call.params["fields"]
        try:
            return self._put(id, {**{key_of(name): integer(value or 0) for name, value in fields.items()}, **parts})
        except ValueError:
            raise Refused("", "REQUISITE_ID is not defined or invalid") from None

    def _found(self, call: Call) -> tuple[str, Body]:
        id, _ = self._key(call)
        body = self.state.store.get(self.family, id)
        if body is None:
            raise Refused("", "TypeAddress not found." if self.family == ADDRESS else "Not found")
        return id, body

    def _update(self, call: Call) -> Answer:
        id, body = self._found(call)
        _, parts = self._key(call)
        return self._put(id, {**body, **self.taken(call), **parts})

    def _delete(self, call: Call) -> Answer:
        id, _ = self._found(call)
        self.state.store.remove(self.family, id)
        return Answer(True)

    def _get(self, call: Call) -> Answer:
        id, body = self._found(call)
        row = self.written(id, body, call)
        return Answer({**row, **{name: body[key_of(name)] for name in self.parts}})

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        return {name: None if value is None else str(value) for name, value in super().written(id, body, call).items()}


class Addresses(ByParts):
    parts = ("TYPE_ID", "ENTITY_TYPE_ID", "ENTITY_ID")


class RequisiteLinks(ByParts):
    parts = ("ENTITY_TYPE_ID", "ENTITY_ID")
