"""What is documented of a method as a whole, as extensions of its operation."""

from __future__ import annotations

from collections.abc import Iterable

from ...api import Json, Method
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
        }
    )


def _said(facts: Schema) -> Schema:
    return {name: value for name, value in facts.items() if value not in (None, False, [])}


def _lists(groups: Iterable[Iterable[str]]) -> list[Json]:
    return [list(group) for group in groups]
