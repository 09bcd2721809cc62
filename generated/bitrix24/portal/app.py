"""The portal as an ASGI application: `create_app()`."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .flows import USER, Flows
from .refused import Refused
from .request import Address, parameters, parameters_v3
from .tasks import Tasks
from .values import Params

CODE = "secret"
"""The webhook's code: `/rest/1/secret/`."""
TOKEN = "token"
"""The access token of OAuth: `auth=token` or `Authorization: Bearer token`."""

_RESET_AFTER = 600
"""Seconds after which time that was used up is forgotten (limits.html)."""


def create_app() -> Starlette:
    """A portal of its own, with nothing in it but what it starts with."""
    portal = _Portal()
    route = Route("/rest/{path:path}", portal.answer, methods=["GET", "POST"])
    return Starlette(routes=[route], exception_handlers={Exception: portal.broken})


class _Portal:
    def __init__(self) -> None:
        flows = Flows()
        tasks = Tasks(flows)
        self._methods: Mapping[int, Mapping[str, Callable[[Params], object]]] = {
            2: {**flows.methods(), **tasks.methods()},
            3: tasks.methods_v3(),
        }
        self._operating: defaultdict[tuple[int, str], float] = defaultdict(float)

    async def answer(self, request: Request) -> Response:
        started = time.time()
        body = await request.body()
        # The version is known even where the rest of the address makes no sense.
        rest = 3 if request.path_params["path"].startswith("api/") else 2
        operating = 0.0
        try:
            address = Address.of(request.path_params["path"])
            result, operating = self._call(address, request, body)
            status, content = 200, {"result": result}
        except Refused as refused:
            status, content = refused.status, _error(refused, rest)
        return _json(status, {**content, "time": _time(started, operating)})

    async def broken(self, _: Request, __: Exception) -> Response:
        refused = Refused("INTERNAL_SERVER_ERROR", "Internal server error", 500)
        return _json(refused.status, {**_error(refused, 2), "time": _time(time.time(), 0.0)})

    def _call(self, address: Address, request: Request, body: bytes) -> tuple[object, float]:
        """The result, and the seconds that this method has used up so far."""
        if address.rest == 3:
            params = parameters_v3(body)
        else:
            params = parameters(request.url.query, request.headers.get("content-type", ""), body)
        _authorize(address, request, params)
        method = self._methods[address.rest].get(address.method)
        if method is None:
            raise Refused("ERROR_METHOD_NOT_FOUND", "Method not found!", 404)
        begun = time.perf_counter()
        try:
            result = method(params)
        finally:
            self._operating[address.rest, address.method] += time.perf_counter() - begun
        return result, self._operating[address.rest, address.method]


def _authorize(address: Address, request: Request, params: Params) -> None:
    if address.webhook is not None:
        allowed = address.webhook == (str(USER), CODE)
    else:
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        given = bearer.strip() if scheme.lower() == "bearer" else params.get("auth")
        allowed = given == TOKEN
    if not allowed:
        raise Refused("NO_AUTH_FOUND", "Wrong authorization data", 401)


def _error(refused: Refused, rest: int) -> dict[str, Any]:
    if rest == 2:
        return {"error": refused.code, "error_description": refused.message}
    error: dict[str, Any] = {"code": refused.code, "message": refused.message}
    if refused.validation:
        error["validation"] = [{"message": message, "field": field} for field, message in refused.validation]
    return {"error": error}


def _time(started: float, operating: float) -> dict[str, object]:
    finished = time.time()
    return {
        "start": started,
        "finish": finished,
        "duration": finished - started,
        "processing": finished - started,
        "date_start": _iso(started),
        "date_finish": _iso(finished),
        "operating_reset_at": int(started) + _RESET_AFTER,
        "operating": operating,
    }


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, timezone.utc).isoformat(timespec="seconds")


def _json(status: int, content: Mapping[str, object]) -> Response:
    # Escaped to ASCII, so that any text that a caller sent can be sent back, half a surrogate pair included.
    return Response(json.dumps(content), status, media_type="application/json")
