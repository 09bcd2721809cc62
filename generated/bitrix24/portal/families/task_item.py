# Copied from generator/runtime/portal/families/task_item.py by "python -m generator generate". Edit that file.
"""`task.item.*`, `task.items.getlist`: tasks in the oldest dialect, capitals both ways, arguments by position."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from ..answer import Answer
from ..documented import Method, documentation
from ..errors import Refused
from ..records import PAGE, Call, State
from ..store import Body, Id
from ..values import Params, integer, is_list, list_of, map_of
from .task_words import denied, worded_by_position
from .tasks import KIND, TaskRecords, Tasks, actions_of, after_action, task_of

_ACTIONS: Final = ("startexecution", "complete", "renew", "defer", "approve", "disapprove", "delegate")
_OBJECTS: Final = frozenset(
    [
        "GROUP",
        "CREATOR",
        "RESPONSIBLE",
        "ACCOMPLICES_DATA",
        "AUDITORS_DATA",
        "ACTION",
        "CHECK_LIST_TREE",
        "CHECK_LIST_CAN_ADD",
        "COUNTER",
        "CHECKLIST",
        "NEW_COMMENTS_COUNT",
        "SUB_STATUS",
    ]
)


class OldTasks(TaskRecords):
    """What a task is stands in the documentation of `tasks.task.*`."""

    also: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(_ACTIONS, "act"),
        "add": "add",
        "list": "list",
        "getlist": "list",
        "update": "update",
        "delete": "delete",
        "getdata": "data",
        "getdescription": "description",
        "getfiles": "files",
        "getdependson": "depends",
        "addtofavorite": "favourite",
        "deletefromfavorite": "favourite",
        "getallowedtaskactionsasstrings": "allowed_actions",
        "isactionallowed": "is_allowed",
    }

    def __init__(self, state: State, family: str, methods: Sequence[Method]) -> None:
        super().__init__(state, family, methods)
        named = (documentation().find(2, f"tasks.task.{last}") for last in ("add", "get", "list", "update"))
        self._modern = {method.record.does: method for method in named if method is not None}
        self._tasks = Tasks(state, KIND, list(self._modern.values()))

    def worded(self, refused: Refused, method: Method) -> Refused:
        return worded_by_position(refused, method)

    def found(self, call: Call) -> tuple[Id, Body]:
        id = next(iter(call.params.values()), None)
        body = task_of(self.state.store, id)
        if body is None:
            raise denied(call.method)
        return integer(id), body

    def add(self, call: Call) -> Answer:
        made: Any = self._tasks.add(self._as("add", {"fields": call.params.get("TASKDATA", {})}, call)).result
        return Answer(int(made["task"]["id"]))

    def update(self, call: Call) -> Answer:
        id, before = self.found(call)
        self.put(
            id, before, self._tasks.taken(self._as("update", {"fields": call.params.get("TASKDATA", {})}, call)), call
        )
        return Answer(None)

    def delete(self, call: Call) -> Answer:
        id, _ = self.found(call)
        self.state.store.remove(KIND, id)
        self.happened("DELETE", id, call)
        return Answer(None)

    def list(self, call: Call) -> Answer:
        """Arguments: order, filter, `{"NAV_PARAMS": {"nPageSize", "iNumPage"}}`, select."""
        asked = {"order": map_of(call.params.get("ORDER")), "filter": map_of(call.params.get("FILTER"))}
        where, order = self._tasks.chosen(self._as("list", asked, call))
        size, page = _pages(call.params.get("PARAMS", call.params.get("NAV_PARAMS")))
        rows = self.state.store.select(KIND, where, order, size, (page - 1) * size)
        select = call.params.get("SELECT")
        names = set(select) | {"ID"} if is_list(select) and select and "*" not in select else None
        shown = [
            {name: value for name, value in self._data(id, body, call).items() if names is None or name in names}
            for id, body in rows
        ]
        total = self.state.store.count(KIND, where)
        return Answer(shown, total, page * size if page * size < total else None)

    def data(self, call: Call) -> Answer:
        return Answer(self._data(*self.found(call), call))

    def description(self, call: Call) -> Answer:
        return Answer(self.found(call)[1].get("description") or "")

    def files(self, call: Call) -> Answer:
        return Answer([{"ATTACHMENT_ID": file} for file in list_of(self.found(call)[1].get("uftaskwebdavfiles"))])

    def depends(self, call: Call) -> Answer:
        return Answer(self.found(call)[1].get("dependson") or [])

    def act(self, call: Call) -> Answer:
        id, before = self.found(call)
        self.put(id, before, after_action(self.state.store, before, call), call)
        return Answer(None)

    def favourite(self, call: Call) -> Answer:
        id, body = self.found(call)
        self.state.store.put(KIND, id, {**body, "favorite": "addto" in call.method.name.lower()})
        return Answer(None)

    def allowed_actions(self, call: Call) -> Answer:
        actions = actions_of(self.found(call)[1])
        return Answer({f"ACTION_{_capitals(name)}": value for name, value in actions.items() if "." not in name})

    def is_allowed(self, call: Call) -> Answer:
        self.found(call)
        return Answer(True)

    def _data(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        shown = self._tasks.written(id, body, self._as("get", {}, call))
        capitals = {_capitals(name): value for name, value in shown.items()}
        return {name: value for name, value in capitals.items() if name not in _OBJECTS} | {
            "REAL_STATUS": capitals["STATUS"]
        }

    def _as(self, does: str, params: Params, call: Call) -> Call:
        return Call(self._modern[does], params, call.caller)


def _capitals(name: str) -> str:
    """`createdBy` -> `CREATED_BY`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()


def _pages(given: object) -> tuple[int, int]:
    """How many on a page, at most 50, and which page."""
    numbers = map_of(map_of(given).get("NAV_PARAMS", given))

    def number(name: str, otherwise: int) -> int:
        try:
            return max(integer(numbers.get(name, otherwise)), 1)
        except ValueError:
            return otherwise

    return min(number("nPageSize", PAGE), PAGE), number("iNumPage", 1)
