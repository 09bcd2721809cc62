"""Records that belong to a record, loaded for many at once: `deals.list(related=[Deal.company, Deal.contacts])`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import islice
from typing import Any, Final, Generic, TypeVar, overload

from typing_extensions import Self

from .._core import convert
from .._core.convert import list_of
from .._core.json_types import is_list
from .._core.method import Method
from .._core.views import View
from ..errors import MissingField
from .dialect import PAGE, Call, Dialect, Steps, at
from .entity import Entity
from .fields import FloatField, IdField, IntegerField, KeyField, TextField, YesNoField

T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E", bound=Entity)


class Relation(Generic[T_co]):
    """What belongs to a record: of a record that, of the class the relation itself.

    Args:
        by: The field on the wire that must be there to load it; None for the record's own id.
    """

    def __init__(self, by: str | None) -> None:
        self.by = by
        self.owner = self.attribute = ""

    def __set_name__(self, owner: type[View], attribute: str) -> None:
        self.owner, self.attribute = owner.__name__, attribute

    @overload
    def __get__(self, view: None, owner: type[View]) -> Self: ...
    @overload
    def __get__(self, view: Entity, owner: type[View]) -> T_co: ...
    def __get__(self, view: Entity | None, owner: type[View]) -> Self | T_co:
        if view is None:
            return self
        try:
            return view.__related__[self.attribute]  # type: ignore[no-any-return]  # what `load` has put there
        except KeyError:
            raise MissingField(
                f"{self.owner}.{self.attribute} has not been loaded: add related=[{self.owner}.{self.attribute}]"
            ) from None

    def __set__(self, view: Entity, value: object) -> None:
        raise AttributeError(f"{self.owner}.{self.attribute} belongs to the answer and cannot be set")

    def load(self, rows: Sequence[Entity]) -> Steps[None]:
        """The calls that load it for these records."""
        raise NotImplementedError


class ToOne(Relation["E | None"], Generic[E]):
    """The record whose id a field has: `ToOne("companyId", lambda: Company, CrmItems(4))`."""

    def __init__(self, by: str, entity: Callable[[], type[E]], dialect: Dialect) -> None:
        super().__init__(by)
        self._entity, self._dialect = entity, dialect

    def load(self, rows: Sequence[Entity]) -> Steps[None]:
        wanted = {id(row): _ids(row.get(str(self.by))) for row in rows}
        found = yield from _by_id(self._entity(), self._dialect, wanted.values())
        for row in rows:
            row.__related__[self.attribute] = next((found[each] for each in wanted[id(row)] if each in found), None)


class ToMany(Relation["list[E]"], Generic[E]):
    """The records whose ids a field has: `ToMany("contactIds", lambda: Contact, CrmItems(3))`."""

    def __init__(self, by: str, entity: Callable[[], type[E]], dialect: Dialect) -> None:
        super().__init__(by)
        self._entity, self._dialect = entity, dialect

    def load(self, rows: Sequence[Entity]) -> Steps[None]:
        wanted = {id(row): _ids(row.get(str(self.by))) for row in rows}
        found = yield from _by_id(self._entity(), self._dialect, wanted.values())
        for row in rows:
            row.__related__[self.attribute] = [found[each] for each in wanted[id(row)] if each in found]


class ProductRow(Entity):
    """A product in a record of the CRM."""

    __slots__ = ()
    id = KeyField("id")
    product_id = IdField("productId")
    product_name = TextField("productName")
    price = FloatField("price")
    quantity = FloatField("quantity")
    discount_rate = FloatField("discountRate")
    discount_sum = FloatField("discountSum")
    tax_rate = FloatField("taxRate")
    tax_included = YesNoField("taxIncluded")
    measure_code = IntegerField("measureCode")
    measure_name = TextField("measureName")
    sort = IntegerField("sort")


_ROWS: Final = Method("crm.item.productrow.list", at(("productRows",), list_of(ProductRow)), writes=False)


class ProductRows(Relation[list[ProductRow]]):
    """The products of a record: `ProductRows("D")`.

    Args:
        owner_type: The letters of the entity type: `L`, `D`, `Q`, `SI`, of a smart process `T` and its number in hex.
    """

    def __init__(self, owner_type: str) -> None:
        super().__init__(None)
        self._owner_type = owner_type

    def load(self, rows: Sequence[Entity]) -> Steps[None]:
        found: dict[int, list[ProductRow]] = {convert.integer(row.get("id")): [] for row in rows}
        waiting = list(found)
        while waiting:
            pages = yield [self._page(id, found[id]) for id in waiting]
            full: list[int] = []
            for id, page in zip(waiting, pages, strict=True):
                if len(page) == PAGE and page[-1:] != found[id][-1:]:  # the same page once more is no list
                    full.append(id)
                found[id] += page
            waiting = full
        for row in rows:
            row.__related__[self.attribute] = found[convert.integer(row.get("id"))]

    def _page(self, owner: int, before: list[ProductRow]) -> Call[list[ProductRow]]:
        filter: dict[str, object] = {"=ownerType": self._owner_type, "=ownerId": owner}
        if before:
            filter[">id"] = before[-1].id
        return Call(_ROWS, {"filter": filter, "order": {"id": "ASC"}})


@cache
def relations_of(entity: type[Entity]) -> Sequence[Relation[Any]]:
    """Those of the class and of what it is derived from."""
    found: list[Relation[Any]] = []
    for base in entity.__mro__:
        members: list[Any] = list(vars(base).values())
        for member in members:
            if isinstance(member, Relation):
                found.append(member)  # pyright: ignore[reportUnknownArgumentType]  # of any type
    return found


def own_relation(entity: type[Entity], relation: object) -> Relation[Any]:
    """The relation, if it is one of this entity's.

    Raises:
        TypeError: It is another's, or none at all.
    """
    for known in relations_of(entity):
        if known is relation:
            return known
    raise TypeError(f"{relation!r} is no relation of {entity.__name__}")


def _ids(value: object) -> list[int]:
    """Of a field that has one id or several."""
    several = convert.list_of(convert.integer)(value) if is_list(value) else [value]
    return [convert.integer(each) for each in several if each not in (None, "", 0, "0")]


def _by_id(entity: type[E], dialect: Dialect, wanted: Iterable[list[int]]) -> Steps[dict[int, E]]:
    """The records with these ids, as many to a call as a page has."""
    ids = iter(dict.fromkeys(id for each in wanted for id in each))
    in_key = f"{dialect.filter.prefixes['in']}{dialect.key_sent}"
    calls: list[Call[Any]] = []
    while some := list(islice(ids, PAGE)):
        calls.append(dialect.list(entity, {in_key: some}, None).page_after(None))
    found: dict[int, E] = {}
    pages: Sequence[Sequence[E]] = (yield calls) if calls else ()
    for page in pages:
        found |= {convert.integer(row[dialect.key]): row for row in page}
    return found
