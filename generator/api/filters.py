"""Filters whose keys no page lists: their keys are the fields of the entity, which `add` and `update` describe.

A boolean goes into such a filter in the form that it has there. JSON's `false` would find nothing, or everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from ..spec.model import MethodSpec
from .model import Method
from .types import ANY, MapOf, Optional, QueryObject, Type
from .wire_format import BOOLEAN_FORMATS, WireFormats

_FILTER: Final = "filter"
_DESCRIBING: Final = ("update", "add")


def describing(spec: MethodSpec) -> tuple[str, ...]:
    """In lower case, the names of the methods that say what the method filters by; none if it does not filter."""
    namespace, _, verb = spec.method.casefold().rpartition(".")
    if spec.list is None or verb in _DESCRIBING or not any(name.casefold() == _FILTER for name in spec.params):
        return ()
    return tuple(f"{namespace}.{each}" for each in _DESCRIBING)


def with_filter(method: Method, describing: Iterable[Method]) -> Method:
    """The method; a list with the formats of what it filters by, which those methods have."""
    filter = next((each for each in method.parameters if each.name.casefold() == _FILTER), None)
    if method.paging is None or filter is None or not has_no_known_keys(filter.type):
        return method
    found: dict[str, str | WireFormats] = {}
    for each in describing:
        found |= dict(_booleans(each))
    return replace(method, formats={**method.formats, filter.name: found}) if found else method


def has_no_known_keys(type: Type) -> bool:
    """An object of which no page lists a key with its type."""
    inner = type.inner if isinstance(type, Optional) else type
    if isinstance(inner, QueryObject):
        return all(each.type == ANY for each in inner.properties)
    return inner == MapOf(ANY)


def _booleans(describing: Method) -> Iterator[tuple[str, str]]:
    """The forms of the entity's booleans: in `fields`, or among the parameters themselves."""
    name = next((name for name in describing.formats if name.casefold() == "fields"), None)
    formats = describing.formats[name] if name is not None else describing.formats
    if not isinstance(formats, str):
        for field, format in formats.items():
            if isinstance(format, str) and format in BOOLEAN_FORMATS:
                yield field, format
