"""Shared types keep the names that they had: one that is called otherwise now has its earlier name as an alias."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ..spec.model import TypeSpec
from ..spec.names import WireName
from .references import with_refs

# So much of all their fields in both makes them one, wherever they are described.
_ALIKE: Final = 0.8
_MOSTLY: Final = 0.5


def with_former_types(
    types: Mapping[WireName, TypeSpec], old: Mapping[WireName, TypeSpec], day: str
) -> dict[WireName, TypeSpec]:
    """The types, with those of before that nothing refers to any more, from that day on."""
    found = {name: replace(spec, aliases=old[name].aliases) if name in old else spec for name, spec in types.items()}
    new = [name for name in sorted(types) if name not in old]
    for name, spec in sorted(old.items()):
        if name in found:
            continue
        now = max(new, key=lambda each: _likeness(spec, types[each]), default=None)
        if now is not None and _likeness(spec, types[now]):
            aliases = dict.fromkeys([*found[now].aliases, *spec.aliases, name])
            found[now] = replace(found[now], aliases=tuple(aliases))
        else:
            found[name] = replace(spec, left=spec.left or day)
    names = {name: name for name in found} | {alias: name for name, spec in found.items() for alias in spec.aliases}
    return {
        name: replace(spec, fields=with_refs(spec.fields, names)) if spec.left else spec for name, spec in found.items()
    }


def _likeness(old: TypeSpec, new: TypeSpec) -> float:
    """The share of fields in both; 0 where that does not make them one."""
    share = len(old.fields.keys() & new.fields.keys()) / (len(old.fields.keys() | new.fields.keys()) or 1)
    is_same = old.page == new.page or old.title == new.title
    return share if share >= (_MOSTLY if is_same else _ALIKE) else 0.0
