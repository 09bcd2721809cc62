"""Which properties of a result always have a value. All others may come empty or not at all, and read as None then.

Portals leave out what is empty, or send null, "" or false in its place, whatever the documented example shows. That a
value is there is said by few facts: it is the row's id, nothing is created without it, it is a yes or no.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from ..spec.model import Field, MethodSpec, SpecTree
from ..text import words
from .entities import sightings_in

Words: TypeAlias = tuple[str, ...]

_CREATING: Final = frozenset({"add", "create", "register"})


def always_given(specs: SpecTree) -> frozenset[str]:
    """The places of the properties without which nothing is created."""
    required: dict[tuple[int, str], set[Words]] = defaultdict(set)
    for (rest, name), method in specs.methods.items():
        namespace, _, verb = name.casefold().rpartition(".")
        if verb in _CREATING:
            required[rest, namespace] |= {words(each) for each in _required(method.params)}
    return frozenset(
        place
        for (rest, name), method in specs.methods.items()
        if (names := required.get((rest, name.casefold().rpartition(".")[0])))
        for place in _places(method, names, specs)
    )


def _required(params: Mapping[str, Field]) -> Iterator[str]:
    """Names of what creation requires: parameters, or the fields of the object that is created."""
    required = {name: field for name, field in params.items() if field.required}
    yield from required
    objects = [field for field in required.values() if field.fields]
    if len(objects) == 1:
        yield from (name for name, field in objects[0].fields.items() if field.required)


def _places(method: MethodSpec, names: Iterable[Words], specs: SpecTree) -> Iterator[str]:
    """`creator` is there where `creatorId` is required."""
    known = frozenset(names)
    for sighting in sightings_in(method, specs.types):
        for place in sighting.fields(specs.types):
            name = words(place.rpartition(".")[2])
            if name in known or (*name, "id") in known:
                yield place
