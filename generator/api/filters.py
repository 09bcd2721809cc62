"""Filters whose keys no page lists: their keys are the fields of the entity, which `add` and `update` describe.

A boolean goes into such a filter in the form that it has there. JSON's `false` would find nothing, or everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from ..spec.names import WireName
from .model import Method
from .types import ANY, MapOf, Optional, Type
from .wire_format import BOOLEAN_FORMATS, WireFormats

Methods: TypeAlias = Mapping[tuple[int, WireName], Method]

_DESCRIBING: Final = ("update", "add")


def with_filters(methods: Methods) -> dict[tuple[int, WireName], Method]:
    """The methods, lists among them with the formats of what they filter by."""
    by_name = {(rest, str(name).casefold()): method for (rest, name), method in methods.items()}
    return {key: _with_filter(method, by_name) for key, method in methods.items()}


def _with_filter(method: Method, by_name: Mapping[tuple[int, str], Method]) -> Method:
    filter = next((each for each in method.parameters if each.name.casefold() == "filter"), None)
    if method.paging is None or filter is None or not has_no_known_keys(filter.type):
        return method
    entity = str(method.name).casefold().rpartition(".")[0]
    found: dict[str, str | WireFormats] = {}
    for verb in _DESCRIBING:
        describing = by_name.get((method.rest, f"{entity}.{verb}"))
        found |= dict(_booleans(describing)) if describing is not None else {}
    return replace(method, formats={**method.formats, filter.name: found}) if found else method


def has_no_known_keys(type: Type) -> bool:
    """An object of which no page lists a key."""
    return (type.inner if isinstance(type, Optional) else type) == MapOf(ANY)


def _booleans(describing: Method) -> Iterator[tuple[str, str]]:
    """The forms of the entity's booleans: in `fields`, or among the parameters themselves."""
    name = next((name for name in describing.formats if name.casefold() == "fields"), None)
    formats = describing.formats[name] if name is not None else describing.formats
    if not isinstance(formats, str):
        for field, format in formats.items():
            if isinstance(format, str) and format in BOOLEAN_FORMATS:
                yield field, format
