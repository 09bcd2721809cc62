"""What examples show of results whose documented type says less: ids that are numbers, letters that are yes and no."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from typing import Final

from ..spec.model import Json, SpecTree
from ..spec.names import WireName
from .entities import sightings_in
from .evidence import TEXT, Gathering
from .form_body import as_form
from .observed import YES_AND_NO, Observed, names_in, plain
from .places import elements_of, place_of_data

_DIGITS: Final = re.compile(r"(?:0|[1-9][0-9]{0,17})\Z", re.ASCII)


@dataclass(frozen=True)
class Shown:
    """Places of results: `numbers` are documented as text and always shown as a number, `flags` always as Y or N."""

    numbers: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()

    def __contains__(self, place: str) -> bool:
        return place in self.numbers or place in self.flags


NOTHING_SHOWN: Final = Shown()


def shown_in(specs: SpecTree, observed: Mapping[tuple[int, WireName], Observed]) -> Shown:
    """What the examples of all specs show.

    Args:
        observed: Of each method.
    """
    gathering = Gathering()
    for each in observed.values():
        gathering.include(each.shown)
    for event in specs.events.values():
        if event.data is not None and event.example is not None:
            gathering.of(event.data, as_form(event.example.get("data")), place_of_data(event.event))
    gathering.resolve(specs.types)
    shown = gathering.result()
    named = [(name.segments[0], names_in(type.fields)) for name, type in specs.types.items()]
    named += [(name.segments[0], observed[rest, name].names) for rest, name in specs.methods]
    integers = {(section, name) for section, each in named for name in each.integers}
    other_letters = {name for _, each in named for name in each.other_letters}
    return Shown(
        frozenset(_numbers(shown.ids, integers, _passed_ids(specs))),
        frozenset(
            place
            for place, values in shown.letters.items()
            if values <= YES_AND_NO and _name(place) not in other_letters
        ),
    )


def _numbers(
    ids: Mapping[str, Set[Json]], documented: Set[tuple[str, str]], passed: Mapping[str, bool]
) -> Iterator[str]:
    """Ids that are numbers on every page that shows one, and documented as such in that section, or passed as such."""
    texts = {_like(place) for place, values in ids.items() if not all(_DIGITS.match(str(value)) for value in values)}
    for place in (*ids, *passed):
        is_text = _like(place) in texts or (_section(place), _name(place)) not in documented
        if passed.get(place, not is_text) and all(_DIGITS.match(str(value)) for value in ids.get(place, ())):
            yield place


@cache
def _name(place: str) -> str:
    return plain(place.rpartition(".")[2])


def _like(place: str) -> tuple[str, str]:
    """What ids of one kind have in common: the name, or that they are just called id in one section of the API."""
    name = _name(place)
    return (_section(place) if name == "id" else "", name)


def _section(place: str) -> str:
    return place.partition(".")[0].partition(":")[0]


def _passed_ids(specs: SpecTree) -> dict[str, bool]:
    """Places of ids that parameters of the same namespace take: are they numbers, to all of these?"""
    as_numbers: dict[tuple[int, str], bool] = {}
    for (rest, name), method in specs.methods.items():
        namespace = (rest, name.casefold().rpartition(".")[0])
        ids = ("id", f"{namespace[1].rpartition('.')[2]}id")
        for parameter, field in method.params.items():
            if _name(parameter) in ids:
                taken = next(elements_of(field), field)
                is_text = taken.type == "string" and taken.wire != "integer"
                as_numbers[namespace] = as_numbers.get(namespace, True) and not is_text
    found: dict[str, bool] = {}
    for (rest, name), method in specs.methods.items():
        is_number = as_numbers.get((rest, name.casefold().rpartition(".")[0]))
        if is_number is not None:
            for sighting in sightings_in(method, specs.types):
                for place, field in sighting.fields(specs.types).items():
                    if place.rpartition(".")[2].casefold() == "id" and field.type in TEXT:
                        found[place] = found.get(place, True) and is_number
    return found
