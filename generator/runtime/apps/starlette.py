"""For Starlette and FastAPI: `app.add_route("/events", handler(application, work), methods=["POST"])`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request as WebRequest
from starlette.responses import Response

from .._core.form_body import LARGEST
from ._handing_over import check, run_async
from .application import Application
from .calls import AppOpen, Call, Installation
from .forms import CallError, Posted, Request

__all__ = ["handler", "install", "page", "read"]

T = TypeVar("T")


async def read(application: Application, request: WebRequest) -> Call:
    """The call in the request; `HTTPException` with 400 or 403 if it is none, or not from a portal that is known."""
    return await _parse(application.read, request)


async def page(application: Application, request: WebRequest) -> AppOpen:
    """The page that the request opens; `HTTPException` as of `read`."""
    return await _parse(application.page, request)


async def install(application: Application, request: WebRequest) -> Installation:
    """The installation in the request, whose portal is kept; `HTTPException` as of `read`."""
    return await _parse(application.install, request)


def handler(
    application: Application, hand_over: Callable[[Call], object]
) -> Callable[[WebRequest], Awaitable[Response]]:
    """An endpoint for events, robots and webhooks. It answers, and then calls `hand_over`: one that is no coroutine
    function in a thread. What it raises is logged.
    """

    check(hand_over, awaited=True)

    async def handle(request: WebRequest) -> Response:
        call = await read(application, request)
        return Response(background=BackgroundTask(run_async, hand_over, call))

    return handle


async def _parse(parse: Callable[[Posted], T], request: WebRequest) -> T:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise HTTPException(413)
    try:
        posted = Request(bytes(body), request.url.query, request.headers.get("content-type", ""))
        return await run_in_threadpool(parse, posted)
    except CallError as error:
        raise HTTPException(error.status, str(error)) from None
