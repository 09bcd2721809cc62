"""Lists: which rows a list method hands out, and how the runtime is told to page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..spec.model import Listing, MethodSpec, RowId
from ..spec.names import WireName
from .imports import Imports
from .literals import Row, Value, literal
from .shapes import ANY, Array, Nullable, Open, Record, Ref, Scalar, Shape, Table, Union

# Makes the record of a shared type.
Follow = Callable[[WireName], Record]


@dataclass(frozen=True)
class ListPlan:
    """`row`: what one row is. `listing`: how it pages."""

    row: Shape
    listing: Listing


def list_plan(spec: MethodSpec, returns: Shape, follow: Follow) -> ListPlan | None:
    """How a list method is generated; None for any other method."""
    if spec.list is None:
        return None
    return ListPlan(_row(returns, tuple(_path(spec.list)), follow), spec.list)


def listing_code(plan: ListPlan, params: Mapping[str, Shape], imports: Imports) -> str:
    """The expression that makes the runtime's `Listing`; `params`: the method's own, by wire name."""
    listing = imports.use(".method", "Listing")
    arguments = [literal(plan.listing.paging)]
    key = _key(plan.listing.id, params, imports) if plan.listing.id is not None else None
    rows = tuple(_path(plan.listing))
    if rows or key is not None:
        arguments.append(literal(Row(rows)))
    if key is not None:
        arguments.append(key)
    return f"{listing}({', '.join(arguments)})"


def _path(listing: Listing) -> list[str]:
    return listing.rows.split(".") if listing.rows else []


def _row(shape: Shape, path: tuple[str, ...], follow: Follow) -> Shape:
    """What is listed under the path; `any` where the documentation does not say."""
    if isinstance(shape, Nullable):
        return _row(shape.inner, path, follow)
    if isinstance(shape, Union):
        found = [_row(option, path, follow) for option in shape.options if not isinstance(option, Scalar)]
        return found[0] if len(found) == 1 else ANY
    if isinstance(shape, Ref) and path:
        return _row(follow(shape.name), path, follow)
    if not path:
        if isinstance(shape, (Array, Table)):  # a map where PHP's list has gaps
            return shape.item if isinstance(shape, Array) else shape.value
        return ANY
    if isinstance(shape, Record) and path[0] in shape.members:
        return _row(shape.members[path[0]].shape, path[1:], follow)
    return ANY


def _key(row_id: RowId, params: Mapping[str, Shape], imports: Imports) -> str | None:
    """The expression that makes a `RowKey`; None without parameters to filter and order by."""
    names = {name.casefold(): name for name in params}
    where, order = names.get("filter"), _order(row_id.order, names, params)
    if where is None or order is None:
        return None
    key = imports.use(".method", "RowKey")
    return f"{key}({literal(row_id.row)}, {literal(Row((where, row_id.filter)))}, {literal(order)})"


def _order(field: str, names: Mapping[str, str], params: Mapping[str, Shape]) -> dict[str, Value] | None:
    """The parameters that order by a field, ascending: an object of directions, or a field and a direction apart."""
    order, sort = names.get("order"), names.get("sort")
    if order is not None and isinstance(_plain(params[order]), (Table, Open, Record)):
        return {order: {field: "ASC"}}
    if order is not None and sort is not None:
        return {sort: field, order: "ASC"}
    return None


def _plain(shape: Shape) -> Shape:
    return shape.inner if isinstance(shape, Nullable) else shape
