# Copied from generator/runtime/_core/list_position.py by "python -m generator generate". Edit that file.
"""Where a list is to be read on, as a small JSON value: after an id, or at an offset whose row is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from .convert import ConvertError, integer, shorten
from .json_types import is_map
from .method import ListMethod, RowKey
from .paging_parameters import Body, after, at, conditions_of, usable_key
from .paging_rows import Identity, identity_of

# A row's field by which cursors move unless the caller says otherwise, and the only one that no two rows share.
_CURSOR_FIELD: Final = "id"


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a list is to be read.

    Args:
        body: The parameters.
        counted: Have the portal count the rows, where it can.
        beyond: All rows have a greater id.
        before: The row before the first one, by its id, where the list is read by offset.
    """

    body: Body
    counted: bool = False
    beyond: int | None = None
    before: Identity | None = None


def position_of(method: ListMethod[Any, Any], body: Body, row: object, offset: int | None) -> dict[str, Any] | None:
    """Where to go on after this row; None where that cannot be said.

    Args:
        body: The parameters that the list is read with.
        offset: The row's, where it was found by it.
    """
    position = {"method": method.name}
    key, cursor = resumable_key(method, body), method.listing.paging == "cursor"
    id = _id(row, key.row if key is not None else _CURSOR_FIELD)
    if id is not None and (key is not None or (cursor and _cursor_of(body).get("field") == _CURSOR_FIELD)):
        return {**position, "after": id}
    if offset is None:
        return None
    last = identity_of(row)
    return {**position, "start": offset + 1, **({"last": last} if last is not None else {})}


def asked_after(method: ListMethod[Any, Any], body: Body, position: object) -> Asked:
    """The rows after that position.

    Raises:
        ValueError: It is none of this list.
    """
    if is_map(position) and position.get("method") == method.name:
        id, start, key = _number(position, "after"), _number(position, "start"), resumable_key(method, body)
        if id is not None and key is not None:
            return Asked(after(body, key, conditions_of(body, key) or {}, id), beyond=id)
        if id is not None and method.listing.paging == "cursor":
            return Asked({**body, "cursor": {**_cursor_of(body), "value": id}})
        if start is not None and method.listing.paging == "start":
            return Asked(at(body, start), before=_last(position))
        if start is not None and method.listing.paging == "pagination":
            given = body.get("pagination")
            pagination = {name: value for name, value in given.items() if name != "page"} if is_map(given) else {}
            return Asked({**body, "pagination": {**pagination, "offset": start}}, before=_last(position))
    raise ValueError(f"{method.name}: {shorten(position)} is no position of this list, as it was asked for")


def resumable_key(method: ListMethod[Any, Any], body: Body) -> RowKey | None:
    """The id by which the list is ordered, if a condition on it can be added."""
    key = usable_key(method.listing, body) if method.listing.paging == "start" else None
    return key if key is not None and conditions_of(body, key) is not None else None


def _cursor_of(body: Body) -> Mapping[str, object]:
    given = body.get("cursor")
    return {"field": _CURSOR_FIELD, "order": "ASC", **(given if is_map(given) else {})}


def _id(row: object, name: str) -> int | None:
    return _number(row, name) if is_map(row) else None


def _number(values: Mapping[str, object], name: str) -> int | None:
    try:
        return integer(values.get(name))
    except ConvertError:
        return None


def _last(position: Mapping[str, object]) -> Identity | None:
    return identity_of({"id": position.get("last")})
