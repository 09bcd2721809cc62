"""The two clients: what a program holds and calls. The generated ones add the portal's methods."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeVar

import httpx

from ..auth import Credentials
from ..clock import Clock, SystemClock
from ..errors import CredentialsError
from ..limits import Limiter, Plan
from ..observe import NO_HOOKS, Hooks
from ..response import Response
from ..retries import Retries
from . import calls
from .connection import ProxyTypes, VerifyTypes, connection_of
from .convert import anything
from .drivers import AsyncDriver, SyncDriver
from .effects import LARGEST_ANSWER, Flow
from .explained import Named
from .given import check_behaviour, credentials_of, deadline_of, max_answer_of, parameters_of, timeout_of
from .method import ListMethod, Method
from .omitted import OMIT, Omitted
from .rate_limits import OperatingTime
from .session import COLLECTING, Options, Session
from .tracebacks import forgetful

if TYPE_CHECKING:
    from typing_extensions import Self

    from ..files import Content, File
    from ..lists import AsyncList, SyncList
    from .base_batch import BaseAsyncBatch, BaseSyncBatch, Pending
    from .file_transfer import Linked

# Batches, lists and transfers are imported where they are used: a program pays for those that it uses.

T = TypeVar("T")
Row = TypeVar("Row")
# The generated batches, which have the portal's methods.
Batch = TypeVar("Batch", bound="BaseSyncBatch")
ABatch = TypeVar("ABatch", bound="BaseAsyncBatch")

# A call may take the portal 60 s.
DEFAULT_TIMEOUT: Final = httpx.Timeout(70.0, connect=10.0)
DEFAULT_RETRIES: Final = Retries()
SYSTEM_CLOCK: Final = SystemClock()


class _Base(Named):
    """What the two clients have in common: everything but the I/O."""

    def __init__(
        self,
        credentials: Credentials | CredentialsError,
        options: Options,
        limits: Plan | Limiter | Omitted | None,
        retries: Retries,
        hooks: Hooks,
        clock: Clock,
    ) -> None:
        if isinstance(credentials, CredentialsError):
            raise credentials
        check_behaviour(limits, retries, hooks, clock)
        self._session = Session(credentials, limits, retries, clock, OperatingTime(clock), hooks)
        self._options = options

    def __repr__(self) -> str:
        session: Session | None = vars(self).get("_session")  # not yet, if it could not be made
        return f"{type(self).__name__}({session.credentials if session is not None else None!r})"

    def _refuse_while_collecting(self) -> None:
        """A call of its own in the place of one in the batch would run at once, and without the batch's care."""
        if COLLECTING.get() is self._session:
            raise TypeError(
                "the function given to bulk called the client, not its batch: write"
                " `lambda batch, row: batch.crm.deal.add(fields=row)`; nothing was sent"
            )

    def with_options(
        self,
        *,
        timeout: float | httpx.Timeout | Omitted = OMIT,
        deadline: float | Omitted | None = OMIT,
        max_answer: int | Omitted = OMIT,
        idempotency_key: str | Omitted | None = OMIT,
    ) -> Self:
        """A client like this one over the same connections, with other options; closing either closes both.

        Args:
            timeout: Seconds, or httpx.Timeout.
            deadline: Seconds that a call may take in all; None is without end.
            max_answer: Bytes that an answer may have, decompressed.
            idempotency_key: For one write of REST 3.0, 1 to 255 printable ASCII characters; by default the client makes
                one for each. Give your own to repeat a write safely after a restart of your program.
        """
        options = self._options
        wait = options.timeout if isinstance(timeout, Omitted) else timeout_of(timeout)
        key = options.idempotency_key if isinstance(idempotency_key, Omitted) else idempotency_key
        end = options.deadline if isinstance(deadline, Omitted) else deadline_of(deadline)
        largest = options.max_answer if isinstance(max_answer, Omitted) else max_answer_of(max_answer)
        client = object.__new__(type(self))
        namespaces = {name for name in vars(self) if isinstance(getattr(type(self), name, None), cached_property)}
        client.__dict__.update({name: value for name, value in vars(self).items() if name not in namespaces})
        client._options = Options(wait, key, end, largest)
        return client


class BaseSyncClient(_Base, Generic[Batch]):
    """What `Client` adds to its namespaces."""

    @forgetful
    def __init__(
        self,
        credentials: str | Credentials,
        *,
        timeout: float | httpx.Timeout = DEFAULT_TIMEOUT,
        deadline: float | None = None,
        max_answer: int = LARGEST_ANSWER,
        proxy: ProxyTypes | None = None,
        verify: VerifyTypes = True,
        transport: httpx.BaseTransport | None = None,
        http: httpx.Client | None = None,
        limits: Plan | Limiter | Omitted | None = OMIT,
        retries: Retries = DEFAULT_RETRIES,
        hooks: Hooks = NO_HOOKS,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        known = credentials_of(credentials)
        connection = connection_of(http, transport, proxy, verify, httpx.Client)
        del credentials, proxy  # a traceback may show the locals of this frame
        if isinstance(connection, Exception):
            raise connection
        options = Options(timeout_of(timeout), None, deadline_of(deadline), max_answer_of(max_answer))
        super().__init__(known, options, limits, retries, hooks, clock)
        self._driver = SyncDriver(http, transport, clock, connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take no more calls, and close the connections; those of calls that are under way when these have ended."""
        self._driver.close()

    def call(self, method: str, params: Mapping[str, object] | None = None, *, rest: int = 2) -> Response:
        """Call a method that need not be documented, by its wire name; the whole answer, unconverted.

        Raises:
            ValueError: The name is none.
            ApiError, TransportError: The call failed.
        """
        self._refuse_while_collecting()
        described = Method(method, anything, rest)
        return self._driver.run(
            calls.call(self._session, described, parameters_of(method, params), None, self._options)
        )

    def _batch_class(self) -> type[Batch]:
        raise NotImplementedError

    def batch(self, *, halt: bool = True) -> Batch:
        """Calls that are sent together when the block ends, 50 to a request; see `Batch`."""
        return self._batch_class()(self._run_flow, halt)

    def bulk(
        self, add: Callable[[Batch, Row], Pending[T]], rows: Iterable[Row], *, start: int = 0
    ) -> Iterator[Pending[T]]:
        """One call for each row, 50 to a request: the calls in the rows' order, done, each with its result or error.

        Rows are taken as results are wanted, so neither need fit into memory. A request that fails as a whole ends
        nothing: its calls have the error, their `state` says whether they may have run, and the next rows follow.

        Args:
            add: Adds the call for a row: `lambda batch, row: batch.crm.deal.add(fields=row)`.
            start: How many rows to skip: those whose calls an earlier run has handed out.

        Raises:
            TypeError: `add` calls the client instead of the batch, or does not return the call.
        """
        from .bulk import bulk

        return bulk(self._session, lambda: self.batch(halt=False), add, rows, start)

    def invoke(self, method: Method[T], params: Mapping[str, object], extra: Mapping[str, object] | None = None) -> T:
        """Call a described method; `extra` overrides `params`. The result, converted."""
        if method.writes:
            self._refuse_while_collecting()
        return self._driver.run(calls.invoke(self._session, method, params, extra, self._options))

    def invoke_list(
        self, method: ListMethod[T, Row], params: Mapping[str, object], extra: Mapping[str, object] | None = None
    ) -> SyncList[T, Row]:
        """A described list method; what comes back makes its calls when it is read."""
        from ..lists import SyncList

        return SyncList(self._run_flow, self._stream, method, params, extra)

    @forgetful
    def download(self, url: str, path: str | os.PathLike[str]) -> Path:
        """Fetch a file by a link that the portal gave, to a path; it is streamed, and there only once it is whole.

        Raises:
            ValueError: It is no link.
            PortalError, TransportError: It could not be fetched.
        """
        from . import file_transfer

        request = file_transfer.download_request(self._session, self._options, url)
        del url  # a traceback may show the locals of this frame
        return self._driver.run(file_transfer.download(self._session, request, Path(path)))

    def upload(self, link: Linked, file: File | Content) -> Linked:
        """Send a file where a method said; it is streamed, so it may be large::

            link = b24.disk.folder.upload_file(id=1, data={"NAME": "a.pdf"})
            file = b24.upload(link, Path("a.pdf"))

        Args:
            link: What a method answers that was called without the file's content, a described one or any by `call`:
                `uploadUrl` is in it. What the portal answers to the file is of the same type.

        Raises:
            ResultError: There is no `uploadUrl` in the answer.
            ApiError, TransportError: The upload failed. It is repeated only if the portal certainly did not take it.
            ValueError: The file has no name, or is larger than a request to the cloud may be; it is not read then.
        """
        from . import file_transfer

        return self._driver.run(file_transfer.upload(self._session, self._options, link, file))

    def _run_flow(self, make: Callable[[Session, Options], Flow[T]]) -> T:
        return self._driver.run(make(self._session, self._options))

    def _stream(self, make: Callable[[Session, Options], Flow[None]]) -> Generator[Any, None, None]:
        return self._driver.stream(make(self._session, self._options))


class BaseAsyncClient(_Base, Generic[ABatch]):
    """What `AsyncClient` adds to its namespaces."""

    @forgetful
    def __init__(
        self,
        credentials: str | Credentials,
        *,
        timeout: float | httpx.Timeout = DEFAULT_TIMEOUT,
        deadline: float | None = None,
        max_answer: int = LARGEST_ANSWER,
        proxy: ProxyTypes | None = None,
        verify: VerifyTypes = True,
        transport: httpx.AsyncBaseTransport | Literal["aiohttp"] | None = None,
        http: httpx.AsyncClient | None = None,
        limits: Plan | Limiter | Omitted | None = OMIT,
        retries: Retries = DEFAULT_RETRIES,
        hooks: Hooks = NO_HOOKS,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        known = credentials_of(credentials)
        connection = connection_of(http, transport, proxy, verify, httpx.AsyncClient)
        del credentials, proxy  # a traceback may show the locals of this frame
        if isinstance(connection, Exception):
            raise connection
        options = Options(timeout_of(timeout), None, deadline_of(deadline), max_answer_of(max_answer))
        super().__init__(known, options, limits, retries, hooks, clock)
        self._driver = AsyncDriver(http, None if isinstance(transport, str) else transport, clock, connection)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Take no more calls, and close the connections; those of calls that are under way when these have ended."""
        await self._driver.close()

    async def call(self, method: str, params: Mapping[str, object] | None = None, *, rest: int = 2) -> Response:
        """Call a method that need not be documented, by its wire name; the whole answer, unconverted.

        Raises:
            ValueError: The name is none.
            ApiError, TransportError: The call failed.
        """
        described = Method(method, anything, rest)
        return await self._driver.run(
            calls.call(self._session, described, parameters_of(method, params), None, self._options)
        )

    def _batch_class(self) -> type[ABatch]:
        raise NotImplementedError

    def batch(self, *, halt: bool = True) -> ABatch:
        """Calls that are sent together when the block ends, 50 to a request; see `AsyncBatch`."""
        return self._batch_class()(self._run_flow, halt)

    def bulk(
        self, add: Callable[[ABatch, Row], Pending[T]], rows: Iterable[Row], *, start: int = 0
    ) -> AsyncIterator[Pending[T]]:
        """One call for each row, 50 to a request: the calls in the rows' order, done, each with its result or error.

        Rows are taken as results are wanted, so neither need fit into memory. A request that fails as a whole ends
        nothing: its calls have the error, their `state` says whether they may have run, and the next rows follow.

        Args:
            add: Adds the call for a row: `lambda batch, row: batch.crm.deal.add(fields=row)`.
            start: How many rows to skip: those whose calls an earlier run has handed out.

        Raises:
            TypeError: `add` calls the client instead of the batch, or does not return the call.
        """
        from .bulk import abulk

        return abulk(self._session, lambda: self.batch(halt=False), add, rows, start)

    async def invoke(
        self, method: Method[T], params: Mapping[str, object], extra: Mapping[str, object] | None = None
    ) -> T:
        """Call a described method; `extra` overrides `params`. The result, converted."""
        return await self._driver.run(calls.invoke(self._session, method, params, extra, self._options))

    def invoke_list(
        self, method: ListMethod[T, Row], params: Mapping[str, object], extra: Mapping[str, object] | None = None
    ) -> AsyncList[T, Row]:
        """A described list method; what comes back makes its calls when it is read."""
        from ..lists import AsyncList

        return AsyncList(self._run_flow, self._stream, method, params, extra)

    async def download(self, url: str, path: str | os.PathLike[str]) -> Path:
        """Fetch a file by a link that the portal gave, to a path; it is streamed, and there only once it is whole.

        Raises:
            ValueError: It is no link.
            PortalError, TransportError: It could not be fetched.
        """
        from . import file_transfer

        request = file_transfer.download_request(self._session, self._options, url)
        del url  # a traceback may show the locals of this frame
        return await self._driver.run(file_transfer.download(self._session, request, Path(path)))

    async def upload(self, link: Linked, file: File | Content) -> Linked:
        """Send a file where a method said; it is streamed, so it may be large::

            link = await b24.disk.folder.upload_file(id=1, data={"NAME": "a.pdf"})
            file = await b24.upload(link, Path("a.pdf"))

        Args:
            link: What a method answers that was called without the file's content, a described one or any by `call`:
                `uploadUrl` is in it. What the portal answers to the file is of the same type.

        Raises:
            ResultError: There is no `uploadUrl` in the answer.
            ApiError, TransportError: The upload failed. It is repeated only if the portal certainly did not take it.
            ValueError: The file has no name, or is larger than a request to the cloud may be; it is not read then.
        """
        from . import file_transfer

        return await self._driver.run(file_transfer.upload(self._session, self._options, link, file))

    async def _run_flow(self, make: Callable[[Session, Options], Flow[T]]) -> T:
        return await self._driver.run(make(self._session, self._options))

    def _stream(self, make: Callable[[Session, Options], Flow[None]]) -> AsyncGenerator[Any, None]:
        return self._driver.stream(make(self._session, self._options))
