"""From the tables of a section to one tree of fields: each table below a heading goes into the object it describes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from ...spec.model import Defect
from ..examples.samples import Samples
from ..problems import Problem
from .field_tables import FieldTable
from .name_cell import ANY_KEY
from .named_customs import with_named_customs
from .nesting import nest, place_dotted
from .node import EACH, Fields, InVariant, Node, Path, changed_at, samples_at, with_missing
from .said_again import with_said_again
from .table_conditions import joined

_DEEPEST: Final = 4
_PLAIN: Final = frozenset({"string", "text", "char", "integer", "double", "boolean", "date", "datetime", "timestamp"})
_PATTERN: Final = re.compile(r"(?:\*|\.\.\.|…)\Z")
_NAMES_ONLY: Final = frozenset({"select", "group", "order", "sort"})
"""Parameters whose links name the fields one may ask for."""


@dataclass(frozen=True)
class FieldTree:
    fields: Fields
    defects: tuple[Defect, ...] = ()
    unplaced: tuple[FieldTable, ...] = ()
    """Tables under headings that name nothing in the tree."""
    last: tuple[Path, ...] = ((),)
    """What the last table describes; the empty path: the tree itself."""


def build_tree(tables: list[FieldTable], samples: Samples, at: str) -> FieldTree:
    """The tree: the section's own table first, then each sub-section in the object that links to it or has its name."""
    own = [table for table in tables if not table.title]
    if not own and tables:
        own, tables = tables[:1], tables[1:]
    tree = FieldTree({})
    for table in own:
        fields, defects = nest(table.rows, samples, at)
        tree = FieldTree(with_missing(tree.fields, fields), (*tree.defects, *defects))
    for table in tables:
        if table.title:
            tree = _attached(tree, table, samples, at)
    return replace(tree, fields=with_named_customs(tree.fields))


def unplaced(page: str, tree: FieldTree) -> Iterator[Problem]:
    for table in tree.unplaced:
        yield Problem(page, table.title, "describes nothing that the tables before it name")


def _attached(tree: FieldTree, table: FieldTable, samples: Samples, at: str) -> FieldTree:
    if table.whole is not None:
        return _with_whole(tree, table, table.whole)
    fields, all_placed = place_dotted(table.rows, tree.fields)
    if all_placed:
        return replace(tree, fields=fields)
    if _repeats_a_row(table, fields):
        again = table.rows[0]
        return replace(tree, fields=_at_first(again.name, fields, partial(with_said_again, again.node)))
    paths = _described(fields, table, samples) or (tree.last if table.goes_on else ())
    if not paths:
        return replace(tree, fields=fields, unplaced=(*tree.unplaced, table))
    defects = tree.defects
    for path in paths:
        if path and _stands_for_all(path[-1], table):
            fields = changed_at(fields, path, lambda node: replace(node, hints=replace(node.hints, links=())))
            path = path[:-1]
        inner, more = nest(table.rows, samples_at(path, samples), at)
        fields = changed_at(fields, path, partial(_filled, table.case, inner)) if path else with_missing(fields, inner)
        defects = (*defects, *more)
    return replace(tree, fields=fields, defects=defects, last=tuple(paths))


def _with_whole(tree: FieldTree, table: FieldTable, whole: Node) -> FieldTree:
    """The tree where the types of the table take the place of the word that stands for them."""
    found = _linked_to(tree.fields, table.anchor) or [
        path for path in [_named(tree.fields, table.target or "")] if path
    ]
    fields = tree.fields
    for path in found:
        fields = changed_at(fields, path, lambda node: replace(whole, hints=replace(whole.hints, when=node.hints.when)))
    return replace(tree, fields=fields, unplaced=tree.unplaced if found else (*tree.unplaced, table))


def _stands_for_all(step: str | InVariant, table: FieldTable) -> bool:
    """`UF_*` above a table of `UF_BLOG_POST_FILE`…: each is a field beside it."""
    root = _PATTERN.sub("", step).rstrip("*") if isinstance(step, str) else ""
    return bool(root) and step != root and all(row.name.startswith(root) for row in table.rows)


def _repeats_a_row(table: FieldTable, fields: Fields) -> bool:
    """A heading and a table of its own for a plain value that is listed already."""
    first = table.rows[0].name
    return len(table.rows) == 1 and table.target == first and _is_known(first, fields)


def _is_known(name: str, fields: Fields) -> bool:
    return name in fields or any(_is_known(name, node.fields) for node in fields.values())


def _at_first(name: str, fields: Fields, change: Callable[[Node], Node]) -> Fields:
    """The fields with the first one of that name changed, at any depth."""
    if name in fields:
        return {**fields, name: change(fields[name])}
    outer = next(each for each, node in fields.items() if _is_known(name, node.fields))
    return {**fields, outer: replace(fields[outer], fields=_at_first(name, fields[outer].fields, change))}


def _filled(case: str, fields: Fields, node: Node) -> Node:
    """The object with the fields of a sub-section, one set for each case where the section has tabs."""
    if case:
        return replace(node, variants={**node.variants, case: {**node.variants.get(case, {}), **fields}})
    both = {name: joined(each, fields[name]) for name, each in node.fields.items() if name in fields}
    return replace(node, fields=with_missing({**node.fields, **both}, fields))


# What a table under a heading describes


def _described(fields: Fields, table: FieldTable, samples: Samples) -> list[Path]:
    """Whatever links to it, else what the heading names, else what it fits."""
    linked = _linked_to(fields, table.anchor) if table.anchor else []
    if linked:
        return [_below(path, table, samples) for path in linked]
    found = _named(fields, table.target) if table.target else None
    found = found or _best_fit(fields, table, samples)
    return [found] if found else []


def _below(path: Path, table: FieldTable, samples: Samples) -> Path:
    """The path to what links to the table; on to the key that the heading names where the examples show the table's
    names below that key: `createdWithin` of a filter of which no table lists the keys. Of `result`, `under_shown_key`
    sees to it for all tables at once."""
    if path == ("result",) or not table.target:
        return path
    inside = samples_at(path, samples)
    names = frozenset(row.name for row in table.rows)
    is_below = inside.has(table.target) and not names.intersection(inside.names())
    if is_below and 2 * len(names.intersection(inside.at(table.target).names())) >= len(names):
        return (*path, table.target)
    return path


def _linked_to(fields: Fields, anchor: str) -> list[Path]:
    """Every object, at any depth, whose row links to the anchor; not those that only name its fields."""
    found: list[Path] = []
    waiting: list[tuple[Path, str, Node]] = [((name,), name, node) for name, node in fields.items()]
    while waiting:
        path, name, node = waiting.pop(0)
        may_link = node.type.removesuffix("[]") not in _PLAIN and name.lower() not in _NAMES_ONLY
        if may_link and any(link.endswith(f"#{anchor}") for link in node.hints.links):
            found.append(path)
        waiting.extend(((*path, inner), inner, each) for inner, each in node.fields.items())
        waiting.extend(
            ((*path, InVariant(case, inner)), inner, each)
            for case, variant in node.variants.items()
            for inner, each in variant.items()
        )
    # Where what lies under any key has the fields, the map has not.
    return [path for path in found if (*path, ANY_KEY) not in found]


def _named(fields: Fields, target: str) -> Path | None:
    """`result.members.state` step by step; a single name wherever it is."""
    parts = [part for part in target.replace("[]", "").split(".") if part] or [target]
    path: Path = ()
    for part in parts:
        found = _nearest(fields, part)
        if found is None:
            return None
        step, node = found
        path, fields = (*path, *step), node.fields
    return path


def _nearest(fields: Fields, name: str) -> tuple[Path, Node] | None:
    """The object of that name nearest to the top; one that nothing describes yet goes first. Case decides last."""
    level: list[tuple[Path, Fields]] = [((), fields)]
    while level:
        objects = [
            ((*path, key), node)
            for path, each in level
            for key, node in each.items()
            if key.lower() == name.lower() and node.holds_objects
        ]
        exact = [(path, node) for path, node in objects if path[-1] == name]
        for found in (exact, objects):
            if found:
                return next(((path, node) for path, node in found if node.is_bare), found[0])
        level = [((*path, key), node.fields) for path, each in level for key, node in each.items() if node.fields]
    return None


def _best_fit(fields: Fields, table: FieldTable, samples: Samples) -> Path | None:
    """The object without fields whose example holds the table's names."""
    names = frozenset(row.name for row in table.rows)
    bare = [(path, samples_at(path, samples)) for path in _bare(fields, ())]
    fits = [(path, inner) for path, inside in bare if (inner := _path_to(names, table.target, inside, 0)) is not None]
    if not fits:
        return None
    path, inner = min(fits, key=lambda fit: len(fit[1]))
    return (*path, *inner)


def _bare(fields: Fields, above: Path) -> list[Path]:
    found: list[Path] = []
    for name, node in fields.items():
        if node.is_bare and node.holds_objects:
            found.append((*above, name))
        found.extend(_bare(node.fields, (*above, name)))
    return found


def under_shown_key(node: Node, samples: Samples) -> Node:
    """Puts fields that the table gives to an object under the key below which the examples show them."""
    path = _path_to(frozenset(node.fields), None, samples, 0) if node.fields else None
    if not path or node.fields.keys() & set(samples.names()):
        return node
    emptied = {"": replace(node, fields={}, variants={})}
    wrapped = changed_at(emptied, ("", *path), partial(_with_all_fields, node))
    return wrapped[""]


def _with_all_fields(described: Node, node: Node) -> Node:
    fields = {**node.fields, **described.fields}
    return replace(node, fields=fields, variants={**node.variants, **described.variants})


def _path_to(names: frozenset[str], target: str | None, samples: Samples, depth: int) -> tuple[str, ...] | None:
    """The keys that lead to an object with at least half of the names, or to the key that the heading names."""
    if 2 * len(names.intersection(samples.names())) >= len(names):
        return ()
    if depth == _DEEPEST:
        return None
    if target and samples.has(target):
        return (target,)
    inner = samples.elements()
    steps = [(EACH, inner)] if inner.values else [(name, samples.at(name)) for name in samples.names()]
    found = [(step, path) for step, inside in steps if (path := _path_to(names, target, inside, depth + 1)) is not None]
    if not found:
        return None
    step, path = min(found, key=lambda each: len(each[1]))
    return (step, *path)
