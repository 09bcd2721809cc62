# Copied from generator/runtime/portal/events.py by "python -m generator generate". Edit that file.
"""Events (api-reference/events/): posted to handlers, or kept in the queue of offline events."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from .calls import Caller, Method, refuse_webhook
from .documented import events
from .errors import Refused, missing
from .offline_events import OfflineQueue
from .tokens import TOKEN
from .values import Params, is_list, is_map

APPLICATION_TOKEN: Final = "application-token"
"""What proves to a handler that the portal sent the event."""

_PATIENCE: Final = 10.0
"""Seconds that a handler has."""


@dataclass(frozen=True)
class _Handler:
    id: int
    event: str
    url: str
    origin: str


@dataclass(frozen=True)
class Post:
    url: str
    form: Mapping[str, str] = field(repr=False)


class Events:
    """Who wants to hear of what, and what has happened but is not yet delivered. `member_id`: the portal's."""

    def __init__(self, member_id: str) -> None:
        self._member_id = member_id
        self._handlers: list[_Handler] = []
        self._last_id = 0
        self._waiting: list[Post] = []
        self._offline = OfflineQueue()

    def methods(self) -> dict[str, Method]:
        own: dict[str, Method] = {"event.bind": self.bind, "event.unbind": self.unbind, "event.get": self.get}
        return {**own, **self._offline.methods()}

    def bind(self, params: Params, caller: Caller) -> object:
        event, url = _event_and_url(params, caller)
        if event not in events():
            raise Refused("ERROR_EVENT_NOT_FOUND", "Event not found")
        if url is None:
            self._offline.bind(event)
            return True
        self._last_id += 1
        self._handlers.append(_Handler(self._last_id, event, url, caller.origin))
        return True

    def listen(self, event: str, url: str, caller: Caller) -> None:
        """As the registration of a bot does it, once for an address."""
        if any((handler.event, handler.url) == (event, url) for handler in self._handlers):
            return
        self._last_id += 1
        self._handlers.append(_Handler(self._last_id, event, url, caller.origin))

    def unbind(self, params: Params, caller: Caller) -> object:
        asked = _event_and_url(params, caller)
        if asked[1] is None:
            return {"count": int(self._offline.unbind(asked[0]))}
        left = [handler for handler in self._handlers if (handler.event, handler.url) != asked]
        count = len(self._handlers) - len(left)
        self._handlers = left
        return {"count": count}

    def get(self, _: Params, caller: Caller) -> object:
        refuse_webhook(caller)
        return [
            {"event": handler.event, "handler": handler.url, "auth_type": "0", "offline": 0}
            for handler in self._handlers
        ] + [{"event": event, "offline": 1} for event in self._offline.bound()]

    def happened(self, event: str, data: Mapping[str, Any]) -> None:
        """To be posted once the call that caused it is answered, or fetched later; all values as text."""
        flat = dict(_flat(data, "data"))
        self._offline.happened(event, _in_text(data))
        for handler in self._handlers:
            if handler.event == event:
                self._waiting.append(Post(handler.url, _form(handler, flat, self._member_id)))

    def take(self) -> list[Post]:
        """What is to be posted, once."""
        waiting, self._waiting = self._waiting, []
        return waiting


async def deliver(posts: Sequence[Post]) -> None:
    """The portal does not care what becomes of them."""
    if not posts:
        return
    async with httpx.AsyncClient(timeout=_PATIENCE, trust_env=False) as http:
        for post in posts:
            try:
                await http.post(post.url, data=post.form)
            except (httpx.HTTPError, httpx.InvalidURL):
                continue


def _flat(value: object, name: str) -> Iterator[tuple[str, str]]:
    """{"FIELDS": {"ID": 5}} -> data[FIELDS][ID]=5"""
    if is_map(value):
        for key, each in value.items():
            yield from _flat(each, f"{name}[{key}]")
    elif is_list(value):
        for number, each in enumerate(value):
            yield from _flat(each, f"{name}[{number}]")
    else:
        yield name, "" if value is None else str(value)


def _in_text(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _in_text(each) if is_map(each) else str(each) for name, each in data.items()}


def _event_and_url(params: Params, caller: Caller) -> tuple[str, str | None]:
    """An offline event has no handler."""
    refuse_webhook(caller)
    is_offline = params.get("event_type") == "offline"
    for name in ("event",) if is_offline else ("event", "handler"):
        if not isinstance(params.get(name), str):
            raise missing(name)
    return params["event"].upper(), None if is_offline else params["handler"]


def _form(handler: _Handler, data: Mapping[str, str], member_id: str) -> dict[str, str]:
    auth = {
        "access_token": TOKEN,
        "expires_in": "3600",
        "scope": "crm",
        "domain": handler.origin.partition("://")[2],
        "server_endpoint": f"{handler.origin}/rest/",
        "status": "L",
        "client_endpoint": f"{handler.origin}/rest/",
        "member_id": member_id,
        "application_token": APPLICATION_TOKEN,
    }
    return {
        "event": handler.event,
        "event_handler_id": str(handler.id),
        **data,
        "ts": str(int(time.time())),
        **{f"auth[{name}]": value for name, value in auth.items()},
    }
