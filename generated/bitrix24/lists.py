# Copied from generator/runtime/lists.py by "python -m generator generate". Edit that file.
"""What a list method returns: every row, page by page if wanted, and the first page alone."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Iterator, Mapping
from contextlib import aclosing, closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, ClassVar, Final, Generic, TypeAlias, TypeVar

from typing_extensions import Self

from ._core import calls, paging
from ._core.convert import ConvertError, whole
from ._core.effects import Flow
from ._core.list_position import Asked, asked_after, position_of
from ._core.list_sweep import Sweep
from ._core.method import ListMethod
from ._core.paging_changes import earlier, time_field_of, with_change
from ._core.paging_reader import RawPage
from ._core.paging_rows import rows_of
from ._core.paging_tally import Tally
from ._core.request import body_of
from ._core.runners import AsyncRunner, AsyncStreamer, SyncRunner, SyncStreamer
from ._core.selection import selection_of
from ._core.session import Options, Session
from ._core.views import set_selection
from .errors import ListInterrupted, ResultError
from .response import Response

__all__ = ["AsyncList", "FirstPage", "ListReport", "Page", "Position", "Progress", "SyncList"]

T = TypeVar("T")
Row = TypeVar("Row")

# Called with the number of rows read so far, and with how many there are, if the portal counted them.
Progress: TypeAlias = Callable[[int, "int | None"], None]

# Where a list was read to: a small value that JSON can keep.
Position: TypeAlias = dict[str, Any]

# How much earlier than asked for `changed_since` begins: clocks differ, and what is being saved shows up late.
_OVERLAP: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, repr=False)
class Page(Generic[Row]):
    """Some rows of a list, typed. `total`: how many the list has, where the portal counted them."""

    rows: list[Row]
    total: int | None

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> Row:
        return self.rows[index]

    def __repr__(self) -> str:
        return f"Page({_count(self.rows, self.total)})"

    def _repr_html_(self) -> str:
        from ._core.html_tables import rows_table

        return rows_table("Page", self.rows, self.total)


@dataclass(frozen=True, slots=True)
class ListReport:
    """What the latest reading of a list has cost until now.

    Args:
        requests: HTTP requests, repeated ones among them.
        commands: How many pages the portal was asked for, alone or in batches.
        rows: How many rows have come out.
        seconds: How long the portal worked on the pages, as it says itself; 0 where it does not say.
        ranges: Into how many ranges of ids the list was divided; 0 where it was read in another way.
    """

    requests: int = 0
    commands: int = 0
    rows: int = 0
    seconds: float = 0.0
    ranges: int = 0


class _Reading:
    """How far a reading has come: `taken` rows of the page `raw` have been handed out, and all before it."""

    __slots__ = ("before", "begun", "raw", "taken", "tally")

    def __init__(self, begun: Position | None = None) -> None:
        self.begun = begun
        self.tally = Tally()
        self.raw: RawPage | None = None
        self.before = 0
        self.taken = 0

    @property
    def rows(self) -> int:
        return self.before + self.taken

    def comes(self, raw: RawPage) -> None:
        """The next page."""
        self.before += self.taken
        self.raw, self.taken = raw, 0


class _List(Generic[T, Row]):
    """What the two lists have in common: how one call is described, and how its answer is read."""

    _how_to_read: ClassVar[str]

    def __init__(
        self, method: ListMethod[T, Row], params: Mapping[str, object], extra: Mapping[str, object] | None
    ) -> None:
        self._method = method
        self._asked = Asked(body_of(method, params, extra))
        self._selection = selection_of(self._asked.body, method.listing.by_name)
        self._reading = _Reading()

    @property
    def report(self) -> ListReport:
        """What the latest reading has cost until now; see `ListReport`."""
        requests, commands, seconds = self._reading.tally.numbers()
        return ListReport(requests, commands, self._reading.rows, seconds, self._reading.tally.ranges)

    @property
    def position(self) -> Position | None:
        """Where the latest reading is: after the row, or the page, that was handed out last. For `after`.

        None: nothing has been handed out, or the portal knows no way to go on from there.
        """
        reading = self._reading
        if reading.raw is None or not reading.taken:
            return reading.begun
        offset = reading.raw.start + reading.taken - 1 if reading.raw.start is not None else None
        return position_of(self._method, self._asked.body, reading.raw.rows[reading.taken - 1], offset)

    def after(self, position: Position | None) -> Self:
        """The list from a position on, as a list; None is its beginning. It must be asked for as it was then.

        Raises:
            ValueError: That is no position of this list.
        """
        if position is None:
            return self._again(self._asked, None)
        return self._again(asked_after(self._method, self._asked.body, position), position)

    def changed_since(self, moment: datetime, *, overlap: timedelta = _OVERLAP, field: str | None = None) -> Self:
        """The rows that were added or changed at that moment or later, as a list.

        Args:
            moment: With its time zone. That at which the reading before this one was begun.
            overlap: So much earlier is where it begins: some rows come again.
            field: The time of a row's last change, as the filter spells it; by default the one that is documented.

        Raises:
            TypeError: The moment is no datetime, or the overlap no timedelta.
            ValueError: No such field is documented, the moment has no time zone, the overlap is below 0, or the filter
                has such a condition already, or takes none.
        """
        name = field if field is not None else time_field_of(self._method)
        body = with_change(self._method, self._asked.body, name, earlier(self._method, moment, overlap))
        return self._again(Asked(body), None)

    def _again(self, asked: Asked, begun: Position | None) -> Self:
        """This list, asked for in another way."""
        made = object.__new__(type(self))
        made.__dict__.update({name: value for name, value in vars(self).items() if name != "first"})
        made._asked = asked
        made._reading = _Reading(begun)
        return made

    def _begun(self) -> _Reading:
        """Another reading, from now on the latest one."""
        self._reading = _Reading(self._reading.begun)
        return self._reading

    def _sweep(self, known: Iterable[int]) -> Sweep:
        return Sweep(self._method, self._asked, known)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._method.name}: {self._how_to_read})"

    def _call(self, session: Session, options: Options) -> Flow[Response]:
        return calls.call_body(session, self._method, self._asked.body, options)

    def _read(self, tally: Tally, counted: bool) -> Callable[[Session, Options], Flow[None]]:
        asked = replace(self._asked, counted=counted)
        return lambda session, options: paging.read(session, options, self._method, asked, tally)

    def _first(self, response: Response) -> FirstPage[T, Row]:
        page = self._page(RawPage(rows_of(self._method, response), response.total))
        return FirstPage(page.rows, calls.result_of(self._method, response, self._asked.body), response)

    def _read_page(self, raw: RawPage, position: int) -> Page[Row]:
        """A page of a list that is read to its end; ListInterrupted if a row of it is of another shape."""
        try:
            return self._page(raw)
        except ResultError as error:
            raise ListInterrupted(str(error), self._method.name, position) from error

    def _page(self, raw: RawPage) -> Page[Row]:
        row = self._method.row
        try:
            page = Page([whole(row, each) for each in raw.rows], raw.total)
        except ConvertError as error:
            raise ResultError(f"{self._method.name}: a row: {error.reason}") from None
        if self._selection is not None:
            set_selection(page.rows, self._selection)
        return page


@dataclass(frozen=True, slots=True, repr=False)
class FirstPage(Generic[T, Row]):
    """What one call of a list method answers.

    Args:
        rows: The page's rows, typed.
        result: The whole result, as the method documents it.
        response: The answer as it came, with `total` and `next`.
    """

    rows: list[Row]
    result: T
    response: Response

    @property
    def total(self) -> int | None:
        """How many rows the list has, where the portal counted them."""
        return self.response.total

    @property
    def next(self) -> int | None:
        """The `start` of the next page, if there is one and the portal names it."""
        return self.response.next

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> Row:
        return self.rows[index]

    def __repr__(self) -> str:
        return f"FirstPage({_count(self.rows, self.total)})"

    def _repr_html_(self) -> str:
        from ._core.html_tables import rows_table

        return rows_table("First page", self.rows, self.total)


def _count(rows: list[Any], total: int | None) -> str:
    return f"{len(rows)} rows" if total is None else f"{len(rows)} of {total} rows"


class SyncList(_List[T, Row]):
    """A list on the portal. Nothing is sent before something is read.

    Iteration gives every row, and so does `all`; `pages` gives them page by page; each reads to the end, and each time
    anew. `first` is the first page, read once; `rows`, `result`, `total` and `response` are the first page's.
    `position` and `report` are of the latest reading.
    """

    _how_to_read = "iterate for every row, .first is the first page"

    def __init__(
        self,
        run_flow: SyncRunner,
        stream: SyncStreamer,
        method: ListMethod[T, Row],
        params: Mapping[str, object],
        extra: Mapping[str, object] | None,
    ) -> None:
        super().__init__(method, params, extra)
        self._run_flow = run_flow
        self._stream = stream

    @cached_property
    def first(self) -> FirstPage[T, Row]:
        """The first page, read once."""
        return self._first(self._run_flow(self._call))

    @property
    def result(self) -> T:
        """The first page's result, as the method documents it."""
        return self.first.result

    @property
    def response(self) -> Response:
        """The first page's whole answer."""
        return self.first.response

    @property
    def rows(self) -> list[Row]:
        """The first page's rows."""
        return self.first.rows

    @property
    def total(self) -> int | None:
        """How many rows the list has, where the portal counted them."""
        return self.first.response.total

    def __iter__(self) -> Generator[Row, None, None]:
        """Every row of the list, in order; see `pages`."""
        return self.all()

    def _repr_html_(self) -> str:
        """The first page, once it has been read: to be shown is no reason to ask the portal."""
        from ._core.html_tables import described, rows_table

        first: FirstPage[T, Row] | None = vars(self).get("first")
        return described(repr(self)) if first is None else rows_table(self._method.name, first.rows, first.total)

    def pages(self, *, progress: Progress | None = None) -> Generator[Page[Row], None, None]:
        """Every page of the list, in order.

        Args:
            progress: Told after each page how many rows have been read, and of how many (None if nobody counted).

        Raises:
            ListInterrupted: A page could not be read; those before it have been handed out.
        """
        reading = self._begun()
        with closing(self._pages(reading, progress)) as pages:
            for page in pages:
                reading.taken = len(page)
                yield page

    def all(self, *, progress: Progress | None = None) -> Generator[Row, None, None]:
        """Every row of the list, in order; see `pages`. Memory does not grow with the list."""
        reading = self._begun()
        with closing(self._pages(reading, progress)) as pages:
            for page in pages:
                for reading.taken, row in enumerate(page.rows, 1):  # the position moves with the rows
                    yield row

    def deleted(self, known: Iterable[int]) -> Generator[int, None, None]:
        """Those of the known ids that are not in the list any more: what was deleted, or is hidden or filtered now.

        The whole list is read, so let it `select` the id alone.

        Args:
            known: Ascending, each of a row that was in the list before this reading begins.

        Raises:
            ListInterrupted: The list could not be read to its end; the ids before have been handed out rightly.
            TypeError: A known id is no number.
            ValueError: The known ids do not ascend, or the list is not ordered by its id, or begins in its middle.
        """
        sweep = self._sweep(known)
        with closing(self.pages()) as pages:
            for page in pages:
                yield from sweep.gone_before(page.rows)
        yield from sweep.rest()

    def _pages(self, reading: _Reading, progress: Progress | None) -> Generator[Page[Row], None, None]:
        with closing(self._stream(self._read(reading.tally, progress is not None))) as stream:
            for raw in stream:
                page = self._read_page(raw, reading.rows)
                reading.comes(raw)
                yield page
                if progress is not None:
                    progress(reading.rows, page.total)


class AsyncList(_List[T, Row]):
    """`SyncList`, awaited: `async for` gives every row, `await` the first page."""

    _how_to_read = "async for gives every row, await the first page"

    def __init__(
        self,
        run_flow: AsyncRunner,
        stream: AsyncStreamer,
        method: ListMethod[T, Row],
        params: Mapping[str, object],
        extra: Mapping[str, object] | None,
    ) -> None:
        super().__init__(method, params, extra)
        self._run_flow = run_flow
        self._stream = stream

    def __await__(self) -> Generator[Any, Any, FirstPage[T, Row]]:
        return self.first().__await__()

    async def first(self) -> FirstPage[T, Row]:
        """The first page; so is what `await` gives."""
        return self._first(await self._run_flow(self._call))

    def __aiter__(self) -> AsyncGenerator[Row, None]:
        """Every row of the list, in order; see `pages`."""
        return self.all()

    def _repr_html_(self) -> str:
        from ._core.html_tables import described

        return described(repr(self))

    async def pages(self, *, progress: Progress | None = None) -> AsyncGenerator[Page[Row], None]:
        """Every page of the list, in order; see `SyncList.pages`."""
        reading = self._begun()
        async with aclosing(self._pages(reading, progress)) as pages:
            async for page in pages:
                reading.taken = len(page)
                yield page

    async def all(self, *, progress: Progress | None = None) -> AsyncGenerator[Row, None]:
        """Every row of the list, in order; see `pages`. Memory does not grow with the list."""
        reading = self._begun()
        async with aclosing(self._pages(reading, progress)) as pages:
            async for page in pages:
                for reading.taken, row in enumerate(page.rows, 1):  # the position moves with the rows
                    yield row

    async def deleted(self, known: Iterable[int]) -> AsyncGenerator[int, None]:
        """Those of the known ids that are not in the list any more; see `SyncList.deleted`."""
        sweep = self._sweep(known)
        async with aclosing(self.pages()) as pages:
            async for page in pages:
                for id in sweep.gone_before(page.rows):
                    yield id
        for id in sweep.rest():
            yield id

    async def _pages(self, reading: _Reading, progress: Progress | None) -> AsyncGenerator[Page[Row], None]:
        async with aclosing(self._stream(self._read(reading.tally, progress is not None))) as stream:
            async for raw in stream:
                page = self._read_page(raw, reading.rows)
                reading.comes(raw)
                yield page
                if progress is not None:
                    progress(reading.rows, page.total)
