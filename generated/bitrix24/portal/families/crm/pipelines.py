# Copied from generator/runtime/portal/families/crm/pipelines.py by "python -m generator generate". Edit that file.
"""Pipelines (`crm.category.*`, `crm.dealcategory.*`) and directories with their stages (`crm.status.*`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from ...answer import Answer
from ...calls import Method as Run
from ...conditions import belonging
from ...errors import Refused
from ...fields import now
from ...records import Call, Records
from ...store import Body, Id, Where
from ...values import integer, is_map
from . import stages
from .asked import number
from .entities import DEAL, EntityType, classic, entity_type
from .letters import Lettered
from .stages import STATUSES

_AFTER_THE_END: Final = (
    "Cannot create more stages after the final stage because the final successful stage already exists. "
    "Try using sort order values less than that of the final stage."
)
_IN_ORDER: Final = Where("json_extract(body, '$.\"sort\"'), id")


class Categories(Records):
    def entity(self, call: Call) -> EntityType:
        found = entity_type(number(call, "entityTypeId"), self.state.store)
        if found is None:
            raise Refused("NOT_FOUND", "SPA not found")
        if not found.has_categories:
            raise Refused("ENTITY_TYPE_NOT_SUPPORTED", f"Entity type {found.name} is not supported")
        return found

    def kind(self, call: Call) -> str:
        return stages.categories(self.entity(call).id)

    def new(self, body: Body, call: Call) -> Body:
        return super().new({**body, "entitytypeid": self.entity(call).id, "createddate": now()}, call)

    def new_id(self, body: Body, call: Call) -> Id:
        entity, store = self.entity(call), self.state.store
        id = store.new_id(self.kind(call) if entity.id == DEAL else "crm.category")
        stages.add_stages(store, entity, id)
        self._only_default(body, call)
        return id

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        made = super().changed(body, given, call)
        if given.get("isdefault"):
            self._only_default(made, call)
        return made

    def _only_default(self, body: Body, call: Call) -> None:
        if body.get("isdefault"):
            kind = self.kind(call)
            for id, other in self.state.store.select(kind, belonging({"isdefault": 1})):
                self.state.store.put(kind, id, {**other, "isdefault": False})

    def chosen(self, call: Call) -> tuple[Where, Where]:
        where, order = super().chosen(call)
        return where, order if call.params.get("order") else _IN_ORDER

    def found(self, call: Call) -> tuple[Id, Body]:
        id = number(call, "id")
        body = self.state.store.get(self.kind(call), id)
        if body is None:
            raise Refused("NOT_FOUND", "Element not found")
        return id, body

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        row = super().written(id, body, call)
        return {name: value for name, value in row.items() if value is not None}

    def delete(self, call: Call) -> Answer:
        id, body = self.found(call)
        if body.get("isdefault"):
            raise Refused("REMOVING_DISABLED", "Removing a system category is prohibited")
        entity, store = self.entity(call), self.state.store
        answer = super().delete(call)
        name = stages.directory(entity, int(id))
        for status, _ in store.select(STATUSES, belonging({"entityid": name})):
            store.remove(STATUSES, status)
        return answer

    def happened(self, what: str, id: Id, call: Call) -> None:
        """Portals do not tell of pipelines."""


class DealCategories(Categories):
    """The same pipelines in the classic dialect, which does not document its answers; the first is not among them."""

    def calls(self) -> dict[str, Run]:
        if self.family.endswith(".stage"):
            return self.further(list=self._stages)
        if self.family.endswith(".default"):
            return self.further(get=self._default, set=self._rename)
        return {**super().calls(), **self.further(status=self._status)}

    def entity(self, call: Call) -> EntityType:
        return classic(DEAL)

    def taken(self, call: Call) -> Body:
        found = super().taken(call)
        try:
            return {**found, "sort": integer(found["sort"])} if "sort" in found else found
        except ValueError:
            raise Refused("", 'Invalid value for the "SORT" field') from None

    def new(self, body: Body, call: Call) -> Body:
        if not body.get("name"):
            raise Refused("", "The field NAME is required.")
        return {"sort": 500, **super().new(body, call), "isdefault": False}

    def found(self, call: Call) -> tuple[Id, Body]:
        try:
            id = integer(call.params.get("id"))
        except ValueError:
            raise Refused("", "ID is not defined or invalid.") from None
        body = self.state.store.get(self.kind(call), id)
        if body is None or id == 0:
            raise Refused("", "Not found")
        return id, body

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        return {
            "ID": str(id),
            "CREATED_DATE": body.get("createddate", ""),
            "NAME": body.get("name") or "",
            "IS_LOCKED": "N",
            "SORT": str(body["sort"]),
        }

    def chosen(self, call: Call) -> tuple[Where, Where]:
        where, order = super().chosen(call)
        return Where(f"({where.sql} AND id > 0)", where.values), order

    def _status(self, call: Call) -> Answer:
        return Answer(stages.directory(classic(DEAL), int(self._meant(call))))

    def _stages(self, call: Call) -> Answer:
        name = stages.directory(classic(DEAL), int(self._meant(call)))
        rows = stages.statuses(self.state.store, name or "")
        return Answer([{"NAME": row["name"], "SORT": row["sort"], "STATUS_ID": row["statusid"]} for row in rows])

    def _meant(self, call: Call) -> Id:
        return 0 if str(call.params.get("id", 0)) in ("0", "") else self.found(call)[0]

    def _default(self, call: Call) -> Answer:
        body = self.state.store.get(stages.categories(DEAL), 0) or {}
        return Answer({"ID": 0, "NAME": body.get("name", "")})

    def _rename(self, call: Call) -> Answer:
        body = self.state.store.get(stages.categories(DEAL), 0) or {}
        name = call.params.get("name") or call.params.get("NAME") or body.get("name")
        self.state.store.put(stages.categories(DEAL), 0, {**body, "name": str(name)})
        return Answer(True)


class Statuses(Lettered):
    letters: ClassVar[tuple[str, ...]] = ("system",)

    def calls(self) -> dict[str, Run]:
        if self.family.endswith(".entity"):
            return self.further(items=self._items, types=self._types)
        return super().calls()

    def kind(self, call: Call) -> str:
        return STATUSES

    def new(self, body: Body, call: Call) -> Body:
        store, name = self.state.store, body["entityid"]
        if not stages.statuses(store, name):
            raise Refused("", "Specified entity type is not supported.")
        code = str(body["statusid"])
        category, prefix = _prefix(name)
        if prefix and not code.startswith(prefix):
            code = prefix + code
        last = stages.success_sort(store, name) if name == "DEAL_STAGE" else None
        if last is not None and int(body.get("sort") or 10) > last:
            raise Refused("", _AFTER_THE_END)
        if stages.has(store, name, code):
            raise Refused("ERROR_CORE", "The specified status ID already exists.")
        body["semantics"] = body.get("semantics") or None
        return {"sort": 10, **body, "statusid": code, "nameinit": "", "system": "N", "categoryid": category}

    def found(self, call: Call) -> tuple[Id, Body]:
        id = number(call, "id")
        body = self.state.store.get(STATUSES, id)
        if body is None:
            raise Refused("400", "Status is not found.")
        return id, body

    def delete(self, call: Call) -> Answer:
        _, body = self.found(call)
        params = call.params.get("params")
        is_forced = is_map(params) and str(params.get("FORCED", "N")).upper() == "Y"
        if body.get("system") == "Y" and not is_forced:
            text = 'CRM System Status can be deleted only if parameter FORCED is specified and equal to "Y".'
            raise Refused("400", text)
        if stages.is_used(self.state.store, body["entityid"], body["statusid"]):
            raise Refused("400", "There are active items in this status.")
        return super().delete(call)

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        row = super().written(id, body, call)
        row.pop("EXTRA", None)
        name = body["entityid"]
        if "STAGE" in name or name in ("STATUS", "QUOTE_STATUS"):
            meaning = {"S": "success", "F": "failure"}.get(body.get("semantics") or "", "process")
            row["EXTRA"] = {"SEMANTICS": meaning, "COLOR": body.get("color")}
        return row

    def _items(self, call: Call) -> Answer:
        rows = stages.statuses(self.state.store, str(call.params["entityId"]))
        if not rows:
            raise Refused("400", "The parameter entityId is not defined or invalid.")
        return Answer([{"NAME": row["name"], "SORT": row["sort"], "STATUS_ID": row["statusid"]} for row in rows])

    def _types(self, call: Call) -> Answer:
        names = dict.fromkeys(body["entityid"] for _, body in self.state.store.select(STATUSES))
        return Answer([self._type(name) for name in names])

    def _type(self, name: str) -> Body:
        rows = stages.statuses(self.state.store, name)
        if "STAGE" not in name and name not in ("STATUS", "QUOTE_STATUS"):
            return {"ID": name, "NAME": name.replace("_", " ").capitalize()}
        last = {body.get("semantics"): body for body in reversed(rows)}
        info = {
            "START_FIELD": rows[0]["statusid"],
            "FINAL_SUCCESS_FIELD": last.get("S", {}).get("statusid"),
            "FINAL_UNSUCCESS_FIELD": last.get("F", {}).get("statusid"),
            "FINAL_SORT": last.get("S", {}).get("sort", 0),
        }
        return {"ID": name, "NAME": name.replace("_", " ").capitalize(), "SEMANTIC_INFO": info}


def _prefix(name: str) -> tuple[int | None, str]:
    """Of a pipeline's directory its number, and what its stages' codes begin with."""
    head, _, number = name.rpartition("_")
    if not number.isdigit() or not head.endswith("_STAGE"):
        return None, ""
    if head == "DEAL_STAGE":
        return int(number), f"C{number}:"
    type = "31" if head == "SMART_INVOICE_STAGE" else head.removeprefix("DYNAMIC_").removesuffix("_STAGE")
    return int(number), f"DT{type}_{number}:"


class StageHistory(Records):
    aliases: ClassVar[Mapping[str, str]] = {"statusid": "stageid", "statussemanticid": "stagesemanticid"}

    def kind(self, call: Call) -> str:
        return f"crm.stagehistory.{self._type(call)}"

    def _type(self, call: Call) -> int:
        found = entity_type(number(call, "entityTypeId"), self.state.store)
        if found is None or "stageid" not in found.fields:
            raise Refused(
                "ENTITY_TYPE_NOT_SUPPORTED", f"Entity type {call.params.get('entityTypeId')} is not supported"
            )
        return found.id

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        of_lead = self._type(call) == 1
        stage = ("STATUS_SEMANTIC_ID", "STATUS_ID") if of_lead else ("STAGE_SEMANTIC_ID", "STAGE_ID")
        pipeline = {} if of_lead else {"CATEGORY_ID": str(body["categoryid"])}
        return {
            "ID": str(id),
            "TYPE_ID": str(body["typeid"]),
            "OWNER_ID": str(body["ownerid"]),
            "CREATED_TIME": body["createdtime"],
            **pipeline,
            stage[0]: body["stagesemanticid"],
            stage[1]: body["stageid"],
        }
