# Copied from generator/runtime/_core/paging_changes.py by "python -m generator generate". Edit that file.
"""The conditions of a list that give the rows changed since a moment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from .convert import shorten
from .json_types import is_list
from .method import ListMethod
from .paging_parameters import conditions_in
from .views import View, wire_names

# What methods call the time of a row's last change, in the spelling of their rows.
_NAMES: Final = (
    "DATE_MODIFY",
    "dateModify",
    "updatedTime",
    "changedDate",
    "changed",
    "TIMESTAMP_X",
    "timestampX",
    "updateTime",
    "UPDATE_TIME",
    "updatedAt",
    "dateUpdate",
    "DATE_UPDATE",
    "LAST_UPDATED",
)
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def time_field_of(method: ListMethod[Any, Any]) -> str:
    """The field of the rows' last change, as the method's filter spells it.

    Raises:
        ValueError: None is documented.
    """
    documented = wire_names(method.row) if isinstance(method.row, type) and issubclass(method.row, View) else ()
    name = next((each for each in _NAMES if each in documented), None)
    if name is None:
        raise ValueError(f"{method.name} documents no time of a row's last change; say its name: field=…")
    key = method.listing.key
    # Tasks have `changedDate` in their rows and `CHANGED_DATE` in their filter, as `id` and `ID`.
    upper = key is not None and key.filter[1] == f">{key.row.upper()}" != f">{key.row}"
    return _HUMP.sub("_", name).upper() if upper else name


def earlier(method: ListMethod[Any, Any], moment: object, overlap: object) -> datetime:
    """The moment, so much earlier; the first of all moments where there is none so early.

    Raises:
        TypeError, ValueError: One of them is of another kind, or would have rows left out.
    """
    if not isinstance(moment, datetime) or not isinstance(overlap, timedelta):
        kinds = f"{type(moment).__name__} and {type(overlap).__name__}"
        raise TypeError(f"{method.name}: the moment is a datetime and the overlap a timedelta, not {kinds}")
    if moment.tzinfo is None:
        raise ValueError(f"{method.name}: {moment} has no time zone")
    if overlap < timedelta():
        raise ValueError(f"{method.name}: an overlap below 0 would leave out rows")
    try:
        return moment - overlap
    except OverflowError:
        return datetime.min.replace(tzinfo=moment.tzinfo)


def with_change(
    method: ListMethod[Any, Any], body: Mapping[str, object], field: str, moment: datetime
) -> dict[str, object]:
    """The parameters, with the rows that changed at that moment or later alone.

    Raises:
        ValueError: The filter takes no other condition, or has one of this name already.
    """
    since = moment.isoformat(timespec="seconds")
    name = method.listing.key.filter[0] if method.listing.key is not None else "filter"
    name = next((given for given in body if given.casefold() == name.casefold()), name)
    given = body.get(name)
    if method.rest == 3 and (given is None or is_list(given)):
        return {**body, name: [*(given or []), [field, ">=", since]]}
    conditions = conditions_in(given) if method.rest == 2 else None
    if conditions is None:
        raise ValueError(f"{method.name}: no condition on {field} can be added to {name}={shorten(given)}")
    condition = f">={field}"
    if any(given.casefold() == condition.casefold() for given in conditions):
        raise ValueError(f"{method.name}: the filter has a condition {condition} already; leave one of the two out")
    return {**body, name: {**conditions, condition: since}}
