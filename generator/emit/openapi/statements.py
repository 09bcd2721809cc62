"""What is documented of a method as a whole: extensions, and what is required in the place of something else."""

from __future__ import annotations

from collections.abc import Iterable

from ...api import Json, Method
from .schemas import Schema


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


def alternatives(method: Method) -> Schema:
    """What a call must have beside the required properties. Groups inside of objects are in `x-one-of` alone."""
    listed = {each.name for each in method.parameters}
    groups = [[[name] for name in group] for group in method.one_of if listed >= set(group)]
    choices = [*groups, *([[list(form) for form in method.forms]] if method.forms else [])]
    return {"allOf": [_any_of(sets) for sets in choices]} if choices else {}


def _any_of(sets: Iterable[Iterable[str]]) -> Schema:
    return {"anyOf": [{"required": list[Json](names)} for names in sets]}


def _said(facts: Schema) -> Schema:
    return {name: value for name, value in facts.items() if value not in (None, False, [])}


def _lists(groups: Iterable[Iterable[str]]) -> list[Json]:
    return [list(group) for group in groups]
