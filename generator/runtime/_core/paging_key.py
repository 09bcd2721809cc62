"""Reads a list whose rows are ordered by a key, their id: no row that is there all the time is missed or comes twice.

A page is what the portal has at one moment, without a gap from its first row to its last. Each is asked for from the
last id of the page before on, or begins at an offset and must overlap what has come: so nothing lies between two pages,
whatever is added, deleted or hidden meanwhile. Pages go 50 to a request, where each refers to the last id of the one
before (settings/performance/huge-data.html), and several requests at a time, each of which begins at an offset.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from ..errors import ListInterrupted, NotExecuted
from .batch_commands import MOST_COMMANDS, Command
from .batch_reference import BatchReference
from .convert import shorten
from .effects import Flow
from .method import RowKey
from .paging_parameters import Body, after, at
from .paging_reader import Ahead, Reader, answer_of, says_end
from .paging_rows import PAGE, ids_of


class KeyReading:
    """A reading by key: the caller's parameters, in the order of the key, and the last id that has come."""

    def __init__(self, reader: Reader, body: Body, key: RowKey, conditions: Body, last: int | None) -> None:
        self._reader = reader
        self._body = body
        self._key = key
        self._conditions = conditions
        self._last = last
        self._begun = reader.position

    @property
    def last(self) -> int:
        """The last id that has come."""
        return 0 if self._last is None else self._last

    def read_on(self, counted: bool) -> Flow[bool]:
        """Page after page, to the end. Only a page that the portal counts can say that it is the last.

        False: the condition on the id has no effect, and nothing was read.

        Args:
            counted: Have the first page counted: it may be the last.
        """
        start = 0
        while True:
            body = self._body if self._last is None else self._after(self._last)
            response = yield from self._reader.page(at(body, start if counted else -1))
            rows = self._reader.rows(response)
            if rows and (self._come_again(rows) or not (yield from self.take(rows, None))):
                if self._reader.position == self._begun:
                    return False
                raise self._out_of_order(rows)
            if counted and says_end(response, start, len(rows)):
                return True
            if rows:
                counted, start = len(rows) < PAGE, 0
            elif not counted:
                counted = True
            elif response.next is not None and response.next > start:  # rights hide every row of a page
                start = response.next
                yield from self._reader.emit([], None)
            else:
                raise self._reader.stuck(f"the portal counts {response.total} rows more, and shows none")

    def read_ahead(self, start: int, size: int, total: int) -> Flow[bool]:
        """The pages that follow on the one at `start`, of `size` rows, while they are as that one promises.

        False: `read_on` is to go on.
        """
        last_page = (total - start - 1) // size
        chains = (self._chain(pages, start, size, last_page) for pages in _chains(last_page))
        ahead = Ahead(self._reader.pages(chain, halt=True) for chain in chains)
        count, ended = size, False
        while (chain := (yield from ahead.next())) is not None:
            for command in chain:
                if count != size or isinstance(command.outcome, NotExecuted):
                    return False
                response = answer_of(command)
                rows = self._reader.rows(response)
                count = len(rows)
                overlaps = command is chain[0] and self._reader.position > self._begun
                if overlaps and not self._joins(rows):
                    return False
                taken = yield from self.take(rows, total)
                if not taken and not overlaps:
                    return False
                ended = taken and says_end(response, 0, count)
        return ended

    def _chain(self, pages: range, start: int, size: int, last_page: int) -> list[Command]:
        """The commands for these pages; their first page, unless it is the second of all, is found by its offset."""
        method = self._reader.method
        chain: list[Command] = []
        for page in pages:
            if chain:
                body = self._after(BatchReference(chain[-1], (*method.listing.rows, size - 1, self._key.row)))
            elif page == 1:
                body = self._after(self._last)
            else:
                body = at(self._body, start + page * size)
            if chain or page == 1:
                body = at(body, 0 if page == last_page else -1)
            chain.append(Command(f"c{len(chain)}", method, body))
        return chain

    def _after(self, id: object) -> Body:
        return after(self._body, self._key, self._conditions, id)

    def _come_again(self, rows: list[object]) -> bool:
        """Does a page begin before the id that it was asked to follow on? Then the portal compares in another way."""
        ids = ids_of(rows[:1], self._key) or []
        return bool(ids) and self._last is not None and ids[0] <= self._last

    def _joins(self, rows: list[object]) -> bool:
        """Can no row lie between the last one that has come and these?"""
        ids = ids_of(rows[:1], self._key) or []
        return bool(ids) and (self._last is None or ids[0] <= self._last + 1)

    def take(self, rows: list[object], total: int | None) -> Flow[bool]:
        """Hand out those of the page's rows that have not come; False if there are none."""
        ids = ids_of(rows, self._key)
        if ids is None:
            raise self._out_of_order(rows)
        new = rows if self._last is None else rows[bisect_right(ids, self._last) :]
        if not new:
            return False
        self._last = ids[-1]
        yield from self._reader.emit(new, total)
        return True

    def _out_of_order(self, rows: list[object]) -> ListInterrupted:
        return self._reader.stuck(f"the rows after {self._key.row} {self._last} begin with {shorten(rows[0])}")


def _chains(last: int) -> Iterator[range]:
    """The pages 1 to `last`, as those of one request each, which begins with the last page of the request before."""
    begin = 1
    while begin <= last:
        end = min(begin + MOST_COMMANDS, last + 1)
        yield range(begin, end)
        begin = end if end > last else end - 1
