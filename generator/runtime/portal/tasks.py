"""A few tasks and `tasks.task.get` in both versions of REST (api-reference/tasks/)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .flows import FIRST_FLOW, Flows
from .refused import Refused
from .values import Params, integer, is_list

_V3 = "BITRIX_REST_V3_EXCEPTION_"
_INVALID = f"{_V3}VALIDATION_REQUESTVALIDATIONEXCEPTION"

_NOT_UNLESS_SELECTED = ("ufCrmTask", "ufTaskWebdavFiles", "ufMailMessage")
_WHATEVER_IS_SELECTED = ("id", "descriptionInBbcode", "favorite", "group", "creator", "responsible", "action")


@dataclass(frozen=True)
class User:
    id: int
    name: str
    email: str
    position: str


@dataclass(frozen=True)
class Task:
    id: int
    title: str
    description: str
    creator: User
    responsible: User
    deadline: str | None
    """ISO 8601 with an offset."""
    crm: tuple[str, ...] = ()
    files: tuple[int, ...] = ()
    chat_id: int = 2537
    flow_id: int | None = None


_ALEX = User(1, "Alex Example", "alex@example.com", "Director")
_MARIA = User(503, "Maria Johnson", "maria@example.com", "Admin")
_SAM = User(547, "Sam Tester", "sam@example.com", "Tester")

_TASKS = (
    Task(51, "Answer the letter", "", _ALEX, _SAM, None, flow_id=FIRST_FLOW),
    Task(3835, "Plan the year", "Draft by [I]autumn[/I]", _ALEX, _MARIA, "2025-12-25T23:00:00+02:00", crm=("D_6529",)),
    Task(
        8017,
        "Task Example",
        "Some [B]bold[/B] words",
        _MARIA,
        _SAM,
        "2025-10-24T19:00:00+02:00",
        crm=("C_627", "CO_591", "L_1177", "T88_3", "D_1723"),
        files=(1065, 1077),
    ),
)


class Tasks:
    def __init__(self, flows: Flows) -> None:
        self._flows = flows
        self._tasks = {task.id: task for task in _TASKS}

    def methods(self) -> dict[str, Callable[[Params], object]]:
        return {"tasks.task.get": self.get}

    def methods_v3(self) -> dict[str, Callable[[Params], object]]:
        return {"tasks.task.get": self.get_v3}

    def get(self, params: Params) -> object:
        """An unknown task is an empty list, not an error."""
        task = self._tasks.get(_task_id(params))
        return {"task": _selected(_v2(task), params)} if task else []

    def get_v3(self, params: Params) -> object:
        task_id = _task_id_v3(params)
        select = _select_v3(params)
        if task_id not in self._tasks:
            raise Refused(f"{_V3}ENTITYNOTFOUNDEXCEPTION", f"Record with ID = `{task_id}` not found")
        return {"item": self._selected_v3(self._tasks[task_id], select)}

    def _selected_v3(self, task: Task, select: list[str]) -> dict[str, object]:
        own = _v3(task)
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
        flow_name = self._flows.name_of(task.flow_id) if task.flow_id else None
        flow: dict[str, object] | None = {"id": task.flow_id, "name": flow_name} if flow_name else None
        return {
            "creator": ("UserDto", _user_v3(task.creator)),
            "responsible": ("UserDto", _user_v3(task.responsible)),
            "flow": ("FlowDto", flow),
        }


def _joined(found: object, field: str, kind: str, fields: dict[str, object] | None) -> dict[str, object] | None:
    if fields is None:
        return None
    if field not in fields:
        raise Refused(f"{_V3}UNKNOWNDTOPROPERTYEXCEPTION", f"Unknown field `{field}` for entity `{kind}`")
    return {**(found if isinstance(found, dict) else {}), field: fields[field]}


def _task_id(params: Params) -> int:
    if "taskId" not in params:
        code, message = "100", "CTaskItem All parameters in the constructor must have real class type (internal error)"
        raise Refused(code, message)
    try:
        return integer(params["taskId"])
    except ValueError:
        raise Refused("0", "wrong task id") from None


def _selected(task: dict[str, Any], params: Params) -> dict[str, Any]:
    if "select" not in params:
        return {name: value for name, value in task.items() if name not in _NOT_UNLESS_SELECTED}
    select = params["select"]
    if not is_list(select) or not select:
        wanted = "Should be value of type array. (internal error)"
        raise Refused("100", f"Invalid value {{}} to match with parameter {{select}}. {wanted}")
    names = {_camel(name) for name in select if isinstance(name, str)}
    if names.intersection(_NOT_UNLESS_SELECTED):
        names.update(_NOT_UNLESS_SELECTED)
    names.update(_WHATEVER_IS_SELECTED)
    return task if "*" in select else {name: value for name, value in task.items() if name in names}


def _camel(name: str) -> str:
    """CREATED_BY -> createdBy; what is in camel case already stays."""
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*", name):
        return name
    first, *rest = name.lower().split("_")
    return first + "".join(part.capitalize() for part in rest)


def _v2(task: Task) -> dict[str, Any]:
    return {
        "id": str(task.id),
        "parentId": None,
        "title": task.title,
        "description": task.description,
        "chatId": task.chat_id,
        "mark": None,
        "priority": "1",
        "createdBy": str(task.creator.id),
        "createdDate": "2025-10-06T17:02:43+02:00",
        "responsibleId": str(task.responsible.id),
        "deadline": task.deadline,
        "flowId": None if task.flow_id is None else str(task.flow_id),
        "status": "2",
        "groupId": "0",
        "auditors": [],
        "ufCrmTask": list(task.crm),
        "ufTaskWebdavFiles": list(task.files),
        "ufMailMessage": None,
        "descriptionInBbcode": "Y",
        "favorite": "N",
        "group": [],
        "creator": _user_v2(task.creator),
        "responsible": _user_v2(task.responsible),
        "action": {"accept": False, "complete": True, "start": True, "edit": True, "edit.originator": False},
    }


def _user_v2(user: User) -> dict[str, str]:
    return {
        "id": str(user.id),
        "name": user.name,
        "link": f"/company/personal/user/{user.id}/",
        "icon": "/bitrix/images/tasks/default_avatar.png",
        "workPosition": user.position,
    }


def _v3(task: Task) -> dict[str, object]:
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


def _user_v3(user: User) -> dict[str, object]:
    return {"id": user.id, "name": user.name, "email": user.email, "image": None, "rights": []}


def _task_id_v3(params: Params) -> int:
    value = params.get("id")
    if value is None:
        raise _invalid_v3("id", "Required field `id` is missing")
    if not isinstance(value, int) or isinstance(value, bool):
        raise _invalid_v3("id", "Field `id` requires data type `int` for this request")
    return value


def _select_v3(params: Params) -> list[str]:
    value = params.get("select", [])
    if not is_list(value):
        raise _invalid_v3("select", "Field `select` requires data type `array` for this request")
    return [name for name in value if isinstance(name, str)]


def _invalid_v3(field: str, message: str) -> Refused:
    return Refused(_INVALID, "Error validating request object", validation=((field, message),))
