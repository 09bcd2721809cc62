"""How a method pages, read off its parameters and its answer together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from ..spec.model import Json, Listing, RowId
from .examples.samples import Samples
from .fields.node import Node
from .fields.reconcile import is_list
from .page_facts import MethodFacts

_PREFIX: Final = re.compile(r"^[!=<>%@+*]{1,3}")
_NUMBER: Final = re.compile(r"\d+\Z")


def paging_of(method: MethodFacts) -> Listing | None:
    """How the method pages; None for one that answers at once, in a way of its own, or whose rows cannot be found."""
    returns = method.returns
    names = {name.lower(): name for name in method.params}
    way = _way(names, method)
    if returns is None or way is None:
        return None
    rows = None if is_list(returns) else _key_of_rows(returns, method.answered)
    if rows is None and not is_list(returns):
        return None
    shown = method.answered.at(rows) if rows else method.answered
    return Listing(
        rows, _row_id(names, method, _each(shown)) if way == "start" and "start" in names else None, paging=way
    )


def _way(names: dict[str, str], method: MethodFacts) -> Literal["start", "cursor", "pagination"] | None:
    if "pagination" in names:
        return "pagination" if _takes_an_offset(names["pagination"], method) else None
    if "cursor" in names:
        return "cursor"
    if "start" in names:
        return "start"
    if method.identity.positional or "offset" in names or "limit" in names:
        return None
    envelope = method.response or {}
    return "start" if "next" in envelope or ("total" in envelope and _is_a_list(names, method)) else None


def _takes_an_offset(name: str, method: MethodFacts) -> bool:
    """Some methods take a limit alone, or the cursor of their last answer."""
    known = {*method.params[name].fields, *method.sent.at(name).names()}
    return not known.isdisjoint({"offset", "page"})


def _is_a_list(names: dict[str, str], method: MethodFacts) -> bool:
    """A total alone is no page: some methods that add or count answer with one."""
    filtered = "filter" in names and method.returns is not None and is_list(method.returns)
    return filtered or "list" in method.identity.method.segments[-1].lower()


def _key_of_rows(returns: Node, answered: Samples) -> str | None:
    """The key in `result` under which the rows lie: its list of objects, its map of them, or its one list."""
    shown = [name for name in returns.fields if any(isinstance(value, list) for value in answered.at(name).values)]
    lists = [name for name, node in returns.fields.items() if is_list(node)]
    of_objects = [name for name in lists if _has_fields(returns.fields[name])]
    maps = [name for name, node in returns.fields.items() if node.map_of and node.map_of.fields]
    return next(iter([*of_objects, *lists, *maps, *shown]), None)


def _has_fields(node: Node) -> bool:
    return bool(node.fields or (node.items and (node.items.fields or node.items.facts.ref)))


def _each(rows: Samples) -> Samples:
    """The rows themselves, in a list or under their ids."""
    return rows.elements() if rows.elements().values else rows


# The id by which rows can be put in an order that stays. A wrong one loses rows: none without evidence for each part.


def _row_id(names: dict[str, str], method: MethodFacts, rows: Samples) -> RowId | None:
    """How the id is spelled in a row, as a filter key and as an order key, and where the order goes."""
    row = next((name for name in ("id", "ID") if rows.has(name)), None)
    if row is None or not all(map(_is_number, rows.at(row).values)) or not _can_compare(names, method):
        return None
    filtered = _spelling(method.sent.at(names["filter"]), row)
    if _is_word("order", names, method) and _is_word("sort", names, method):
        return RowId(row, f">{filtered}", filtered, sort={names["sort"]: filtered, names["order"]: "ASC"})
    by = next((names[name] for name in ("order", "sort") if name in names and not _is_word(name, names, method)), None)
    if by is None:
        return None
    ordered = _spelling(method.sent.at(by), filtered)
    if ordered != filtered:
        return None
    return RowId(row, f">{filtered}", ordered, sort={} if by.lower() == "order" else {by: {ordered: "ASC"}})


def _is_number(value: Json) -> bool:
    return not isinstance(value, bool) and bool(_NUMBER.match(str(value)))


def _can_compare(names: dict[str, str], method: MethodFacts) -> bool:
    """The filter takes `>`: its row says so, or an example uses it."""
    name = names.get("filter")
    return name is not None and (
        method.params[name].hints.compares or any(key.startswith((">", "<")) for key in method.sent.at(name).names())
    )


def _is_word(name: str, names: dict[str, str], method: MethodFacts) -> bool:
    """The parameter is a field's name or a direction, not an object of them."""
    return name in names and method.params[names[name]].type == "string"


def _spelling(samples: Samples, otherwise: str) -> str:
    """`ID` or `id`, by the example's own id key, else by the case of its other keys."""
    keys = [_PREFIX.sub("", name) for name in samples.names()]
    own = next((key for key in keys if key.lower() == "id"), None)
    if own:
        return own
    cased = list(_cases(keys))
    return otherwise if not cased else "ID" if all(cased) else "id"


def _cases(keys: list[str]) -> Iterator[bool]:
    return (key.isupper() for key in keys if not key.upper().startswith("UF_"))
