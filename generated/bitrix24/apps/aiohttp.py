# Copied from generator/runtime/apps/aiohttp.py by "python -m generator generate". Edit that file.
"""For aiohttp: `add_handler(server, "/events", application, work)`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from aiohttp import web

from ._handing_over import check, run_async
from .application import Application, CallRefused
from .calls import AppOpen, Call, Installation
from .forms import CallError, Posted, Request

__all__ = ["add_handler", "install", "page", "read"]

T = TypeVar("T")


async def read(application: Application, request: web.Request) -> Call:
    """The call in the request; HTTPBadRequest if it is none, HTTPForbidden if it is from no portal that is known."""
    return await _parse(application.read, request)


async def page(application: Application, request: web.Request) -> AppOpen:
    """The page that the request opens; raises what `read` does."""
    return await _parse(application.page, request)


async def install(application: Application, request: web.Request) -> Installation:
    """The installation in the request, whose portal is kept; raises what `read` does."""
    return await _parse(application.install, request)


def add_handler(
    server: web.Application, path: str, application: Application, hand_over: Callable[[Call], object]
) -> None:
    """Add a route for events, robots and webhooks. It answers, and meanwhile calls `hand_over`, one that is no
    coroutine function in a thread; the server's end waits for what is under way. What it raises is logged.
    """
    check(hand_over, awaited=True)
    running: set[asyncio.Task[None]] = set()

    async def handle(request: web.Request) -> web.Response:
        call = await read(application, request)
        task = asyncio.create_task(run_async(hand_over, call))
        running.add(task)
        task.add_done_callback(running.discard)
        return web.Response()

    async def finish(_: web.Application) -> None:
        await asyncio.gather(*running)

    server.router.add_post(path, handle)
    server.on_shutdown.append(finish)


async def _parse(parse: Callable[[Posted], T], request: web.Request) -> T:
    posted = Request(await request.read(), request.query_string, request.headers.get("Content-Type", ""))
    try:
        return await asyncio.to_thread(parse, posted)
    except CallRefused as error:
        raise web.HTTPForbidden(text=str(error)) from None
    except CallError as error:
        raise web.HTTPBadRequest(text=str(error)) from None
