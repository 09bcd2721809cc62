# Copied from generator/runtime/portal/selection.py by "python -m generator generate". Edit that file.
"""What lists have in common: filter, order, select and pages (api-reference/crm/universal/crm-item-list.html)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from .answer import Answer
from .deal_fields import Field, Row
from .errors import Refused
from .values import Params, integer, is_list, is_map

PAGE: Final = 50

_KEY: Final = re.compile(r"(>=|>|<=|<|!=%|!%=|!@|!%|!=|!|=%|%=|=|@|%)?(\w+)", re.ASCII)


def chosen(rows: Iterable[Row], names: Mapping[str, Field], filter_: Params, order: Params) -> list[Row]:
    """The rows that the filter lets through, in order; by id where nothing else is asked for. Raises Refused."""
    tests = [_test(key, value, names) for key, value in filter_.items()]
    found = sorted((row for row in rows if all(test(row) for test in tests)), key=lambda row: int(row["ID"]))
    for name, direction in reversed(list(order.items())):
        field = names.get(name)
        if field is None:
            raise _invalid(f"Invalid order: field '{name}' is not allowed in order")
        if str(direction).upper() not in ("ASC", "DESC"):
            what = f"allowed sort directions are ASC, DESC. But got '{direction}' for field '{name}'"
            raise _invalid(f"Invalid order: {what}")
        found.sort(key=_sorting(field), reverse=str(direction).upper() == "DESC")
    return found


def _sorting(field: Field) -> Callable[[Row], tuple[bool, Any]]:
    """None comes before everything."""
    return lambda row: (row[field.name] is not None, row[field.name])


def _test(key: str, wanted: object, names: Mapping[str, Field]) -> Callable[[Row], bool]:
    match = _KEY.fullmatch(key)
    field = names.get(match[2]) if match else None
    if match is None or field is None:
        raise _invalid(f"Invalid filter: field '{key}' is not allowed in filter")
    try:
        return _comparison(match[1] or "=", field, wanted)
    except ValueError:
        raise _invalid(f"Invalid filter: field '{match[2]}' has invalid value") from None


def _comparison(prefix: str, field: Field, wanted: object) -> Callable[[Row], bool]:
    plain = prefix.removeprefix("!") or "="
    against: object
    if plain == "@":
        if not is_list(wanted):
            raise ValueError("not a list")
        against = [field.read(one) for one in wanted]
    else:
        against = _pattern(plain, wanted) if "%" in plain else field.read(wanted)
    compare = _COMPARISONS[plain]
    return lambda row: compare(row[field.name], against) != prefix.startswith("!")


_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": lambda value, one: value == one,
    ">": lambda value, one: value is not None and value > one,
    ">=": lambda value, one: value is not None and value >= one,
    "<": lambda value, one: value is not None and value < one,
    "<=": lambda value, one: value is not None and value <= one,
    "@": lambda value, several: value in several,
    "%": lambda value, pattern: pattern.fullmatch(str(value)) is not None,
    "=%": lambda value, pattern: pattern.fullmatch(str(value)) is not None,
    "%=": lambda value, pattern: pattern.fullmatch(str(value)) is not None,
}


def _pattern(prefix: str, wanted: object) -> re.Pattern[str]:
    """`%` looks for the text anywhere; `=%` and `%=` take % in the text for whatever stands there."""
    if not isinstance(wanted, str):
        raise ValueError("not a text")
    parts = f"%{wanted}%".split("%") if prefix == "%" else wanted.split("%")
    return re.compile(".*".join(re.escape(part) for part in parts), re.IGNORECASE | re.DOTALL)


def _invalid(message: str) -> Refused:
    return Refused("INVALID_ARG_VALUE", message)


def paged(
    rows: Sequence[Row], start: object, show: Callable[[Row], object], wrap: Callable[[list[object]], object]
) -> Answer:
    """One page of the rows. With `start` -1 nobody counts them: the total is 0, and there is no next page."""
    try:
        offset = integer(start)
    except ValueError:
        offset = 0
    if offset < 0:
        return Answer(wrap([show(row) for row in rows[:PAGE]]), total=0)
    end = offset + PAGE
    found = wrap([show(row) for row in rows[offset:end]])
    return Answer(found, total=len(rows), next=end if end < len(rows) else None)


def selected(shown: Mapping[str, object], select: object) -> Mapping[str, object]:
    """The fields that are asked for: `*` is all but the custom ones, `UF_*` those; without a choice, all."""
    if not is_list(select) or not select:
        return shown
    custom = ("UF_", "ufCrm")
    return {
        name: value
        for name, value in shown.items()
        if name in select or ("UF_*" if name.startswith(custom) else "*") in select
    }


def choice(params: Params, name: str) -> Params:
    """A filter or an order: a map, or [] for PHP's empty one. Raises Refused."""
    value = params.get(name, {})
    if value is None or value == []:
        return {}
    if not is_map(value):
        raise Refused("", f"Parameter '{name}' must be array.")
    return value
