"""Lists: how a method pages, where the rows lie in its result, and what one of them is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..spec.model import Json, MethodSpec, RowId
from .types import ANY, ListOf, MapOf, Object, Objects, Optional, Property, Reference, Scalar, Type, Union


@dataclass(frozen=True)
class RowKey:
    """The rows' id: in a row, as a place in the parameters for "greater than", as parameters that order by it."""

    row: str
    filter: tuple[str, str]
    order: Mapping[str, Json]


@dataclass(frozen=True)
class Paging:
    """A method that pages.

    Args:
        kind: What leads to the next page: `start`, `pagination` or `cursor`.
        rows: Where the rows lie in the result.
        row: What one of them is.
        key: None where the list cannot be filtered and ordered by an id.
        by_name: Properties of a row that come only where `select` names them.
    """

    kind: str
    rows: tuple[str, ...]
    row: Type
    key: RowKey | None
    by_name: tuple[str, ...] = ()


def paging_of(spec: MethodSpec, parameters: tuple[Property, ...], returns: Type, shared: Objects) -> Paging | None:
    """None for a method that is no list, and where an offset would shift positional arguments."""
    if spec.list is None or spec.positional:
        return None
    rows = tuple(spec.list.rows.split(".")) if spec.list.rows else ()
    key = _key(spec.list.id, parameters) if spec.list.id is not None else None
    return Paging(spec.list.paging, rows, _row(returns, rows, shared), key, spec.list.by_name)


def _row(type: Type, path: tuple[str, ...], shared: Objects) -> Type:
    """What is listed under the path; `any` where the documentation does not say."""
    if isinstance(type, Optional):
        return _row(type.inner, path, shared)
    if isinstance(type, Union):
        found = [_row(option, path, shared) for option in type.options if not isinstance(option, Scalar)]
        return found[0] if len(found) == 1 else ANY
    if isinstance(type, Reference) and path:
        return _row(shared[type.name], path, shared)
    if not path:
        if isinstance(type, (ListOf, MapOf)):  # a map where PHP's list has gaps
            return type.item if isinstance(type, ListOf) else type.value
        return ANY
    if isinstance(type, Object) and path[0] in type.by_name:
        return _row(type.by_name[path[0]].type, path[1:], shared)
    return ANY


def _key(row_id: RowId, parameters: tuple[Property, ...]) -> RowKey | None:
    """None without parameters to filter and order by."""
    names = {each.name.casefold(): each.name for each in parameters}
    order = dict(row_id.sort) or ({names["order"]: {row_id.order: "ASC"}} if "order" in names else None)
    if order is None or "filter" not in names:
        return None
    return RowKey(row_id.row, (names["filter"], row_id.filter), order)
