# Copied from generator/runtime/_core/event.py by "python -m generator generate". Edit that file.
"""What all events of the portal have in common; `bitrix24.events` has the documented ones and the parser.

    event = parse_event(body)
    if not event.is_from(application_token): …refuse…
    if isinstance(event, OnCrmDealAdd): deal_id = event.data.fields.id

The portal does not send an event again, so a handler should answer at once and work afterwards.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any, TypeVar

from ..errors import EventError
from .convert import Converter, ConvertError, anything, integer, map_of, one_of, optional, shorten, string, timestamp
from .form_body import parse_form
from .json_types import is_map
from .redact import HIDDEN
from .views import Field, View, field

T = TypeVar("T")


class FormField(Field[T]):
    """A field of a form; make it with `form_field`.

    PHP leaves out of a form what is null, and empty lists and maps: a missing field is read as null, if it may be that.
    """

    __slots__ = ()

    def _absent(self) -> T:
        try:
            return self.convert(None)
        except ConvertError:
            return super()._absent()


def form_field(wire_name: str, convert: Converter[T]) -> FormField[T]:
    """The field that the portal calls `wire_name`; one that is missing and may not be raises MissingField."""
    return FormField(wire_name, convert)


class EventAuth(View):
    """Who sent the event, and the tokens to call back with. Its repr shows no token."""

    __slots__ = ()

    application_token = field("application_token", string)
    access_token = field("access_token", string)
    refresh_token = field("refresh_token", string)
    domain = field("domain", string)
    member_id = field("member_id", string)
    client_endpoint = field("client_endpoint", string)
    server_endpoint = field("server_endpoint", string)
    scope = field("scope", string)
    status = field("status", string)
    user_id = field("user_id", integer)
    expires = field("expires", timestamp)
    expires_in = field("expires_in", integer)

    def __repr__(self) -> str:
        return f"EventAuth({HIDDEN}, domain={shorten(self.raw.get('domain'))})"


class Event(View):
    """An event. Of one that is not documented `data` is as the form has it: text, and maps in the place of lists."""

    __slots__ = ()

    name = field("event", string)
    handler_id = form_field("event_handler_id", optional(integer))
    data: FormField[Any] = form_field("data", one_of(map_of(anything), anything))
    sent_at = field("ts", timestamp)
    auth = field("auth", EventAuth)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({shorten(self.raw.get('event'))}, data={shorten(self.raw.get('data'))})"

    def is_from(self, application_token: str) -> bool:
        """Does it carry the application's token, the one that came with ONAPPINSTALL? Compared in constant time."""
        auth = self.raw.get("auth")
        token = auth.get("application_token") if is_map(auth) else None
        return isinstance(token, str) and hmac.compare_digest(_bytes(token), _bytes(application_token))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # a framework may have put odd bytes into text


def read_event(body: bytes | str, class_of: Callable[[str], type[Event]]) -> Event:
    """The event in the body of a POST, in the class that `class_of` finds by its name.

    Raises:
        EventError: It is none.
    """
    form = parse_form(body)
    name = form.get("event")
    if not isinstance(name, str):
        raise EventError("not an event: the form has no field 'event'")
    return class_of(name)(form)
