"""What of the earlier specs stays beside what a scrape found: nothing vanishes, and nothing is lost to a bad page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from ..spec.model import EventSpec, MethodSpec, SpecTree
from ..spec.names import WireName
from .pipeline import Scraped
from .references import refs_of, roots_of

Spec = TypeVar("Spec", MethodSpec, EventSpec)
Key = TypeVar("Key")


def merge(old: SpecTree, scraped: Scraped, *, partial: bool) -> SpecTree:
    """The tree to write.

    A method that is no longer documented stays, marked as removed; one whose page failed, or refers to a page that
    failed, stays as it was. A partial scrape (`--only`) adds to the old tree; shared types of pages it did not ask for
    stay as the last whole one saw them.
    """
    new = scraped.tree
    methods = _renamed(_with_left(old.methods, new.methods, scraped, partial), new.methods)
    methods.update(
        {
            key: replace(methods[key], aliases=old.methods[key].aliases)
            for key in new.methods.keys() & old.methods.keys()
        }
    )
    events = _with_left(old.events, new.events, scraped, partial)
    types = {**old.types, **new.types}
    untouched = [
        name
        for name, spec in old.types.items()
        if spec.page in scraped.unsure or (partial and spec.page not in scraped.asked)
    ]
    types.update({name: old.types[name] for name in untouched})
    used = _used_types(SpecTree(methods, events, types))
    return SpecTree(
        methods=dict(sorted(methods.items())),
        events=dict(sorted(events.items())),
        types={name: types[name] for name in sorted(used & types.keys())},
        errors=old.errors if partial and old.errors else new.errors or old.errors,
    )


def _with_left(old: Mapping[Key, Spec], new: Mapping[Key, Spec], scraped: Scraped, partial: bool) -> dict[Key, Spec]:
    """The new specs, with what is left of the old ones."""
    kept: dict[Key, Spec] = {}
    for key, spec in old.items():
        if partial or spec.page in scraped.failed:
            kept[key] = spec
        elif key not in new:
            kept[key] = replace(spec, status="removed")
    sure = {key: spec for key, spec in new.items() if spec.page not in scraped.unsure or key not in old}
    unsure = {key: old[key] for key in new if key not in sure}
    return {**kept, **sure, **unsure}


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
    used: set[WireName] = set()
    waiting = [ref for spec in tree.methods.values() for ref in refs_of(roots_of(spec))]
    waiting += [ref for event in tree.events.values() for ref in refs_of([event.data] if event.data else [])]
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting.extend(refs_of(tree.types[name].fields.values()) if name in tree.types else ())
    return used
