"""Fields made of nothing but what examples show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ...spec.model import Field, Json
from ..examples.samples import Samples, json_type
from .maps import keys_are_data, wildcard_of
from .node import Fields, Hints, Node

_DATETIME: Final = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?\Z|\d\d\.\d\d\.\d{4} \d\d:\d\d(?::\d\d)?\Z"
)
_TEXTS: Final = "lang_map"
"""Says itself that texts lie under its keys, languages."""
_INFERRED: Final = Hints(inferred=True)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d\Z|\d\d\.\d\d\.\d{4}\Z")


def infer(values: Sequence[Json]) -> Node:
    """A node by the values that examples show in its place."""
    told = [value for value in values if value is not None]
    kinds = sorted({json_type(value) for value in told})
    if kinds == ["double", "integer"]:
        kinds = ["double"]
    type_ = " | ".join(kinds) or "any"
    node = Node(Field(type_, nullable=len(told) < len(values), format=format_of(type_, told)), _INFERRED)
    objects = [value for value in told if isinstance(value, dict)]
    elements = [item for value in told if isinstance(value, list) for item in value]
    if objects and kinds == ["object"]:
        return with_inferred_fields(node, Samples(tuple(objects)))
    if elements and kinds == ["array"]:
        return replace(node, items=infer(elements))
    return node


def with_inferred_fields(node: Node, samples: Samples) -> Node:
    """The node with the fields of the objects that the examples show, or with what lies under each key of maps."""
    objects = list(samples.objects())
    if not any(objects):
        return node
    if keys_are_data(objects):
        under = infer([value for each in objects for value in each.values()])
        return node if node.type == _TEXTS and under.type == "any" else replace(node, map_of=under)
    return replace(node, fields={**node.fields, **_inferred_fields(objects)})


def _inferred_fields(objects: list[dict[str, Json]]) -> Fields:
    names = list(dict.fromkeys(key for each in objects for key in each))
    stems = dict.fromkeys(filter(None, map(wildcard_of, names)))
    return {
        **{name: infer([each[name] for each in objects if name in each]) for name in names if not wildcard_of(name)},
        **{stem: Node(Field("any")) for stem in stems},
    }


def format_of(type_: str, values: Sequence[Json]) -> str | None:
    """What texts contain: `datetime`, `date`; None for other texts and other types."""
    texts = [value for value in values if isinstance(value, str)]
    if type_ not in ("string", "text", "any") or not texts or len(texts) != len(values):
        return None
    if all(_DATETIME.match(text) for text in texts):
        return "datetime"
    return "date" if all(_DATE.match(text) for text in texts) else None
