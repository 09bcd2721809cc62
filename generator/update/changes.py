"""What changed, as data: a change is one fact that is another now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from ..spec.model import Json


class Weight(Enum):
    """What a change means to a program that was written for the old state. The heaviest first."""

    BREAKING = "breaking"
    """What it sends may be refused, or what it reads may be missing or of another type."""
    DEPRECATING = "deprecating"
    """It works, and should move on."""
    ADDING = "adding"
    """There is something new to use."""
    LOOSENING = "loosening"
    """More is accepted than before, or less is promised of what may be empty."""
    COSMETIC = "cosmetic"
    """Nothing that a program sends or reads."""


@dataclass(frozen=True)
class Change:
    """
    Args:
        kind: What happened, in a few words: `parameter added`, `type narrowed`.
        place: Where in the item: `params.fields.TITLE`; "" for the item itself.
        old: The fact as it was; None where there was none.
        new: The fact as it is.
    """

    weight: Weight
    kind: str
    place: str = ""
    old: Json = None
    new: Json = None


Changed: TypeAlias = "tuple[Change, ...]"


@dataclass(frozen=True)
class Renamed:
    old: str
    new: str
    why: str
    """What says that they are one: `only the case differs`, `the page is the same`."""


@dataclass(frozen=True)
class Moved:
    name: str
    old: str
    """Its page before."""
    new: str


@dataclass(frozen=True)
class ItemChanges:
    """The changes of all methods, of all events or of all shared types, each by name."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    moved: tuple[Moved, ...] = ()
    deprecated: tuple[str, ...] = ()
    changed: dict[str, Changed] = field(default_factory=dict[str, "Changed"])
    """By the new name, without what is said above."""

    def of_weight(self, weight: Weight) -> Iterator[tuple[str, Change]]:
        for name, changes in self.changed.items():
            yield from ((name, change) for change in changes if change.weight is weight)


@dataclass(frozen=True)
class Changes:
    methods: ItemChanges
    events: ItemChanges
    types: ItemChanges
    names: ItemChanges = ItemChanges()
    """Of the client: modules, classes, types and constants. Added ones are no news, since what they are for is."""

    @property
    def by_item(self) -> dict[str, ItemChanges]:
        return {"methods": self.methods, "events": self.events, "types": self.types, "names": self.names}

    def of_weight(self, weight: Weight) -> list[tuple[str, str, Change]]:
        """The kind of item, its name and the change, for all changes of that weight, those of whole items first."""
        found: list[tuple[str, str, Change]] = []
        for kind, items in self.by_item.items():
            added = Weight.COSMETIC if items is self.names else Weight.ADDING
            found += [(kind, name, change) for name, change in _of_items(items, added) if change.weight is weight]
            found += [(kind, name, change) for name, change in items.of_weight(weight)]
        return found

    @property
    def weight(self) -> Weight | None:
        """The heaviest there is; None where nothing changed."""
        return next((weight for weight in Weight if self.of_weight(weight)), None)


def _of_items(items: ItemChanges, added: Weight) -> Iterator[tuple[str, Change]]:
    yield from ((name, Change(Weight.BREAKING, "removed")) for name in items.removed)
    yield from ((name, Change(Weight.DEPRECATING, "deprecated")) for name in items.deprecated)
    yield from ((each.new, Change(Weight.DEPRECATING, "renamed", old=each.old, new=each.new)) for each in items.renamed)
    yield from ((name, Change(added, "added")) for name in items.added)
    yield from ((each.name, Change(Weight.COSMETIC, "moved", old=each.old, new=each.new)) for each in items.moved)
