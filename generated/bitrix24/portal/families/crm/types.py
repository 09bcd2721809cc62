# Copied from generator/runtime/portal/families/crm/types.py by "python -m generator generate". Edit that file.
"""Smart processes (`crm.type.*`): kinds of records that users make."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from ...answer import Answer
from ...calls import USER
from ...calls import Method as Run
from ...conditions import belonging
from ...errors import Refused
from ...fields import now
from ...records import Call
from ...store import Body, Id
from . import stages
from .asked import number
from .entities import FIRST_SMART, TYPES, entity_type
from .letters import Lettered

_FIRST_GIVEN: Final = 1032
_LAST: Final = 2**31 - 1
_SWITCHES: Final = (
    "isautomationenabled",
    "isbeginclosedatesenabled",
    "isbizprocenabled",
    "iscategoriesenabled",
    "isclientenabled",
    "iscountersenabled",
    "isdocumentsenabled",
    "islinkwithproductsenabled",
    "ismycompanyenabled",
    "isobserversenabled",
    "ispaymentsenabled",
    "isrecyclebinenabled",
    "issetopenpermissions",
    "issourceenabled",
    "isstagesenabled",
    "isuseinuserfieldenabled",
)


class Types(Lettered):
    letters: ClassVar[tuple[str, ...]] = _SWITCHES

    def calls(self) -> dict[str, Run]:
        return {**super().calls(), **self.further(getbyentitytypeid=self._by_entity_type)}

    def new(self, body: Body, call: Call) -> Body:
        store = self.state.store
        id = body.get("entitytypeid")
        if id is None:
            id = _FIRST_GIVEN
            while entity_type(id, store) is not None:
                id += 2
        # As the page of crm.type.add has it: from 1030 on even numbers, and those that portals gave of old.
        if id < FIRST_SMART or id > _LAST or (FIRST_SMART + 64 <= id < 1030) or entity_type(id, store) is not None:
            raise Refused("INVALID_ARG_VALUE", "entityTypeId is out of allowed range")
        switches: Body = {key: _letter(body.get(key)) for key in _SWITCHES}
        moment = now()
        fixed = {"createdby": USER, "updatedby": USER, "createdtime": moment, "updatedtime": moment}
        made = {"code": "", **body, **switches, **fixed, "entitytypeid": id}
        if not made.get("relations"):
            made["relations"] = {"parent": [], "child": []}
        return made

    def new_id(self, body: Body, call: Call) -> Id:
        store = self.state.store
        id = store.new_id(TYPES)
        store.put(TYPES, id, body)
        entity = entity_type(body["entitytypeid"], store)
        assert entity is not None
        category = store.new_id("crm.category")
        made = {"name": "General", "sort": 500, "isdefault": True, "entitytypeid": entity.id}
        store.put(stages.categories(entity.id), category, made)
        stages.add_stages(store, entity, category)
        return id

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        given = {key: value for key, value in given.items() if key != "entitytypeid"}
        switches: Body = {key: _letter(given[key]) for key in _SWITCHES if key in given}
        return {**body, **given, **switches, "updatedby": USER, "updatedtime": now()}

    def found(self, call: Call) -> tuple[Id, Body]:
        id = number(call, "id")
        body = self.state.store.get(TYPES, id)
        if body is None:
            raise Refused("0", "SPA not found")
        return id, body

    def delete(self, call: Call) -> Answer:
        _, body = self.found(call)
        if self.state.store.count(f"crm.item.{body['entitytypeid']}"):
            raise Refused("BX_ERROR", "You cannot delete an entity type that has elements")
        return super().delete(call)

    def _by_entity_type(self, call: Call) -> Answer:
        found = self.state.store.select(TYPES, belonging({"entitytypeid": call.params["entityTypeId"]}))
        if not found:
            raise Refused("0", "Smart process not found")
        return Answer({"type": self.written(*found[0], call)})

    def happened(self, what: str, id: Id, call: Call) -> None:
        self.state.tell(f"ONCRMTYPE{what}", {"FIELDS": {"ID": id}})

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        row = super().written(id, body, call)
        if call.method.name.endswith("list"):
            row.pop("relations", None)
            row.pop("linkedUserFields", None)
        return row


def _letter(value: object) -> str:
    return "Y" if value in (True, "Y", "true", "1") else "N"
