"""What shared types are called: `crm.deal`, `tasks.v3.task`. A name is the `ref` of fields and the spec file's name.

A name comes, in this order, from
- `specs/overrides/type_names.yaml`, where no rule makes a good one:

      type_names:
      - page: api-reference/landing/page/fields.html
        title: Main Fields                        # the heading of the object's section
        name: landing.page
        why: the heading does not say of what

- the earlier specs, which a person may rely on: an object keeps its name when its page, its heading or its anchor
  changes, known by these, by its fields and by the places that refer to it;
- the section of the API whose methods use it, and what its heading calls it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ..spec.folder import SpecsUnusable
from ..spec.model import Field, SpecTree, TypeSpec
from ..spec.names import WireName
from .overrides_file import load_entries
from .pipeline import Scraped
from .problems import Problem
from .references import Places, places_of_types, refs_of, roots_of, with_ref, with_refs
from .type_name_rule import called, name_by_rule, snake

TYPE_NAMES_FILE: Final = "overrides/type_names.yaml"
_KEYS: Final = ("page", "title", "name", "why")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+\Z")


@dataclass(frozen=True)
class GivenName:
    """An entry of the hand-written list."""

    page: str
    title: str
    name: str
    why: str

    def is_for(self, spec: TypeSpec) -> bool:
        return (self.page, self.title.casefold()) == (spec.page, spec.title.casefold())


def load_type_names(file: Path) -> tuple[GivenName, ...]:
    """The list, empty where there is no such file. Raises SpecsUnusable."""
    entries = tuple(GivenName(**entry) for entry in load_entries(file, "type_names", _KEYS))
    counts = Counter(entry.name for entry in entries)
    mistakes = [
        f"{file}: {entry.name!r} is no name of a type: `section.name`, in small letters, digits and `_`"
        for entry in entries
        if not _NAME.match(entry.name)
    ]
    mistakes += [f"{file}: {name!r} is given twice" for name, count in counts.items() if count > 1]
    if mistakes:
        raise SpecsUnusable(mistakes)
    return entries


def with_type_names(scraped: Scraped, old: SpecTree, given: Sequence[GivenName], *, partial: bool) -> Scraped:
    """The scrape with the names of its shared types, and with a problem for each given name that nothing has."""
    tree = scraped.tree
    names = _names(tree, old, given, scraped.failed)
    types = {
        names[name]: replace(spec, type=names[name], fields=with_refs(spec.fields, names))
        for name, spec in tree.types.items()
    }
    return replace(
        scraped,
        tree=replace(
            tree,
            methods={
                key: replace(
                    spec,
                    params=with_refs(spec.params, names),
                    returns=with_ref(spec.returns, names) if spec.returns else None,
                )
                for key, spec in tree.methods.items()
            },
            events={
                key: replace(spec, data=with_ref(spec.data, names) if spec.data else None)
                for key, spec in tree.events.items()
            },
            types=dict(sorted(types.items())),
        ),
        prose=scraped.prose.with_type_names(names),
        problems=scraped.problems if partial else tuple(sorted({*scraped.problems, *_dead(given, scraped)})),
    )


def _dead(given: Sequence[GivenName], scraped: Scraped) -> Iterator[Problem]:
    """Entries that no shared type has; those of pages that could not be read are in doubt."""
    types = scraped.tree.types
    for each in given:
        if each.page in scraped.failed or any(map(each.is_for, types.values())):
            continue
        what = f"{TYPE_NAMES_FILE} names {each.name!r} here, which is no shared type: remove the entry"
        for name in _meant(each, types):
            what = f"{TYPE_NAMES_FILE} names {each.name!r} here, now under {types[name].title!r}: correct the entry"
        yield Problem(each.page, each.title, what)


def _meant(entry: GivenName, types: Mapping[WireName, TypeSpec]) -> list[WireName]:
    """The types with the page and the heading; under another heading the only one of the page."""
    exact = [name for name, spec in types.items() if entry.is_for(spec)]
    on_page = [name for name, spec in types.items() if spec.page == entry.page]
    return exact or (on_page if len(on_page) == 1 else [])


def _names(
    tree: SpecTree, old: SpecTree, given: Sequence[GivenName], failed: Container[str]
) -> dict[WireName, WireName]:
    """The name of each shared type, by the provisional one that it has from its page."""
    by_hand: dict[WireName, WireName] = {}
    for each in given:
        match = next((name for name in _meant(each, tree.types) if name not in by_hand), None)
        if match:
            by_hand[match] = WireName(each.name)
    rest = {name: spec for name, spec in tree.types.items() if name not in by_hand}
    # What a page that failed describes has its name, though nobody sees it now.
    former = {
        name: spec for name, spec in old.types.items() if name not in by_hand.values() and spec.page not in failed
    }
    users = _users(tree)
    kept = _recognised(rest, former, users, places_of_types(tree), places_of_types(old))
    taken = {*by_hand.values(), *old.types}
    names = {**by_hand, **kept}
    # Some objects only looked as if something referred to them: these choose last.
    for name in sorted(rest.keys() - kept.keys(), key=lambda name: (not users[name], name)):
        names[name] = _free(name_by_rule(rest[name], users[name]), rest[name], taken)
        taken.add(names[name])
    return names


def _free(name: WireName, spec: TypeSpec, taken: set[WireName]) -> WireName:
    """The name, with words of its page where another object has it already."""
    if name not in taken:
        return name
    longer = WireName(f"{name}_{snake(spec.page.rpartition('/')[2].removesuffix('.html'))}")
    return next(each for each in _numbered(longer) if each not in taken)


def _numbered(name: WireName) -> Iterator[WireName]:
    yield name
    number = 2
    while True:
        yield WireName(f"{name}_{number}")
        number += 1


def _users(tree: SpecTree) -> dict[WireName, list[tuple[int, WireName]]]:
    """The methods and events (as of REST 2) that lead to each type, directly or by way of others, in order."""
    users: dict[WireName, dict[tuple[int, WireName], None]] = {name: {} for name in tree.types}
    inner = {name: set(refs_of(spec.fields.values())) for name, spec in tree.types.items()}
    found: list[tuple[tuple[int, WireName], Iterable[Field]]] = [
        *((key, roots_of(spec)) for key, spec in sorted(tree.methods.items())),
        *(((2, name), [event.data] if event.data else []) for name, event in sorted(tree.events.items())),
    ]
    for user, roots in found:
        waiting = list(refs_of(roots))
        reached: set[WireName] = set()
        while waiting:
            name = waiting.pop()
            if name in users and name not in reached:
                reached.add(name)
                users[name][user] = None
                waiting.extend(inner[name])
    return {name: list(each) for name, each in users.items()}


# Names that were given before


def _recognised(
    new: Mapping[WireName, TypeSpec],
    old: Mapping[WireName, TypeSpec],
    users: Mapping[WireName, Sequence[tuple[int, WireName]]],
    places: Places,
    former_places: Places,
) -> dict[WireName, WireName]:
    """The old name of each object that old specs have, too; used ones first, and the pairs that are most alike.

    What nothing refers to and has other fields by chance alone, such as a menu's item and a button, is not it: it would
    take the name from an object that its page has lost.
    """
    pairs = [
        (alike, name, former)
        for name, spec in new.items()
        for former, known in old.items()
        if (alike := _likeness(spec, known, _shared(places[name], former_places[former])))
        and (users[name] or spec.page == known.page or called(spec.title) == called(known.title))
    ]
    names: dict[WireName, WireName] = {}
    taken: set[WireName] = set()
    for _, name, former in sorted(pairs, key=lambda pair: (not users[pair[1]], -pair[0], pair[1], pair[2])):
        if name not in names and former not in taken:
            names[name] = former
            taken.add(former)
    return names


def _likeness(new: TypeSpec, old: TypeSpec, places: float) -> float:
    """How surely both describe one object, by page, heading, fields and the share of places that refer to both; 0
    where that is not sure enough."""
    fields = _shared(new.fields.keys(), old.fields.keys())
    same = (new.page == old.page) + (called(new.title) == called(old.title)) + (places >= 0.5)
    enough = {3: 0.0, 2: 0.0, 1: 0.5, 0: 0.8}[same]
    is_telling = same or len(new.fields) >= 5
    likeness = same + fields + places
    return likeness if is_telling and fields >= enough and likeness > 0 else 0.0


def _shared(some: Set[str], others: Set[str]) -> float:
    return len(some & others) / (len(some | others) or 1)
