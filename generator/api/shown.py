"""What examples show of results whose documented type says less: ids that are numbers, letters that are yes and no."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from typing import Final

from ..spec.model import Field, Json, SpecTree, TypeSpec
from ..spec.names import WireName
from .entities import sightings_in
from .form_body import as_form
from .places import elements_of, place_of, place_of_data

_ID: Final = re.compile(r"(?:\A|_)(?:ID|BY)\Z|\A[iI]d\Z|[a-z](?:Id|By)\Z", re.ASCII)
_DIGITS: Final = re.compile(r"(?:0|[1-9][0-9]{0,17})\Z", re.ASCII)
_TEXT: Final = frozenset({"string", "char", "string | integer", "integer | string"})
_YES_AND_NO: Final = frozenset({"Y", "N"})


@dataclass(frozen=True)
class Shown:
    """Places of results: `numbers` are documented as text and always shown as a number, `flags` always as Y or N."""

    numbers: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()

    def __contains__(self, place: str) -> bool:
        return place in self.numbers or place in self.flags


NOTHING_SHOWN: Final = Shown()


def shown_in(specs: SpecTree) -> Shown:
    walk = _Walk(specs.types)
    for _, method in specs.methods.items():
        if method.returns is not None and method.response is not None:
            walk.of(method.returns, method.response.get("result"), place_of(method, "returns"), "")
    for _, event in specs.events.items():
        if event.data is not None and event.example is not None:
            walk.of(event.data, as_form(event.example.get("data")), place_of_data(event.event), "")
    for _, method in specs.methods.items():
        if method.example is not None:
            walk.of(Field(type="object", fields=method.params), dict(method.example), place_of(method, "params"), "")
    documented = _Documented()
    for name, type in specs.types.items():
        documented.look(name.segments[0], [type.fields])
    for (_, name), method in specs.methods.items():
        documented.look(name.segments[0], [method.params, method.returns.fields if method.returns is not None else {}])
    return Shown(
        frozenset(_numbers(walk.ids, documented.numbers, _passed_ids(specs))),
        frozenset(
            place
            for place, values in walk.letters.items()
            if values <= _YES_AND_NO and _name(place) not in documented.other_letters
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
    return place.rpartition(".")[2].casefold().replace("_", "")


def _like(place: str) -> tuple[str, str]:
    """What ids of one kind have in common: the name, or that they are just called id in one section of the API."""
    name = _name(place)
    return (_section(place) if name == "id" else "", name)


def _section(place: str) -> str:
    return place.partition(".")[0].partition(":")[0]


class _Walk:
    """Gathers what is shown of ids and single letters, by place; `types`: the shared types."""

    def __init__(self, types: Mapping[WireName, TypeSpec]) -> None:
        self._types = types
        self.ids: dict[str, set[Json]] = defaultdict(set)
        self.letters: dict[str, set[Json]] = defaultdict(set)

    def of(self, field: Field, shown: Json, where: str, name: str) -> None:
        if isinstance(shown, list):
            for each in shown:
                self.of(field.items if field.items is not None else field, each, where + "[]" * bool(field.items), name)
        elif isinstance(shown, dict):
            self._object(field, shown, where)
        elif field.type in _TEXT and not field.values and shown not in (None, "", False):
            if _ID.search(name):
                self.ids[where].add(shown)
            elif field.type == "char":
                self.letters[where].add(shown)

    def _object(self, field: Field, shown: dict[str, Json], where: str) -> None:
        if field.ref is not None and field.ref in self._types:
            where, fields = str(field.ref), self._types[field.ref].fields
        else:
            fields = field.fields
        if field.items is not None:
            for value in shown.values():
                self.of(field.items, value, f"{where}[]", "")
        for name, value in shown.items():
            if name in fields:
                self.of(fields[name], value, f"{where}.{name}", name)
            elif field.map_of is not None:
                self.of(field.map_of, value, f"{where}[]", "")


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
                    if place.rpartition(".")[2].casefold() == "id" and field.type in _TEXT:
                        found[place] = found.get(place, True) and is_number
    return found


class _Documented:
    """Names, in small letters: of integers, by section, and of texts for which a page lists others than Y and N."""

    def __init__(self) -> None:
        self.numbers: set[tuple[str, str]] = set()
        self.other_letters: set[str] = set()

    def look(self, section: str, waiting: list[Mapping[str, Field]]) -> None:
        for fields in waiting:
            for name, field in fields.items():
                if field.type == "integer":
                    self.numbers.add((section, _name(name)))
                elif field.values and not _YES_AND_NO.issuperset(map(str, field.values)):
                    self.other_letters.add(_name(name))
                waiting.append(field.fields)
                waiting += field.variants.values()
                waiting += (each.fields for each in elements_of(field))
