"""Filters, orders and selects: objects whose keys are names of fields, and lists of such names. Both are open, for a
portal has fields that no page lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .kinds import Kind
from .types import (
    ANY,
    ListOf,
    MapOf,
    Object,
    Optional,
    Property,
    QueryObject,
    Reference,
    Scalar,
    Type,
    Union,
    Variants,
    merged,
    options_of,
    union,
)


def as_query(type: Type, names: tuple[str, ...], place: str, *, prefixes: bool) -> Type:
    """The type of a query.

    Args:
        names: Fields that it is about, beside those in its type.
        place: Where it stands in the specs.
        prefixes: The names take signs of a comparison before them.
    """
    if isinstance(type, Optional):
        return Optional(as_query(type.inner, names, place, prefixes=prefixes))
    if isinstance(type, Union):
        return union(as_query(option, names, place, prefixes=prefixes) for option in type.options)
    if isinstance(type, Reference):
        return Union((type, QueryObject((), ANY, prefixes)))
    if isinstance(type, Variants):
        type = merged(type)
    if isinstance(type, Object):
        return QueryObject((*type.properties, *_properties(names, type.by_name, ANY, place)), ANY, prefixes)
    if isinstance(type, MapOf) and (names or prefixes or type.value != ANY):
        return QueryObject(tuple(_properties(names, (), type.value, place)), type.value, prefixes)
    return _list(type, names) if isinstance(type, ListOf) else type


def _properties(names: Iterable[str], known: Iterable[str], type: Type, place: str) -> Iterable[Property]:
    known = set(known)
    return (Property(name, type, place=f"{place}.{name}") for name in names if name not in known)


def _list(type: ListOf, names: tuple[str, ...]) -> Type:
    """A select, or a list of conditions, one of whose parts is a name."""
    item = type.item
    if isinstance(item, ListOf):
        return ListOf(ListOf(union(_name(part, names) for part in options_of(item.item))))
    return ListOf(_name(item, names))


def _name(type: Type, names: tuple[str, ...]) -> Type:
    if not isinstance(type, Scalar) or type.kind is not Kind.STRING or type.pattern is not None:
        return type
    values = tuple(dict.fromkeys((*type.values, *names)))
    return replace(type, values=values, open=True) if values else type
