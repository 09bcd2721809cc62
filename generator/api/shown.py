"""What examples show of results whose documented type says less: ids that are numbers, letters that are yes and no."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ..spec.model import Field, Json, SpecTree, TypeSpec
from ..spec.names import WireName
from .entities import sightings_in
from .form_body import as_form
from .places import is_placeholder, place_of, place_of_data

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
    others = _names_of_other_letters(specs)
    passed = _passed_ids(specs)
    numbers = {
        place
        for place in (*walk.ids, *passed)
        if passed.get(place, True) and all(_DIGITS.match(str(value)) for value in walk.ids.get(place, ()))
    }
    flags = (
        place
        for place, values in walk.letters.items()
        if values <= _YES_AND_NO and place.rpartition(".")[2].casefold() not in others
    )
    return Shown(frozenset(numbers), frozenset(flags))


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
        placeholder = next(filter(is_placeholder, fields), None)
        for name, value in shown.items():
            each = fields.get(name) or (fields[placeholder] if placeholder is not None else None)
            if each is not None:
                self.of(each, value, f"{where}.{name if name in fields else placeholder}", name)


def _passed_ids(specs: SpecTree) -> dict[str, bool]:
    """Places of ids of what parameters of the same namespace call `id`: are they numbers, to all of these?"""
    as_numbers: dict[tuple[int, str], bool] = {}
    for (rest, name), method in specs.methods.items():
        for parameter, field in method.params.items():
            if parameter.casefold() == "id" and field.items is None:
                namespace = (rest, name.casefold().rpartition(".")[0])
                is_text = field.type == "string" and field.wire != "integer"
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


def _names_of_other_letters(specs: SpecTree) -> frozenset[str]:
    """Names under which a page lists values that are not just Y and N."""
    fields: list[Mapping[str, Field]] = [each.fields for each in specs.types.values()]
    fields += [each.returns.fields for each in specs.methods.values() if each.returns is not None]
    fields += [each.params for each in specs.methods.values()]
    return frozenset(_others(fields))


def _others(waiting: list[Mapping[str, Field]]) -> Iterator[str]:
    for fields in waiting:
        for name, field in fields.items():
            if field.values and not _YES_AND_NO.issuperset(map(str, field.values)):
                yield name.casefold()
            waiting.append(field.fields)
            waiting += field.variants.values()
            if field.items is not None:
                waiting.append(field.items.fields)
