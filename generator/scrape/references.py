"""Where specs refer to shared types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ..spec.keys_of import type_of_keys
from ..spec.model import Field, MethodSpec
from ..spec.names import WireName


def roots_of(spec: MethodSpec) -> Iterator[Field]:
    yield from spec.params.values()
    if spec.returns:
        yield spec.returns


def refs_of(fields: Iterable[Field]) -> Iterator[WireName]:
    """Every reference in the fields, at any depth."""
    for field in fields:
        if field.ref:
            yield WireName(field.ref)
        if keys := type_of_keys(field.keys_of):
            yield keys
        yield from refs_of(field.fields.values())
        yield from refs_of([field.items] if field.items else [])
        for variant in field.variants.values():
            yield from refs_of(variant.values())


def with_refs(fields: Mapping[str, Field], names: Mapping[WireName, WireName]) -> dict[str, Field]:
    """The fields with other names of what they refer to."""
    return {name: with_ref(field, names) for name, field in fields.items()}


def with_ref(field: Field, names: Mapping[WireName, WireName]) -> Field:
    if not (field.ref or field.keys_of or field.items or field.fields or field.variants):
        return field
    keys = type_of_keys(field.keys_of)
    return replace(
        field,
        ref=names[WireName(field.ref)] if field.ref else None,
        keys_of=names[keys] if keys else field.keys_of,
        items=with_ref(field.items, names) if field.items else None,
        fields=with_refs(field.fields, names),
        variants={case: with_refs(fields, names) for case, fields in field.variants.items()},
    )
