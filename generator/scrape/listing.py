"""How a method pages, read off its parameters and its answer together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from generator.spec.model import Listing, RowId

from .draft import Draft
from .evidence import Evidence
from .facts import MethodDraft
from .shape import is_list

_PREFIX = re.compile(r"^[!=<>%@+*]{1,3}")


def listing_of(method: MethodDraft) -> Listing | None:
    """How the method pages; None for one that answers at once, or whose rows cannot be found."""
    returns = method.returns
    names = {name.lower(): name for name in method.params}
    way = _way(names, method)
    if returns is None or way is None:
        return None
    rows = None if is_list(returns) else _key_of_rows(returns, method.answered)
    if rows is None and not is_list(returns):
        return None
    shown = method.answered.at(rows) if rows else method.answered
    return Listing(way, rows, _row_id(names, method.sent, shown) if way == "start" else None)


def _way(names: dict[str, str], method: MethodDraft) -> Literal["start", "cursor", "pagination"] | None:
    if "pagination" in names:
        return "pagination"
    if "cursor" in names:
        return "cursor"
    envelope = method.response or {}
    # A total alone is no page: some methods that add or count answer with one.
    counted = "total" in envelope and "list" in method.identity.method.segments[-1].lower()
    return "start" if "start" in names or "next" in envelope or counted else None


def _key_of_rows(returns: Draft, answered: Evidence) -> str | None:
    """The key in `result` under which the rows lie: its list of objects, its map of them, or its one list."""
    lists = [name for name, draft in returns.fields.items() if is_list(draft)]
    of_objects = [name for name in lists if _has_fields(returns.fields[name])]
    maps = [name for name, draft in returns.fields.items() if draft.items and draft.items.fields]
    shown = [name for name in returns.fields if any(isinstance(value, list) for value in answered.at(name).values)]
    return next(iter([*of_objects, *lists, *maps, *shown]), None)


def _has_fields(draft: Draft) -> bool:
    return bool(draft.fields or (draft.items and (draft.items.fields or draft.items.ref)))


def _row_id(names: dict[str, str], sent: Evidence, rows: Evidence) -> RowId | None:
    """The spelling of the id in a row, as a filter key and as an order key; None without filter and order to use it."""
    row = next((name for name in ("id", "ID") if rows.has(name)), None)
    if row is None or "filter" not in names or "order" not in names:
        return None
    filtered = _spelling(sent.at(names["filter"]), row)
    return RowId(row=row, filter=f">{filtered}", order=_spelling(sent.at(names["order"]), filtered))


def _spelling(seen: Evidence, otherwise: str) -> str:
    """`ID` or `id`, by the example's own id key, else by the case of its other keys."""
    keys = [_PREFIX.sub("", name) for name in seen.names()]
    own = next((key for key in keys if key.lower() == "id"), None)
    if own:
        return own
    cased = list(_cases(keys))
    return otherwise if not cased else "ID" if all(cased) else "id"


def _cases(keys: list[str]) -> Iterator[bool]:
    return (key.isupper() for key in keys if not key.upper().startswith("UF_"))
