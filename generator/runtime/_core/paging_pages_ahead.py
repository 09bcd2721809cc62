"""Pages of REST 3.0 lists that are fetched before they are asked for, up to 50 to a request.

Nothing tells how many pages there are. So a few are fetched once the first has come full, and several times as many as
have been read once those have: a short list is not asked for pages that it does not have.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from ..errors import ApiError, BadAnswer, NotExecuted, OperatingLimit, Overloaded, RateLimited
from .batch_commands import MOST_COMMANDS, Command
from .effects import Flow, Join, Start
from .paging_parameters import Body
from .paging_reader import REQUESTS_AHEAD, Reader, answer_of

# Pages that are fetched for each that has been read: at once, and while others are under way, which may be the last.
_GROWTH: Final = 5.0
_STEADY: Final = 0.5

_REFUSES_ALL: Final = (RateLimited, OperatingLimit, Overloaded)


@dataclass(frozen=True, slots=True)
class _Request:
    """A request under way, and the offsets of its pages."""

    offsets: range
    started: Any


class PagesAhead:
    """The pages of a list by their offsets; `body_at` gives the parameters of one."""

    def __init__(self, reader: Reader, body_at: Callable[[int], Body]) -> None:
        self._reader = reader
        self._body_at = body_at
        self._under_way: deque[_Request] = deque()
        self._here: deque[tuple[int, list[object]]] = deque()
        self._batches = True
        self._read = 0  # pages in a row
        self._following = 0

    def page(self, offset: int) -> Flow[list[object]]:
        """The rows at that offset. What was fetched for other offsets is dropped."""
        self._read += 1
        if (yield from self._is_here(offset)):
            return self._here.popleft()[1]
        if self._here or self._under_way:
            self._read = 1  # as if the list began here: the next ones may be dropped as well
        self._here.clear()
        self._under_way.clear()
        return self._reader.rows((yield from self._reader.page(self._body_at(offset))))

    def is_empty(self, offset: int) -> Flow[bool]:
        """Has the page at that offset been fetched, and without any row?"""
        return (yield from self._is_here(offset)) and not self._here[0][1]

    def fetch(self, offset: int, step: int) -> Flow[None]:
        """The list goes on at that offset: have pages fetched from there on, so far apart."""
        if not self._batches or self._here:
            return
        waiting = sum(len(request.offsets) for request in self._under_way)
        if not waiting:
            self._following = offset
        wanted = int(self._read * (_STEADY if waiting else _GROWTH)) - waiting
        while wanted > 0 and len(self._under_way) < REQUESTS_AHEAD:
            count = min(wanted, MOST_COMMANDS)
            offsets = range(self._following, self._following + count * step, step)
            method = self._reader.method
            commands = [Command(f"c{number}", method, self._body_at(each)) for number, each in enumerate(offsets)]
            self._under_way.append(_Request(offsets, (yield Start(self._reader.pages(commands, halt=False)))))
            self._following = offsets.stop
            wanted -= count

    def _is_here(self, offset: int) -> Flow[bool]:
        if not self._here and self._under_way and self._under_way[0].offsets.start == offset:
            request = self._under_way.popleft()
            try:
                commands: list[Command] = yield Join(request.started)
                pages = [self._reader.rows(answer_of(command)) for command in commands]
            except (ApiError, BadAnswer, NotExecuted) as error:
                if isinstance(error, _REFUSES_ALL):
                    raise
                self._batches = False  # one page that fails costs the others of its request: each for itself then
                return False
            self._here.extend(zip(request.offsets, pages, strict=True))
        return bool(self._here) and self._here[0][0] == offset
