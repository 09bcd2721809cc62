"""What is documented of a method as a whole, as extensions of its operation."""

from __future__ import annotations

from collections.abc import Iterable

from ...api import Json, Method, Paging
from ..json_schema.schemas import Schema


def stated(method: Method) -> Schema:
    """Of an operation."""
    return _said(
        {
            "x-who": method.who,
            "x-who-more": method.who_more,
            "x-context": method.context,
            "x-since": method.since,
            "x-on-premise": method.on_premise,
            "x-idempotent": method.idempotent,
            "x-total": method.total,
            "x-one-of": _lists(method.one_of),
            "x-forms": _lists(method.forms),
            "x-paging": _paging(method.paging),
            "x-positional": method.positional,
            "x-reads": method.only_reads,
            "x-replaced-by": None if method.replaced_by is None else str(method.replaced_by),
            "x-no-batch": not method.can_be_batched,
        }
    )


def _paging(paging: Paging | None) -> Json:
    """What leads to the next page, where the rows lie in the result, and how their id is spelled."""
    if paging is None:
        return None
    found: Schema = {"by": paging.kind, "rows": ".".join(paging.rows)}
    if paging.key is not None:
        found["id"] = {"row": paging.key.row, "filter": paging.key.filter[1], "order": dict(paging.key.order)}
    return found


def _said(facts: Schema) -> Schema:
    return {name: value for name, value in facts.items() if value not in (None, False, [])}


def _lists(groups: Iterable[Iterable[str]]) -> list[Json]:
    return [list(group) for group in groups]
