"""Reads a list to its end in the cheapest way that is right for it, as a flow that emits pages in their order.

Every row that is in the list all the time comes once, or the reading raises. What leads from page to page decides how
that is made sure of: see `paging_key`, `paging_offset` and `paging_v3`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ..errors import Bitrix24Error, ListInterrupted
from .effects import Flow
from .method import ListMethod
from .paging_key import KeyReading
from .paging_offset import read_by_offset
from .paging_parameters import Body, conditions_of, filter_text, ordered, start_of, usable_key
from .paging_reader import Reader, says_end
from .paging_rows import ids_of
from .paging_v3 import read_by_cursor, read_by_pagination
from .session import Options, Session


def read(session: Session, options: Options, method: ListMethod[Any, Any], body: Body) -> Flow[None]:
    """Emit every page of the list as a RawPage.

    Raises:
        ListInterrupted: A page could not be read, the list does not move on, or its rows moved.
    """
    reader = Reader(session, options, method)
    try:
        yield from _READERS[method.listing.paging](reader, body)
    except ListInterrupted:
        raise
    except Bitrix24Error as error:
        raise ListInterrupted(str(error), method.name, reader.position) from error


def _read_by_start(reader: Reader, body: Body) -> Flow[None]:
    start, key = start_of(body), usable_key(reader.method.listing, body)
    if key is not None:
        body = ordered(body, key)
    conditions = conditions_of(body, key) if key is not None else None
    if start < 0:
        if key is None:
            raise reader.stuck("start=-1 needs a list that is ordered by its id")
        if conditions is None:
            raise reader.stuck(f"no condition on the id can be added to {filter_text(body, key)}")
        yield from KeyReading(reader, body, key, conditions, None).read_on(counted=False)
        return
    first = yield from reader.page(body)
    rows = reader.rows(first)
    yield from reader.emit(rows, first.total)
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


_READERS: Final[dict[str, Callable[[Reader, Body], Flow[None]]]] = {
    "start": _read_by_start,
    "pagination": read_by_pagination,
    "cursor": read_by_cursor,
}
