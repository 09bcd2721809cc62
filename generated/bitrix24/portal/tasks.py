# Copied from generator/runtime/portal/tasks.py by "python -m generator generate". Edit that file.
"""The tasks of the portal, and `tasks.task.get` of REST v2 (api-reference/tasks/tasks-task-get.html)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from .errors import Refused
from .flows import FIRST_FLOW, Flows
from .users import ALEX, MARIA, SAM, User
from .values import Params, integer, is_list

_NOT_UNLESS_SELECTED: Final = ("ufCrmTask", "ufTaskWebdavFiles", "ufMailMessage")
_WHATEVER_IS_SELECTED: Final = ("id", "descriptionInBbcode", "favorite", "group", "creator", "responsible", "action")


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


_TASKS: Final = (
    Task(51, "Answer the letter", "", ALEX, SAM, None, flow_id=FIRST_FLOW),
    Task(3835, "Plan the year", "Draft by [I]autumn[/I]", ALEX, MARIA, "2025-12-25T23:00:00+02:00", crm=("D_6529",)),
    Task(
        8017,
        "Task Example",
        "Some [B]bold[/B] words",
        MARIA,
        SAM,
        "2025-10-24T19:00:00+02:00",
        crm=("C_627", "CO_591", "L_1177", "T88_3", "D_1723"),
        files=(1065, 1077),
    ),
)


class Tasks:
    """In memory, gone with the process."""

    def __init__(self, flows: Flows) -> None:
        self.flows = flows
        self._tasks = {task.id: task for task in _TASKS}

    def methods(self) -> dict[str, Callable[[Params], object]]:
        return {"tasks.task.get": self.get}

    def all(self) -> Iterable[Task]:
        return self._tasks.values()

    def find(self, task_id: int) -> Task | None:
        return self._tasks.get(task_id)

    def next_id(self) -> int:
        return max(self._tasks) + 1

    def put(self, task: Task) -> None:
        """A new task, or a new state of one."""
        self._tasks[task.id] = task

    def get(self, params: Params) -> object:
        """An unknown task is an empty list, not an error."""
        task = self._tasks.get(_task_id(params))
        return {"task": _selected(_v2(task), params)} if task else []


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
