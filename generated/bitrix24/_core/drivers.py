# Copied from generator/runtime/_core/drivers.py by "python -m generator generate". Edit that file.
"""The two drivers: they do the I/O that the flows ask for, over one kept-alive httpx client each.

What a flow means is decided in the flow. A driver knows only how to do each effect, so the two differ in nothing but
`await`.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from typing import TYPE_CHECKING, Any, Final, TypeVar

import httpx

from ..clock import Clock
from ..errors import TransportError
from .answers import apieces, areceive, pieces, receive
from .effects import Download, Effect, Emit, Flow, Join, Once, Reply, Request, Run, Send, Sleep, Start, Upload
from .exchange import Exchange, watch
from .file_content import opened
from .httpx_client import DIRECT, Connection, HttpxClient
from .tracebacks import without_locals, without_requests
from .transport_errors import FAILURES, translate

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

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
            given, lambda: _watched(httpx.Client(**connection.options(transport)), transport)
        )
        if connection.proxy is not None:  # one that needs what is not installed is refused at once
            self._http.get()
        self._clock = clock

    def close(self) -> None:
        client = self._http.close()
        if client is not None:
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
                        outcome = pool().submit(self.run, effect.flow, stopping)
                    elif isinstance(effect, Join):
                        outcome = effect.started.result()
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
        if isinstance(effect, Send):
            return self._send(effect.request)
        if isinstance(effect, Sleep):
            return self._clock.sleep(effect.seconds, stopping)
        if isinstance(effect, Run):
            return effect.function()
        if isinstance(effect, Once):
            return self._once(effect)
        if isinstance(effect, Download):
            return self._download(effect)
        if isinstance(effect, Upload):
            return self._upload(effect)
        raise TypeError(f"{type(effect).__name__} belongs in a stream")

    def _download(self, effect: Download) -> Reply | TransportError:
        client = self._http.get()
        try:
            with (
                Exchange(effect.request) as exchange,
                contextlib.closing(
                    client.send(self._http.request(client, effect.request), stream=True, follow_redirects=False)
                ) as response,
            ):
                if response.status_code == 200:
                    with effect.path.open("wb") as file:
                        for piece in pieces(response, exchange):
                            file.write(piece)
        except FAILURES as error:
            return translate(error, effect.request.name)
        return Reply(response.status_code, response.headers, b"")

    def _upload(self, effect: Upload) -> Reply | TransportError:
        client = self._http.get()
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

    def _send(self, asked: Request) -> Reply | TransportError:
        client = self._http.get()
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
        future, first = effect.flight.start_or_join()
        if first:
            failure: BaseException | None = None
            try:
                self.run(effect.flow())
            except BaseException as error:
                failure = error
                raise
            finally:
                effect.flight.finish(failure)
        future.result()


@contextlib.contextmanager
def _threads(stopping: threading.Event) -> Generator[Callable[[], ThreadPoolExecutor], None, None]:
    """A pool, made when it is first asked for; at the end what has not begun is dropped, the rest told to stop."""
    from concurrent.futures import ThreadPoolExecutor  # here, because most programs never stream

    made: list[ThreadPoolExecutor] = []

    def pool() -> ThreadPoolExecutor:
        if not made:
            made.append(ThreadPoolExecutor(_MOST_THREADS, "bitrix24"))
        return made[0]

    try:
        yield pool
    finally:
        stopping.set()
        for executor in made:
            executor.shutdown(wait=False, cancel_futures=True)


class AsyncDriver:
    """Drives flows in asyncio. Belongs to one event loop; may be used by any number of its tasks."""

    def __init__(
        self,
        given: httpx.AsyncClient | None,
        transport: httpx.AsyncBaseTransport | None,
        clock: Clock,
        connection: Connection = DIRECT,
    ) -> None:
        from .in_flight import InFlight  # here, because a sync program need not pay for asyncio

        self._http: HttpxClient[httpx.AsyncClient] = HttpxClient(
            given, lambda: _watched(httpx.AsyncClient(**connection.options(transport)), transport)
        )
        if connection.proxy is not None:
            self._http.get()
        self._clock = clock
        self._in_flight = InFlight()
        self._once_tasks: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        client = self._http.close()
        if client is not None:
            await client.aclose()

    async def run(self, flow: Flow[T]) -> T:
        """What the flow returns."""
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
                    elif isinstance(effect, Join):
                        started.discard(effect.started)
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
        if isinstance(effect, Send):
            return await self._send(effect.request)
        if isinstance(effect, Sleep):
            return await self._clock.asleep(effect.seconds)
        if isinstance(effect, Run):
            import asyncio

            return await asyncio.to_thread(effect.function)
        if isinstance(effect, Once):
            return await self._once(effect)
        if isinstance(effect, Download):
            return await self._download(effect)
        if isinstance(effect, Upload):
            return await self._upload(effect)
        raise TypeError(f"{type(effect).__name__} belongs in a stream")

    async def _download(self, effect: Download) -> Reply | TransportError:
        import asyncio

        client = self._http.get()
        try:
            with Exchange(effect.request) as exchange:
                response = await client.send(
                    self._http.request(client, effect.request), stream=True, follow_redirects=False
                )
                async with contextlib.aclosing(response):
                    if response.status_code == 200:
                        with effect.path.open("wb") as file:
                            async for piece in apieces(response, exchange):
                                await asyncio.to_thread(file.write, piece)
        except FAILURES as error:
            return translate(error, effect.request.name)
        return Reply(response.status_code, response.headers, b"")

    async def _upload(self, effect: Upload) -> Reply | TransportError:
        client = self._http.get()
        with opened(effect.content, effect.largest) as file:
            try:
                with Exchange(effect.request) as exchange:
                    response = await client.send(
                        self._http.upload_request(client, effect, file), stream=True, follow_redirects=False
                    )
                    async with contextlib.aclosing(response):
                        return await areceive(response, exchange)
            except FAILURES as error:
                return translate(error, effect.request.name)

    async def _send(self, asked: Request) -> Reply | TransportError:
        client = self._http.get()
        try:
            with Exchange(asked) as exchange:
                place = await self._in_flight.enter()
                try:
                    exchange.begin()
                    response = await client.send(self._http.request(client, asked), stream=True, follow_redirects=False)
                    async with contextlib.aclosing(response):
                        return await areceive(response, exchange)
                finally:
                    place.leave()
        except FAILURES as error:
            return translate(error, asked.name)

    async def _once(self, effect: Once) -> None:
        import asyncio

        future, first = effect.flight.start_or_join()
        if first:
            # A task of its own: a caller that is cancelled must not take the others' refresh with it.
            task = asyncio.create_task(self._run_once(effect))
            self._once_tasks.add(task)
            task.add_done_callback(self._once_tasks.discard)
        await asyncio.shield(asyncio.wrap_future(future))

    async def _run_once(self, effect: Once) -> None:
        failure: BaseException | None = None
        try:
            await self.run(effect.flow())
        except Exception as error:
            failure = error  # which reaches those who wait
        finally:
            effect.flight.finish(failure)


async def _cancel(tasks: set[asyncio.Task[Any]]) -> None:
    import asyncio

    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
