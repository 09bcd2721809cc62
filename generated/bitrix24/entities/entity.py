# Copied from generator/runtime/entities/entity.py by "python -m generator generate". Edit that file.
"""An entity: a record of the portal with the portal's own fields, and what can be asked about its class."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from functools import cache
from typing import Any

from .._core.convert import shorten
from .._core.json_types import is_list, is_map
from .._core.views import View
from .fields import Field
from .renamed import Renamed
from .values import Binding, Money


class Entity(View):
    """A record. Fields are attributes, converted when they are read, None where the portal has nothing.

    Fields that the module does not know are items, by what the portal calls them: `deal["ufCrm_NEW"]`.
    """

    __slots__ = ("__related__",)

    # What has been loaded along, by the relation's attribute.
    __related__: dict[str, Any]

    def __init__(self, raw: object) -> None:
        super().__init__(raw)
        self.__related__ = {}

    def to_dict(self) -> dict[str, Any]:
        """The record as JSON has it, with its fields converted; sums, bindings and decimals are text."""
        return {key: _as_json(value) for key, value in super().to_dict().items()}


def _as_json(value: object) -> object:
    if is_list(value):
        return [_as_json(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, (Money, Binding, Decimal)) else value


@cache
def fields_of(entity: type[Entity]) -> Mapping[str, Field[Any, Any]]:
    """The fields by attribute."""
    found: dict[str, Field[Any, Any]] = {}
    for name, member in _members(entity):
        if isinstance(member, Field):
            found[name] = member
    return found


@cache
def former_names(entity: type[Entity]) -> Mapping[str, Renamed[Any, Any]]:
    """What fields were called before, by attribute."""
    found: dict[str, Renamed[Any, Any]] = {}
    for name, member in _members(entity):
        if isinstance(member, Renamed):
            found[name] = member
    return found


def _members(entity: type[Entity]) -> list[tuple[str, Any]]:
    return [member for base in reversed(entity.__mro__) for member in vars(base).items()]


def own(entity: type[Entity], field: object) -> Field[Any, Any]:
    """The field, if it is one of this entity's.

    Raises:
        TypeError: It is another's, or no field at all.
    """
    for known in fields_of(entity).values():
        if known is field:
            return known
    raise TypeError(f"{field!r} is no field of {entity.__name__}")


def to_wire(entity: type[Entity], given: Mapping[str, object]) -> dict[str, object]:
    """Fields as the portal takes them, from those that a program has given by attribute.

    Raises:
        TypeError: A field does not exist, cannot be written, or is of another type.
    """
    if not is_map(given):  # unchecked programs hand on what they have
        raise TypeError(f"{entity.__name__}: expected fields by their names, got {shorten(given)}")
    return {field.sent: field.wire(value) for field, value in _named(entity, given)}


def _named(entity: type[Entity], given: Mapping[str, object]) -> list[tuple[Field[Any, Any], object]]:
    known, former = fields_of(entity), former_names(entity)
    found: list[tuple[Field[Any, Any], object]] = []
    for name, value in given.items():
        if name in former:
            former[name].warn(stacklevel=6)
            name = former[name].field.attribute
            if name in given:
                raise TypeError(f"{entity.__name__}.{name} is given twice, under its former name too")
        if name not in known:
            near = get_close_matches(name, [each for each in known if not known[each].read_only], 3)
            meant = f"; did you mean {' or '.join(near)}?" if near else ""
            raise TypeError(f"{entity.__name__} has no field {name!r}{meant}")
        if known[name].read_only:
            raise TypeError(f"{known[name].label} cannot be written: the portal fills it")
        found.append((known[name], value))
    return found
