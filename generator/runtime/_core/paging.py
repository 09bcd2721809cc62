"""Reads a list to its end in the cheapest way that is right for it, as a flow that emits pages in their order.

`start` lists tell their total with the first page; the pages that remain go 50 to a request, several requests at a
time. If the list has a key, its rows are ordered by it, so that rows which are added meanwhile come last; if rows are
deleted meanwhile, offsets no longer mean what they did, and the rest is read by the key, from the last row on.
`pagination` and `cursor` lists tell no total: there the end is known by what came back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from ..errors import Bitrix24Error, ListInterrupted
from ..response import Response
from . import batch_commands, calls
from .batch_commands import MOST_COMMANDS, Command
from .convert import ConvertError, anything, integer, list_of, shorten
from .effects import Emit, Flow, Join, Start
from .json_types import is_list, is_map
from .method import Listing, ListMethod, RowKey
from .session import Options, Session

PAGE: Final = 50

# Requests of 50 pages that are on their way at a time; what they bring is the most that is held in memory.
_REQUESTS_AHEAD: Final = 8

_Method = ListMethod[Any, Any]
Body = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RawPage:
    """Rows as they came. `total`: how many the list has, where the portal counted them."""

    rows: list[object]
    total: int | None


def rows_of(method: _Method, response: Response) -> list[object]:
    """The rows in an answer.

    Raises:
        ListInterrupted: There are none where they should be.
    """
    value = response.result
    for name in method.listing.rows:
        value = value.get(name) if is_map(value) else None
    if is_map(value):  # PHP makes a map of a list with gaps
        return list(value.values())
    try:
        return list_of(anything)(value)
    except ConvertError as error:
        raise ListInterrupted(f"no rows: {error.reason}", method.name, 0) from None


def read(session: Session, options: Options, method: _Method, body: Body) -> Flow[None]:
    """Emit every page of the list as a RawPage.

    Raises:
        ListInterrupted: A page could not be read, or the list does not move on.
    """
    reader = _Reader(session, options, method)
    try:
        yield from _READERS[method.listing.paging](reader, body)
    except ListInterrupted:
        raise
    except Bitrix24Error as error:
        raise ListInterrupted(str(error), method.name, reader.position) from error


class _Reader:
    """One reading of a list: what it sends, and how far it has come."""

    def __init__(self, session: Session, options: Options, method: _Method) -> None:
        self.session = session
        self.options = options
        self.method = method
        self.position = 0

    def page(self, body: Body) -> Flow[Response]:
        return calls.call_body(self.session, self.method, body, self.options)

    def pages(self, bodies: list[Body]) -> Flow[list[Command]]:
        """Several pages by one request; each command has its own outcome."""
        batch = [Command(f"c{number}", self.method, body) for number, body in enumerate(bodies)]
        yield from batch_commands.run(self.session, self.options, batch, halt=False)
        return batch

    def emit(self, rows: list[object], total: int | None) -> Flow[None]:
        if rows:
            yield Emit(RawPage(rows, total))
            self.position += len(rows)

    def stuck(self, message: str) -> ListInterrupted:
        return ListInterrupted(message, self.method.name, self.position)


def _answer(command: Command) -> Response:
    if isinstance(command.outcome, Response):
        return command.outcome
    raise command.outcome or RuntimeError(f"{command} has no outcome")


def _by_start(reader: _Reader, body: Body) -> Flow[None]:
    key = _usable_key(reader.method.listing, body)
    if _start_of(body) < 0:
        yield from _by_key(reader, body, key, None)
        return
    if key is not None:
        body = {**body, **key.order}
    first = yield from reader.page(body)
    rows = rows_of(reader.method, first)
    yield from reader.emit(rows, first.total)
    if first.next is None:
        return
    if first.total is None:
        yield from _one_by_one(reader, body, first.next)
    else:
        check = _OffsetCheck(key, first.total, rows)
        yield from _many_at_once(reader, body, check, range(first.next, first.total, first.next - _start_of(body)))


def _many_at_once(reader: _Reader, body: Body, check: _OffsetCheck, starts: range) -> Flow[None]:
    """The pages at these offsets, 50 to a request, with some requests ahead of the one that is waited for."""
    parts = deque(starts[index : index + MOST_COMMANDS] for index in range(0, len(starts), MOST_COMMANDS))
    started: deque[Any] = deque()
    following: int | None = None
    while parts or started:
        while parts and len(started) < _REQUESTS_AHEAD:
            started.append((yield Start(reader.pages([_at(body, start) for start in parts.popleft()]))))
        batch: list[Command] = yield Join(started.popleft())
        for response in map(_answer, batch):
            rows = rows_of(reader.method, response)
            if not check.accepts(rows, response.total, starts.step if response.next is not None else 1):
                yield from _by_key(reader, body, check.key, check.last)
                return
            yield from reader.emit(rows, response.total)
            following = response.next
    if following is not None:  # rows were added meanwhile
        yield from _one_by_one(reader, body, following)


def _one_by_one(reader: _Reader, body: Body, start: int | None) -> Flow[None]:
    """Page after page, by the `next` of each."""
    last = -1
    while start is not None:
        if start <= last:
            raise reader.stuck(f"the next page after {last} is {start}")
        response = yield from reader.page(_at(body, start))
        yield from reader.emit(rows_of(reader.method, response), response.total)
        last, start = start, response.next


def _by_key(reader: _Reader, body: Body, key: RowKey | None, last: int | None) -> Flow[None]:
    """Page after page, each from the last row's id on, without having the portal count. Ends with an empty page."""
    if key is None:
        raise reader.stuck("start=-1 needs a list that is ordered by its id")
    name, filter = _filter_of(body, key)
    conditions = _joinable(filter)
    if conditions is None:
        raise reader.stuck(f"no condition on the id can be added to {name}={shorten(filter)}")
    body = _at({**body, **key.order}, -1)
    while True:
        after = body if last is None else {**body, name: {**conditions, key.filter[1]: last}}
        response = yield from reader.page(after)
        rows = rows_of(reader.method, response)
        if not rows:
            return
        ids = _ids(rows, key)
        if ids is None or (last is not None and ids[0] <= last):
            raise reader.stuck(f"the rows after {key.row} {last} begin with {shorten(rows[0])}")
        yield from reader.emit(rows, None)
        last = ids[-1]


class _OffsetCheck:
    """Checks whether offsets still mean what they did when the list was begun. Without a key there is no telling."""

    def __init__(self, key: RowKey | None, total: int, first: list[object]) -> None:
        ids = _ids(first, key) if key is not None else None
        # Rows without their id, for the caller did not select it, or in another order than was asked for.
        self.key = key if ids else None
        self.last = ids[-1] if ids else None
        self._total = total

    def accepts(self, rows: list[object], total: int | None, expected: int) -> bool:
        """Can these rows follow, or were others deleted meanwhile, so that some have moved to a page already read?"""
        if self.key is None or self.last is None:
            return True
        ids = _ids(rows, self.key)
        if not ids or ids[0] <= self.last or len(rows) < expected or (total is not None and total < self._total):
            return False
        self.last = ids[-1]
        return True


def _ids(rows: list[object], key: RowKey) -> list[int] | None:
    """The rows' ids, if all have one and they ascend."""
    try:
        ids = [integer(row.get(key.row)) if is_map(row) else integer(None) for row in rows]
    except ConvertError:
        return None
    return ids if all(one < other for one, other in pairwise(ids)) else None


def _usable_key(listing: Listing, body: Body) -> RowKey | None:
    """The list's key, unless the caller wants an order of his own."""
    key = listing.key
    given = {name.casefold() for name in body}
    return None if key is None or any(name.casefold() in given for name in key.order) else key


def _start_of(body: Body) -> int:
    try:
        return integer(next((value for name, value in body.items() if name.casefold() == "start"), 0))
    except ConvertError:
        return 0


def _at(body: Body, start: int) -> Body:
    """The body with that offset, by the name the caller uses for it."""
    name = next((name for name in body if name.casefold() == "start"), "start")
    return {**body, name: start}


def _filter_of(body: Body, key: RowKey) -> tuple[str, object]:
    """The filter by the name the caller uses for it: only case may differ."""
    name = next((name for name in body if name.casefold() == key.filter[0].casefold()), key.filter[0])
    return name, body.get(name)


def _joinable(filter: object) -> Body | None:
    """The conditions as a map to which one more can be added that must hold too; None if there is no such map."""
    if filter is None:
        return {}
    if is_list(filter):  # to PHP the same
        return {str(index): condition for index, condition in enumerate(filter)}
    if not is_map(filter):
        return None
    logic = next((name for name in filter if name.casefold() in ("logic", "::logic")), None)
    if logic is None or str(filter[logic]).casefold() == "and":
        return filter
    # Beside `logic` the new condition would be one of the alternatives. Tasks know no nested filter without a name.
    return None if logic.startswith("::") else {"0": filter}


def _by_pagination(reader: _Reader, body: Body) -> Flow[None]:
    """By limit and offset. Some methods give 50 rows however many are asked for: only fewer than that mean the end."""
    given = body.get("pagination")
    pagination = dict(given) if is_map(given) else {}
    limit = _number(pagination.get("limit"), PAGE)
    offset = _number(pagination.get("offset"), (_number(pagination.pop("page", None), 1) - 1) * limit)
    while True:
        wanted = {**pagination, "limit": limit, "offset": offset}
        rows = rows_of(reader.method, (yield from reader.page({**body, "pagination": wanted})))
        yield from reader.emit(rows, None)
        if len(rows) < max(1, min(limit, PAGE)):
            return
        offset += len(rows)


def _by_cursor(reader: _Reader, body: Body) -> Flow[None]:
    """From the last row's value of the cursor's field on."""
    given = body.get("cursor")
    cursor: dict[str, object] = {"field": "id", "order": "ASC", "value": 0, **(given if is_map(given) else {})}
    limit = _number(cursor.get("limit"), PAGE)
    while True:
        rows = rows_of(reader.method, (yield from reader.page({**body, "cursor": cursor})))
        yield from reader.emit(rows, None)
        if len(rows) < max(1, min(limit, PAGE)):
            return
        row = rows[-1]
        value = row.get(str(cursor["field"])) if is_map(row) else None
        if value is None or value == cursor["value"]:
            raise reader.stuck(f"the cursor stays at {shorten(cursor['value'])}")
        cursor = {**cursor, "value": value}


def _number(value: object, default: int) -> int:
    return default if value is None else integer(value)


_READERS: Final[dict[str, Callable[[_Reader, Body], Flow[None]]]] = {
    "start": _by_start,
    "pagination": _by_pagination,
    "cursor": _by_cursor,
}
