"""Events of the portal: reads the form that it posts to a handler, without any web framework.

    event = parse_event(body)
    if not event.is_from(application_token): …refuse…
    if event.name == "ONCRMDEALADD": deal_id = event.data["FIELDS"]["ID"]

The portal does not send an event again, so a handler should answer at once and work afterwards.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from typing import TypeAlias
from urllib.parse import parse_qsl

from .convert import ConvertError, anything, integer, map_of, optional, shorten, string, timestamp
from .errors import Bitrix24Error
from .redact import HIDDEN
from .shapes import is_map
from .views import View, field

# PHP itself reads no more than a thousand; a form with more is no event.
_MOST_FIELDS = 10_000

# What a form holds under a name.
Node: TypeAlias = "str | dict[str, Node]"

_KEY = re.compile(r"([^\[]+)((?:\[[^\[\]]*\])*)\Z")
_STEP = re.compile(r"\[([^\[\]]*)\]")


class EventError(Bitrix24Error, ValueError):
    """What was posted is no event of the portal."""


class EventAuth(View):
    """Who sent the event, and the tokens to call back with. Its repr shows no token."""

    __slots__ = ()

    application_token = field("application_token", string)
    access_token = field("access_token", string)
    refresh_token = field("refresh_token", string)
    domain = field("domain", string)
    member_id = field("member_id", string)
    client_endpoint = field("client_endpoint", string)
    user_id = field("user_id", integer)
    expires = field("expires", timestamp)

    def __repr__(self) -> str:
        return f"EventAuth({HIDDEN}, domain={shorten(self.raw.get('domain'))})"


class Event(View):
    """An event. `data` has text at its leaves and maps in the place of lists, as the form has; `convert` reads them."""

    __slots__ = ()

    name = field("event", string)
    handler_id = field("event_handler_id", optional(integer))
    data = field("data", map_of(anything))
    sent_at = field("ts", timestamp)
    auth = field("auth", EventAuth)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({shorten(self.raw.get('event'))}, data={shorten(self.raw.get('data'))})"

    def is_from(self, application_token: str) -> bool:
        """Does it carry the application's token, the one that came with ONAPPINSTALL? Compared in constant time."""
        auth = self.raw.get("auth")
        token = auth.get("application_token") if is_map(auth) else None
        return isinstance(token, str) and hmac.compare_digest(token.encode(), application_token.encode())


def parse_event(body: bytes | str) -> Event:
    """The event in the body of a POST.

    Raises:
        EventError: It is none.
    """
    event = Event(parse_form(body))
    try:
        string(event.raw.get("event"))
    except ConvertError:
        raise EventError("not an event: the form has no field 'event'") from None
    return event


def parse_form(body: bytes | str) -> dict[str, Node]:
    """A form whose keys have brackets, as PHP reads it: `a[b][]=1` is `{"a": {"b": {"0": "1"}}}`.

    Raises:
        EventError: It is no form.
    """
    try:
        text = body.decode("utf-8") if isinstance(body, bytes) else body
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise EventError("not a form in UTF-8, or one with too many fields") from None
    form: dict[str, Node] = {}
    for key, value in pairs:
        match = _KEY.match(key)
        path = [match[1], *_STEP.findall(match[2])] if match else [key]
        _put(form, path, value)
    return form


def _put(form: dict[str, Node], path: list[str], value: str) -> None:
    place = form
    for step in path[:-1]:
        name = _name(place, step)
        inner = place.get(name)
        if not isinstance(inner, dict):  # new, or a=1&a[b]=2, where the later one wins
            inner = place[name] = {}
        place = inner
    place[_name(place, path[-1])] = value


def _name(place: Mapping[str, object], step: str) -> str:
    """`[]` is the next number."""
    if step:
        return step
    return str(max((int(name) for name in place if name.isascii() and name.isdecimal()), default=-1) + 1)
