# Copied from generator/runtime/_core/paging_v3.py by "python -m generator generate". Edit that file.
"""Reads the lists of REST 3.0, where nothing is counted: only what comes back says whether there is more.

A page may have fewer rows than were asked for, as the portal takes a smaller limit or hides rows that it counts. Pages
are fetched many to a request; what each of them is, is judged when its turn comes.
"""

from __future__ import annotations

from .convert import ConvertError, integer, shorten
from .effects import Flow
from .json_types import is_map
from .paging_pages_ahead import PagesAhead
from .paging_parameters import Body
from .paging_reader import Reader
from .paging_rows import PAGE, Identity, Seen, SeenContents, identities_of, repeated


def read_by_pagination(reader: Reader, body: Body, before: Identity | None = None) -> Flow[None]:
    """By limit and offset. Each page begins with the last row of the one before; if not, rows have moved.

    Args:
        before: The row before the first one, where it is known.
    """
    given = body.get("pagination")
    pagination = dict(given) if is_map(given) else {}
    limit = max(_number(pagination.get("limit"), PAGE), 2)
    begin = max(_number(pagination.get("offset"), (_number(pagination.pop("page", None), 1) - 1) * limit), 0)
    if before is not None:
        begin = max(begin - 1, 0)
    yield from _PaginationReading(reader, body, pagination, limit, begin, before).run()


class _PaginationReading:
    def __init__(
        self, reader: Reader, body: Body, pagination: Body, limit: int, begin: int, before: Identity | None
    ) -> None:
        self._reader = reader
        self._body = body
        self._pagination = pagination
        self._limit = limit
        self._begin = begin
        self._before = before
        self._seen = Seen()
        self._largest = 0  # page that has come: of how many rows one can be
        self._short = 0  # how many pages have come with fewer rows
        self._ahead = PagesAhead(reader, self._body_at)

    def run(self) -> Flow[None]:
        offset = self._begin
        beyond = False  # Have rows been seen that do not follow on those that have come?
        while True:
            rows = yield from self._ahead.page(offset)
            identities = identities_of(rows)
            if identities is None:
                yield from self._run_without_ids(offset, rows)
                return
            if offset == self._begin and self._before is not None and not self._reader.position:
                self._check_begin(identities)
            if not rows and self._reader.position == 1 and self._limit >= PAGE:
                return
            self._largest = max(self._largest, len(rows))
            if offset > self._begin and (not identities or identities[0] not in self._seen):
                beyond = beyond or bool(rows)
                yield from self._reader.emit([], None)
                offset = max(self._begin, offset - self._largest)
                continue
            new = [row for row, identity in zip(rows, identities, strict=True) if self._seen.add(identity)]
            if not new and not beyond and (len(rows) < self._largest or len(rows) < 2):
                if self._limit >= PAGE:
                    return
                self._limit = PAGE  # a small page may be empty where rights hide its rows
                continue
            beyond = beyond and not new
            yield from self._reader.emit(new, None, offset + len(rows) - len(new))
            if not beyond and (yield from self._is_last(offset, rows)):
                return
            offset += max(1, len(rows) - 1)

    def _is_last(self, offset: int, rows: list[object]) -> Flow[bool]:
        """Is it the only page that has fewer rows than the others, and the next one, fetched already, has none?

        Where it may not be, the pages that follow on a full one are fetched.
        """
        following = offset + self._largest - 1
        if len(rows) < self._largest:
            self._short += 1
            return self._short == 1 and (yield from self._ahead.is_empty(following))
        if self._largest in (self._limit, PAGE):  # else it may be all there is
            yield from self._ahead.fetch(following, self._largest - 1)
        return False

    def _check_begin(self, identities: list[Identity]) -> None:
        """Raise if the list does not begin with the row that has come before it; else that row is not new."""
        if not identities or identities[0] != self._before:
            raise self._reader.stuck(
                f"the list has changed since: the row {self._before} is not at {self._begin} any more"
            )
        self._seen.add(identities[0])

    def _run_without_ids(self, offset: int, rows: list[object]) -> Flow[None]:
        """To an empty page: rows that have no id cannot be told apart."""
        if self._reader.position:
            raise self._reader.stuck("rows without an id follow on rows that have one")
        contents = SeenContents()
        while rows:
            yield from self._reader.emit(rows, None, offset, contents.add(rows))
            offset += len(rows)
            rows = yield from self._ahead.page(offset)

    def _body_at(self, offset: int) -> Body:
        return {**self._body, "pagination": {**self._pagination, "limit": self._limit, "offset": offset}}


def read_by_cursor(reader: Reader, body: Body) -> Flow[None]:
    """From a row's value of the cursor's field on, to an empty page."""
    given = body.get("cursor")
    cursor: dict[str, object] = {"field": "id", "order": "ASC", "value": 0, **(given if is_map(given) else {})}
    most = min(_number(cursor.get("limit"), PAGE), PAGE)
    seen = Seen()
    while rows := reader.rows((yield from reader.page({**body, "cursor": cursor}))):
        identities = identities_of(rows)
        new = rows
        if identities is not None:
            new = [row for row, identity in zip(rows, identities, strict=True) if seen.add(identity)]
        elif (again := repeated(rows)) is not None:
            raise reader.stuck(f"the row {again} comes twice on one page")
        value = _next_value([row.get(str(cursor["field"])) for row in rows if is_map(row)], cursor, most)
        if value is None or value == cursor["value"] or (not new and cursor["field"] == "id"):
            raise reader.stuck(f"the cursor stays at {shorten(cursor['value'])}")
        yield from reader.emit(new, None)
        cursor = {**cursor, "value": value}


def _next_value(values: list[object], cursor: Body, most: int) -> object:
    """The last value; if rows may share it, the one before, so that those on the next page are not skipped.

    None if a page is full of rows that share one value, or has none with a value.
    """
    if not values:
        return None
    last = values[-1]
    if cursor["field"] == "id":
        return last
    before = next((value for value in reversed(values) if value != last), None)
    if before is not None:
        return before
    return None if len(values) >= most else last


def _number(value: object, default: int) -> int:
    """The number that the caller gives; what is none goes by the default."""
    try:
        return default if value is None else integer(value)
    except ConvertError:
        return default
