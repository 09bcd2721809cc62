"""What the sync and the async side of a kind of entity have in common: its calls, and work of several of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Generic, TypeAlias, TypeVar

from ..errors import Bitrix24Error
from .conditions import Condition
from .dialect import Call, Dialect, ListCall
from .entity import Entity, own, to_wire
from .fields import Field
from .order import Order
from .relations import Relation, own_relation
from .steps import Steps

E = TypeVar("E", bound=Entity)

# By what a record is found again: a field, or several that together tell records apart.
By: TypeAlias = "Field[Any, Any] | Iterable[Field[Any, Any]]"


class NotUnique(Bitrix24Error):
    """More than one record was found where one was meant; nothing was written."""


@dataclass(frozen=True)
class Kind(Generic[E]):
    """One kind of entity."""

    entity: type[E]
    dialect: Dialect

    def adding(self, fields: Mapping[str, object]) -> Call[E]:
        return self.dialect.add(self.entity, to_wire(self.entity, fields))

    def updating(self, id: int, fields: Mapping[str, object]) -> Call[E]:
        return self.dialect.update(self.entity, id, to_wire(self.entity, fields))

    def listing(
        self,
        where: Condition | None,
        select: Iterable[Field[Any, Any]] | None,
        order: Iterable[Order],
        related: Sequence[Relation[Any]],
    ) -> ListCall[E]:
        """Raises TypeError and FilterError for what cannot be asked."""
        return self.dialect.list(
            self.entity, self.dialect.filter.compiled(where), self._selected(select, related), tuple(order)
        )

    def _selected(
        self, select: Iterable[Field[Any, Any]] | None, related: Iterable[Relation[Any]]
    ) -> Sequence[str] | None:
        """With the id, by which lists are read, and what relations need; None for everything."""
        if select is None:
            return None
        names = [own(self.entity, field).sent for field in select]
        needed = [relation.by for relation in related if relation.by is not None]
        return list(dict.fromkeys([self.dialect.key_sent, *names, *needed]))

    def checked(self, related: Iterable[Relation[Any]]) -> tuple[Relation[Any], ...]:
        return tuple(own_relation(self.entity, each) for each in related)

    def getting(self, id: int, related: Sequence[Relation[Any]]) -> Steps[E]:
        (found,) = yield [self.dialect.get(self.entity, id)]
        row: E = found
        yield from self.loading([row], related)
        return row

    def loading(self, rows: Sequence[E], related: Iterable[Relation[Any]]) -> Steps[None]:
        if rows:
            for relation in related:
                yield from relation.load(rows)

    def upserting(self, by: By, fields: Mapping[str, object]) -> Steps[E]:
        finder = finder_of(self, by)
        known = yield from finder.find([fields])
        (written,) = yield [finder.writing(known, fields)]
        done: E = written
        return done


@dataclass(frozen=True)
class Finder(Generic[E]):
    """Finds the records that are there already."""

    kind: Kind[E]
    by: tuple[Field[Any, Any], ...]

    def key_of(self, fields: Mapping[str, object]) -> tuple[object, ...]:
        """What tells a record apart, of those that a program writes.

        Raises:
            TypeError: It has no value in a field by which it is to be found.
        """
        values = [fields.get(field.attribute) for field in self.by]
        for field, value in zip(self.by, values, strict=True):
            if value is None or value == "":
                raise TypeError(f"{field.label} is empty or missing: a record cannot be found by it")
        return tuple(map(_folded, values))

    def apart(self, rows: Sequence[Mapping[str, object]]) -> Sequence[Mapping[str, object]]:
        """The rows, if none is the same as another: both would be added."""
        keys = [self.key_of(row) for row in rows]
        twice = next((key for at, key in enumerate(keys) if key in keys[:at]), None)
        if twice is not None:
            raise TypeError(f"{', '.join(map(repr, twice))} comes twice: the second would be added once more")
        return rows

    def writing(self, known: Mapping[tuple[object, ...], int], fields: Mapping[str, object]) -> Call[E]:
        id = known.get(self.key_of(fields))
        return self.kind.adding(fields) if id is None else self.kind.updating(id, fields)

    def find(self, rows: Sequence[Mapping[str, object]]) -> Steps[dict[tuple[object, ...], int]]:
        """The ids of the records that are there, by what tells them apart.

        Raises:
            NotUnique: Two of them are the same in this.
        """
        for row in rows:
            self.key_of(row)
        conditions = [field.in_([row[field.attribute] for row in rows]) for field in self.by]
        call = self.kind.listing(reduce(lambda one, other: one & other, conditions), self.by, (), ())
        wanted = {self.key_of(row) for row in rows}
        found: dict[tuple[object, ...], int] = {}
        after: int | None = None
        while True:
            (page,) = yield [call.page_after(after)]
            records: Sequence[E] = page
            for record in records:
                key = tuple(_folded(getattr(record, field.attribute)) for field in self.by)
                id = int(record[self.kind.dialect.key])
                if key in found and key in wanted:
                    raise NotUnique(
                        f"{self.kind.entity.__name__} {found[key]} and {id} are the same in"
                        f" {', '.join(field.attribute for field in self.by)}; nothing was written"
                    )
                found[key] = after = id
            if len(records) < 50:
                return found


def finder_of(kind: Kind[E], by: By) -> Finder[E]:
    """Raises TypeError for what are no fields of the entity, and for none."""
    fields = (by,) if isinstance(by, Field) else tuple(by)
    if not fields:
        raise TypeError("upsert needs a field in `by`")
    return Finder(kind, tuple(own(kind.entity, field) for field in fields))


def _folded(value: object) -> object:
    """Portals take small and capital letters for the same."""
    return value.casefold() if type(value) is str else value
