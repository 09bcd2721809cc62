# Copied from generator/runtime/portal/seeding.py by "python -m generator generate". Edit that file.
"""Records that a program puts in and looks at: by the methods of their family, as a caller would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from .calls import Caller
from .documented import Method, documentation
from .fields import key_of
from .methods import Methods
from .values import Params, is_list, is_map, list_of

_CALLER: Final = Caller("http://localhost", application=True)
_PAGE_V3: Final = 50


def added(methods: Methods, rest: int, family: str, records: Iterable[Mapping[str, Any]], beside: Params) -> list[Any]:
    """The ids. Raises LookupError, Refused."""
    method = _doing("add", rest, family)
    holder = method.record.holder
    ids: list[Any] = []
    for record in records:
        params = {**beside, holder: record} if holder is not None else {**beside, **record}
        result = methods.run(rest, method.name, params, _CALLER).result
        ids.append(_id(_at(result, method.record.at)))
    return ids


def all_of(methods: Methods, rest: int, family: str, beside: Params) -> list[Any]:
    """Raises LookupError, Refused."""
    method = _doing("list", rest, family)
    found: list[Any] = []
    page, more = 0, True
    while more:
        where = {"start": page} if rest == 2 else {"pagination": {"page": page + 1, "limit": _PAGE_V3}}
        paged = method.known.get("list") in ("start", "pagination")
        answer = methods.run(rest, method.name, {**beside, **(where if paged else {})}, _CALLER)
        rows = _at(answer.result, method.record.at)
        found += list_of(rows)
        if rest == 2:
            page, more = answer.next or 0, answer.next is not None
        else:
            page, more = page + 1, paged and is_list(rows) and len(rows) == _PAGE_V3
    return found


def _doing(does: str, rest: int, family: str) -> Method:
    wanted = family.lower()
    for (version, name), methods in documentation().families().items():
        if version == rest and name.lower() == wanted:
            for method in methods.values():
                if method.record.does == does:
                    return method
    raise LookupError(f"no method of {family} in REST {rest} is known to {does} records")


def _at(result: object, path: Sequence[str]) -> Any:
    for name in path:
        result = result.get(name) if is_map(result) else None
    return result


def _id(given: object) -> Any:
    """An id, or that of a record."""
    if not is_map(given):
        return given
    return next((value for name, value in given.items() if key_of(name) == "id"), given)
