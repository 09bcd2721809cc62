"""The types of CRM objects: the name and the number by which the API tells them apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ..spec.model import Field, MethodSpec, SpecTree, TypeSpec
from ..spec.names import WireName
from .observed import types_named_in

# The method whose documented answer is the table of them.
_TABLE: Final = (2, WireName("crm.enum.ownertype"))
# Those of one portal, its smart processes, are called by their numbers.
_NAME: Final = re.compile(r"(?!DYNAMIC_)[A-Z][A-Z0-9_]*\Z", re.ASCII)
# The parameter that says which type of object a call is about.
_PARAMETER: Final = "entitytypeid"


@dataclass(frozen=True)
class EntityType:
    """`name`: the symbolic code, such as `DEAL`."""

    name: str
    id: int


def entity_types(specs: SpecTree) -> tuple[EntityType, ...]:
    """All that are the same on every portal, by number; none where no page has the table."""
    table = specs.methods.get(_TABLE)
    rows = table.response.get("result") if table is not None and table.response is not None else None
    found: dict[str, EntityType] = {}
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict):
            name, number = row.get("SYMBOL_CODE"), row.get("ID")
            if isinstance(name, str) and isinstance(number, int) and _NAME.match(name):
                found[name] = EntityType(name, number)
    return tuple(sorted(found.values(), key=lambda each: each.id))


def parameter_of(method: MethodSpec) -> str | None:
    """The name of the parameter that says which type of object the call is about, if its page names some."""
    return next((name for name, each in method.params.items() if name.lower() == _PARAMETER and each.labels), None)


def named_cases(labels: Mapping[str, str], types: tuple[EntityType, ...]) -> dict[str, EntityType]:
    """The types by what a page calls them: the labels of a parameter's values."""
    by_number = {str(each.id): each for each in types}
    return {label: by_number[value] for value, label in labels.items() if value in by_number}


def with_named_cases(specs: SpecTree) -> SpecTree:
    """With the cases of shared types by the names of the types of objects that they are, and of each all its fields.

    What else a page has a section for, such as all smart processes together, is no case any more.
    """
    types = entity_types(specs)
    named = {
        name: replace(each, cases=_named(each, specs, types)) if each.cases else each
        for name, each in specs.types.items()
    }
    return replace(specs, types=named)


def _named(type: TypeSpec, specs: SpecTree, types: tuple[EntityType, ...]) -> dict[str, tuple[str, ...]]:
    of_some = {name for names in type.cases.values() for name in names}
    found: dict[str, tuple[str, ...]] = {}
    for labelled in _labelled(type.type, specs):
        for label, each in named_cases(labelled.labels, types).items():
            if label in type.cases:
                own = {*(type.fields.keys() - of_some), *type.cases[label]}
                found[each.name] = tuple(name for name in type.fields if name in own)
    return dict(sorted(found.items()))


def _labelled(type: WireName, specs: SpecTree) -> Iterator[Field]:
    """What says, of each method that returns the type, which type of object it is about."""
    for method in specs.methods.values():
        parameter = parameter_of(method)
        if parameter is not None and method.returns is not None and str(type) in types_named_in([method.returns]):
            yield method.params[parameter]
