"""The two shells: they do the I/O that the flows ask for, over one kept-alive httpx client each."""

from __future__ import annotations

import http.cookiejar
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import httpx
from typing_extensions import Self

from . import protocol
from .auth import Credentials, Webhook
from .clock import Clock, SystemClock
from .convert import anything
from .effects import Effect, Flow, Once, Reply, Request, Run, Send, Sleep
from .encode import OMIT, Omitted
from .errors import TransportError
from .limits import Limiter, OperatingTime, Plan
from .method import Method
from .redact import hide_secrets_in_logs
from .response import Response
from .retries import Retries
from .session import Options, Session
from .transport import translate

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")
C = TypeVar("C", httpx.Client, httpx.AsyncClient)

# A call may take the portal 60 s.
DEFAULT_TIMEOUT = httpx.Timeout(70.0, connect=10.0)
DEFAULT_RETRIES = Retries()
SYSTEM_CLOCK = SystemClock()

# How many parsed URLs a client keeps: one for each method in use, and parsing takes httpx longer than anything else.
_PARSED_URLS = 1024

# httpx.AsyncClient gets slower with the number of requests it has in hand, so the others wait outside.
_IN_FLIGHT = 32


class _Lazy(Generic[C]):
    """The httpx client, made at the first call: its TLS context takes longer than importing this package."""

    def __init__(self, make: Callable[[], C]) -> None:
        self._make: Callable[[], C] = make
        self._lock = threading.Lock()
        self._client: C | None = None
        self._closed = False

    def get(self) -> C:
        client = self._client
        if client is not None and not self._closed:
            return client
        with self._lock:
            if self._closed:
                raise RuntimeError("the client has been closed")
            if self._client is None:
                self._client = self._make()
            return self._client

    def close(self) -> C | None:
        """From now on there is no client; returns the one that there was."""
        with self._lock:
            self._closed = True
            return self._client


def _no_cookies() -> http.cookiejar.CookieJar:
    """A jar that stays empty: calls carry their credentials, and a shared PHP session would only tie them together."""
    return http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))


class _Base:
    """What the two clients have in common: everything but the I/O."""

    def __init__(
        self,
        credentials: str | Credentials,
        timeout: float | httpx.Timeout,
        limits: Plan | Limiter | Omitted | None,
        retries: Retries,
        clock: Clock,
    ) -> None:
        known = Webhook(credentials) if isinstance(credentials, str) else credentials
        self._session = Session(known, limits, retries, clock, OperatingTime(clock))
        self._options = Options(httpx.Timeout(timeout))
        self._parse_url = lru_cache(_PARSED_URLS)(httpx.URL)
        hide_secrets_in_logs()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._session.credentials!r})"

    def with_options(
        self,
        *,
        timeout: float | httpx.Timeout | Omitted = OMIT,
        idempotency_key: str | Omitted | None = OMIT,
    ) -> Self:
        """A client like this one over the same connections, with other options; closing either closes both.

        Args:
            timeout: Seconds, or httpx.Timeout.
            idempotency_key: For one write of REST 3.0, 1 to 255 printable ASCII characters; by default the client makes
                one for each. Give your own to repeat a write safely after a restart of your program.
        """
        options = self._options
        if not isinstance(timeout, Omitted):
            options = replace(options, timeout=httpx.Timeout(timeout))
        if not isinstance(idempotency_key, Omitted):
            options = replace(options, idempotency_key=idempotency_key)
        client = object.__new__(type(self))
        namespaces = {name for name in vars(self) if isinstance(getattr(type(self), name, None), cached_property)}
        client.__dict__.update({name: value for name, value in vars(self).items() if name not in namespaces})
        client._options = options
        return client

    def _to_httpx(self, client: httpx.Client | httpx.AsyncClient, asked: Request) -> httpx.Request:
        return client.build_request(
            asked.verb,
            self._parse_url(asked.url),
            content=asked.body,
            headers=asked.headers,
            timeout=asked.timeout,
        )


class BaseSyncClient(_Base):
    """A portal, called from ordinary code. May be used by any number of threads.

    Args:
        credentials: A webhook's URL, or Webhook, OAuth or StoredOAuth.
        timeout: Seconds, or httpx.Timeout, for each attempt; by default 10 to connect and 70 to answer.
        transport: Of httpx, in the place of its own.
        http: A client of yours, with your proxies and certificates; it stays open when this one is closed.
        limits: The portal's plan (`ORDINARY`, `ENTERPRISE`), a limiter of your own, or None for a self-hosted portal.
            By default the ordinary plan for a portal in the cloud, and none for any other.
        retries: How stubborn to be with attempts that fail.
        clock: In tests, time.

    Raises:
        CredentialsError: `credentials` is no webhook URL.
    """

    def __init__(
        self,
        credentials: str | Credentials,
        *,
        timeout: float | httpx.Timeout = DEFAULT_TIMEOUT,
        transport: httpx.BaseTransport | None = None,
        http: httpx.Client | None = None,
        limits: Plan | Limiter | Omitted | None = OMIT,
        retries: Retries = DEFAULT_RETRIES,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        super().__init__(credentials, timeout, limits, retries, clock)
        self._owns_http = http is None
        self._http = _Lazy(lambda: http or httpx.Client(transport=transport, cookies=_no_cookies()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        client = self._http.close()
        if client is not None and self._owns_http:
            client.close()

    def call(self, method: str, params: Mapping[str, object] | None = None, *, rest: int = 2) -> Response:
        """Call a method that need not be documented, by its wire name; the whole answer, unconverted.

        Raises:
            ValueError: The name is none.
            ApiError, TransportError: The call failed.
        """
        described = Method(method, anything, rest)
        return self._run(protocol.call(self._session, described, params or {}, None, self._options))

    def invoke(self, method: Method[T], params: Mapping[str, object], extra: Mapping[str, object] | None = None) -> T:
        """Call a described method; `extra` overrides `params`. The result, converted."""
        return self._run(protocol.invoke(self._session, method, params, extra, self._options))

    def _run(self, flow: Flow[T]) -> T:
        try:
            effect = next(flow)
            while True:
                try:
                    outcome = self._perform(effect)
                except Exception as error:
                    effect = flow.throw(error)
                else:
                    effect = flow.send(outcome)
        except StopIteration as stop:
            result: T = stop.value
            return result
        finally:
            flow.close()

    def _perform(self, effect: Effect) -> Any:
        if isinstance(effect, Send):
            return self._send(effect.request)
        if isinstance(effect, Sleep):
            return self._session.clock.sleep(effect.seconds)
        if isinstance(effect, Run):
            return effect.function()
        return self._once(effect)

    def _send(self, asked: Request) -> Reply | TransportError:
        client = self._http.get()
        try:
            response = client.send(self._to_httpx(client, asked), follow_redirects=False)
        except httpx.RequestError as error:
            return translate(error, asked.name)
        return Reply(response.status_code, response.headers, response.content)

    def _once(self, effect: Once) -> None:
        future, first = effect.flight.join()
        if first:
            failure: BaseException | None = None
            try:
                self._run(effect.flow())
            except BaseException as error:
                failure = error
                raise
            finally:
                effect.flight.land(failure)
        future.result()


class BaseAsyncClient(_Base):
    """A portal, called from asyncio. Belongs to one event loop; may be used by any number of its tasks.

    Args:
        credentials: A webhook's URL, or Webhook, OAuth or StoredOAuth.
        timeout: Seconds, or httpx.Timeout, for each attempt; by default 10 to connect and 70 to answer.
        transport: Of httpx, in the place of its own.
        http: A client of yours, with your proxies and certificates; it stays open when this one is closed.
        limits: The portal's plan (`ORDINARY`, `ENTERPRISE`), a limiter of your own, or None for a self-hosted portal.
            By default the ordinary plan for a portal in the cloud, and none for any other.
        retries: How stubborn to be with attempts that fail.
        clock: In tests, time.

    Raises:
        CredentialsError: `credentials` is no webhook URL.
    """

    def __init__(
        self,
        credentials: str | Credentials,
        *,
        timeout: float | httpx.Timeout = DEFAULT_TIMEOUT,
        transport: httpx.AsyncBaseTransport | None = None,
        http: httpx.AsyncClient | None = None,
        limits: Plan | Limiter | Omitted | None = OMIT,
        retries: Retries = DEFAULT_RETRIES,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        import asyncio  # here, because a sync program need not pay for it

        super().__init__(credentials, timeout, limits, retries, clock)
        self._owns_http = http is None
        self._http = _Lazy(lambda: http or httpx.AsyncClient(transport=transport, cookies=_no_cookies()))
        self._in_flight = asyncio.Semaphore(_IN_FLIGHT)
        self._running: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        client = self._http.close()
        if client is not None and self._owns_http:
            await client.aclose()

    async def call(self, method: str, params: Mapping[str, object] | None = None, *, rest: int = 2) -> Response:
        """Call a method that need not be documented, by its wire name; the whole answer, unconverted.

        Raises:
            ValueError: The name is none.
            ApiError, TransportError: The call failed.
        """
        described = Method(method, anything, rest)
        return await self._run(protocol.call(self._session, described, params or {}, None, self._options))

    async def invoke(
        self, method: Method[T], params: Mapping[str, object], extra: Mapping[str, object] | None = None
    ) -> T:
        """Call a described method; `extra` overrides `params`. The result, converted."""
        return await self._run(protocol.invoke(self._session, method, params, extra, self._options))

    async def _run(self, flow: Flow[T]) -> T:
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
        finally:
            flow.close()

    async def _perform(self, effect: Effect) -> Any:
        if isinstance(effect, Send):
            return await self._send(effect.request)
        if isinstance(effect, Sleep):
            return await self._session.clock.asleep(effect.seconds)
        if isinstance(effect, Run):
            return await _in_thread(effect.function)
        return await self._once(effect)

    async def _send(self, asked: Request) -> Reply | TransportError:
        client = self._http.get()
        async with self._in_flight:
            try:
                response = await client.send(self._to_httpx(client, asked), follow_redirects=False)
            except httpx.RequestError as error:
                return translate(error, asked.name)
        return Reply(response.status_code, response.headers, response.content)

    async def _once(self, effect: Once) -> None:
        import asyncio

        future, first = effect.flight.join()
        if first:
            # A task of its own: a caller that is cancelled must not take the others' refresh with it.
            task = asyncio.create_task(self._fly(effect))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        await asyncio.shield(asyncio.wrap_future(future))

    async def _fly(self, effect: Once) -> None:
        failure: BaseException | None = None
        try:
            await self._run(effect.flow())
        except Exception as error:
            failure = error  # which reaches those who wait
        finally:
            effect.flight.land(failure)


async def _in_thread(function: Callable[[], Any]) -> Any:
    import asyncio

    return await asyncio.to_thread(function)
