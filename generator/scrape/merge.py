"""What of the earlier specs stays beside what a scrape found: nothing vanishes, and nothing is lost to a bad page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from typing import TypeVar

from ..clock import today
from ..spec.model import EventSpec, MethodSpec, SpecTree, TypeSpec
from ..spec.names import WireName
from .former_types import with_former_types
from .kept import Keeper
from .pipeline import Scraped
from .references import is_of_no_page, refs_of, roots_of

Spec = TypeVar("Spec", MethodSpec, EventSpec)
Key = TypeVar("Key")


def merge(old: SpecTree, scraped: Scraped, *, partial: bool, day: str | None = None) -> SpecTree:
    """The tree to write.

    A method that no page ever documented stays as it is. One that is no longer documented stays, marked as removed; so
    does what has left a spec (see `kept`), and a
    shared type that nothing refers to any more. One whose page failed, or refers to a page that failed, stays as it
    was. So does a shared type of which fewer pages show now what is in it: what one page has lost changes the spec of
    no other. A partial scrape (`--only`) adds to the old tree; shared types of pages it did not ask for stay as the
    last whole one saw them.

    Args:
        day: What is noted where something has left; by default today.
    """
    new = scraped.tree
    keeper = Keeper(day or today())
    lost = {name for name, spec in old.types.items() if spec.page in scraped.failed}
    methods = _renamed(_with_left(old.methods, new.methods, lost, scraped, partial, keeper.day), new.methods)
    methods.update(
        {
            key: replace(methods[key], aliases=old.methods[key].aliases)
            for key in new.methods.keys() & old.methods.keys()
        }
    )
    methods = {key: _like_before(keeper, spec, old) for key, spec in methods.items()}
    events = _with_left(old.events, new.events, lost, scraped, partial, keeper.day)
    events = {
        name: keeper.event(old.events[name], spec) if name in old.events else spec for name, spec in events.items()
    }
    types = {**old.types, **new.types}
    untouched = [
        name
        for name, spec in old.types.items()
        if spec.page in scraped.unsure or (partial and spec.page not in scraped.asked)
    ]
    untouched += [name for name, spec in old.types.items() if not lost.isdisjoint(refs_of(roots_of(spec)))]
    untouched += _less_shown(old, new, scraped)
    types.update({name: old.types[name] for name in untouched if name in old.types})
    types = {name: keeper.type(old.types[name], spec) if name in old.types else spec for name, spec in types.items()}
    used = _used_types(SpecTree(methods, events, types)) & types.keys()
    return SpecTree(
        methods=dict(sorted(methods.items())),
        events=dict(sorted(events.items())),
        types=dict(sorted(with_former_types({name: types[name] for name in used}, old.types, keeper.day).items())),
        errors=old.errors if partial and old.errors else new.errors or old.errors,
        former_names=old.former_names,
    )


def _like_before(keeper: Keeper, spec: MethodSpec, old: SpecTree) -> MethodSpec:
    """The method, with what has left it of all that was known under its names."""
    for name in (*spec.aliases, spec.method):
        former = old.methods.get((spec.rest, name))
        spec = keeper.method(former, spec) if former is not None else spec
    return spec


def _with_left(
    old: Mapping[Key, Spec], new: Mapping[Key, Spec], lost: Set[WireName], scraped: Scraped, partial: bool, day: str
) -> dict[Key, Spec]:
    """The new specs, with what is left of the old ones. `lost`: types of pages that failed."""
    kept: dict[Key, Spec] = {}
    for key, spec in old.items():
        if partial or spec.page in scraped.failed or is_of_no_page(spec):
            kept[key] = spec
        elif key not in new:
            kept[key] = replace(spec, status="removed", left=spec.left or day)
    unsure = {
        key: old[key]
        for key, spec in new.items()
        if key in old
        and (
            {spec.page, old[key].page} & {*scraped.unsure, *scraped.failed}
            or not lost.isdisjoint(refs_of(roots_of(old[key])))
        )
    }
    return {**kept, **new, **unsure}


def _less_shown(old: SpecTree, new: SpecTree, scraped: Scraped) -> set[WireName]:
    """The types in what a page described or showed by an example, and no longer does."""
    found: set[WireName] = set()
    pairs: list[tuple[MethodSpec | EventSpec | TypeSpec, MethodSpec | EventSpec | TypeSpec | None]] = [
        *((spec, new.methods.get(key)) for key, spec in old.methods.items()),
        *((spec, new.events.get(name)) for name, spec in old.events.items()),
        *((spec, new.types.get(name)) for name, spec in old.types.items()),
    ]
    for spec, now in pairs:
        if spec.page not in scraped.asked:
            continue
        before = set(refs_of(roots_of(spec)))
        if now is None or spec.page in scraped.failed or _shows_less(spec, now):
            found |= before
        else:
            found |= before - set(refs_of(roots_of(now)))
    return _reached(found, old)


def _shows_less(old: MethodSpec | EventSpec | TypeSpec, new: MethodSpec | EventSpec | TypeSpec) -> bool:
    """An example is gone."""
    return any(getattr(old, name, None) and not getattr(new, name, None) for name in ("example", "response"))


def _renamed(
    methods: Mapping[tuple[int, WireName], MethodSpec], new: Mapping[tuple[int, WireName], MethodSpec]
) -> dict[tuple[int, WireName], MethodSpec]:
    """A method renamed in case alone is one method with an alias: two files that differ so are one on many disks."""
    names = {(rest, name.lower()): (rest, name) for rest, name in new}
    kept = dict(methods)
    for rest, name in methods:
        now = names.get((rest, name.lower()))
        if now and now != (rest, name):
            former = kept.pop((rest, name))
            aliases = dict.fromkeys([*kept[now].aliases, *former.aliases, name])
            kept[now] = replace(kept[now], aliases=tuple(alias for alias in aliases if alias != now[1]))
    return kept


def _used_types(tree: SpecTree) -> set[WireName]:
    """Every type that a method or an event refers to, directly or through another type."""
    specs: list[MethodSpec | EventSpec] = [*tree.methods.values(), *tree.events.values()]
    return _reached((ref for spec in specs for ref in refs_of(roots_of(spec))), tree)


def _reached(names: Iterable[WireName], tree: SpecTree) -> set[WireName]:
    """The types, and those that these refer to in turn."""
    used: set[WireName] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting.extend(refs_of(tree.types[name].fields.values()) if name in tree.types else ())
    return used
