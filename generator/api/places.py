"""Where things stand: how places in the specs are called, and where a field's value lies in an example."""

from __future__ import annotations

from collections.abc import Iterator

from ..spec.model import Field, Json, MethodSpec
from ..spec.names import WireName


def owner_of_method(name: WireName, rest: int) -> str:
    """What all places of a method begin with."""
    return name if rest == 2 else f"{name} (REST {rest})"


def place_of(spec: MethodSpec, part: str) -> str:
    """How problems, and types decided by answers, name a part of a method's spec."""
    return f"{owner_of_method(spec.method, spec.rest)}: {part}"


def place_of_data(event: WireName) -> str:
    """The same, for the data of an event."""
    return f"event {event}: data"


def owner_of(place: str) -> str:
    """The method or event that the place is in; the whole place if it is in a shared type."""
    return place.partition(": ")[0]


def elements_of(field: Field) -> Iterator[Field]:
    """What is in a list, and what lies under each key of a map: both stand at the place with `[]`."""
    yield from filter(None, (field.items, field.map_of))


def inside(shown: Json, name: str) -> Json:
    """What the example has under a name: in the object, or in the first of a list of objects that has it."""
    if isinstance(shown, dict):
        return shown.get(name)
    objects = shown if isinstance(shown, list) else ()
    return next((item[name] for item in objects if isinstance(item, dict) and name in item), None)
