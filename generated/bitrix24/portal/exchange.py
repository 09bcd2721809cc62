# Copied from generator/runtime/portal/exchange.py by "python -m generator generate". Edit that file.
"""One call from its request to its answer: everything but how requests come in and answers go out."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from .access import Access
from .answer import Answer
from .calls import Caller
from .documented import documentation
from .errors import Refused
from .events import Events
from .faults import NO_FAULT, Fault
from .idempotency import Replays
from .leaky_bucket import Bucket
from .methods import Methods
from .operating_time import UsedUp
from .received import Received
from .request import Address, method_of, parameters, parameters_v3
from .time_info import time_of
from .tokens import Tokens
from .v3 import V3
from .values import Params

_LOG: Final = logging.getLogger("bitrix24.portal")
_BROKEN: Final = Refused("INTERNAL_SERVER_ERROR", "Internal server error", 500)
# REST 3.0 has names of its own for these, and one answer for every failed authentication.
_IN_V3: Final[Mapping[str, tuple[str, str]]] = {
    "NO_AUTH_FOUND": (f"{V3}ACCESSDENIEDEXCEPTION", "Access denied"),
    "expired_token": (f"{V3}ACCESSDENIEDEXCEPTION", "Access denied"),
    "insufficient_scope": (f"{V3}INSUFFICIENTSCOPEEXCEPTION", "Insufficient scope"),
}


@dataclass(frozen=True)
class Incoming:
    """A request to an address below `/rest/`.

    Args:
        path: What follows `/rest/`.
        origin: Where the portal was found: `http://127.0.0.1:8024`.
        bearer: The token of the header Authorization.
        key: The header Idempotency-Key.
        form: The fields of a multipart body, which is then not in `body`.
    """

    path: str
    origin: str
    query: str = ""
    content_type: str = ""
    body: bytes = field(default=b"", repr=False)
    bearer: str | None = field(default=None, repr=False)
    key: str | None = None
    form: Params | None = field(default=None, repr=False)

    @property
    def rest(self) -> int:
        """Known even where the rest of the address makes no sense."""
        return 3 if self.path.startswith("api/") else 2

    @property
    def method(self) -> str:
        return method_of(self.path)


@dataclass(frozen=True)
class Outgoing:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


@dataclass
class Exchange:
    """A portal's state, and what calls do to it.

    Args:
        bucket: The limit on the rate of requests; None for none.
        host: The portal has been renamed to it.
    """

    tokens: Tokens
    access: Access
    methods: Methods
    events: Events
    received: Received
    bucket: Bucket | None = None
    host: str | None = None
    replays: Replays = field(default_factory=Replays)

    def run(self, incoming: Incoming, fault: Fault = NO_FAULT) -> Outgoing:
        started, begun = time.time(), time.perf_counter()
        params: Params = {}
        try:
            outgoing = self._moved(incoming) or self._put_in(fault)
            if outgoing is None:
                if self.bucket is not None:
                    self.bucket.take()
                address = Address.of(incoming.path)
                params = _parameters(address, incoming)
                if fault.error is not None:
                    raise fault.error
                outgoing = self._answer(address, incoming, params, fault)
        except Refused as refused:
            outgoing = _refusal(refused, incoming.rest, started)
        except Exception:
            _LOG.exception("The portal failed at %s", incoming.method)
            outgoing = _refusal(_BROKEN, incoming.rest, started)
        self._note(incoming, params, outgoing, started, time.perf_counter() - begun)
        return outgoing

    def dropped(self, incoming: Incoming) -> None:
        """A call that ended before it was run."""
        self._note(incoming, {}, None, time.time(), 0.0)

    def _note(
        self, incoming: Incoming, params: Params, outgoing: Outgoing | None, started: float, seconds: float
    ) -> None:
        status, answer = (outgoing.status, outgoing.body) if outgoing is not None else (None, b"")
        size = len(incoming.body) + len(incoming.query)
        self.received.add(incoming.method, params, size, incoming.rest, status, started, seconds, answer)

    def _moved(self, incoming: Incoming) -> Outgoing | None:
        """For who calls a renamed portal by the name that it had (settings/app-uninstallation/change-domen.html)."""
        scheme, _, host = incoming.origin.partition("://")
        if self.host is None or host == self.host:
            return None
        query = f"?{incoming.query}" if incoming.query else ""
        return Outgoing(302, b"", {"Location": f"{scheme}://{self.host}/rest/{incoming.path}{query}"})

    def _put_in(self, fault: Fault) -> Outgoing | None:
        if fault.status is None:
            return None
        is_json = fault.body.lstrip().startswith("{")
        kind = "application/json" if is_json else "text/html; charset=utf-8"
        return Outgoing(fault.status, fault.body.encode("utf-8", "replace"), {"Content-Type": kind})

    def _answer(self, address: Address, incoming: Incoming, params: Params, fault: Fault) -> Outgoing:
        token = incoming.bearer if incoming.bearer is not None else params.get("auth")
        if fault.expired_token and isinstance(token, str):
            self.tokens.expire(token)
        caller = self.access.caller(address, token, incoming.origin)
        if incoming.key is None or not _is_write(address):
            return _json(200, self._content(address, params, caller))
        headers = {"Idempotency-Key": incoming.key}
        kept = self.replays.find(caller, address.method, incoming.key, params)
        if kept is not None:
            return _json(200, kept, {**headers, "Idempotent-Replayed": "true"})
        content = self._content(address, params, caller)
        self.replays.keep(caller, address.method, incoming.key, params, content)
        return _json(200, content, headers)

    def _content(self, address: Address, params: Params, caller: Caller) -> Mapping[str, Any]:
        answer, time = self.methods.call(address.rest, address.method, params, caller)
        return {**_envelope(answer), "time": time}


def _is_write(address: Address) -> bool:
    """Idempotency is for writes of REST 3.0; what is not documented may write."""
    documented = documentation().find(3, address.method)
    return address.rest == 3 and (documented is None or not documented.reads)


def _parameters(address: Address, incoming: Incoming) -> Params:
    if address.rest == 3:
        return parameters_v3(address.method, incoming.body)
    documented = documentation().find(2, address.method)
    by_position = documented is not None and bool(documented.known.get("positional"))
    return parameters(incoming.query, incoming.content_type, incoming.body, incoming.form, by_position)


def _envelope(answer: Answer) -> dict[str, Any]:
    found = {"result": answer.result, "next": answer.next, "total": answer.total}
    return {name: value for name, value in found.items() if name == "result" or value is not None}


def _refusal(refused: Refused, rest: int, started: float) -> Outgoing:
    spent = refused.spent if isinstance(refused, UsedUp) else None
    return _json(refused.status, {**_error(refused, rest), "time": time_of(started, spent)})


def _error(refused: Refused, rest: int) -> dict[str, Any]:
    if rest == 2:
        return {"error": refused.code, "error_description": refused.message}
    code, message = _IN_V3.get(refused.code, (refused.code, refused.message))
    error: dict[str, Any] = {"code": code, "message": message}
    if refused.validation:
        error["validation"] = [{"message": message, "field": field} for field, message in refused.validation]
    return {"error": error}


def _json(status: int, content: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Outgoing:
    # Escaped to ASCII, so that any text that a caller sent can be sent back, half a surrogate pair included.
    body = json.dumps(content).encode("ascii")
    return Outgoing(status, body, {"Content-Type": "application/json", **(headers or {})})
