"""From a section's tables to one tree of parameters or returned fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from ...spec.model import Defect
from ..examples.samples import Samples
from .field_tables import FieldTable
from .nesting import fill, find, find_linked, nest, place_dotted
from .node import Draft

_EACH: Final = "[]"
_DEEPEST: Final = 4


@dataclass
class Structure:
    fields: dict[str, Draft]
    defects: list[Defect] = field(default_factory=list[Defect])
    unplaced: list[FieldTable] = field(default_factory=list[FieldTable])
    """Tables under headings that name nothing in the tree."""


def build(groups: list[FieldTable], seen: Samples, at: str) -> Structure:
    """The tree: the section's own table first, then each sub-section in the object that links to it or has its name."""
    own = [group for group in groups if not group.title]
    if not own and groups:
        own, groups = groups[:1], groups[1:]
    structure = Structure({})
    for group in own:
        fields, defects = nest(group.rows, seen, at)
        structure.fields.update({name: draft for name, draft in fields.items() if name not in structure.fields})
        structure.defects.extend(defects)
    for group in groups:
        if group.title:
            _attach(structure, group, seen, at)
    return structure


def _attach(structure: Structure, group: FieldTable, seen: Samples, at: str) -> None:
    if all(place_dotted(row, structure.fields) for row in group.rows if "." in row.name) and all(
        "." in row.name for row in group.rows
    ):
        return
    first = group.rows[0].name
    if len(group.rows) == 1 and group.target == first and _is_known(first, structure.fields):
        return  # a heading and a table of its own for a plain value that is listed already
    drafts = _described(structure, group, seen)
    if not drafts:
        structure.unplaced.append(group)
    for draft in drafts:
        structure.defects.extend(fill(draft, group, _at(draft, structure.fields, seen), at))


def _is_known(name: str, fields: dict[str, Draft]) -> bool:
    return name in fields or any(_is_known(name, draft.fields) for draft in fields.values())


def _described(structure: Structure, group: FieldTable, seen: Samples) -> list[Draft]:
    """What a table under a heading describes: whatever links to it, else what the heading names, else what it fits."""
    linked = find_linked(structure.fields, group.anchor) if group.anchor else []
    if linked:
        return linked
    found = _by_path(structure.fields, group.target) if group.target else None
    found = found or _best_fit(structure, group, seen)
    return [found] if found else []


def _by_path(fields: dict[str, Draft], target: str) -> Draft | None:
    """`result.members.state` step by step; a single name wherever it is."""
    first, *rest = [part for part in target.replace("[]", "").split(".") if part] or [target]
    draft = find(fields, first)
    for name in rest:
        draft = find(draft.fields, name) if draft else None
    return draft


def _best_fit(structure: Structure, group: FieldTable, seen: Samples) -> Draft | None:
    """The object without fields whose example holds the table's names, else the only such object without an example."""
    names = frozenset(row.name for row in group.rows)
    bare = [(draft, _at(draft, structure.fields, seen)) for draft in _bare(structure.fields)]
    fits = [(draft, path) for draft, inside in bare if (path := _path_to(names, group.target, inside, 0)) is not None]
    if fits:
        draft, path = min(fits, key=lambda fit: len(fit[1]))
        return _descend(draft, path)
    untold = [draft for draft, inside in bare if not inside.values]
    return untold[0] if len(untold) == 1 else None


def wrap(draft: Draft, seen: Samples) -> None:
    """Puts fields that the table gives to an object under the key below which the examples show them."""
    path = _path_to(frozenset(draft.fields), None, seen, 0) if draft.fields else None
    if path and not draft.fields.keys() & set(seen.names()):
        fields, draft.fields = draft.fields, {}
        _descend(draft, path).fields.update(fields)


def _path_to(names: frozenset[str], target: str | None, seen: Samples, depth: int) -> tuple[str, ...] | None:
    """The keys that lead to an object with at least half of the names, or to the key that the heading names."""
    if 2 * len(names.intersection(seen.names())) >= len(names):
        return ()
    if depth == _DEEPEST:
        return None
    if target and seen.has(target):
        return (target,)
    inner = seen.elements()
    steps = [(_EACH, inner)] if inner.values else [(name, seen.at(name)) for name in seen.names()]
    found = [(step, path) for step, inside in steps if (path := _path_to(names, target, inside, depth + 1)) is not None]
    if not found:
        return None
    step, path = min(found, key=lambda each: len(each[1]))
    return (step, *path)


def _descend(draft: Draft, path: tuple[str, ...]) -> Draft:
    for step in path:
        if step == _EACH:
            draft.items = draft.items or Draft("object")
            draft = draft.items
        else:
            draft = draft.fields.setdefault(step, Draft("object"))
    return draft


def _bare(fields: dict[str, Draft]) -> list[Draft]:
    found: list[Draft] = []
    for draft in fields.values():
        if draft.is_bare and draft.holds_objects:
            found.append(draft)
        found.extend(_bare(draft.fields))
    return found


def _at(draft: Draft, fields: dict[str, Draft], seen: Samples) -> Samples:
    """What the examples show at the place of a draft of the tree."""
    for name, each in fields.items():
        if each is draft:
            return seen.at(name)
        inner = _at(draft, each.fields, seen.at(name)) if each.fields else Samples()
        if inner.values:
            return inner
    return Samples()
