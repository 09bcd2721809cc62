"""Reads a list by offsets, where there is no key: rows that move meanwhile cannot be followed, only noticed.

What can be noticed ends the reading: another total, a row that comes again, a `next` or a last page that the total
contradicts. Rows deleted while as many were added cannot.
"""

from __future__ import annotations

from itertools import islice
from typing import Final, TypeGuard

from ..response import Response
from .batch_commands import MOST_COMMANDS, Command
from .effects import Flow
from .paging_parameters import Body, at
from .paging_reader import Ahead, Reader, answer_of
from .paging_rows import PAGE, Seen, SeenContents, identities_of, repeated

# An offset where no list has a row any more.
_BEYOND: Final = 1_000_000_000


def read_by_offset(reader: Reader, body: Body, start: int, first: Response, rows: list[object]) -> Flow[None]:
    """All pages after the first one, which has been handed out: that at `start`, with these rows."""
    reading = _OffsetReading(reader, body, first.total, rows)
    reading.check(rows, first.total)
    page = _Page(start, len(rows), first)
    if first.total is not None and page.is_right(first.next) and first.next < first.total:
        page = yield from reading.ahead(page, first.next, first.total)
    yield from reading.read_on(page)


class _Page:
    """What a page said: its offset, how many rows it had, its answer."""

    def __init__(self, start: int, count: int, response: Response) -> None:
        self.start = start
        self.count = count
        self.response = response

    def is_right(self, following: int | None) -> TypeGuard[int]:
        """Can that be the offset of the next page, so that no row is skipped and none comes again?"""
        if following is None:
            return False
        return max(self.start + 1, self.start + self.count) <= following <= self.start + max(PAGE, self.count)

    @property
    def is_silent(self) -> bool:
        """Does it have rows, and says nothing of whether there are more?"""
        return self.count > 0 and self.response.next is None and self.response.total is None


class _OffsetReading:
    def __init__(self, reader: Reader, body: Body, total: int | None, first: list[object]) -> None:
        self._reader = reader
        self._body = body
        self._total = total
        self._first = first
        self._seen = Seen()
        self._contents = SeenContents()

    def read_on(self, page: _Page) -> Flow[None]:
        """Page after page, by the `next` of each, after this one."""
        silent, paged = self._total is None and page.is_silent, False
        while (start := page.start + page.count if silent else page.response.next) is not None:
            if not page.is_right(start):
                raise self._reader.stuck(f"the next page after {page.start} is {start}")
            response = yield from self._reader.page(at(self._body, start))
            if silent and not paged:
                paged = yield from self._has_pages(self._reader.rows(response))
                if not paged:
                    return
            page = yield from self._take(start, response)
            silent = silent and page.is_silent
        self._check_end(page)

    def _has_pages(self, second: list[object]) -> Flow[bool]:
        """Does the method that answered with this second page know pages? Else it has answered with all rows again."""
        identities = identities_of(second)
        if identities is not None:
            return not identities or not all(identity in self._seen for identity in identities)
        if second != self._first:
            return True
        beyond = yield from self._reader.page(at(self._body, _BEYOND))
        return not self._reader.rows(beyond)

    def ahead(self, page: _Page, start: int, total: int) -> Flow[_Page]:
        """The pages after this one, from `start` to the total, several requests at a time; the last one comes back."""
        step = start - page.start
        starts = iter(range(start, total, step))
        parts = iter(lambda: list(islice(starts, MOST_COMMANDS)), [])
        ahead = Ahead(self._reader.pages(self._commands(part), halt=False) for part in parts)
        while (commands := (yield from ahead.next())) is not None:
            for command in commands:
                page = yield from self._take(start, answer_of(command))
                following = page.response.next
                start += step
                if (following is None and start < total and page.count < step) or following not in (None, start):
                    raise self._reader.stuck(
                        f"of {total} rows, the page at {page.start} has {page.count}, and the next one is {following}"
                    )
        return page

    def _commands(self, starts: list[int]) -> list[Command]:
        method = self._reader.method
        return [Command(f"c{number}", method, at(self._body, start)) for number, start in enumerate(starts)]

    def _take(self, start: int, response: Response) -> Flow[_Page]:
        rows = self._reader.rows(response)
        new = self.check(rows, response.total)
        yield from self._reader.emit(rows, response.total, start, new)
        return _Page(start, len(rows), response)

    def check(self, rows: list[object], total: int | None) -> bool:
        """Is there something new in the rows?

        Raises:
            ListInterrupted: The list is no longer the one that was begun.
        """
        if total is not None and self._total is not None and total != self._total:
            raise self._reader.stuck(f"the list changed while it was read: it had {self._total} rows, and has {total}")
        identities = identities_of(rows)
        if identities is not None:
            again = next((identity for identity in identities if not self._seen.add(identity)), None)
            if again is not None:
                raise self._reader.stuck(f"the list changed while it was read: the row {again} comes again")
            return True
        again = repeated(rows)
        if again is not None:
            raise self._reader.stuck(f"the row {again} comes twice on one page")
        # Rows without an id may be alike; but not on and on, where there should be none.
        return self._reader.position < (self._total or 0) or self._contents.add(rows)

    def _check_end(self, page: _Page) -> None:
        total = page.response.total
        if total is None:
            return
        end = page.start + page.count
        if total > max(end, page.start + PAGE) or (page.count == PAGE and total < end):
            raise self._reader.stuck(f"the portal counts {total} rows, but names no page after that at {page.start}")
