# Copied from generator/runtime/portal/flows.py by "python -m generator generate". Edit that file.
"""The flows of the portal and the methods `tasks.flow.Flow.*` (api-reference/tasks/flow/)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any, Final

from .calls import USER
from .errors import Refused, mismatch, missing
from .store import Store
from .values import (
    Params,
    filled,
    flag,
    integer,
    is_map,
    members,
    natural,
    optional_natural,
    positive,
    some_members,
    text,
)

KIND: Final = "tasks.flow"
FIRST_FLOW: Final = 516
_FIRST_GROUP: Final = 178
_EVERYBODY: Final = ["meta-user", "all-users"]


def _distribution(value: object) -> str:
    if value not in ("manually", "queue", "himself"):
        raise ValueError("unknown kind of distribution")
    return str(value)


_SETTINGS: Final[Mapping[str, Callable[[object], object]]] = {
    "name": filled,
    "description": text,
    "groupId": positive,
    "ownerId": positive,
    "templateId": natural,
    "plannedCompletionTime": positive,
    "distributionType": _distribution,
    "responsibleList": some_members,
    "taskCreators": members,
    "matchWorkTime": flag,
    "responsibleCanChangeDeadline": flag,
    "notifyAtHalfTime": flag,
    "taskControl": flag,
    "notifyOnQueueOverflow": optional_natural,
    "notifyOnTasksInProgressOverflow": optional_natural,
    "notifyWhenEfficiencyDecreases": optional_natural,
}
_REQUIRED: Final = ("plannedCompletionTime", "distributionType", "responsibleList")


class Flows:
    """Starts with one flow, number 516, that a task belongs to."""

    def __init__(self, store: Store) -> None:
        self._store = store
        if not store.count(KIND):
            store.put(KIND, FIRST_FLOW - 1, {})
            store.remove(KIND, FIRST_FLOW - 1)
            self.create({"flowData": _seed("Support")})

    def methods(self) -> dict[str, Callable[[Params], object]]:
        return {
            "tasks.flow.Flow.create": self.create,
            "tasks.flow.Flow.get": self.get,
            "tasks.flow.Flow.update": self.update,
            "tasks.flow.Flow.delete": self.delete,
            "tasks.flow.Flow.isExists": self.is_exists,
            "tasks.flow.Flow.activate": self.activate,
            "tasks.flow.Flow.pin": self.pin,
        }

    def create(self, params: Params) -> object:
        settings = _settings(_flow_data(params), ("name", *_REQUIRED))
        self._refuse_taken_name(settings["name"], except_id=None)
        flow_id = self._store.new_id(KIND)
        settings.setdefault("groupId", flow_id - FIRST_FLOW + _FIRST_GROUP)
        fixed = {"id": flow_id, "creatorId": USER, "efficiency": 100, "active": True, "activity": _now()}
        return _answer(self._put({**_defaults(), **settings, **fixed}))

    def get(self, params: Params) -> object:
        return _answer(self._flow(_flow_id(params)))

    def update(self, params: Params) -> object:
        data = _flow_data(params)
        flow = self._flow(_id_in(data))
        settings = _settings(data, _REQUIRED)
        self._refuse_taken_name(settings.get("name"), except_id=flow["id"])
        return _answer(self._put({**flow, **settings, "activity": _now()}))

    def delete(self, params: Params) -> object:
        flow_id: int = self._flow(_id_in(_flow_data(params)))["id"]
        self._store.remove(KIND, flow_id)
        return {"deleted": True}

    def is_exists(self, params: Params) -> object:
        data = _flow_data(params)
        name = _setting("name", data.get("name"))
        return {"exists": self._taken(name, _id_in(data) if "id" in data else None)}

    def activate(self, params: Params) -> object:
        """A switch: it answers that it worked, not how the flow stands now."""
        flow = self._flow(_flow_id(params))
        self._put({**flow, "active": not flow["active"], "activity": _now()})
        return True

    def pin(self, params: Params) -> object:
        """A switch: it answers whether the flow is pinned now. Its page shows errors with HTTP 200."""
        flow_id = _flow_id(params)
        flow = self._store.get(KIND, flow_id)
        if flow is None:
            raise Refused("0", "Access denied or stream not found", 200)
        return self._put({**flow, "pinned": not flow.get("pinned", False)})["pinned"]

    def _put(self, flow: dict[str, Any]) -> dict[str, Any]:
        self._store.put(KIND, flow["id"], flow)
        return flow

    def _flow(self, flow_id: int) -> dict[str, Any]:
        flow = self._store.get(KIND, flow_id)
        if flow is None:
            raise Refused("0", "Flow not found")
        return flow

    def _taken(self, name: object, except_id: int | None) -> bool:
        return any(flow["name"] == name and flow["id"] != except_id for _, flow in self._store.select(KIND))

    def _refuse_taken_name(self, name: object, except_id: int | None) -> None:
        if self._taken(name, except_id):
            raise Refused("0", "A flow with this name already exists")


def _seed(name: str) -> dict[str, object]:
    return {
        "name": name,
        "plannedCompletionTime": 7200,
        "distributionType": "manually",
        "responsibleList": [["user", "3"]],
    }


def _defaults() -> dict[str, object]:
    """What the page of create states; where it states nothing, the plainest value."""
    return {
        "description": "",
        "ownerId": USER,
        "templateId": 0,
        "taskCreators": [_EVERYBODY],
        "matchWorkTime": True,
        "responsibleCanChangeDeadline": False,
        "notifyAtHalfTime": False,
        "taskControl": False,
        "notifyOnQueueOverflow": None,
        "notifyOnTasksInProgressOverflow": None,
        "notifyWhenEfficiencyDecreases": None,
    }


def _answer(flow: Mapping[str, Any]) -> dict[str, object]:
    """The flow as the pages of create, update and get show it, in their order."""
    return {
        "id": flow["id"],
        "creatorId": flow["creatorId"],
        "ownerId": flow["ownerId"],
        "groupId": flow["groupId"],
        "templateId": flow["templateId"],
        "efficiency": flow["efficiency"],
        "active": flow["active"],
        "plannedCompletionTime": flow["plannedCompletionTime"],
        "activity": flow["activity"],
        "name": flow["name"],
        "description": flow["description"],
        "distributionType": flow["distributionType"],
        "responsibleList": flow["responsibleList"],
        "demo": False,
        "responsibleCanChangeDeadline": flow["responsibleCanChangeDeadline"],
        "matchWorkTime": flow["matchWorkTime"],
        "taskControl": flow["taskControl"],
        "notifyAtHalfTime": flow["notifyAtHalfTime"],
        "notifyOnQueueOverflow": flow["notifyOnQueueOverflow"],
        "notifyOnTasksInProgressOverflow": flow["notifyOnTasksInProgressOverflow"],
        "notifyWhenEfficiencyDecreases": flow["notifyWhenEfficiencyDecreases"],
        "taskCreators": flow["taskCreators"],
        "team": _team(flow),
        "trialFeatureEnabled": False,
    }


def _team(flow: Mapping[str, Any]) -> list[list[str]]:
    if flow["distributionType"] != "manually":
        return list(flow["responsibleList"])
    group = dict.fromkeys((str(flow["creatorId"]), str(flow["ownerId"])))
    return [["user", who] for who in group if ["user", who] not in flow["responsibleList"]]


def _settings(data: Params, required: tuple[str, ...]) -> dict[str, Any]:
    given = {name: _setting(name, data[name]) for name in _SETTINGS if name in data}
    for name in required:
        if name not in given:
            raise _invalid(name)
    return given


def _setting(name: str, value: object) -> object:
    try:
        return _SETTINGS[name](value)
    except ValueError:
        raise _invalid(name) from None


def _invalid(name: str) -> Refused:
    return Refused("0", f"'{name}': field's value has an invalid value")


def _flow_data(params: Params) -> Params:
    if "flowData" not in params:
        raise missing("flowData")
    data = params["flowData"]
    if data == []:
        return {}
    if not is_map(data):
        raise mismatch("flowData", data, "array")
    return data


def _flow_id(params: Params) -> int:
    if "flowId" not in params:
        raise missing("flowId")
    try:
        return integer(params["flowId"])
    except ValueError:
        raise mismatch("flowId", params["flowId"], "int") from None


def _id_in(data: Params) -> int:
    try:
        return integer(data.get("id"))
    except ValueError:
        raise _invalid("id") from None


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
