"""Makes maps of values of which a page describes what lies under each key."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace

from ...spec.model import Field
from ..examples.samples import Samples, is_map
from .infer import infer
from .maps import is_data, is_placeholder, wildcard_of
from .node import Fields, Node


def is_keyed(node: Node, samples: Samples) -> bool:
    """The table describes what lies under each key; the example has the keys, ids or the caller's names, above it."""
    objects = [each for each in samples.objects() if each]
    if not objects:
        return node.hints.keyed and not any(map(is_placeholder, node.fields))
    under = samples.under_keys()
    inner = set(under.names())
    ids = all(map(is_map, objects))
    names = all(isinstance(value, dict) for value in under.values) and not set(samples.names()) & (
        inner | node.fields.keys()
    )
    return (ids or names) and 2 * len(inner.intersection(node.fields)) >= len(node.fields)


def as_map_by_rows(node: Node, samples: Samples) -> Node:
    """The object with what its one row says of every key: a row whose name stands for keys, or the only row, of a name
    that no example has where they have ids. Beside it stay the fields of other names."""
    stands = next(filter(is_placeholder, node.fields), None) or _only_row(node, samples)
    if stands is None:
        return node
    others = {name: each for name, each in node.fields.items() if not (name == stands or is_data(name))}
    return replace(node, fields=others, map_of=node.fields[stands])


def _only_row(node: Node, samples: Samples) -> str | None:
    objects = [each for each in samples.objects() if each]
    if len(node.fields) != 1 or node.fields.keys() & set(samples.names()):
        return None
    name, row = next(iter(node.fields.items()))
    if not objects:  # what a scalar's row says of the key can only be said of what it lies under
        return name if row.hints.keyed and not row.holds_objects else None
    under = samples.under_keys()
    fits = row.holds_objects or not any(isinstance(value, dict) for value in under.values)
    is_map_here = all(map(is_map, objects)) or row.hints.keyed
    return name if fits and is_map_here and name not in under.names() else None


def as_map_by_word(node: Node, samples: Samples, *, infer_fields: bool) -> Node:
    """The object of which the page says that its keys are data, and nothing of what lies under them."""
    parts = node.type.split(" | ")
    told = [value for value in samples.values if value not in (None, "", [], {}, False)]
    if not {"object", "array"}.intersection(parts) or (told and not any(isinstance(value, dict) for value in told)):
        return node
    under = Samples(tuple(value for each in told if isinstance(each, dict) for value in each.values()))
    said = node.hints.under_keys
    return replace(node, map_of=said or (infer(under.values) if infer_fields else Node(Field("any"))))


def with_wildcards(fields: Fields, names: Iterable[str]) -> Fields:
    """The fields with those that stand for the custom fields among the names."""
    stems = dict.fromkeys(filter(None, map(wildcard_of, names)))
    return {**fields, **{stem: Node(Field("any")) for stem in stems if stem not in fields}}


def as_records(node: Node, name: str, samples: Samples, records: Container[str]) -> Node:
    """The value with maps where only examples show what is in an object that is declared as a record, at any depth."""
    if name in records and _is_untold(node):
        under = samples.under_keys()
        return replace(node, fields={}, map_of=infer(under.values)) if any(samples.objects()) else node
    return replace(
        node,
        fields={key: as_records(each, key, samples.at(key), records) for key, each in node.fields.items()},
        items=as_records(node.items, "", samples.elements(), records) if node.items else None,
        map_of=as_records(node.map_of, "", samples.under_keys(node.fields), records) if node.map_of else None,
    )


def _is_untold(node: Node) -> bool:
    return bool(node.fields) and all(each.hints.inferred for each in node.fields.values())
