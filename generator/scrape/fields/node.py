"""The tree of fields between reading a page and writing its spec."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

from ...spec.grammar import SCALARS
from ...spec.model import Field, When
from ..examples.samples import Samples
from .query_words import NO_QUERY, Query


@dataclass(frozen=True)
class Stated:
    """What a row's own words say of the inside of its value."""

    fields: Fields = field(default_factory=dict[str, "Node"])
    sure: bool = False
    """The words call them fields. Else the examples must show keys of these names."""
    in_list: bool = False
    """They are those of each element."""
    keyed: bool = False
    """What the page calls an array has these keys itself."""
    keys_are_data: bool = False
    """The caller chooses the keys: those of an example say nothing of others."""
    query: bool = False
    """Of a filter or an order: an example has one of the keys."""


NOTHING_STATED: Final = Stated()


@dataclass(frozen=True)
class Hints:
    """What a row says that helps to understand the page, and is no fact for the spec."""

    links: tuple[str, ...] = ()
    """Where the row points to for the object's fields, best first: addresses as the page writes them."""
    compares: bool = False
    """Keys of the value may have the prefix `>`: a filter."""
    conditional: bool = False
    """Needed only in some cases, whatever the mark says."""
    alternatives: tuple[str, ...] = ()
    """Names of which one is enough."""
    one_needed: tuple[str, ...] = ()
    """Names of which the row says that one is needed."""
    replaced_by: str = ""
    """The name of what is needed where this is not given."""
    when: When | None = None
    """As the row states it, with what it names not looked for."""
    when_values: tuple[str, ...] = ()
    """Values of another with which alone this means something, where the row does not say whose they are."""
    item: str | None = None
    """The type of a list's items by the row's words, for where no example shows any."""
    unread: str = ""
    """What it states of the value and nobody could read."""
    stated: Stated = NOTHING_STATED
    associative: bool = False
    """The array has keys, not numbers."""
    keyed: bool = False
    """The keys of the value are data."""
    under_keys: Node | None = None
    """What then lies under each, where the row says it."""
    inferred: bool = False
    """No table names it: it is what examples show."""
    query: Query = NO_QUERY
    """What it says of the keys of a filter or an order, or of the items of a select."""
    prose: str = ""
    """Its description in the words of the page."""
    unnamed: bool = False
    """No row names it: it lies between an object and the fields that a table gives to that."""


_NO_HINTS: Final = Hints()


@dataclass(frozen=True)
class Node:
    """A parameter, a returned value or one of an object's fields, with what is inside it."""

    facts: Field
    """The value's own facts. What is inside it stands in `items`, `fields`, `map_of` and `variants` here, until
    `to_field`."""
    hints: Hints = _NO_HINTS
    items: Node | None = None
    fields: Fields = field(default_factory=dict[str, "Node"])
    map_of: Node | None = None
    variants: Mapping[str, Fields] = field(default_factory=dict[str, "Fields"])

    @property
    def type(self) -> str:
        return self.facts.type

    @property
    def is_bare(self) -> bool:
        """Nothing says yet what is inside."""
        return not (self.fields or self.variants or self.items or self.map_of or self.facts.ref)

    @property
    def holds_objects(self) -> bool:
        """An object, a list of objects, or a type of another name: it may have fields."""
        return any(part.removesuffix("[]") not in SCALARS for part in self.type.split(" | "))

    @property
    def has_type_of_a_field(self) -> bool:
        """`catalog_store.id`: the type is that of another object's field."""
        return "." in self.type.strip(".")

    def with_facts(self, **changes: Any) -> Node:
        return replace(self, facts=replace(self.facts, **changes))

    def to_field(self) -> Field:
        return replace(
            self.facts,
            items=self.items.to_field() if self.items else None,
            fields=to_fields(self.fields),
            map_of=self.map_of.to_field() if self.map_of else None,
            variants={case: to_fields(fields) for case, fields in self.variants.items()},
        )


Fields: TypeAlias = Mapping[str, Node]
OBJECT: Final = Node(Field("object"), Hints(unnamed=True))


def to_fields(fields: Fields) -> dict[str, Field]:
    return {name: node.to_field() for name, node in fields.items()}


def with_missing(fields: Fields, more: Fields) -> Fields:
    """The fields, and those of `more` whose names they lack."""
    return {**fields, **{name: node for name, node in more.items() if name not in fields}}


# Places in a tree

EACH: Final = "[]"
"""The step from a list to its elements."""


@dataclass(frozen=True)
class InVariant:
    """The step from an object to a field of one of its variants."""

    case: str
    name: str


Path: TypeAlias = tuple["str | InVariant", ...]
"""The steps from the top of a tree to a node: names of fields, `EACH`, fields of variants."""


def changed_at(fields: Fields, path: Path, change: Callable[[Node], Node]) -> Fields:
    """The tree with the node at the path changed. Objects that are missing on the way are put in."""
    name, *rest = path
    assert isinstance(name, str)
    return {**fields, name: _changed(fields.get(name, OBJECT), tuple(rest), change)}


def _changed(node: Node, path: Path, change: Callable[[Node], Node]) -> Node:
    if not path:
        return change(node)
    step, rest = path[0], path[1:]
    if isinstance(step, InVariant):
        variant = changed_at(node.variants[step.case], (step.name, *rest), change)
        return replace(node, variants={**node.variants, step.case: variant})
    if step == EACH:
        return replace(node, items=_changed(node.items or OBJECT, rest, change))
    return replace(node, fields=changed_at(node.fields, path, change))


def samples_at(path: Path, samples: Samples) -> Samples:
    """What the examples show at the path, as far as it leads through named fields alone."""
    for step in path:
        if isinstance(step, InVariant) or step == EACH:
            return Samples()
        samples = samples.at(step)
    return samples
