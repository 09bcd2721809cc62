"""What changed between two states of the API, from what each offers: not from how its pages put it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from ..api import Api, Method, SharedType
from ..api.model import Error, Event
from ..spec.model import Status
from .changes import Change, Changes, ItemChanges, Moved, Renamed, Weight
from .type_changes import Comparison, Side

# Of two types' properties, so many of a hundred in both make them one that was renamed.
_ALIKE: Final = 80


class Item(Protocol):
    @property
    def page(self) -> str: ...
    @property
    def title(self) -> str: ...


T = TypeVar("T", bound=Item)


def compare(old: Api, new: Api) -> Changes:
    """All changes from one state to the next."""
    sides = _Sides.of(old, new)
    return Changes(
        methods=_items(_methods(old), _methods(new), _is_one_method, sides.method, lambda method: method.status),
        events=_items(_events(old), _events(new), _same_page, sides.event, lambda event: event.status),
        types=_items(_types(old), _types(new), _is_one_type, sides.type, _status_of_type),
    )


def _status_of_type(type: SharedType) -> Status:
    return "active" if type.left is None else "removed"


def _methods(api: Api) -> dict[str, Method]:
    return {
        f"v3.{name}" if rest == 3 else str(name): method
        for (rest, name), method in api.methods.items()
        if not method.is_alias
    }


def _events(api: Api) -> dict[str, Event]:
    return {str(name): event for name, event in api.events.items()}


def _types(api: Api) -> dict[str, SharedType]:
    return {str(name): each for name, each in api.types.items()}


def _items(
    old: Mapping[str, T],
    new: Mapping[str, T],
    is_one: Callable[[T, T], bool],
    changes: Callable[[T, T], Iterator[Change]],
    status: Callable[[T], Status],
) -> ItemChanges:
    before = {name: each for name, each in old.items() if status(each) != "removed"}
    after = {name: each for name, each in new.items() if status(each) != "removed"}
    gone, come = before.keys() - after.keys(), after.keys() - before.keys()
    renamed = _Renames(before, after, is_one).between(gone, come)
    pairs = {**{name: name for name in before.keys() & after.keys()}, **{each.old: each.new for each in renamed}}
    both = {new_name: (before[old_name], after[new_name]) for old_name, new_name in pairs.items()}
    found = {name: tuple(changes(*both[name])) for name in sorted(both)}
    return ItemChanges(
        added=tuple(sorted(come - {each.new for each in renamed})),
        removed=tuple(sorted(gone - {each.old for each in renamed})),
        renamed=tuple(renamed),
        moved=tuple(
            Moved(name, was.page, now.page) for name, (was, now) in sorted(both.items()) if was.page != now.page
        ),
        deprecated=tuple(
            name for name, (was, now) in sorted(both.items()) if (status(was), status(now)) == ("active", "deprecated")
        ),
        changed={name: each for name, each in found.items() if each},
    )


@dataclass(frozen=True)
class _Renames(Generic[T]):
    old: Mapping[str, T]
    new: Mapping[str, T]
    is_one: Callable[[T, T], bool]

    def between(self, gone: set[str], come: set[str]) -> list[Renamed]:
        """Of what is gone and what has come, the pairs that are one, each sure of its other."""
        by_case = {name.lower(): name for name in come}
        found = [
            Renamed(name, by_case[name.lower()], "only the case differs") for name in gone if name.lower() in by_case
        ]
        left, free = gone - {each.old for each in found}, come - {each.new for each in found}
        pairs = [(a, b) for a in left for b in free if self.is_one(self.old[a], self.new[b])]
        often = Counter(name for pair in pairs for name in (("old", pair[0]), ("new", pair[1])))
        found += [
            Renamed(a, b, "the page, or what it holds, is the same")
            for a, b in pairs
            if often["old", a] == often["new", b] == 1
        ]
        return sorted(found, key=lambda each: each.new)


def _same_page(old: Item, new: Item) -> bool:
    return old.page == new.page


def _is_one_method(old: Method, new: Method) -> bool:
    return old.rest == new.rest and _same_page(old, new)


def _is_one_type(old: SharedType, new: SharedType) -> bool:
    before, after = set(old.as_result.by_name), set(new.as_result.by_name)
    alike = 100 * len(before & after) >= _ALIKE * len(before | after)
    return bool(before) and alike and (old.page == new.page or old.title == new.title or before == after)


@dataclass(frozen=True)
class _Sides:
    given: Comparison
    read: Comparison

    @classmethod
    def of(cls, old: Api, new: Api) -> _Sides:
        def side(api: Api, given: bool) -> Side:
            return Side({name: each.as_parameter if given else each.as_result for name, each in api.types.items()})

        return cls(
            Comparison(side(old, given=True), side(new, given=True), gives=True),
            Comparison(side(old, given=False), side(new, given=False), gives=False),
        )

    def method(self, old: Method, new: Method) -> Iterator[Change]:
        if old.digest == new.digest:  # so that what is remembered of both need not be made again
            return
        yield from self.given.properties("params", old.parameters, new.parameters)
        yield from self.read.types("returns", old.returns, new.returns)
        if old.positional != new.positional:
            yield Change(
                Weight.BREAKING, "arguments now go by position" if new.positional else "arguments now go by name"
            )
        yield from _scope(old.scope, new.scope)
        yield from _paging(old, new)
        yield from _errors(old.errors, new.errors)
        yield from _replacement(old, new)
        yield from _wording(old, new)
        yield from _shown(old, new)

    def event(self, old: Event, new: Event) -> Iterator[Change]:
        if old.data is not None and new.data is not None:
            yield from self.read.types("data", old.data, new.data)
        elif old.data is not None or new.data is not None:
            known = new.data is not None
            yield Change(
                Weight.ADDING if known else Weight.BREAKING,
                "data now described" if known else "data no longer described",
                "data",
            )
        if old.auth != new.auth:
            yield Change(
                Weight.ADDING if new.auth else Weight.BREAKING, "auth now sent" if new.auth else "auth no longer sent"
            )
        yield from _scope(old.scope, new.scope)
        yield from _replacement(old, new)
        yield from _wording(old, new)

    def type(self, old: SharedType, new: SharedType) -> Iterator[Change]:
        if old.in_parameters and new.in_parameters:
            yield from self.given.properties("given", old.as_parameter.properties, new.as_parameter.properties)
        if old.in_results and new.in_results:
            yield from self.read.properties("read", old.as_result.properties, new.as_result.properties)
        yield from _wording(old, new)


def _scope(old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Change]:
    if set(old) == set(new):
        return
    # One of them is enough: with those of before, a program goes on as long as each is still one.
    narrower = bool(new) and not set(old) <= set(new)
    weight = Weight.BREAKING if narrower else Weight.LOOSENING
    yield Change(weight, "scope changed", "scope", list(old), list(new))


def _replacement(old: Method | Event, new: Method | Event) -> Iterator[Change]:
    if old.replaced_by != new.replaced_by and new.replaced_by:
        yield Change(Weight.COSMETIC, "replacement named", old=_text(old.replaced_by), new=_text(new.replaced_by))


def _paging(old: Method, new: Method) -> Iterator[Change]:
    if old.paging == new.paging:
        return
    if old.paging is None:
        yield Change(Weight.ADDING, "now a list", "list")
    elif new.paging is None:
        yield Change(Weight.BREAKING, "no longer a list", "list")
    else:
        yield Change(Weight.COSMETIC, "pages in another way", "list")


def _errors(old: tuple[Error, ...], new: tuple[Error, ...]) -> Iterator[Change]:
    before, after = {each.code for each in old}, {each.code for each in new}
    yield from (Change(Weight.ADDING, "error added", "errors", new=code) for code in sorted(after - before))
    yield from (Change(Weight.LOOSENING, "error removed", "errors", old=code) for code in sorted(before - after))
    if before == after and old != new:
        yield Change(Weight.COSMETIC, "errors worded anew", "errors")


def _wording(old: Item, new: Item) -> Iterator[Change]:
    if old.title != new.title:
        yield Change(Weight.COSMETIC, "title changed", "title", old.title, new.title)


def _shown(old: Method, new: Method) -> Iterator[Change]:
    if old.example != new.example:
        yield Change(Weight.COSMETIC, "example changed", "example")
    if old.response != new.response:
        yield Change(Weight.COSMETIC, "answer shown changed", "response")


def _text(value: object) -> str | None:
    return None if value is None else str(value)
