"""What a method takes and gives for one type of CRM object alone, where a parameter says which one a call is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..spec.model import MethodSpec
from .entity_types import EntityType, named_cases, parameter_of
from .types import ListOf, MapOf, Object, Objects, Optional, Property, Reference, Type, Variants


@dataclass(frozen=True)
class Case:
    """
    Args:
        name: Of the type of object, such as `DEAL`.
        title: What the page calls it: the title of a parameter's variant.
        returns: What `result` is.
        row: Of a list.
    """

    name: str
    title: str
    returns: Type
    row: Type | None


@dataclass(frozen=True)
class Cases:
    """`parameter`: the one that says which case a call is."""

    parameter: str
    each: tuple[Case, ...]


def cases_of(
    method: MethodSpec,
    parameters: Iterable[Property],
    returns: Type,
    row: Type | None,
    shared: Objects,
    types: tuple[EntityType, ...],
) -> Cases | None:
    """The types of objects of which a page states more than of all; None where there is none."""
    name = parameter_of(method)
    if name is None or method.status != "active":
        return None
    parameters = list(parameters)
    found: list[Case] = []
    for title, each in sorted(named_cases(method.params[name].labels, types).items(), key=lambda item: item[1].id):
        case = Case(
            each.name,
            title,
            _for_case(returns, each.name, shared),
            None if row is None else _for_case(row, each.name, shared),
        )
        if case.returns != returns or any(object_given(parameter, case) for parameter in parameters):
            found.append(case)
    return Cases(name, tuple(found)) if found else None


def object_given(parameter: Property, case: Case) -> Object | None:
    """What a parameter takes in that case; None where it takes the same in all."""
    if not isinstance(parameter.type, Variants):
        return None
    return next((each.object for each in parameter.type.cases if each.title == case.title), None)


def _for_case(type: Type, name: str, shared: Objects) -> Type:
    """The type with the shared types in it as they are in that case; the same one where that is no other."""
    if isinstance(type, Reference):
        return replace(type, case=name) if name in dict(shared[type.name].cases) else type
    if isinstance(type, Optional):
        inner = _for_case(type.inner, name, shared)
        return type if inner is type.inner else Optional(inner)
    if isinstance(type, ListOf):
        item = _for_case(type.item, name, shared)
        return type if item is type.item else ListOf(item)
    if isinstance(type, MapOf):
        value = _for_case(type.value, name, shared)
        return type if value is type.value else MapOf(value)
    if isinstance(type, Object):
        inside = [_for_case(each.type, name, shared) for each in type.properties]
        if all(now is each.type for now, each in zip(inside, type.properties, strict=True)):
            return type
        return replace(
            type,
            properties=tuple(replace(each, type=now) for now, each in zip(inside, type.properties, strict=True)),
        )
    return type
