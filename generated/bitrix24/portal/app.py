# Copied from generator/runtime/portal/app.py by "python -m generator generate". Edit that file.
"""The portal as an ASGI application: `create_app()`."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any, Final

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .answer import Answer
from .basics import basics
from .batch import batch, batch_v3
from .calls import USER, Caller, whoever_calls
from .disk import Disk
from .documented import documentation
from .errors import Refused
from .events import Events
from .families import Families
from .file_transfer import transfer_routes
from .flows import Flows
from .guard import Guard
from .idempotency import Replays
from .leaky_bucket import Bucket
from .methods import Methods
from .oauth import oauth_routes
from .records import State
from .request import Address, parameters, parameters_v3
from .seeds import fresh_store
from .tasks import Tasks
from .tasks_v3 import WRITES, TasksV3
from .time_info import time_of
from .tokens import Tokens
from .values import Params

CODE: Final = "secret"
"""The webhook's code: `/rest/1/secret/`."""


def create_app(*, limited: bool = False, host: str = "") -> Starlette:
    """A portal of its own, with nothing in it but what it starts with.

    Args:
        limited: Does it keep the limit on the rate of requests?
        host: A name with dots that it is reached by; addresses, and names without dots, need not be told.
    """
    tokens, disk = Tokens(), Disk()
    portal = _Portal(tokens, disk, Bucket() if limited else None)
    routes = [
        *oauth_routes(tokens),
        *transfer_routes(disk),
        Route("/rest/{path:path}", portal.answer, methods=["GET", "POST"]),
    ]
    guard = Middleware(Guard, host=host)
    return Starlette(routes=routes, middleware=[guard], exception_handlers={Exception: portal.broken})


class _Portal:
    def __init__(self, tokens: Tokens, disk: Disk, bucket: Bucket | None) -> None:
        self._tokens = tokens
        self._bucket = bucket
        self._replays = Replays()
        self._events = Events()
        self._methods = _methods(disk, self._events)

    async def answer(self, request: Request) -> Response:
        started = time.time()
        body = await request.body()
        # The version is known even where the rest of the address makes no sense.
        rest = 3 if request.path_params["path"].startswith("api/") else 2
        try:
            if self._bucket is not None:
                self._bucket.take()
            address = Address.of(request.path_params["path"])
            content, headers = self._call(address, request, body)
            status = 200
        except Refused as refused:
            status, content, headers = refused.status, {**_error(refused, rest), "time": time_of(started)}, {}
        return _json(status, content, headers, BackgroundTask(self._events.deliver))

    async def broken(self, _: Request, __: Exception) -> Response:
        refused = Refused("INTERNAL_SERVER_ERROR", "Internal server error", 500)
        return _json(refused.status, {**_error(refused, 2), "time": time_of(time.time())})

    def _call(self, address: Address, request: Request, body: bytes) -> tuple[Mapping[str, Any], dict[str, str]]:
        """What is answered, and with what headers."""
        if address.rest == 3:
            params = parameters_v3(address.method, body)
        else:
            params = parameters(request.url.query, request.headers.get("content-type", ""), body)
        caller = self._caller(address, request, params)
        key = request.headers.get("idempotency-key")
        if key is None or address.rest == 2 or address.method not in WRITES:
            return self._content(address, params, caller), {}
        headers = {"Idempotency-Key": key}
        kept = self._replays.find(caller.application, address.method, key, params)
        if kept is not None:
            return kept, {**headers, "Idempotent-Replayed": "true"}
        content = self._content(address, params, caller)
        self._replays.keep(caller.application, address.method, key, params, content)
        return content, headers

    def _content(self, address: Address, params: Params, caller: Caller) -> Mapping[str, Any]:
        answer, time = self._methods.call(address.rest, address.method, params, caller)
        return {**_envelope(answer), "time": time}

    def _caller(self, address: Address, request: Request, params: Params) -> Caller:
        origin = str(request.base_url).rstrip("/")
        if address.webhook is not None:
            if address.webhook != (str(USER), CODE):
                raise Refused("NO_AUTH_FOUND", "Wrong authorization data", 401)
            return Caller(origin, application=False)
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        self._tokens.check(bearer.strip() if scheme.lower() == "bearer" else params.get("auth"))
        return Caller(origin, application=True)


def _methods(disk: Disk, events: Events) -> Methods:
    flows = Flows()
    tasks = Tasks(flows)
    state = State(fresh_store(), events.happened)
    methods = Methods(Families(state, documentation()), documentation())
    methods.add(2, whoever_calls({**flows.methods(), **tasks.methods()}))
    methods.add(2, whoever_calls(basics(methods)))
    methods.add(2, {**disk.methods(), **events.methods(), "batch": batch(methods)})
    methods.add(3, {**whoever_calls(TasksV3(tasks).methods()), "batch": batch_v3(methods)})
    return methods


def _envelope(answer: Answer) -> dict[str, Any]:
    found = {"result": answer.result, "next": answer.next, "total": answer.total}
    return {name: value for name, value in found.items() if name == "result" or value is not None}


def _error(refused: Refused, rest: int) -> dict[str, Any]:
    if rest == 2:
        return {"error": refused.code, "error_description": refused.message}
    error: dict[str, Any] = {"code": refused.code, "message": refused.message}
    if refused.validation:
        error["validation"] = [{"message": message, "field": field} for field, message in refused.validation]
    return {"error": error}


def _json(
    status: int,
    content: Mapping[str, object],
    headers: Mapping[str, str] | None = None,
    afterwards: BackgroundTask | None = None,
) -> Response:
    # Escaped to ASCII, so that any text that a caller sent can be sent back, half a surrogate pair included.
    return Response(json.dumps(content), status, headers, "application/json", afterwards)
