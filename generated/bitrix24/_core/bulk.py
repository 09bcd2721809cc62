# Copied from generator/runtime/_core/bulk.py by "python -m generator generate". Edit that file.
"""One call for each of any number of rows, 50 to a request. A request that dies costs its own rows, not the others."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from ..errors import Bitrix24Error
from .base_batch import BaseAsyncBatch, BaseSyncBatch, Pending
from .batch_commands import MOST_COMMANDS
from .session import COLLECTING

if TYPE_CHECKING:
    from .session import Session

T = TypeVar("T")
Row = TypeVar("Row")
Batch = TypeVar("Batch", bound="BaseSyncBatch")
ABatch = TypeVar("ABatch", bound="BaseAsyncBatch")
AnyBatch = TypeVar("AnyBatch", bound="BaseSyncBatch | BaseAsyncBatch")


def bulk(
    session: Session,
    make: Callable[[], Batch],
    add: Callable[[Batch, Row], Pending[T]],
    rows: Iterable[Row],
    start: int,
) -> Iterator[Pending[T]]:
    """One call for each row from `start` on; a request is sent for each 50, when the first of their calls is wanted."""
    source = islice(rows, start, None)
    while pending := _next(session, batch := make(), add, source):
        with contextlib.suppress(Bitrix24Error):  # each of its calls has it
            batch.run()
        yield from pending


async def abulk(
    session: Session,
    make: Callable[[], ABatch],
    add: Callable[[ABatch, Row], Pending[T]],
    rows: Iterable[Row],
    start: int,
) -> AsyncIterator[Pending[T]]:
    """`bulk`, awaited."""
    source = islice(rows, start, None)
    while pending := _next(session, batch := make(), add, source):
        with contextlib.suppress(Bitrix24Error):
            await batch.run()
        for call in pending:
            yield call


def _next(
    session: Session, batch: AnyBatch, add: Callable[[AnyBatch, Row], Pending[T]], source: Iterator[Row]
) -> list[Pending[T]]:
    """The calls of the next rows. A row's call is made before another row is asked for: it may be the same object."""
    return [_added(session, batch, add, row) for row in islice(source, MOST_COMMANDS)]


def _added(session: Session, batch: AnyBatch, add: Callable[[AnyBatch, Row], Pending[T]], row: Row) -> Pending[T]:
    """The call that the function adds for a row.

    Raises:
        TypeError: It adds none. A write of the client's is refused before it is sent.
    """
    before = COLLECTING.set(session)
    try:
        call = add(batch, row)
    finally:
        COLLECTING.reset(before)
    if batch.holds(call):
        return call
    if inspect.iscoroutine(call):
        call.close()
    raise TypeError(
        "the function given to bulk must return the call that it adds to its batch, as"
        f" `lambda batch, row: batch.crm.deal.add(fields=row)`; it returned {type(call).__name__}"
    )
