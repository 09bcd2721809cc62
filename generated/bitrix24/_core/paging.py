# Copied from generator/runtime/_core/paging.py by "python -m generator generate". Edit that file.
"""Reads a list to its end in the cheapest way that is right for it, as a flow that emits pages in their order.

Every row that is in the list all the time comes once, or the reading raises. What leads from page to page decides how
that is made sure of: see `paging_ranges`, `paging_key`, `paging_offset` and `paging_v3`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ..errors import Bitrix24Error, ListInterrupted
from ..response import Response
from .effects import Flow
from .list_position import Asked
from .method import ListMethod, RowKey
from .paging_key import KeyReading
from .paging_offset import read_by_offset
from .paging_parameters import Body, at, conditions_of, filter_text, ordered, starts_at, usable_key
from .paging_ranges import read_by_ranges
from .paging_reader import Reader, says_end
from .paging_rows import ids_of
from .paging_tally import Tally
from .paging_v3 import read_by_cursor, read_by_pagination
from .session import Options, Session


def read(session: Session, options: Options, method: ListMethod[Any, Any], asked: Asked, tally: Tally) -> Flow[None]:
    """Emit every page of the list as a RawPage.

    Raises:
        ListInterrupted: A page could not be read, the list does not move on, or its rows moved.
    """
    reader = Reader(session, options, method, tally, asked)
    try:
        yield from _READERS[method.listing.paging](reader, asked)
    except ListInterrupted:
        raise
    except Bitrix24Error as error:
        raise ListInterrupted(str(error), method.name, reader.position) from error


def _read_by_start(reader: Reader, asked: Asked) -> Flow[None]:
    body, start, key = asked.body, starts_at(asked.body), usable_key(reader.method.listing, asked.body)
    if key is not None:
        body = ordered(body, key)
    conditions = conditions_of(body, key) if key is not None else None
    uncounted = start is not None and start < 0
    if uncounted and key is None:
        raise reader.stuck("start=-1 needs a list that is ordered by its id")
    if uncounted and key is not None and conditions is None:
        raise reader.stuck(f"no condition on the id can be added to {filter_text(body, key)}")
    if key is not None and conditions is not None and (start is None or uncounted):
        if (yield from _read_by_key(reader, body, key, conditions, asked.counted and not uncounted)):
            return
        if uncounted:
            yield from KeyReading(reader, body, key, conditions, None).read_on(counted=False)
            return
    if asked.before is not None:  # the page begins with the row before
        start = (start or 1) - 1
        body = at(body, start)
    first = yield from reader.page(body)
    yield from _read_counted(reader, body, start or 0, first, key, conditions)


def _read_by_key(reader: Reader, body: Body, key: RowKey, conditions: Body, counted: bool) -> Flow[bool]:
    """In ranges of ids; False if that cannot be: nothing has been handed out then.

    Args:
        counted: Have the portal count the rows, once.
    """
    total = None
    if counted:
        first = yield from reader.page(body)
        rows, total = reader.rows(first), first.total
        if says_end(first, 0, len(rows)):
            yield from reader.emit(rows, total)
            return True
    return (yield from read_by_ranges(reader, body, key, conditions, total))


def _read_counted(
    reader: Reader, body: Body, start: int, first: Response, key: RowKey | None, conditions: Body | None
) -> Flow[None]:
    """From the first page on, which the portal counted if it counts any."""
    rows = reader.rows(first)
    yield from reader.emit_first(rows, first.total, start)
    if says_end(first, start, len(rows)):
        return
    ids = ids_of(rows, key) if key is not None else None
    if key is not None and conditions is not None and ids:
        reading = KeyReading(reader, body, key, conditions, ids[-1])
        size, total = len(rows), first.total or 0
        regular = first.next == start + size < total
        if regular and (yield from reading.read_ahead(start, size, total)):
            return
        if (yield from reading.read_on(counted=True)):
            return
    yield from read_by_offset(reader, body, start, first, rows)


def _read_by_pagination(reader: Reader, asked: Asked) -> Flow[None]:
    return read_by_pagination(reader, asked.body, asked.before)


def _read_by_cursor(reader: Reader, asked: Asked) -> Flow[None]:
    return read_by_cursor(reader, asked.body)


_READERS: Final[dict[str, Callable[[Reader, Asked], Flow[None]]]] = {
    "start": _read_by_start,
    "pagination": _read_by_pagination,
    "cursor": _read_by_cursor,
}
