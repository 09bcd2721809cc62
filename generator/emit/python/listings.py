"""Lists: which rows a list method hands out, and how the runtime is told to page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...api.interpret import ANY, Array, Nullable, Record, Ref, Scalar, Shape, Table, Union
from ...spec.model import MethodSpec, RowId
from ...spec.names import WireName
from .imports import Imports
from .literals import Call, Row, Value, literal

# Makes the record of a shared type.
Follow = Callable[[WireName], Record]


@dataclass(frozen=True)
class KeyPlan:
    """The rows' id: in a row, as a place in the parameters for "greater than", as parameters that order by it."""

    row: str
    filter: tuple[str, str]
    order: Mapping[str, Value]


@dataclass(frozen=True)
class ListPlan:
    """A method that pages. `rows`: where they lie in the result. `row`: what one of them is."""

    paging: str
    rows: tuple[str, ...]
    row: Shape
    key: KeyPlan | None


def list_plan(spec: MethodSpec, params: Record, returns: Shape, follow: Follow) -> ListPlan | None:
    """How a list method is generated; None for any other, and where an offset would shift positional arguments."""
    if spec.list is None or spec.positional:
        return None
    rows = tuple(spec.list.rows.split(".")) if spec.list.rows else ()
    key = _key(spec.list.id, params) if spec.list.id is not None else None
    return ListPlan(spec.list.paging, rows, _row(returns, rows, follow), key)


def listing_code(plan: ListPlan, imports: Imports) -> str:
    """The expression that makes the runtime's `Listing`."""
    arguments = [literal(plan.paging)]
    if plan.rows or plan.key is not None:
        arguments.append(literal(Row(plan.rows)))
    if plan.key is not None:
        key = Call(imports.use(".method", "RowKey"), (plan.key.row, Row(plan.key.filter), dict(plan.key.order)))
        arguments.append(literal(key))
    return f"{imports.use('.method', 'Listing')}({', '.join(arguments)})"


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


def _key(row_id: RowId, params: Record) -> KeyPlan | None:
    """None without parameters to filter and order by."""
    names = {name.casefold(): name for name in params.members}
    order = dict(row_id.sort) or ({names["order"]: {row_id.order: "ASC"}} if "order" in names else None)
    if order is None or "filter" not in names:
        return None
    return KeyPlan(row_id.row, (names["filter"], row_id.filter), order)
