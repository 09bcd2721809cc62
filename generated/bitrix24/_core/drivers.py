# Copied from generator/runtime/_core/drivers.py by "python -m generator generate". Edit that file.
"""The two drivers: they do the I/O that the flows ask for, over one kept-alive httpx client each.

What a flow means is decided in the flow. A driver knows only how to do each effect, so the two differ in nothing but
`await`.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

import httpx

from ..clock import Clock
from ..errors import Bitrix24Error, TimedOut, TransportError
from .answers import apieces, areceive, pieces, receive
from .effects import (
    Download,
    Effect,
    Emit,
    Flow,
    Join,
    Once,
    Read,
    Reply,
    Request,
    Run,
    Send,
    Sleep,
    Start,
    TooSlow,
    Upload,
)
from .exchange import Exchange, depth, settle, watch
from .file_content import is_in_memory, opened
from .httpx_client import DIRECT, Connection, HttpxClient
from .own import Own
from .tracebacks import without_locals, without_requests
from .transport_errors import FAILURES, translate

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import Future, ThreadPoolExecutor

    from .aiohttp_transport import AiohttpAnswer

T = TypeVar("T")
C = TypeVar("C", httpx.Client, httpx.AsyncClient)

# Threads of one stream: flows never start more at a time.
_MOST_THREADS: Final = 8


def _watched(client: C, transport: object) -> C:
    """Ours, with a limit on what its connections take; a transport of the caller's has its own."""
    if transport is None:
        watch(client)
    return client


class _Stopped(BaseException):
    """The stream that started the flow is closed; nobody waits for its result."""


class SyncDriver:
    """Drives flows in the caller's thread. May be used by any number of threads."""

    def __init__(
        self,
        given: httpx.Client | None,
        transport: httpx.BaseTransport | None,
        clock: Clock,
        connection: Connection = DIRECT,
    ) -> None:
        self._http: HttpxClient[httpx.Client] = HttpxClient(
            given if given is not None else transport,
            lambda: _watched(httpx.Client(**connection.options(transport, httpx.HTTPTransport)), transport),
            os.getpid,
            _process_and_signals,
            _is_of_another_process,
        )
        self._clock = clock

    def close(self) -> None:
        for place, client in self._http.close().items():
            if not _is_of_another_process(place) and not self._http.is_used(client):
                client.close()

    def run(self, flow: Flow[T], stopping: threading.Event | None = None) -> T:
        """What the flow returns. If `stopping` is set, the flow is broken off before its next effect."""
        try:
            effect = next(flow)
            while True:
                try:
                    outcome = self._perform(effect, stopping)
                except Exception as error:
                    effect = flow.throw(error)
                else:
                    effect = flow.send(outcome)
        except StopIteration as stop:
            result: T = stop.value
            return result
        except BaseException as error:
            raise without_locals(error)  # noqa: B904  # it is the same error
        finally:
            flow.close()

    def stream(self, flow: Flow[None]) -> Generator[Any, None, None]:
        """What the flow emits, as it does. Closing the iterator stops the flow and all that it has started."""
        stopping = threading.Event()
        with contextlib.ExitStack() as stack:
            stack.callback(flow.close)
            pool = stack.enter_context(_threads(stopping))
            outcome: Any = None
            failure: Exception | None = None
            while True:
                try:
                    effect = flow.throw(failure) if failure is not None else flow.send(outcome)
                except StopIteration:
                    return
                except BaseException as error:
                    raise without_locals(error)  # noqa: B904  # it is the same error
                failure = outcome = None
                try:
                    if isinstance(effect, Emit):
                        yield effect.item
                    elif isinstance(effect, Start):
                        outcome = os.getpid(), _begun(pool, self.run, effect.flow, stopping)
                    elif isinstance(effect, Join):
                        outcome = _result_of(*effect.started)
                    else:
                        outcome = self._perform(effect, None)
                except Exception as error:
                    failure = error

    def _perform(self, effect: Effect, stopping: threading.Event | None) -> Any:
        if stopping is not None and stopping.is_set():
            raise _Stopped
        try:
            return self._outcome(effect, stopping)
        except BaseException as error:
            raise without_requests(error)  # noqa: B904  # it is the same error

    def _outcome(self, effect: Effect, stopping: threading.Event | None) -> Any:
        if isinstance(effect, (Send, Download, Upload)):
            return self._exchange(effect)
        if isinstance(effect, Sleep):
            return self._clock.sleep(effect.seconds, stopping)
        if isinstance(effect, (Run, Read)):
            return effect.function()
        if isinstance(effect, Once):
            return self._once(effect)
        raise TypeError(f"{type(effect).__name__} belongs in a stream")

    def _exchange(self, effect: Send | Download | Upload) -> Reply | TransportError:
        """What goes over the httpx client. One that is broken off is replaced: a signal may have hit its pool."""
        client, use = self._http.enter()
        try:
            if isinstance(effect, Send):
                return self._send(client, effect.request)
            return self._download(client, effect) if isinstance(effect, Download) else self._upload(client, effect)
        except BaseException:
            if self._http.drop(client) and threading.current_thread() is threading.main_thread():
                _close_aside(client)
            raise
        finally:
            if self._http.leave(use):
                client.close()

    def _download(self, client: httpx.Client, effect: Download) -> Reply | TransportError:
        try:
            with (
                Exchange(effect.request) as exchange,
                contextlib.closing(
                    client.send(self._http.request(client, effect.request), stream=True, follow_redirects=False)
                ) as response,
            ):
                if response.status_code == 200:
                    with effect.opened() as file:
                        for piece in pieces(response, exchange):
                            file.write(piece)
        except FAILURES as error:
            return translate(error, effect.request.name)
        return Reply(response.status_code, response.headers, b"")

    def _upload(self, client: httpx.Client, effect: Upload) -> Reply | TransportError:
        with opened(effect.content, effect.largest) as file:
            try:
                with (
                    Exchange(effect.request) as exchange,
                    contextlib.closing(
                        client.send(
                            self._http.upload_request(client, effect, file), stream=True, follow_redirects=False
                        )
                    ) as response,
                ):
                    return receive(response, exchange)
            except FAILURES as error:
                return translate(error, effect.request.name)

    def _send(self, client: httpx.Client, asked: Request) -> Reply | TransportError:
        try:
            with (
                Exchange(asked) as exchange,
                contextlib.closing(
                    client.send(self._http.request(client, asked), stream=True, follow_redirects=False)
                ) as response,
            ):
                return receive(response, exchange)
        except FAILURES as error:
            return translate(error, asked.name)

    def _once(self, effect: Once) -> None:
        from .single_flight import Flight  # here, because a webhook has nothing to renew

        flow = effect.flow()
        mine = Flight(flow)
        failure: BaseException | None = None
        try:
            flight = effect.flight.begin(mine)
            if flight is mine:
                with mine.within():
                    return self.run(flow)
        except BaseException as error:
            failure = error
            raise
        finally:
            effect.flight.finish(mine, failure)
        return effect.flight.join(flight)


def _process_and_signals() -> tuple[int, bool, int]:
    """The main thread has connections of its own: signals interrupt it alone, and anywhere, with a lock in its hand.
    So has a call that comes in the middle of another one of its thread, for that one may have the lock.
    """
    return os.getpid(), threading.get_ident() == threading.main_thread().ident, depth()


def _is_of_another_process(place: tuple[int, bool, int] | int) -> bool:
    return (place[0] if isinstance(place, tuple) else place) != os.getpid()


def _close_aside(client: httpx.Client) -> None:
    """Close the client of the main thread, whose pool may wait for ever for a lock that a signal cost it."""

    def close() -> None:
        with contextlib.suppress(Exception):
            client.close()

    if sys.is_finalizing():  # no thread begins any more, and whoever starts one waits for ever
        return
    with contextlib.suppress(RuntimeError):  # the interpreter is about to end
        threading.Thread(target=close, name="bitrix24 closing", daemon=True).start()


@contextlib.contextmanager
def _threads(stopping: threading.Event) -> Generator[Own[ThreadPoolExecutor], None, None]:
    """A pool, made when it is first asked for; at the end what has not begun is dropped, the rest told to stop."""
    pool = Own(_executor)
    try:
        yield pool
    finally:
        for process, executor in pool.drop_all().items():
            if process == os.getpid():
                stopping.set()
                executor.shutdown(wait=False, cancel_futures=True)


def _executor() -> ThreadPoolExecutor:
    """Raises:
    RuntimeError: The interpreter is about to end, and will import no threads any more.
    """
    from concurrent.futures import ThreadPoolExecutor  # here, because most programs never stream

    return ThreadPoolExecutor(_MOST_THREADS, "bitrix24")


def _begun(pool: Own[ThreadPoolExecutor], run: Callable[..., Any], *arguments: object) -> Future[Any]:
    try:
        return pool().submit(run, *arguments)
    except RuntimeError as error:
        raise Bitrix24Error(f"no thread could be started to read on ({error})") from error


def _result_of(process: int, started: Future[Any]) -> Any:
    if process != os.getpid():
        raise Bitrix24Error("it was begun in another process, whose threads are not in this one: begin anew here")
    return started.result()


class AsyncDriver:
    """Drives flows in asyncio. May be used by any number of tasks, and in any number of event loops: each has
    connections of its own.
    """

    def __init__(
        self,
        given: httpx.AsyncClient | None,
        transport: httpx.AsyncBaseTransport | None,
        clock: Clock,
        connection: Connection = DIRECT,
    ) -> None:
        from .in_flight import InFlight  # here, because a sync program need not pay for asyncio

        def make() -> httpx.AsyncClient:
            _import_what_the_first_request_would()
            return _watched(httpx.AsyncClient(**connection.options(transport, httpx.AsyncHTTPTransport)), transport)

        self._send_by: Callable[..., Coroutine[Any, Any, AiohttpAnswer]] | None = None
        if connection.by_aiohttp:
            from .aiohttp_transport import send_by

            self._send_by = send_by

        self._http: HttpxClient[httpx.AsyncClient] = HttpxClient(
            given if given is not None else transport, make, _process_and_loop, _process_and_loop, _is_of_closed_loop
        )
        self._clock = clock
        self._in_flight = Own(InFlight, _process_and_loop, _is_of_closed_loop)
        self._users: dict[httpx.AsyncClient, int] = {}
        self._dropped: set[httpx.AsyncClient] = set()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def close(self) -> None:
        import asyncio

        here = _process_and_loop()
        for place, client in self._http.close().items():
            process, loop = place
            if place == here:
                self._retire(client)
            elif process == here[0] and loop.is_running():
                with contextlib.suppress(RuntimeError):  # it has been closed meanwhile
                    loop.call_soon_threadsafe(self._retire, client)
        closing = [task for task in self._tasks if task.get_name() == _CLOSING and task.get_loop() is here[1]]
        if closing:
            await asyncio.wait(closing)

    async def run(self, flow: Flow[T]) -> T:
        """What the flow returns."""
        _process_and_loop()
        try:
            effect = next(flow)
            while True:
                try:
                    outcome = await self._perform(effect)
                except Exception as error:
                    effect = flow.throw(error)
                else:
                    effect = flow.send(outcome)
        except StopIteration as stop:
            result: T = stop.value
            return result
        except BaseException as error:
            raise without_locals(error)  # noqa: B904  # it is the same error
        finally:
            flow.close()

    async def stream(self, flow: Flow[None]) -> AsyncGenerator[Any, None]:
        """What the flow emits, as it does. Closing the iterator stops the flow and all that it has started."""
        import asyncio

        _process_and_loop()
        async with contextlib.AsyncExitStack() as stack:
            stack.callback(flow.close)
            started: set[asyncio.Task[Any]] = set()
            stack.push_async_callback(_cancel, started)
            outcome: Any = None
            failure: Exception | None = None
            while True:
                try:
                    effect = flow.throw(failure) if failure is not None else flow.send(outcome)
                except StopIteration:
                    return
                except BaseException as error:
                    raise without_locals(error)  # noqa: B904  # it is the same error
                failure = outcome = None
                try:
                    if isinstance(effect, Emit):
                        yield effect.item
                    elif isinstance(effect, Start):
                        outcome = asyncio.create_task(self.run(effect.flow))
                        started.add(outcome)
                        outcome.add_done_callback(partial(_forget, started))
                    elif isinstance(effect, Join):
                        outcome = await effect.started
                    else:
                        outcome = await self._perform(effect)
                except Exception as error:
                    failure = error

    async def _perform(self, effect: Effect) -> Any:
        try:
            return await self._outcome(effect)
        except BaseException as error:
            raise without_requests(error)  # noqa: B904  # it is the same error

    async def _outcome(self, effect: Effect) -> Any:
        if isinstance(effect, (Send, Download, Upload)):
            return await self._exchange(effect)
        if isinstance(effect, Sleep):
            return await self._clock.asleep(effect.seconds)
        if isinstance(effect, Run):
            import asyncio

            return await asyncio.to_thread(effect.function)
        if isinstance(effect, Read):
            from .aside import done_aside

            return await done_aside(effect.function, effect.left)
        if isinstance(effect, Once):
            return await self._once(effect)
        raise TypeError(f"{type(effect).__name__} belongs in a stream")

    async def _exchange(self, effect: Send | Download | Upload) -> Reply | TransportError:
        """What goes over the httpx client. One that is broken off is replaced, and closed once nobody uses it: httpcore
        loses connections when it is cancelled.
        """
        client = self._http.get()
        self._users[client] = self._users.get(client, 0) + 1
        try:
            if isinstance(effect, Send):
                sending = self._send(client, effect.request)
                return await (sending if self._http.replaceable else self._to_its_end(sending))
            if isinstance(effect, Download):
                return await self._download(client, effect)
            return await self._upload(client, effect)
        except BaseException:
            if self._http.drop(client):
                self._dropped.add(client)
            raise
        finally:
            self._leave(client)

    def _retire(self, client: httpx.AsyncClient) -> None:
        """Close it, once what is under way has ended."""
        if client in self._users:
            self._dropped.add(client)
        else:
            self._close_aside(client)

    def _leave(self, client: httpx.AsyncClient) -> None:
        users = self._users.pop(client) - 1
        if users:
            self._users[client] = users
        elif client in self._dropped:
            self._dropped.discard(client)
            self._close_aside(client)

    def _close_aside(self, client: httpx.AsyncClient) -> None:
        """In a task of its own, which no further cancellation hits."""
        import asyncio

        with contextlib.suppress(RuntimeError):  # its event loop has ended
            self._keep(asyncio.get_running_loop().create_task(_close(client), name=_CLOSING))

    async def _to_its_end(self, sending: Coroutine[Any, Any, T]) -> T:
        """In a task of its own, which goes on when the caller is cancelled: for a client that cannot be replaced."""
        import asyncio

        task = asyncio.create_task(sending)
        self._keep(task)
        return await asyncio.shield(task)

    def _keep(self, task: asyncio.Task[Any]) -> None:
        """An event loop alone does not keep a task from being collected."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _download(self, client: httpx.AsyncClient, effect: Download) -> Reply | TransportError:
        try:
            with Exchange(effect.request) as exchange:
                response = await client.send(
                    self._http.request(client, effect.request), stream=True, follow_redirects=False
                )
                async with contextlib.aclosing(response):
                    if response.status_code == 200:
                        await _write_aside(effect, response, exchange)
        except FAILURES as error:
            return translate(error, effect.request.name)
        return Reply(response.status_code, response.headers, b"")

    async def _upload(self, client: httpx.AsyncClient, effect: Upload) -> Reply | TransportError:
        if is_in_memory(effect.content):
            with opened(effect.content, effect.largest) as file:
                return await self._send_form(client, effect, lambda _: self._http.upload_request(client, effect, file))
        from .aside import entered_aside, read_aside

        left = effect.request.left
        try:
            async with entered_aside(lambda: opened(effect.content, effect.largest), left) as (aside, file):
                form_in = await read_aside(lambda: self._http.upload_request(client, effect, file), aside, left)
                return await self._send_form(client, effect, form_in)
        except TooSlow:
            return TimedOut("not sent, the file could not be read in time", effect.request.name, may_have_run=False)

    async def _send_form(
        self, client: httpx.AsyncClient, effect: Upload, form_in: Callable[[Exchange], httpx.Request]
    ) -> Reply | TransportError:
        try:
            with Exchange(effect.request) as exchange:
                response = await client.send(form_in(exchange), stream=True, follow_redirects=False)
                async with contextlib.aclosing(response):
                    return await areceive(response, exchange)
        except FAILURES as error:
            return translate(error, effect.request.name)

    async def _send(self, client: httpx.AsyncClient, asked: Request) -> Reply | TransportError:
        try:
            with Exchange(asked) as exchange:
                place = await self._in_flight().enter() if self._send_by is None else None
                try:
                    exchange.begin()
                    response = await self._answer(client, asked)
                    async with contextlib.aclosing(response):
                        return await areceive(response, exchange)
                finally:
                    if place is not None:
                        place.leave()
        except FAILURES as error:
            return translate(error, asked.name)

    async def _answer(self, client: httpx.AsyncClient, asked: Request) -> httpx.Response | AiohttpAnswer:
        if self._send_by is None:
            return await client.send(self._http.request(client, asked), stream=True, follow_redirects=False)
        return await self._send_by(client, asked, self._http.url(asked), self._http.headers(asked))

    async def _once(self, effect: Once) -> None:
        import asyncio

        from .single_flight import Flight

        loop = asyncio.get_running_loop()
        flow = effect.flow()
        mine = Flight(flow, loop)
        flight, task = effect.flight.begin(mine), None
        if flight is mine:
            # A task of its own: a caller that is cancelled must not take the others' refresh with it.
            with mine.within():
                task = loop.create_task(self.run(flow))
            task.add_done_callback(lambda ended: effect.flight.finish(mine, _failure(ended)))
            self._keep(task)
        await effect.flight.ajoin(flight)
        if task is not None and task.done() and not task.cancelled():
            task.result()  # what is no Exception is for who began: the others look for themselves


async def _write_aside(effect: Download, response: httpx.Response, exchange: Exchange) -> None:
    """Raises:
    TimedOut: The disk takes it too slowly. This is not repeated: what hangs there may go on in the same file.
    """
    from .aside import entered_aside

    timeout = effect.request.timeout.read
    try:
        async with entered_aside(effect.opened, exchange.patience(timeout)) as (aside, file):
            async for piece in apieces(response, exchange):
                await aside.step(partial(file.write, piece), exchange.patience(timeout))
    except TooSlow:
        raise TimedOut("the disk could not be written to in time", effect.request.name, may_have_run=False) from None


_CLOSING: Final = "bitrix24 closing"


def _import_what_the_first_request_would() -> None:
    """Where a client is made, no fork comes in between: see `httpx_client`. What anyio lacks, httpcore does not use."""
    from importlib import import_module

    for module in ("anyio._backends._asyncio", "anyio.streams.tls", "concurrent.futures.thread", "sniffio"):
        with contextlib.suppress(ImportError):
            import_module(module)
    anyio = import_module("anyio")
    for name in ("CancelScope", "Event", "Lock", "connect_tcp", "fail_after", "sleep"):
        getattr(anyio, name, None)


def _process_and_loop() -> tuple[int, asyncio.AbstractEventLoop]:
    import asyncio

    try:
        return os.getpid(), asyncio.get_running_loop()
    except RuntimeError:
        pass
    raise RuntimeError("AsyncClient works in asyncio only; under anything else, such as trio, use Client in a thread")


def _is_of_closed_loop(place: tuple[int, asyncio.AbstractEventLoop]) -> bool:
    # What a parent process had is kept: were it collected here, it would touch what the parent still uses.
    return place[0] == os.getpid() and place[1].is_closed()


def _failure(ended: asyncio.Task[None]) -> BaseException | None:
    return None if ended.cancelled() else ended.exception()


async def _close(client: httpx.AsyncClient) -> None:
    with contextlib.suppress(Exception):
        await client.aclose()
        await settle(client)


def _forget(tasks: set[asyncio.Task[Any]], done: asyncio.Task[Any]) -> None:
    """What a task has brought lives as long as the flow wants it, which may have dropped it."""
    tasks.discard(done)
    if not done.cancelled():
        done.exception()  # asyncio complains of one that nobody looks at


async def _cancel(tasks: set[asyncio.Task[Any]]) -> None:
    import asyncio

    under_way = list(tasks)
    for task in under_way:
        task.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)
