"""What pages say in their own words, by the places of an `Api`: it stands beside that, and decides nothing of it.

The words are as the pages have them: whoever writes them into something makes them harmless there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from ..spec.files import event_path, method_path, type_path
from ..spec.model import Field, SpecTree
from ..spec.names import WireName
from ..spec.prose import ErrorProse
from ..spec.prose import Prose as Page
from .aliases import with_aliases
from .entities import with_entities
from .model import Error, Event, Method, SharedType
from .places import owner_of, owner_of_method, place_of_data


@dataclass(frozen=True)
class Said:
    """Of one method, event or shared type.

    Args:
        fields: By the place of their `Property`; the whole result by the place of `returns`.
    """

    text: str = ""
    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    errors: tuple[ErrorProse, ...] = ()


_SILENCE: Final = Said()


@dataclass(frozen=True)
class Prose:
    """`said`: by what it is said of, as `owner` calls that."""

    said: Mapping[str, Said] = field(default_factory=dict[str, Said])

    def __bool__(self) -> bool:
        return bool(self.said)

    @cached_property
    def _by_place(self) -> Mapping[str, str]:
        return {place: text for each in self.said.values() for place, text in each.fields.items()}

    def of(self, place: str) -> str:
        """Of the property at that place; "" where nothing is said, here as everywhere."""
        return self._by_place.get(place, "")

    def about(self, value: Method | Event | SharedType) -> str:
        """Of it as a whole."""
        return self.said.get(owner(value), _SILENCE).text

    def of_result(self, method: Method) -> str:
        return self.of(f"{owner(method)}: returns")

    def of_data(self, event: Event) -> str:
        return self.of(place_of_data(event.name))

    def of_error(self, method: Method, error: Error) -> str:
        """What it means, where that is more than the message; "" where two rows of its code say different things."""
        errors = self.said.get(owner(method), _SILENCE).errors
        message = _without_ticks(error.message)
        alike = [each for each in errors if each.message and _without_ticks(each.message) == message]
        alike = [each for each in alike if each.code == error.code] or alike
        alike = [each for each in alike if each.field == error.field] or alike
        alike = alike or [each for each in errors if each.code == error.code != ""]
        texts = {each.text for each in alike if _without_ticks(each.text) != message}
        return texts.pop() if len(texts) == 1 else ""

    def only(self, values: Iterable[Method | Event | SharedType]) -> Prose:
        """No more than is said of these."""
        owners = map(owner, values) if self.said else ()
        return Prose({each: self.said[each] for each in owners if each in self.said})


def _without_ticks(text: str | None) -> str | None:
    """REST 3.0 sends backticks around names; pages show code there."""
    return None if text is None else text.replace("`", "")


NO_PROSE: Final = Prose()


def owner(value: Method | Event | SharedType) -> str:
    """What prose calls it."""
    if isinstance(value, Method):
        return owner_of_method(value.name, value.rest)
    return _owner_of_event(value.name) if isinstance(value, Event) else _owner_of_type(value.name)


def _owner_of_event(name: WireName) -> str:
    return owner_of(place_of_data(name))


def _owner_of_type(name: WireName) -> str:
    return f"type {name}"


def joined(pages: Mapping[str, Page], specs: SpecTree) -> Prose:
    """The words of the pages, by the path of their specs, where the `Api` of the specs has what they are about."""
    said: dict[str, Said] = {}
    for (rest, name), method in with_aliases(specs).methods.items():
        documented = specs.methods.get((rest, name)) or specs.methods[rest, WireName(method.replaced_by or name)]
        about = owner_of_method(name, rest)
        said[about] = _said(pages.get(method_path(documented)), f"{about}: ")
    for event in specs.events.values():
        about = _owner_of_event(event.event)
        said[about] = _said(pages.get(event_path(event)), f"{about}: ")
    for type in specs.types.values():
        said[_owner_of_type(type.type)] = _said(pages.get(type_path(type)), f"{type.type}.")
    return Prose({about: each for about, each in _with_entities(said, specs).items() if each != _SILENCE})


def _said(page: Page | None, start: str) -> Said:
    """`start`: of the places of what it is about."""
    if page is None:
        return _SILENCE
    return Said(
        page.text, {f"{start}{at.removeprefix('fields.')}": text for at, text in page.fields.items()}, page.errors
    )


def _with_entities(said: Mapping[str, Said], specs: SpecTree) -> dict[str, Said]:
    """What methods say of results that became a shared type is said of that type too."""
    found = dict(said)
    for (rest, name), method in with_entities(specs).methods.items():
        about = owner_of_method(name, rest)
        own = said[about].fields
        for place, ref in _moved(specs.methods[rest, name].returns, method.returns, f"{about}: returns"):
            there = found.get(_owner_of_type(ref), _SILENCE)
            moved = {f"{ref}{at[len(place) :]}": text for at, text in own.items() if at.startswith(f"{place}.")}
            found[_owner_of_type(ref)] = replace(there, fields={**moved, **there.fields})
    return found


def _moved(before: Field | None, now: Field | None, place: str) -> Iterator[tuple[str, WireName]]:
    """The places of what is a reference now and was none."""
    if before is None or now is None or before is now:
        return
    if now.ref is not None and before.ref is None:
        yield place, now.ref
    yield from _moved(before.items, now.items, f"{place}[]")
    yield from _moved(before.map_of, now.map_of, f"{place}[]")
    for name, each in now.fields.items():
        yield from _moved(before.fields.get(name), each, f"{place}.{name}")
