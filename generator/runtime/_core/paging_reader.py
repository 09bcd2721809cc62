"""One reading of a list: what it sends, what it hands out, how far it has come, and when it gives up."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from ..errors import ListInterrupted
from ..response import Response
from . import batch_commands, calls
from .batch_commands import Command
from .convert import shorten
from .deadline import Deadline
from .effects import Emit, Flow, Join, Start
from .list_position import Asked
from .method import ListMethod
from .paging_parameters import Body
from .paging_rows import PAGE, identity_of, ids_of, rows_of
from .paging_tally import Tally
from .session import Options, Session

# Requests of 50 pages that are on their way at a time; what they bring is the most that is held in memory.
REQUESTS_AHEAD: Final = 8

# Pages in a row that bring nothing new, as where rights hide all their rows; then the list is taken to have no end.
_MOST_IDLE: Final = 50


@dataclass(frozen=True, slots=True)
class RawPage:
    """Rows as they came.

    Args:
        total: How many the list has, where the portal counted them.
        start: The offset of the first of them; None where they are found by their id.
    """

    rows: list[object]
    total: int | None
    start: int | None = None


class Reader:
    """One reading of a list. `position`: how many rows have been handed out."""

    def __init__(
        self, session: Session, options: Options, method: ListMethod[Any, Any], tally: Tally, asked: Asked
    ) -> None:
        self.session = tally.watched(session)
        self.options = options
        self.method = method
        self.tally = tally
        self.position = 0
        self._asked = asked
        self._idle = 0

    def page(self, body: Body) -> Flow[Response]:
        self.tally.asked(1)
        response = yield from calls.call_body(self.session, self.method, body, self.options)
        self.tally.answered(response)
        return response

    def pages(self, commands: list[Command], halt: bool) -> Flow[list[Command]]:
        """Several pages by one request; each command has its own outcome."""
        self.tally.asked(len(commands))
        yield from calls.rested(self.session, self.method, Deadline(self.session.clock, self.options.deadline))
        yield from batch_commands.run(self.session, self.options, commands, halt)
        for command in commands:
            if isinstance(command.outcome, Response):
                self.tally.answered(command.outcome)
                self.session.operating.answered(self.method.name, command.outcome.time)
        return commands

    def rows(self, response: Response) -> list[object]:
        return rows_of(self.method, response, self.position)

    def emit(self, rows: list[object], total: int | None, start: int | None = None, new: bool = True) -> Flow[None]:
        """Hand out the rows of a page.

        Args:
            start: Their offset, where they are found by it.
            new: False if they are like rows that have come already.

        Raises:
            ListInterrupted: Too many pages in a row have brought nothing new.
        """
        self._idle = 0 if rows and new else self._idle + 1
        if self._idle == _MOST_IDLE:
            raise self.stuck(f"{_MOST_IDLE} pages in a row have brought nothing new")
        if rows:
            self._check_begin(rows)
            yield Emit(RawPage(rows, total, start))
            self.position += len(rows)

    def emit_first(self, rows: list[object], total: int | None, start: int) -> Flow[None]:
        """Hand out the first page of a list that is read by offset: what comes after the row before, if it is known.

        Raises:
            ListInterrupted: It is not there.
        """
        before = self._asked.before
        if before is None:
            yield from self.emit(rows, total, start)
        elif rows and identity_of(rows[0]) == before:
            yield from self.emit(rows[1:], total, start + 1)
        else:
            raise self.stuck(f"the list has changed since: the row {before} is not at {start} any more")

    def _check_begin(self, rows: list[object]) -> None:
        """Raise if these rows, the first ones, are not beyond the id that they should be."""
        beyond, key = self._asked.beyond, self.method.listing.key
        if beyond is None or key is None or self.position:
            return
        ids = ids_of(rows, key)
        if ids is None or ids[0] <= beyond:
            raise self.stuck(f"the rows after {key.row} {beyond} begin with {shorten(rows[0])}")

    def stuck(self, message: str) -> ListInterrupted:
        return ListInterrupted(message, self.method.name, self.position)


class Ahead:
    """Requests of several pages, some of them on their way while an earlier one is waited for."""

    def __init__(self, flows: Iterator[Flow[list[Command]]]) -> None:
        self._flows = flows
        self._started: deque[Any] = deque()

    def next(self) -> Flow[list[Command] | None]:
        """What the next request brought; None after the last."""
        while len(self._started) < REQUESTS_AHEAD:
            flow = next(self._flows, None)
            if flow is None:
                break
            self._started.append((yield Start(flow)))
        return (yield Join(self._started.popleft())) if self._started else None


def answer_of(command: Command) -> Response:
    """The answer to a page's command; what it failed with is raised."""
    if isinstance(command.outcome, Response):
        return command.outcome
    raise command.outcome or RuntimeError(f"{command} has no outcome")


def says_end(response: Response, start: int, count: int) -> bool:
    """Does the answer say that no rows follow, and is its total of the same opinion?

    Args:
        start: The offset of the page.
        count: How many rows it has.
    """
    total = response.total
    if response.next is not None:
        return False
    if total is None:
        return count == 0
    return total == start + count or (count < PAGE and total <= start + (count or PAGE))
