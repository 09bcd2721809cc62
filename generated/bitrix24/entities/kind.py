# Copied from generator/runtime/entities/kind.py by "python -m generator generate". Edit that file.
"""What the sync and the async side of a kind of entity have in common: its calls, and work of several of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any, Generic, TypeAlias, TypeVar, cast

from .._core.convert import ConvertError, integer, shorten
from .._core.json_types import is_list, is_map
from ..errors import Bitrix24Error, ResultError
from .conditions import Condition
from .dialect import PAGE, Call, Change, Dialect, ListCall, Steps
from .entity import Entity, fields_of, own, to_wire
from .fields import Field
from .order import Order
from .relations import Relation, own_relation

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

    def written(self, record: E | None) -> E:
        """Raises ResultError if the portal, which took it, did not tell of it."""
        if record is None:
            raise ResultError(f"the portal wrote a {self.entity.__name__} and did not say which")
        return record

    def change(self, row: tuple[int, Mapping[str, object]]) -> Change:
        if not _is_pair(row):
            raise TypeError(f"expected an id and its fields, (7, {{...}}), got {shorten(row)}")
        id, fields = row
        return checked_id(id), to_wire(self.entity, fields)

    def deleting(self, id: int) -> Call[Any]:
        return self.dialect.delete(checked_id(id))

    def updating(self, id: int, fields: Mapping[str, object]) -> Steps[E]:
        calls = yield from self.updates([self.change((id, fields))])
        (changed,) = yield calls
        return self.written(changed)

    def updates(self, changes: Sequence[Change]) -> Steps[list[Call[E]]]:
        completed = yield from self.dialect.completed(changes)
        return [self.dialect.update(self.entity, id, fields) for id, fields in completed]

    def listing(
        self,
        where: Condition | None,
        select: Iterable[Field[Any, Any]] | None,
        order: Iterable[Order],
        related: Sequence[Relation[Any]],
    ) -> ListCall[E]:
        """Raises TypeError and FilterError for what cannot be asked."""
        orders = tuple(order)
        labels = {_order(each).label for each in orders}
        if where is not None:
            labels |= _condition(where).labels()
        if foreign := labels - {field.label for field in fields_of(self.entity).values()}:
            raise TypeError(f"{', '.join(sorted(foreign))} is no field of {self.entity.__name__}")
        return self.dialect.list(
            self.entity, self.dialect.filter.compiled(where), self._selected(select, related), orders
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
        (found,) = yield [self.dialect.get(self.entity, checked_id(id))]
        if found is None:  # of a kind that is asked for by a list of one
            raise ResultError(f"there is no {self.entity.__name__} {id}")
        row: E = found
        yield from self.loading([row], related)
        return row

    def loading(self, rows: Sequence[E], related: Iterable[Relation[Any]]) -> Steps[None]:
        if rows:
            for relation in related:
                yield from relation.load(rows)

    def upserting(self, by: By, fields: Mapping[str, object]) -> Steps[E]:
        finder = finder_of(self, by)
        (wanted,) = finder.wanted([fields])
        known = yield from finder.find([wanted])
        calls = yield from finder.writing(known, [wanted])
        (written,) = yield calls
        return self.written(written)


@dataclass(frozen=True)
class Wanted:
    """A record as it shall be.

    Args:
        values: Those by which it is found, in the order of the fields.
        wire: All its fields, as they are sent.
    """

    values: tuple[object, ...]
    wire: Mapping[str, object]

    @property
    def key(self) -> tuple[object, ...]:
        return tuple(map(_folded, self.values))


@dataclass(frozen=True)
class Finder(Generic[E]):
    """Finds the records that are there already, by some of their fields."""

    kind: Kind[E]
    by: tuple[Field[Any, Any], ...]

    def wanted(self, rows: Iterable[Mapping[str, object]]) -> list[Wanted]:
        """The rows that a program gives, checked.

        Raises:
            TypeError: One cannot be written, has nothing by which it is to be found, or is the same as another in this:
                both would be added.
        """
        found: dict[tuple[object, ...], Wanted] = {}
        for row in rows:
            wanted = Wanted(tuple(self._value(field, row) for field in self.by), to_wire(self.kind.entity, row))
            if wanted.key in found:
                raise TypeError(f"{self._names}: {', '.join(map(repr, wanted.values))} comes twice")
            found[wanted.key] = wanted
        return list(found.values())

    def find(self, wanted: Sequence[Wanted]) -> Steps[dict[tuple[object, ...], int]]:
        """The ids of those that are there, by their keys.

        Raises:
            NotUnique: Two of them are the same in this.
        """
        conditions = [field.in_([each.values[at] for each in wanted]) for at, field in enumerate(self.by)]
        call = self.kind.listing(reduce(lambda one, other: one & other, conditions), self.by, (), ())
        keys = {each.key for each in wanted}
        found: dict[tuple[object, ...], int] = {}
        after: int | None = None
        seen = 0
        while True:
            before = after
            (page,) = yield [call.page_after(after, seen)]
            records = self._records(page)
            seen += len(records)
            for record in records:
                after = integer(record[self.kind.dialect.key])
                key = tuple(_folded(getattr(record, field.attribute)) for field in self.by)
                if key in keys and found.setdefault(key, after) != after:
                    raise NotUnique(
                        f"{self.kind.entity.__name__} {found[key]} and {after} are the same in {self._names};"
                        " neither was written"
                    )
            if len(records) < PAGE or after == before:  # the same page once more is no list
                return found

    def writing(self, known: Mapping[tuple[object, ...], int], wanted: Sequence[Wanted]) -> Steps[list[Call[E]]]:
        """Of each, the call that adds or changes it."""
        there = [(known[each.key], each.wire) for each in wanted if each.key in known]
        updates = iter((yield from self.kind.updates(there)))
        kind = self.kind
        return [next(updates) if each.key in known else kind.dialect.add(kind.entity, each.wire) for each in wanted]

    def _records(self, page: object) -> Sequence[E]:
        """Raises ResultError for what is no page, and for records without what they were sought by.

        A portal that has lost a field ignores it in the filter: the record would be added again and again.
        """
        records: list[E] = []
        for record in page if is_list(page) else [None]:
            if not isinstance(record, self.kind.entity) or not _has_number(record, self.kind.dialect.key):
                raise ResultError(f"the portal gave no list of records to look for {self._names}; nothing was written")
            for field in self.by:
                if field.wire_name not in record:
                    raise ResultError(
                        f"the portal gave records without {field.label}: has it still got that field?"
                        " Nothing was written"
                    )
            records.append(record)
        return records

    @property
    def _names(self) -> str:
        return ", ".join(field.label for field in self.by)

    def _value(self, field: Field[Any, Any], row: Mapping[str, object]) -> object:
        value = row.get(field.attribute) if is_map(row) else None
        if value is None or value == "":
            raise TypeError(f"{field.label} is empty or missing: a record cannot be found by it")
        if isinstance(value, datetime) and value.tzinfo is None:
            raise TypeError(f"{field.label}: a record can only be found by a moment with a time zone, not by {value}")
        return value


def finder_of(kind: Kind[E], by: By) -> Finder[E]:
    """Raises TypeError for what are no fields of the entity, and for none."""
    fields = (by,) if isinstance(by, Field) else tuple(by)
    if not fields:
        raise TypeError("upsert needs a field in `by`")
    owned = tuple(own(kind.entity, field) for field in fields)
    for field in owned:
        if field.has_several:
            raise TypeError(f"{field.label} has several values: a record cannot be found by it")
    return Finder(kind, owned)


def _is_pair(row: object) -> bool:
    return isinstance(row, (tuple, list)) and len(cast("Sequence[object]", row)) == 2


def checked_id(id: object) -> int:
    """Raises TypeError for what is none: each letter of a text would be one."""
    if isinstance(id, bool) or not isinstance(id, int):
        raise TypeError(f"an id is a whole number, not {shorten(id)}")
    return id


def _has_number(record: Entity, key: str) -> bool:
    try:
        integer(record.get(key))
    except ConvertError:
        return False
    return True


def _condition(where: object) -> Condition:
    if not isinstance(where, Condition):
        raise TypeError(f"where: {where!r} is no condition, such as Deal.title == 'Tea'")
    return where


def _order(order: object) -> Order:
    if not isinstance(order, Order):
        raise TypeError(f"order: {order!r} is no order, such as Deal.title.asc()")
    return order


def _folded(value: object) -> object:
    """Portals take small and capital letters for the same, and count whole seconds."""
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    return value.casefold() if type(value) is str else value
