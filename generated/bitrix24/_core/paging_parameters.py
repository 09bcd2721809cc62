# Copied from generator/runtime/_core/paging_parameters.py by "python -m generator generate". Edit that file.
"""A list's parameters with an offset, an order or a condition of the client's own, in the caller's spelling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from .convert import ConvertError, integer, shorten
from .json_types import is_list, is_map
from .method import Listing, RowKey

Body: TypeAlias = Mapping[str, object]


def starts_at(body: Body) -> int | None:
    """The offset that the caller asks for; None where none is asked for."""
    try:
        return integer(_value(body, "start"))
    except ConvertError:
        return None


def at(body: Body, start: int) -> Body:
    """The body with that offset."""
    return {**body, _name(body, "start"): start}


def usable_key(listing: Listing, body: Body) -> RowKey | None:
    """The list's key, unless the caller wants another order."""
    key = listing.key
    if key is None:
        return None
    given = {name: _value(body, name) for name in key.order if _name(body, name) in body}
    if not given:
        return key
    return key if _folded(given) == _folded(key.order) else None


def ordered(body: Body, key: RowKey) -> Body:
    """The body with the rows in the order of their key."""
    return {**body, **{_name(body, name): value for name, value in key.order.items()}}


def descending(body: Body, key: RowKey) -> Body:
    """The body with the rows in the opposite order of their key."""
    return {**body, **{_name(body, name): _reversed(value) for name, value in key.order.items()}}


def _reversed(order: object) -> object:
    if is_map(order):
        return {name: _reversed(value) for name, value in order.items()}
    return "DESC" if order == "ASC" else order


def conditions_of(body: Body, key: RowKey) -> Body | None:
    """The caller's conditions as a map to which one more can be added that must hold too; None if there is none."""
    return conditions_in(_value(body, key.filter[0]))


def conditions_in(filter: object) -> Body | None:
    """See `conditions_of`."""
    if filter is None:
        return {}
    if is_list(filter):  # to PHP the same
        return {str(index): condition for index, condition in enumerate(filter)}
    if not is_map(filter):
        return None
    logic = next((name for name in filter if name.casefold() in ("logic", "::logic")), None)
    if logic is None or str(filter[logic]).casefold() == "and":
        return filter
    # Beside `logic` the new condition would be one of the alternatives. Tasks know no nested filter without a name.
    return None if logic.startswith("::") else {"0": filter}


def after(body: Body, key: RowKey, conditions: Body, id: object) -> Body:
    """The body with the rows after that id alone."""
    name, condition = key.filter
    return {**body, _name(body, name): {**conditions, condition: id}}


def filter_text(body: Body, key: RowKey) -> str:
    """The caller's filter, for a message."""
    name = _name(body, key.filter[0])
    return f"{name}={shorten(body.get(name))}"


def _name(body: Body, name: str) -> str:
    """The parameter by the name that the caller uses for it: only case may differ."""
    if name in body:
        return name
    return next((given for given in body if given.casefold() == name.casefold()), name)


def _value(body: Body, name: str) -> object:
    return body.get(_name(body, name))


def _folded(value: object) -> object:
    """What the portal takes for the same is the same."""
    if is_map(value):
        return {name.casefold(): _folded(item) for name, item in value.items()}
    return value.casefold() if isinstance(value, str) else value
