"""The page at `/`: the calls as they come in, the records, and what can be put in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from typing import Any, Final, Literal

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.responses import StreamingResponse as Streaming
from starlette.routing import Route

from ..answer import Answer
from ..documented import documentation
from ..errors import OPERATION_TIME_LIMIT, Refused
from ..inside import Inside
from ..local import LocalPortal
from ..received import Watch
from .rendered import HERE, as_text, rendered

_SHOWN: Final = 100
_ROWS: Final = 50
_KEPT_ALIVE: Final = 15.0
"""Seconds after which a stream says that it is still there."""
_STATIC: Final = HERE / "static"


def page_routes(portal: LocalPortal, inside: Inside) -> list[Route]:
    page = _Page(portal, inside)
    return [
        Route("/", page.show),
        Route("/_portal/calls", page.stream),
        Route("/_portal/answer", page.put_in(_answer), methods=["POST"]),
        Route("/_portal/remove-answer", page.put_in(_remove_answer), methods=["POST"]),
        Route("/_portal/fault", page.put_in(_fault), methods=["POST"]),
        Route("/_portal/clear-faults", page.put_in(lambda portal, _: portal.clear_faults()), methods=["POST"]),
        Route("/_portal/limits", page.put_in(_limits), methods=["POST"]),
        Route("/_portal/expire-tokens", page.put_in(lambda portal, _: portal.expire_tokens()), methods=["POST"]),
        Route("/_portal/reset", page.put_in(lambda portal, _: portal.reset()), methods=["POST"]),
        Route("/_portal/page.css", _file("page.css")),
        Route("/_portal/page.js", _file("page.js")),
    ]


_Form = dict[str, str]
_PutIn = Callable[[LocalPortal, _Form], None]


class _Page:
    def __init__(self, portal: LocalPortal, inside: Inside) -> None:
        self._portal = portal
        self._inside = inside

    async def show(self, request: Request) -> Response:
        return self._shown(request)

    def put_in(self, change: _PutIn) -> Callable[[Request], Any]:
        """The answer to a form: it goes back to the page, or shows what was wrong."""

        async def changed(request: Request) -> Response:
            async with request.form() as form:
                given = {name: value.strip() for name, value in form.multi_items() if isinstance(value, str)}
            try:
                change(self._portal, given)
            except (TypeError, ValueError) as error:
                return self._shown(request, given, str(error), 400)
            return RedirectResponse(f"/#{given.get('section', '')}".rstrip("#"), 303)

        return changed

    async def stream(self, request: Request) -> Response:
        """Server-sent events: rows of the table, those since the number that is asked for."""
        after = request.headers.get("last-event-id", request.query_params.get("after", ""))
        return Streaming(self._rows(int(after) if after.isdecimal() else 0), media_type="text/event-stream")

    async def _rows(self, seen: int) -> AsyncGenerator[str, None]:
        loop, new = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            loop.call_soon_threadsafe(new.set)

        with self._inside.lock:
            watch = self._inside.received.watch(wake)
        watch.seen = seen
        new.set()
        try:
            while not watch.ended:
                try:
                    await asyncio.wait_for(new.wait(), _KEPT_ALIVE)
                except asyncio.TimeoutError:
                    yield ": still here\n\n"
                new.clear()
                for text in self._new(watch):
                    yield text
        finally:
            with self._inside.lock:
                self._inside.received.unwatch(watch)

    def _new(self, watch: Watch) -> list[str]:
        with self._inside.lock:
            calls = self._inside.received.since(watch.seen)[-_SHOWN:]
        found: list[str] = []
        for call in calls:
            watch.seen = call.number
            row = as_text("call.html", call=call).replace("\r", " ").split("\n")
            found.append(f"id: {call.number}\n" + "".join(f"data: {line}\n" for line in row) + "\n")
        return found

    def _shown(self, request: Request, given: _Form | None = None, wrong: str = "", status: int = 200) -> HTMLResponse:
        query = request.query_params
        with self._inside.lock:
            calls = self._inside.received.all()[-_SHOWN:][::-1]
            kinds = self._inside.store.kinds()
            kind = query.get("kind", kinds[0][0] if kinds else "")
            rows = self._inside.store.select(kind, limit=_ROWS) if kind else []
        page = rendered(
            "page.html",
            origin=str(request.base_url).rstrip("/"),
            webhook=f"{str(request.base_url).rstrip('/')}{self._portal.webhook.partition('//localhost')[2]}",
            calls=calls,
            last=calls[0].number if calls else 0,
            most=_SHOWN,
            kinds=kinds,
            kind=kind,
            rows=rows,
            names=sorted({method.name for method in documentation()}),
            answers=self._portal.answers(),
            faults=self._portal.faults(),
            limited=self._portal.limited,
            given=given or {},
            wrong=wrong,
        )
        page.status_code = status
        return page


def _answer(portal: LocalPortal, form: _Form) -> None:
    text = form.get("answer", "")
    if form.get("kind") == "error":
        answer: object = Refused(form.get("code", ""), text, _number(form, "status", "Status") or 400)
    else:
        try:
            answer = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"The result is no JSON: {error}") from None
        total = _number(form, "total", "Total")
        answer = answer if total is None else Answer(answer, total)
    portal.answer(_method(form), answer, rest=_rest(form))


def _remove_answer(portal: LocalPortal, form: _Form) -> None:
    portal.remove_answer(_method(form), rest=_rest(form))


def _fault(portal: LocalPortal, form: _Form) -> None:
    nth, what = _number(form, "nth", "Which call"), form.get("what", "")
    method = form.get("method") or "*"
    if what == "latency":
        try:
            portal.fault(method, nth=nth, latency=float(form.get("value", "")))
        except ValueError:
            raise ValueError("Latency is a number of seconds") from None
    elif what == "status":
        portal.fault(method, nth=nth, status=_number(form, "value", "Status") or 500, body=form.get("body", ""))
    elif what in ("before", "after"):
        portal.fault(method, nth=nth, drop="before" if what == "before" else "after")
    elif what == "truncated":
        portal.fault(method, nth=nth, truncated=True)
    elif what == "expired":
        portal.fault(method, nth=nth, expired_token=True)
    elif what == "operating":
        portal.fault(method, nth=nth, error=OPERATION_TIME_LIMIT)
    else:
        raise ValueError("What goes wrong?")


def _limits(portal: LocalPortal, form: _Form) -> None:
    portal.limited = "limited" in form


def _method(form: _Form) -> str:
    name = form.get("method", "")
    if not name:
        raise ValueError("Which method?")
    return name


def _rest(form: _Form) -> Literal[2, 3]:
    return 3 if form.get("rest") == "3" else 2


def _number(form: _Form, name: str, called: str) -> int | None:
    text = form.get(name, "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError(f"{called} is a number")
    return int(text) if text else None


def _file(name: str) -> Callable[[Request], Any]:
    async def send(_: Request) -> Response:
        return FileResponse(_STATIC / name, headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"})

    return send
