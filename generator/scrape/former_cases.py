"""Cases keep the names that they had: a tab with another title, or one translated anew, is the same case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ..spec.model import Field, SpecTree
from .pipeline import Scraped

_ALIKE: Final = 0.6


def with_former_cases(scraped: Scraped, old: SpecTree) -> Scraped:
    """The scrape with the names that the earlier specs give to the cases of the same value."""
    tree = scraped.tree
    methods = {
        key: replace(spec, params=_renamed(spec.params, former.params), returns=_value(spec.returns, former.returns))
        for key, spec in tree.methods.items()
        if (former := old.methods.get(key))
    }
    events = {
        name: replace(spec, data=_value(spec.data, event.data))
        for name, spec in tree.events.items()
        if (event := old.events.get(name))
    }
    types = {
        name: replace(spec, fields=_renamed(spec.fields, type_.fields))
        for name, spec in tree.types.items()
        if (type_ := old.types.get(name))
    }
    return replace(
        scraped,
        tree=replace(
            tree,
            methods={**tree.methods, **methods},
            events={**tree.events, **events},
            types={**tree.types, **types},
        ),
    )


def _value(new: Field | None, old: Field | None) -> Field | None:
    return _with_names(new, old) if new and old else new


def _renamed(new: Mapping[str, Field], old: Mapping[str, Field]) -> dict[str, Field]:
    return {name: _with_names(field, old[name]) if name in old else field for name, field in new.items()}


def _with_names(new: Field, old: Field) -> Field:
    if new == old:
        return new
    names = _names(new.variants, old.variants)
    return replace(
        new,
        items=_value(new.items, old.items),
        fields=_renamed(new.fields, old.fields),
        map_of=_value(new.map_of, old.map_of),
        variants={
            names[case]: _renamed(fields, old.variants.get(names[case], {})) for case, fields in new.variants.items()
        },
    )


def _names(new: Mapping[str, Mapping[str, Field]], old: Mapping[str, Mapping[str, Field]]) -> dict[str, str]:
    """By its title, what each case is called. Those that nothing else tells apart are known by their order."""
    names = {case: case for case in new}
    order, former_order = list(new), list(old)
    pairs = [
        (-alike, abs(order.index(case) - former_order.index(former)), case, former)
        for case in new.keys() - old.keys()
        for former in old.keys() - new.keys()
        if (alike := _likeness(new[case], old[former])) >= _ALIKE
    ]
    taken: set[str] = set()
    for _, _, case, former in sorted(pairs):
        if names[case] == case and former not in taken:
            names[case] = former
            taken.add(former)
    return names


def _likeness(new: Mapping[str, Field], old: Mapping[str, Field]) -> float:
    return len(new.keys() & old.keys()) / (len(new.keys() | old.keys()) or 1)
