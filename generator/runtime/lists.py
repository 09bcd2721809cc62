"""What a list method returns: every row, page by page if wanted, and the first page alone."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Mapping
from contextlib import aclosing, closing
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar

from ._core import calls, paging
from ._core.convert import ConvertError, whole
from ._core.effects import Flow
from ._core.method import ListMethod
from ._core.paging_reader import RawPage
from ._core.paging_rows import rows_of
from ._core.request import body_of
from ._core.runners import AsyncRunner, AsyncStreamer, SyncRunner, SyncStreamer
from ._core.selection import selection_of
from ._core.session import Options, Session
from ._core.views import set_selection
from .errors import ListInterrupted, ResultError
from .response import Response

__all__ = ["AsyncList", "FirstPage", "Page", "Progress", "SyncList"]

T = TypeVar("T")
Row = TypeVar("Row")

# Called with the number of rows read so far, and with how many there are, if the portal counted them.
Progress: TypeAlias = Callable[[int, "int | None"], None]


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


class _List(Generic[T, Row]):
    """What the two lists have in common: how one call is described, and how its answer is read."""

    _how_to_read: ClassVar[str]

    def __init__(
        self, method: ListMethod[T, Row], params: Mapping[str, object], extra: Mapping[str, object] | None
    ) -> None:
        self._method = method
        self._body = body_of(method, params, extra)
        self._selection = selection_of(self._body, method.listing.by_name)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._method.name}: {self._how_to_read})"

    def _call(self, session: Session, options: Options) -> Flow[Response]:
        return calls.call_body(session, self._method, self._body, options)

    def _read(self, session: Session, options: Options) -> Flow[None]:
        return paging.read(session, options, self._method, self._body)

    def _first(self, response: Response) -> FirstPage[T, Row]:
        page = self._page(RawPage(rows_of(self._method, response), response.total))
        return FirstPage(page.rows, calls.result_of(self._method, response, self._body), response)

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
        done = 0
        with closing(self._stream(self._read)) as stream:
            for raw in stream:
                page = self._read_page(raw, done)
                done += len(page)
                yield page
                if progress is not None:
                    progress(done, page.total)

    def all(self, *, progress: Progress | None = None) -> Generator[Row, None, None]:
        """Every row of the list, in order; see `pages`. Memory does not grow with the list."""
        with closing(self.pages(progress=progress)) as pages:
            for page in pages:
                yield from page.rows


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
        done = 0
        async with aclosing(self._stream(self._read)) as stream:
            async for raw in stream:
                page = self._read_page(raw, done)
                done += len(page)
                yield page
                if progress is not None:
                    progress(done, page.total)

    async def all(self, *, progress: Progress | None = None) -> AsyncGenerator[Row, None]:
        """Every row of the list, in order; see `pages`. Memory does not grow with the list."""
        async with aclosing(self.pages(progress=progress)) as pages:
            async for page in pages:
                for row in page.rows:
                    yield row
