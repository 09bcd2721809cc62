"""The entities of one kind on a portal: to be read, written and found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar

from .._core.base_client import BaseAsyncClient, BaseSyncClient
from ..lists import AsyncList, SyncList
from .bulk import AsyncBulk, Bulk
from .conditions import Condition
from .dialect import Dialect
from .entity import Entity
from .fields import Field
from .kind import By, Kind
from .lists import with_related, with_related_async
from .order import Order
from .relations import Relation
from .steps import arun, run

E = TypeVar("E", bound=Entity)
F = TypeVar("F", bound=Mapping[str, object])


def _refuse_other(entities: object, client: object, wanted: type[object], called: str) -> None:
    if not isinstance(client, wanted):
        raise TypeError(f"{type(entities).__name__} are those of {called}, not of {client!r}")


class Entities(Generic[E, F]):
    """Records of one kind: `E` is what they are read as, `F` what they are written with.

    A module of a portal's types derives from it, says which entity and dialect, and adds `add`, `update` and `upsert`
    with the fields as keyword arguments.
    """

    entity: type[E]
    dialect: Dialect

    def __init__(self, client: BaseSyncClient[Any]) -> None:
        _refuse_other(self, client, BaseSyncClient, "a Client")  # of an AsyncClient, nothing would be sent
        self._client = client
        self._kind = Kind(self.entity, self.dialect)

    def get(self, id: int, *, related: Iterable[Relation[Any]] = ()) -> E:
        """The record.

        Raises:
            NotFound: There is none; of users and elements of lists, ResultError.
        """
        return run(self._client, self._kind.getting(id, self._kind.checked(related)))

    def list(
        self,
        *,
        where: Condition | None = None,
        select: Iterable[Field[Any, Any]] | None = None,
        order: Iterable[Order] = (),
        related: Iterable[Relation[Any]] = (),
    ) -> SyncList[list[E], E]:
        """Every record that meets the condition; nothing is sent before it is read.

        Args:
            where: `(Deal.amount > 1000) & (Deal.stage == DealStage.NEW)`.
            select: `[Deal.title, Deal.amount]`: to read another field is MissingField. The id comes always.
            order: `[Deal.amount.desc()]`; by default by the id, which is the fastest.
            related: `[Deal.company, Deal.product_rows]`: loaded with each page, one request for each relation.

        Raises:
            FilterError: The portal's filter cannot say that.
        """
        along = self._kind.checked(related)
        call = self._kind.listing(where, select, order, along)
        plain = self._client.invoke_list(call.method, call.params)
        if not along:
            return plain
        return with_related(plain, lambda rows: run(self._client, self._kind.loading(rows, along)))

    def delete(self, id: int) -> None:
        """Delete the record."""
        call = self._kind.deleting(id)
        self._client.invoke(call.method, call.params)

    @cached_property
    def bulk(self) -> Bulk[E, F]:
        """Many at once."""
        return Bulk(self._client, self._kind)

    def _add(self, fields: Mapping[str, object]) -> E:
        call = self._kind.adding(fields)
        return self._kind.written(self._client.invoke(call.method, call.params))

    def _update(self, id: int, fields: Mapping[str, object]) -> E:
        return run(self._client, self._kind.updating(id, fields))

    def _upsert(self, by: By, fields: Mapping[str, object]) -> E:
        return run(self._client, self._kind.upserting(by, fields))


class AsyncEntities(Generic[E, F]):
    """`Entities`, awaited."""

    entity: type[E]
    dialect: Dialect

    def __init__(self, client: BaseAsyncClient[Any]) -> None:
        _refuse_other(self, client, BaseAsyncClient, "an AsyncClient")
        self._client = client
        self._kind = Kind(self.entity, self.dialect)

    async def get(self, id: int, *, related: Iterable[Relation[Any]] = ()) -> E:
        """The record; see `Entities.get`."""
        return await arun(self._client, self._kind.getting(id, self._kind.checked(related)))

    def list(
        self,
        *,
        where: Condition | None = None,
        select: Iterable[Field[Any, Any]] | None = None,
        order: Iterable[Order] = (),
        related: Iterable[Relation[Any]] = (),
    ) -> AsyncList[list[E], E]:
        """Every record that meets the condition; see `Entities.list`."""
        along = self._kind.checked(related)
        call = self._kind.listing(where, select, order, along)
        plain = self._client.invoke_list(call.method, call.params)
        if not along:
            return plain
        return with_related_async(plain, lambda rows: arun(self._client, self._kind.loading(rows, along)))

    async def delete(self, id: int) -> None:
        """Delete the record."""
        call = self._kind.deleting(id)
        await self._client.invoke(call.method, call.params)

    @cached_property
    def bulk(self) -> AsyncBulk[E, F]:
        """Many at once."""
        return AsyncBulk(self._client, self._kind)

    async def _add(self, fields: Mapping[str, object]) -> E:
        call = self._kind.adding(fields)
        return self._kind.written(await self._client.invoke(call.method, call.params))

    async def _update(self, id: int, fields: Mapping[str, object]) -> E:
        return await arun(self._client, self._kind.updating(id, fields))

    async def _upsert(self, by: By, fields: Mapping[str, object]) -> E:
        return await arun(self._client, self._kind.upserting(by, fields))
