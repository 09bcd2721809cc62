"""Earlier spellings of a method's name: each stays callable, deprecated, where its attributes in Python are others."""

from __future__ import annotations

from dataclasses import replace

from ..emit.python.names import Identifier, snake
from ..spec.model import MethodSpec, SpecTree
from ..spec.names import WireName


def with_aliases(specs: SpecTree) -> SpecTree:
    """The specs, with one more for each such spelling; it is sent as it was documented."""
    methods = dict(specs.methods)
    for (rest, name), spec in sorted(specs.methods.items()):
        taken = {_path(name)}
        for alias in spec.aliases:
            if _path(alias) not in taken:
                methods.setdefault((rest, alias), _alias(spec, alias))
                taken.add(_path(alias))
    return replace(specs, methods=methods)


def _path(name: WireName) -> tuple[Identifier, ...]:
    return tuple(map(snake, name.segments))


def _alias(spec: MethodSpec, name: WireName) -> MethodSpec:
    return replace(spec, method=name, status="deprecated", replaced_by=spec.method, aliases=())
