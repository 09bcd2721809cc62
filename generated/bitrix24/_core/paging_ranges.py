# Copied from generator/runtime/_core/paging_ranges.py by "python -m generator generate". Edit that file.
"""Reads a list that is ordered by its id without having the portal count: ranges of ids, several requests at a time.

The first page and the last one come in one request and say between which ids the list lies, and how dense they are.
What lies between is divided into ranges of about as many rows as one request brings. A range is read as a chain: each
page refers to the last id of the one before, all of them with `start=-1`
(settings/performance/huge-data.html). A chain has no upper bound, but runs on into the next range and so proves that
nothing lies between: a range with more rows than expected is read on, and where there are fewer, the next ranges are
wider. Integers cannot lie closer than one apart, so a chain of full pages always reaches the end of a range that has no
more ids than the chain has rows: dense ids are read without any overlap.

A page with fewer rows than the others breaks its chain: rights may hide some of its rows. Only what reaches the last
page, which came as a whole, or a page that the portal counts, is an end.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any, Final

from ..errors import (
    AnswerTooLarge,
    ApiError,
    BadAnswer,
    ListInterrupted,
    NotExecuted,
    OperatingLimit,
    Overloaded,
    RateLimited,
)
from .batch_commands import MOST_COMMANDS, Command
from .batch_reference import BatchReference
from .effects import Flow, Join, Start
from .method import RowKey
from .paging_key import KeyReading
from .paging_offset import read_by_offset
from .paging_parameters import Body, after, at, descending
from .paging_reader import REQUESTS_AHEAD, Reader, answer_of
from .paging_rows import ids_of

# The part of what a chain can bring that its range is expected to have, so that it mostly reaches the next one.
_FILL: Final = 0.96

# How far apart the densities at both ends may be, for all that lies between to be planned by them.
_ALIKE: Final = 2.0

# Commands that may be under way at a time: at first, where the ends are alike and where they tell nothing of what lies
# between; and at most.
_ALLOWED_ALIKE: Final = 4 * MOST_COMMANDS
_ALLOWED_UNLIKE: Final = 4
_MOST_ALLOWED: Final = REQUESTS_AHEAD * MOST_COMMANDS

# Of the numbers that a portal's tables have.
_LARGEST_ID: Final = 2**63

# What is not to be tried once more in another way: calls that are no batch would be refused as well.
_REFUSES_ALL: Final = (RateLimited, OperatingLimit, Overloaded)


def read_by_ranges(reader: Reader, body: Body, key: RowKey, conditions: Body, total: int | None) -> Flow[bool]:
    """The whole list; False if it cannot be read so: nothing has been handed out then.

    Args:
        body: In the order of the key, from the first row on.
        total: How many rows the portal counted, if it has.
    """
    ends = yield from _ends(reader, body, key)
    if ends is None:
        return False
    yield from reader.emit(ends.head, total)
    if not (yield from _RangeReading(reader, body, key, conditions, ends, total).run()):
        yield from _read_without_conditions(reader, body, ends.head)
    return True


@dataclass(frozen=True, slots=True)
class _Ends:
    """The first and the last page of a list, both in the list's order, and the ids of their rows."""

    head: list[object]
    tail: list[object]
    head_ids: list[int]
    tail_ids: list[int]


def _ends(reader: Reader, body: Body, key: RowKey) -> Flow[_Ends | None]:
    """Both ends of the list, by one request; None if they are not there, or no ends."""
    first = Command("first", reader.method, at(body, -1))
    last = Command("last", reader.method, at(descending(body, key), -1))
    try:
        yield from reader.pages([first, last], halt=False)
        head = reader.rows(answer_of(first))
        tail = reader.rows(answer_of(last))[::-1]
    except (ApiError, BadAnswer, ListInterrupted, NotExecuted) as error:
        if isinstance(error, _REFUSES_ALL):
            raise
        return None
    head_ids, tail_ids = ids_of(head, key), ids_of(tail, key)
    if not head_ids or not tail_ids or abs(head_ids[0]) > _LARGEST_ID or abs(tail_ids[-1]) > _LARGEST_ID:
        return None
    return _Ends(head, tail, head_ids, tail_ids)


def _read_without_conditions(reader: Reader, body: Body, head: list[object]) -> Flow[None]:
    """By offset, after the first page: the portal does not heed a condition on the id."""
    first = yield from reader.page(at(body, 0))
    if reader.rows(first) != head:
        raise reader.stuck("the list changed while it was read, and takes no condition on its id")
    yield from read_by_offset(reader, body, 0, first, head)


@dataclass(frozen=True, slots=True)
class _Chain:
    """A request under way: it brings the rows after the id `begin`."""

    begin: int
    started: Any


class _RangeReading:
    """The rows after the first page, which has been handed out."""

    def __init__(
        self, reader: Reader, body: Body, key: RowKey, conditions: Body, ends: _Ends, total: int | None
    ) -> None:
        self._reader = reader
        self._body = body
        self._key = key
        self._conditions = conditions
        self._total = total
        self._tail = ends.tail
        self._tail_ids = ends.tail_ids
        self._end = ends.tail_ids[0] - 1  # the last id that the chains have to reach
        self._size = len(ends.head)
        self._reading = KeyReading(reader, body, key, conditions, ends.head_ids[-1])
        self._under_way: deque[_Chain] = deque()
        self._planned = ends.head_ids[-1]  # up to which id there are chains
        head, tail = _density(ends.head_ids), _density(ends.tail_ids)
        alike = max(head, tail) <= _ALIKE * min(head, tail)
        self._density = (head + tail) / 2 if alike else head
        self._allowed = _ALLOWED_ALIKE if alike else _ALLOWED_UNLIKE  # commands under way
        self._follows_references = True
        self._broken_after: int | None = None  # how many full pages of the latest chain, if rows were hidden then

    def run(self) -> Flow[bool]:
        """To the end of the list; False: a condition on the id has no effect, and nothing was read."""
        while (last := self._reading.last) < self._end:
            chain = yield from self._next_chain(last)
            try:
                commands: list[Command] = yield Join(chain.started)
            except AnswerTooLarge:  # many pages are, one need not be
                return (yield from self._read_on())
            moved = yield from self._take(chain.begin, commands)
            if (not moved and chain.begin == last) or not self._follows_references:
                return (yield from self._read_on())
            if self._broken_after is not None:
                self._allowed = 2 * max(1, self._broken_after)
            else:
                self._allowed = min(2 * self._allowed, _MOST_ALLOWED) if moved else MOST_COMMANDS
        yield from self._reading.take(self._tail, self._total)
        return True

    def _read_on(self) -> Flow[bool]:
        """Page after page. That there is no more is not believed while rows of the last page are there."""
        if not (yield from self._reading.read_on(counted=True)):
            return False
        missed = {id for id in self._tail_ids if id > self._reading.last}
        if missed:
            last = yield from self._reader.page(at(descending(self._body, self._key), -1))
            if not missed.isdisjoint(ids_of(self._reader.rows(last)[::-1], self._key) or ()):
                raise self._reader.stuck(f"no rows after {self._key.row} {self._reading.last}, though there are some")
        return True

    def _next_chain(self, last: int) -> Flow[_Chain]:
        """The chain that brings the rows after the last one, with others behind it under way."""
        waiting = self._under_way
        while len(waiting) > 1 and waiting[1].begin <= last:  # the next one goes on from there as well
            waiting.popleft()
            self._allowed = MOST_COMMANDS
        if waiting and waiting[0].begin > last:  # there were more rows than expected
            return (yield from self._begin(last, waiting[0].begin))
        self._planned = max(self._planned, last) if waiting else last
        while self._planned < self._end and (not waiting or len(waiting) < ceil(self._allowed / MOST_COMMANDS)):
            rows = min(self._allowed, MOST_COMMANDS) * self._size
            end = min(self._planned + max(rows, int(rows * _FILL / self._density)), self._end)
            waiting.append((yield from self._begin(self._planned, end)))
            self._planned = end
        return waiting.popleft()

    def _begin(self, begin: int, end: int) -> Flow[_Chain]:
        """Have the pages of a range fetched, from the row after the id `begin` to that with the id `end`."""
        most = end - begin
        expected = min(most * self._density, most)
        pages = min(ceil(min(most, expected + 2 * sqrt(expected)) / self._size), self._allowed, MOST_COMMANDS)
        commands: list[Command] = []
        for number in range(max(1, pages)):
            last: object = begin
            if commands:
                last = BatchReference(commands[-1], (*self._reader.method.listing.rows, self._size - 1, self._key.row))
            body = at(after(self._body, self._key, self._conditions, last), -1)
            commands.append(Command(f"c{number}", self._reader.method, body))
        self._reader.tally.ranges += 1
        return _Chain(begin, (yield Start(self._reader.pages(commands, halt=True))))

    def _take(self, begin: int, commands: list[Command]) -> Flow[bool]:
        """Hand out what a chain brought, up to where it breaks; False if there was nothing new."""
        before, came, last = self._reading.last, 0, begin
        referred, self._broken_after = begin, None
        for number, command in enumerate(commands):
            if isinstance(command.outcome, NotExecuted):
                break
            rows = self._reader.rows(answer_of(command))
            ids = ids_of(rows, self._key)
            if ids and ids[0] <= referred:
                self._follows_references = number == 0
                break
            yield from self._reading.take(rows, self._total)
            if ids:
                last = ids[-1]
            came += len(rows)
            if ids is None or len(ids) < self._size:
                self._broken_after = number
                break
            referred = ids[self._size - 1]
        if last > begin:
            self._density = max(came / (last - begin), 1 / _LARGEST_ID)
        return self._reading.last > before


def _density(ids: list[int]) -> float:
    """Rows by id, where there is a page of them."""
    return (len(ids) - 1) / (ids[-1] - ids[0]) if len(ids) > 1 else 1.0
