"""Which tasks `tasks.task.list` of REST 3.0 answers: filter by id, order, pages (tasks-task-list-rest-v3.html)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from .errors import Refused
from .tasks import Task
from .v3 import V3, invalid
from .values import Params, is_list, is_map

_PAGE: Final = 50
_MOST: Final = 1000

# Final would have checkers know what each function compares; here that is the caller's affair.
_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "in": lambda value, wanted: value in wanted,
    "between": lambda value, wanted: wanted[0] <= value <= wanted[1],
}
_SORTABLE: Final[Mapping[str, Callable[[Task], Any]]] = {
    "id": lambda task: task.id,
    "title": lambda task: task.title,
    "creatorId": lambda task: task.creator.id,
    "responsibleId": lambda task: task.responsible.id,
}


def listed_tasks(tasks: Iterable[Task], params: Params) -> list[Task]:
    """One page. Raises Refused."""
    tests = [_test(condition) for condition in _list_of(params, "filter")]
    found = sorted((task for task in tasks if all(test(task.id) for test in tests)), key=lambda task: task.id)
    for name, direction in reversed(list(_map_of(params, "order").items())):
        if name not in _SORTABLE or direction not in ("ASC", "DESC"):
            raise Refused(f"{V3}INVALIDORDEREXCEPTION", f"Unable to recognize sorting parameter `{name}`")
        found.sort(key=_SORTABLE[name], reverse=direction == "DESC")
    offset, limit = _bounds(_map_of(params, "pagination"))
    return found[offset : offset + limit]


def _test(condition: object) -> Callable[[int], bool]:
    """[field, operator, value] or [field, value], which is = for one value and `in` for several."""
    parts = condition if is_list(condition) else []
    if len(parts) == 2:
        parts = [parts[0], "in" if is_list(parts[1]) else "=", parts[1]]
    if len(parts) != 3:
        raise Refused(f"{V3}INVALIDFILTEREXCEPTION", "Unable to recognize filter")
    field, sign, wanted = parts
    if field != "id":
        what = f"In DTO `TaskDto`, the `{field}` field requires the `Filterable` attribute for such a request"
        raise invalid(str(field), what)
    if not isinstance(sign, str) or sign not in _OPERATORS:
        raise Refused(f"{V3}UNKNOWNFILTEROPERATOREXCEPTION", f"Unknown filter operator `{sign}`")
    several = sign in ("in", "between")
    numbers = wanted if several and is_list(wanted) else [wanted]
    fits = all(isinstance(number, int) for number in numbers) and (sign != "between" or len(numbers) == 2)
    if is_list(wanted) != several or not fits:
        raise invalid("id", "Field `id` requires data type `int` for this request")
    compare = _OPERATORS[sign]
    return lambda value: compare(value, wanted)


def _bounds(pagination: Mapping[str, object]) -> tuple[int, int]:
    limit = _natural(pagination, "limit", _PAGE)
    offset = _natural(pagination, "offset", max(0, _natural(pagination, "page", 1) - 1) * limit)
    return offset, min(limit, _MOST)


def _natural(pagination: Mapping[str, object], name: str, otherwise: int) -> int:
    value = pagination.get(name, otherwise)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Refused(f"{V3}INVALIDPAGINATIONEXCEPTION", f"Unable to recognize pagination parameter `{value}`")
    return value


def _list_of(params: Params, name: str) -> list[object]:
    value = params.get(name, [])
    if not is_list(value):
        raise invalid(name, f"Field `{name}` requires data type `array` for this request")
    return value


def _map_of(params: Params, name: str) -> Mapping[str, object]:
    value = params.get(name, {})
    if value == []:
        return {}
    if not is_map(value):
        raise invalid(name, f"Field `{name}` requires data type `array` for this request")
    return value
