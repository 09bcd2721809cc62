"""What of the earlier specs stays beside what a scrape found: nothing vanishes, and nothing is lost to a bad page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from generator.spec.model import EventSpec, Field, MethodSpec, SpecTree
from generator.spec.names import WireName

from .run import Scraped


def merged(old: SpecTree, scraped: Scraped, *, partial: bool) -> SpecTree:
    """The tree to write.

    A method that is no longer documented stays, marked as removed; one whose page failed stays as it was. A partial
    scrape (`--only`) adds to the old tree; shared types of pages it did not ask for stay as the last whole one saw them.
    """
    new = scraped.tree
    methods = dict(old.methods)
    if not partial:
        for key, spec in old.methods.items():
            if key not in new.methods and spec.page not in scraped.failed:
                methods[key] = replace(spec, status="removed")
    methods.update(new.methods)
    events = {**_left(old, scraped, partial), **new.events}
    types = {**old.types, **new.types}
    if partial:
        types.update({name: spec for name, spec in old.types.items() if spec.page not in scraped.asked})
    used = _used_types(SpecTree(methods, events, types))
    return SpecTree(
        events=dict(sorted(events.items())),
        methods=dict(sorted(methods.items(), key=lambda item: (item[0][0], item[0][1]))),
        types={name: types[name] for name in sorted(used & types.keys())},
        errors=old.errors if partial and old.errors else new.errors or old.errors,
    )


def _left(old: SpecTree, scraped: Scraped, partial: bool) -> dict[WireName, EventSpec]:
    return {
        name: spec if partial or name in scraped.tree.events or spec.page in scraped.failed else replace(spec, status="removed")
        for name, spec in old.events.items()
    }


def _used_types(tree: SpecTree) -> set[WireName]:
    """Every type that a method refers to, directly or through another type."""
    used: set[WireName] = set()
    waiting = [ref for spec in tree.methods.values() for ref in _refs(_roots(spec))]
    waiting += [ref for event in tree.events.values() for ref in _refs([event.data] if event.data else [])]
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting.extend(_refs(tree.types[name].fields.values()) if name in tree.types else ())
    return used


def _roots(spec: MethodSpec) -> Iterator[Field]:
    yield from spec.params.values()
    if spec.returns:
        yield spec.returns


def _refs(fields: Iterable[Field]) -> Iterator[WireName]:
    for field in fields:
        if field.ref:
            yield WireName(field.ref)
        yield from _refs(field.fields.values())
        yield from _refs([field.items] if field.items else [])
        for case in field.variants.values():
            yield from _refs(case.values())
