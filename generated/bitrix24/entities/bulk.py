# Copied from generator/runtime/entities/bulk.py by "python -m generator generate". Edit that file.
"""Writing any number of records, 50 to a request: what `client.bulk` promises."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Generic, TypeVar

from .._core.base_batch import Pending
from .._core.base_client import BaseAsyncClient, BaseSyncClient
from .._core.batch_commands import MOST_COMMANDS
from .dialect import Call
from .entity import Entity
from .kind import By, Kind, finder_of
from .steps import arun, run

E = TypeVar("E", bound=Entity)
F = TypeVar("F", bound=Mapping[str, object])
T = TypeVar("T")


class Bulk(Generic[E, F]):
    """`deals.bulk`: the calls come back in the rows' order, done, each with its result or its error.

    Rows are taken as results are wanted. What a row may not hold is refused before its request is sent.
    """

    def __init__(self, client: BaseSyncClient[Any], kind: Kind[E]) -> None:
        self._client, self._kind = client, kind

    def add(self, rows: Iterable[F]) -> Iterator[Pending[E]]:
        """One new record for each row."""
        return self._calls(map(self._kind.adding, rows))

    def update(self, rows: Iterable[tuple[int, F]]) -> Iterator[Pending[E]]:
        """The fields of each id."""
        changes = map(self._kind.change, rows)
        while some := list(islice(changes, MOST_COMMANDS)):
            yield from self._calls(run(self._client, self._kind.updates(some)))

    def delete(self, ids: Iterable[int]) -> Iterator[Pending[Any]]:
        """The records with these ids."""
        return self._calls(map(self._kind.deleting, ids))

    def upsert(self, rows: Iterable[F], *, by: By) -> Iterator[Pending[E]]:
        """For each row the record that is the same in `by`, or a new one: two requests for 50 rows.

        Raises:
            NotUnique: More than one is.
            TypeError: A row has nothing in `by`, or the same as another of its 50.
        """
        finder, source = finder_of(self._kind, by), iter(rows)
        while wanted := finder.wanted(islice(source, MOST_COMMANDS)):
            known = run(self._client, finder.find(wanted))
            yield from self._calls(run(self._client, finder.writing(known, wanted)))

    def _calls(self, calls: Iterable[Call[T]]) -> Iterator[Pending[T]]:
        return self._client.bulk(lambda batch, call: batch.invoke(call.method, call.params), calls)


class AsyncBulk(Generic[E, F]):
    """`Bulk`, awaited."""

    def __init__(self, client: BaseAsyncClient[Any], kind: Kind[E]) -> None:
        self._client, self._kind = client, kind

    def add(self, rows: Iterable[F]) -> AsyncIterator[Pending[E]]:
        """One new record for each row."""
        return self._calls(map(self._kind.adding, rows))

    async def update(self, rows: Iterable[tuple[int, F]]) -> AsyncIterator[Pending[E]]:
        """The fields of each id."""
        changes = map(self._kind.change, rows)
        while some := list(islice(changes, MOST_COMMANDS)):
            async for call in self._calls(await arun(self._client, self._kind.updates(some))):
                yield call

    def delete(self, ids: Iterable[int]) -> AsyncIterator[Pending[Any]]:
        """The records with these ids."""
        return self._calls(map(self._kind.deleting, ids))

    async def upsert(self, rows: Iterable[F], *, by: By) -> AsyncIterator[Pending[E]]:
        """For each row the record that is the same in `by`, or a new one; see `Bulk.upsert`."""
        finder, source = finder_of(self._kind, by), iter(rows)
        while wanted := finder.wanted(islice(source, MOST_COMMANDS)):
            known = await arun(self._client, finder.find(wanted))
            async for call in self._calls(await arun(self._client, finder.writing(known, wanted))):
                yield call

    def _calls(self, calls: Iterable[Call[T]]) -> AsyncIterator[Pending[T]]:
        return self._client.bulk(lambda batch, call: batch.invoke(call.method, call.params), calls)
