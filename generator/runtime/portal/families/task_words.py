"""How the task methods word what they refuse."""

from __future__ import annotations

import re
from typing import Final

from ..documented import Method
from ..errors import Refused

_CLASSES: Final = "CTaskItem All parameters in the constructor must have real class type (internal error)"
_NAMED: Final = re.compile(r"\{(\w+)\}(?:\.|\. Should| to match|$)|parameter \{(\w+)\}")


def worded(refused: Refused, method: Method) -> Refused:
    """A parameter that is missing or of the wrong type, as `tasks.task.*` says it: by the class behind the method."""
    name = _parameter(refused)
    if name is None or name not in _ids(method):
        return Refused(refused.code, f"{refused.message} (internal error)") if name == "select" else refused
    is_missing = refused.message.startswith("Could not find")
    return Refused("100", _CLASSES) if is_missing else Refused("0", "wrong task id")


def worded_by_position(refused: Refused, method: Method) -> Refused:
    """The same of the methods that take arguments by position."""
    name, names = _parameter(refused), method.known.get("positional", [])
    if name not in names:
        return refused
    place = f"Param #{names.index(name)} ({_INNER.get(str(name), str(name).lower())})"
    called = f"ctask{method.name.split('.')[1].lower()}::{method.name.rpartition('.')[2].lower()}()"
    what = (
        f"{place} expected by method {called}, but not given."
        if refused.message.startswith("Could not find")
        else f'{place} for method {called} expected to be of type "integer", but given something else.'
    )
    return Refused("ERROR_CORE", f"TASKS_ERROR_EXCEPTION_#256; {what}; 256/TE/WRONG_ARGUMENTS")


_INNER: Final = {
    "TASKID": "taskId",
    "ITEMID": "itemId",
    "FIELDS": "arFields",
    "ARFIELDS": "arFields",
    "ORDER": "arOrder",
}


def denied(method: Method, otherwise: str = "Action on the task is not allowed") -> Refused:
    """An action that this task does not allow, or a task that is not there: portals do not say which of the two."""
    for code, text, status in method.errors:
        if any(words in (text or "") for words in ("not allowed", "No access", "Access denied", "not accessible")):
            return Refused(code, text or "", status or 400)
    return Refused("1048582", otherwise)


def _ids(method: Method) -> tuple[str, ...]:
    return ("taskId", "id", "TASKID") if method.name.startswith(("tasks.task.", "task.item.")) else ()


def _parameter(refused: Refused) -> str | None:
    match = re.search(r"parameter \{(\w+)\}", refused.message)
    return match[1] if match else None
