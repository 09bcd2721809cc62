"""What becomes of the specs that there are: methods that the documentation lacks are added, and no others touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..scrape.references import refs_of, roots_of
from ..spec.model import MethodSpec, SpecTree, TypeSpec
from ..spec.names import WireName
from .comparing import disagreements
from .methods import described
from .reading import Document


@dataclass(frozen=True)
class Merged:
    """
    Args:
        tree: The specs to write.
        added: Methods that were not known, or that another document of a portal had told of.
        documented: Those that the documentation has too.
        disagreements: A line for each place where it says something else.
        problems: A line for each thing that cannot be read.
    """

    tree: SpecTree
    added: tuple[WireName, ...]
    documented: tuple[WireName, ...]
    disagreements: tuple[str, ...]
    problems: tuple[str, ...]


def merged(old: SpecTree, document: Document) -> Merged:
    """Portals differ: a method that an earlier document told of and this one does not stays as it is."""
    found = described(document)
    pages = {name.lower(): spec for (rest, name), spec in old.methods.items() if rest == 3 and spec.source != "openapi"}
    former = {name.lower(): name for (rest, name), spec in old.methods.items() if rest == 3 and spec.source}
    added: dict[tuple[int, WireName], MethodSpec] = {}
    told: list[str] = []
    for name, spec in found.methods.items():
        page = pages.get(name.lower())
        if page is None:
            # Two files whose names differ only in case are one on many disks.
            known = former.get(name.lower(), name)
            added[3, known] = replace(spec, method=known)
        else:
            told += [f"{page.method}: {each}" for each in disagreements(page, spec)]
    types = _types(old, found.types, added)
    tree = replace(
        old,
        methods=dict(sorted({**old.methods, **added}.items())),
        types=dict(sorted({**old.types, **types}.items())),
    )
    documented = tuple(name for name in found.methods if name.lower() in pages)
    return Merged(tree, tuple(name for _, name in added), documented, tuple(told), found.problems)


def _types(
    old: SpecTree, found: Mapping[WireName, TypeSpec], added: Mapping[tuple[int, WireName], MethodSpec]
) -> dict[WireName, TypeSpec]:
    """Those that the added methods refer to; an earlier type keeps what another portal had in it."""
    wanted: dict[WireName, TypeSpec] = {}
    waiting = [ref for spec in added.values() for ref in refs_of(roots_of(spec))]
    while waiting:
        name = waiting.pop()
        if name in found and name not in wanted:
            former = old.types.get(name)
            fields = {**(former.fields if former else {}), **found[name].fields}
            wanted[name] = replace(found[name], fields=fields)
            waiting += refs_of(fields.values())
    return wanted
