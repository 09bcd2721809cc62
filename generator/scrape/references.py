"""Where specs refer to shared types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from typing import Final, TypeAlias

from ..spec.keys_of import type_of_keys
from ..spec.model import EventSpec, Field, MethodSpec, SpecTree, TypeSpec
from ..spec.names import WireName

Places: TypeAlias = Mapping[WireName, Set[str]]
"""By the name of a type: where methods and events refer to it, directly or by way of others."""
_DEEPEST: Final = 3


def roots_of(spec: MethodSpec | EventSpec | TypeSpec) -> Iterator[Field]:
    """The values that the spec describes, each with all that is in it."""
    if isinstance(spec, MethodSpec):
        yield from spec.params.values()
        yield from filter(None, [spec.returns])
    elif isinstance(spec, EventSpec):
        yield from filter(None, [spec.data])
    else:
        yield from spec.fields.values()


def is_of_no_page(spec: MethodSpec | EventSpec) -> bool:
    """A portal's own document states it, and no page has lost it."""
    return isinstance(spec, MethodSpec) and spec.source is not None


def places_of_types(tree: SpecTree) -> Places:
    """The places of every type of the tree. They do not depend on what any type is called."""
    places: dict[WireName, set[str]] = {name: set() for name in tree.types}
    for (rest, name), method in tree.methods.items():
        owner = f"{rest} {name.lower()}"
        _find_places(method.params, f"{owner} params", tree, places, ())
        _find_places({"returns": method.returns} if method.returns else {}, owner, tree, places, ())
    for name, event in tree.events.items():
        _find_places({"data": event.data} if event.data else {}, name, tree, places, ())
    return places


def _find_places(
    fields: Mapping[str, Field], at: str, tree: SpecTree, places: dict[WireName, set[str]], inside: tuple[str, ...]
) -> None:
    """Puts the places below `at` into `places`. `inside`: the types that lead here."""
    for name, field in fields.items():
        if not (field.ref or field.items or field.fields or field.map_of or field.variants):
            continue
        here = f"{at}.{name}"
        ref = field.ref
        if ref is not None and ref in tree.types and ref not in inside and len(inside) < _DEEPEST:
            places[ref].add(here)
            _find_places(tree.types[ref].fields, here, tree, places, (*inside, ref))
        elements = [{"[]": element} for element in (field.items, field.map_of) if element]
        for each in (*elements, field.fields, *field.variants.values()):
            _find_places(each, here, tree, places, inside)


def refs_of(fields: Iterable[Field]) -> Iterator[WireName]:
    """Every reference in the fields, at any depth."""
    for field in fields:
        if field.ref:
            yield WireName(field.ref)
        if keys := type_of_keys(field.keys_of):
            yield keys
        yield from refs_of(field.fields.values())
        yield from refs_of([field.items] if field.items else [])
        yield from refs_of([field.map_of] if field.map_of else [])
        for variant in field.variants.values():
            yield from refs_of(variant.values())


def with_refs(fields: Mapping[str, Field], names: Mapping[WireName, WireName]) -> dict[str, Field]:
    """The fields with other names of what they refer to."""
    return {name: with_ref(field, names) for name, field in fields.items()}


def with_ref(field: Field, names: Mapping[WireName, WireName]) -> Field:
    if not (field.ref or field.keys_of or field.items or field.fields or field.map_of or field.variants):
        return field
    keys = type_of_keys(field.keys_of)
    return replace(
        field,
        ref=names[WireName(field.ref)] if field.ref else None,
        keys_of=names[keys] if keys else field.keys_of,
        items=with_ref(field.items, names) if field.items else None,
        fields=with_refs(field.fields, names),
        map_of=with_ref(field.map_of, names) if field.map_of else None,
        variants={case: with_refs(fields, names) for case, fields in field.variants.items()},
    )
