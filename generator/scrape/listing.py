"""How a method pages, read off its parameters and its answer together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.spec.model import Listing, RowId

from .draft import Draft
from .evidence import Evidence
from .facts import MethodDraft
from .shape import is_list

_PREFIX = re.compile(r"^[!=<>%@+*]{1,3}")


def listing_of(method: MethodDraft) -> Listing | None:
    """How the method pages; None for one that answers at once."""
    returns = method.returns
    if returns is None:
        return None
    names = {name.lower(): name for name in method.params}
    if "pagination" in names:
        return Listing("pagination", _rows(returns), None)
    if "cursor" in names:
        return Listing("cursor", _rows(returns), None)
    if "start" not in names and not {"next", "total"} & set(method.response or {}):
        return None
    rows = _rows(returns)
    shown = method.answered.at(rows) if rows else method.answered
    return Listing("start", rows, _row_id(names, method.sent, shown))


def _rows(returns: Draft) -> str | None:
    """Where the rows lie: in `result` itself, or under its one list of objects."""
    if is_list(returns):
        return None
    lists = [name for name, draft in returns.fields.items() if is_list(draft)]
    of_objects = [name for name in lists if _has_fields(returns.fields[name])]
    return next(iter(of_objects or lists), None)


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
