"""Earlier spellings of a method's name: each stays callable, deprecated, where it is of other words."""

from __future__ import annotations

from dataclasses import replace

from ..spec.model import MethodSpec, SpecTree
from ..spec.names import Replacement, WireName
from ..text import words


def with_aliases(specs: SpecTree) -> SpecTree:
    """The specs, with one more for each such spelling; it is sent as it was documented."""
    methods = dict(specs.methods)
    for (rest, name), spec in sorted(specs.methods.items()):
        taken = {_words(name)}
        for alias in spec.aliases:
            if _words(alias) not in taken:
                methods.setdefault((rest, alias), _alias(spec, alias))
                taken.add(_words(alias))
    return replace(specs, methods=methods)


def _words(name: WireName) -> tuple[tuple[str, ...], ...]:
    return tuple(map(words, name.segments))


def _alias(spec: MethodSpec, name: WireName) -> MethodSpec:
    return replace(spec, method=name, status="deprecated", replaced_by=Replacement(spec.method), aliases=())
