"""A portal for httpx without a socket: what a client sends goes to the application itself."""

from __future__ import annotations

import asyncio

import httpx

from .background import background_loop
from .faults import ConnectionDropped
from .local import LocalPortal


class AsyncPortalTransport(httpx.AsyncBaseTransport):
    """In the loop of whoever calls."""

    def __init__(self, portal: LocalPortal) -> None:
        self._asgi = httpx.ASGITransport(portal.app)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        return await _answer(self._asgi, request)


class PortalTransport(httpx.BaseTransport):
    """In a thread of its own, so that it makes no difference whether a loop is running where the call is made."""

    def __init__(self, portal: LocalPortal) -> None:
        self._asgi = httpx.ASGITransport(portal.app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        return asyncio.run_coroutine_threadsafe(_answer(self._asgi, request), background_loop()).result()


async def _answer(asgi: httpx.ASGITransport, request: httpx.Request) -> httpx.Response:
    """Raises what httpx raises where a portal hangs up, or is later than the client waits."""
    seconds = request.extensions.get("timeout", {}).get("read")
    # As a portal does, it goes on with a call for which nobody waits any longer.
    running = asyncio.ensure_future(_whole(asgi, request))
    done, _ = await asyncio.wait({running}, timeout=seconds)
    if not done:
        running.add_done_callback(lambda late: late.cancelled() or late.exception())
        raise httpx.ReadTimeout("The portal has not answered in time", request=request)
    try:
        return running.result()
    except ConnectionDropped as dropped:
        raise httpx.RemoteProtocolError(str(dropped), request=request) from None


async def _whole(asgi: httpx.ASGITransport, request: httpx.Request) -> httpx.Response:
    response = await asgi.handle_async_request(request)
    return httpx.Response(response.status_code, headers=response.headers, content=await response.aread())
