"""The methods `tasks.task.*` of REST 3.0 (api-reference/tasks/, the pages named rest-v3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from .errors import Refused
from .tasks import Task, Tasks
from .tasks_v3_list import listed_tasks
from .users import USERS, User
from .v3 import V3, fields_of, invalid, missing_field, mistyped, number, select_of
from .values import Params, is_list

WRITES: Final = ("tasks.task.add", "tasks.task.update")
"""Those that take an `Idempotency-Key`."""


class TasksV3:
    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks

    def methods(self) -> dict[str, Callable[[Params], object]]:
        return {
            "tasks.task.get": self.get,
            "tasks.task.list": self.some,
            "tasks.task.add": self.add,
            "tasks.task.update": self.update,
        }

    def get(self, params: Params) -> object:
        task_id = number(params, "id")
        select = select_of(params)
        task = self._tasks.find(task_id)
        if task is None:
            raise Refused(f"{V3}ENTITYNOTFOUNDEXCEPTION", f"Record with ID = `{task_id}` not found")
        return {"item": self._selected(task, select)}

    def some(self, params: Params) -> object:
        """Of a task that is listed only the id is there, unless more is selected."""
        select = select_of(params) or ["id"]
        return {"items": [self._selected(task, select) for task in listed_tasks(self._tasks.all(), params)]}

    def add(self, params: Params) -> object:
        fields = fields_of(params)
        for name in ("title", "creatorId", "responsibleId"):
            if fields.get(name) is None:
                raise missing_field(name)
        unless_given: dict[str, Any] = {"description": "", "deadline": None}
        task = Task(self._tasks.next_id(), **{**unless_given, **_changes(fields)})
        self._tasks.put(task)
        return {"item": _task(task)}

    def update(self, params: Params) -> object:
        task_id, fields = number(params, "id"), fields_of(params)
        if "creatorId" in fields:
            what = "requires the presence of the `Editable` attribute for such a request"
            raise invalid("creatorId", f"In DTO `TaskDto`, the field `creatorId` {what}")
        task = self._tasks.find(task_id)
        if task is None:
            raise Refused(f"{V3}ACCESSDENIEDEXCEPTION", "Access denied", 403)
        self._tasks.put(replace(task, **_changes(fields)))
        return {"result": True}

    def _selected(self, task: Task, select: list[str]) -> dict[str, object]:
        own = _task(task)
        names = [name for name in select if "." not in name]
        # The ids of related objects are there on request only; an unknown name of the task's own is passed over.
        on_request: dict[str, object] = {
            "creatorId": task.creator.id,
            "responsibleId": task.responsible.id,
            "flowId": task.flow_id,
        }
        known = {**own, **on_request}
        item = {name: known[name] for name in names if name in known} if names else own
        related = self._related(task)
        for path in select:
            owner, dot, field = path.partition(".")
            if dot and owner in related:
                item[owner] = _joined(item.get(owner), field, *related[owner])
        return item

    def _related(self, task: Task) -> dict[str, tuple[str, dict[str, object] | None]]:
        """Related objects by name: what the portal calls their kind, and their fields."""
        flow_name = self._tasks.flows.name_of(task.flow_id) if task.flow_id else None
        flow: dict[str, object] | None = {"id": task.flow_id, "name": flow_name} if flow_name else None
        return {
            "creator": ("UserDto", _user(task.creator)),
            "responsible": ("UserDto", _user(task.responsible)),
            "flow": ("FlowDto", flow),
        }


def _joined(found: object, field: str, kind: str, fields: dict[str, object] | None) -> dict[str, object] | None:
    if fields is None:
        return None
    if field not in fields:
        raise Refused(f"{V3}UNKNOWNDTOPROPERTYEXCEPTION", f"Unknown field `{field}` for entity `{kind}`")
    return {**(found if isinstance(found, dict) else {}), field: fields[field]}


def _changes(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What is given, by the names of Task; fields that the portal does not know are passed over. Raises Refused."""
    return {_FIELDS[name][0]: _FIELDS[name][1](name, value) for name, value in fields.items() if name in _FIELDS}


def _string(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise mistyped(name, "string")
    return value


def _moment(name: str, value: object) -> str | None:
    if value is None:
        return None
    try:
        if isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None:
            return value
    except ValueError:
        pass
    raise mistyped(name, "DateTime")


def _links(name: str, value: object) -> tuple[str, ...]:
    if not is_list(value):
        raise mistyped(name, "array")
    return tuple(str(link) for link in value)


def _user_of(name: str, value: object) -> User:
    if not isinstance(value, int) or isinstance(value, bool):
        raise mistyped(name, "int")
    if value not in USERS:
        raise invalid(name, 'User specified in the "Executor" field not found' if name == "responsibleId" else "")
    return USERS[value]


_FIELDS: Final[Mapping[str, tuple[str, Callable[[str, object], object]]]] = {
    "title": ("title", _string),
    "description": ("description", _string),
    "creatorId": ("creator", _user_of),
    "responsibleId": ("responsible", _user_of),
    "deadline": ("deadline", _moment),
    "crmItemIds": ("crm", _links),
}


def _task(task: Task) -> dict[str, object]:
    return {
        "id": task.id,
        "title": task.title,
        "description": task.description,
        "deadline": task.deadline,
        "needsControl": False,
        "startPlan": None,
        "checklist": [],
        "priority": "average",
        "status": "pending",
        "statusChanged": "2025-11-24T06:00:00+02:00",
        "parentId": None,
        "containsChecklist": False,
        "chatId": task.chat_id,
        "durationType": "days",
        "estimatedTime": 0,
        "replicate": False,
        "changed": "2025-12-10T16:04:54+02:00",
        "mark": "none",
        "link": f"/company/personal/user/{task.responsible.id}/tasks/task/view/{task.id}/",
        "rights": {"read": True, "edit": True, "approve": False, "sort": False},
        "crmItemIds": list(task.crm),
        "inFavorite": [],
        "dependsOn": [],
        "scenarios": ["default"],
    }


def _user(user: User) -> dict[str, object]:
    return {"id": user.id, "name": user.name, "email": user.email, "image": None, "rights": []}
