"""How one kind of entity is read and written: calls of its methods, and what their answers are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Generic, TypeAlias, TypeVar

from .._core.convert import Converter, ConvertError, anything, list_of
from .._core.json_types import is_map
from .._core.method import ListMethod, Method
from .._core.selection import Selection
from .entity import Entity
from .filters import FilterRules
from .order import Order

# Rows in a page of every list.
PAGE: Final = 50

T = TypeVar("T")
E = TypeVar("E", bound=Entity)


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """One call of a method, and how its answer is read."""

    method: Method[T]
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ListCall(Generic[E]):
    """One call of a method that answers with rows; read alone, it gives those of one page."""

    method: ListMethod[list[E], E]
    params: Mapping[str, object]

    def page_after(self, id: int | None, seen: int = 0) -> Call[list[E]]:
        """The first rows after this id, 50 at most, which nobody counts; of a list that knows no ids, after so many."""
        key = self.method.listing.key
        if key is None:
            return Call(self.method, {**self.params, "start": seen})
        params: dict[str, object] = {**self.params, **key.order, "start": -1}
        if id is not None:
            parameter, greater = key.filter
            filter = params.get(parameter, {})
            params[parameter] = {**(filter if is_map(filter) else {}), greater: id}
        return Call(self.method, params)


# Calls to be made together, in one request for up to 50; the results come back in their order.
Steps: TypeAlias = Generator[Sequence[Call[Any]], Sequence[Any], T]

# A record's id, and what of it shall be changed, as it is sent.
Change: TypeAlias = tuple[int, Mapping[str, object]]


class Dialect(ABC):
    """What the methods of one kind of entity are called, and where in them ids, fields and rows are."""

    filter: ClassVar[FilterRules]
    # The id's name in a record, and in a filter and a selection.
    key: ClassVar[str]
    key_sent: ClassVar[str]

    @abstractmethod
    def add(self, entity: type[E], fields: Mapping[str, object]) -> Call[E]:
        """A new record; where the portal answers its id alone, that is all that the entity has."""

    @abstractmethod
    def get(self, entity: type[E], id: int) -> Call[E]: ...

    @abstractmethod
    def update(self, entity: type[E], id: int, fields: Mapping[str, object]) -> Call[E]: ...

    @abstractmethod
    def delete(self, id: int) -> Call[Any]: ...

    @abstractmethod
    def list(
        self,
        entity: type[E],
        filter: Mapping[str, object],
        select: Sequence[str] | None,
        order: Sequence[Order] = (),
    ) -> ListCall[E]: ...

    def completed(self, changes: Sequence[Change]) -> Steps[Sequence[Change]]:
        """The changes as they must be sent: where the portal clears what is not named, with all the rest."""
        yield from ()
        return changes


def one_row(entity: type[E]) -> Converter[E]:
    """The record of a list that has it alone; nothing of an empty one."""

    def convert(value: object) -> E:
        rows = list_of(anything)(value)
        if len(rows) != 1:
            raise ConvertError("a list of one", value)
        return entity(rows[0])

    return convert


def at(path: tuple[str, ...], convert: Converter[T]) -> Converter[T]:
    """What lies there in an answer."""

    def convert_inside(value: object) -> T:
        for name in path:
            if not is_map(value) or name not in value:
                raise ConvertError(f"an object with {name!r}", value)
            value = value[name]
        return convert(value)

    return convert_inside


def known_by_id(entity: type[E], key: str, id: object) -> E:
    """A record of which the portal has told the id alone."""
    made = entity({key: id})
    made.__selection__ = Selection(frozenset({key.replace("_", "").casefold()}), ())
    return made
