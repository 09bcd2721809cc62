# Copied from generator/runtime/_core/event.py by "python -m generator generate". Edit that file.
"""What all events of the portal have in common; `bitrix24.events` has the documented ones and the parser.

    event = parse_event(body)
    if not event.is_from(application_token): …refuse…
    if isinstance(event, OnCrmDealAdd): deal_id = event.data.fields.id

The portal does not send an event again, so a handler should answer at once and work afterwards.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from ..errors import EventError
from .convert import anything, integer, map_of, one_of, shorten, string, timestamp
from .form_body import Node
from .json_types import is_map
from .posted_form import read_posted
from .redact import HIDDEN
from .views import Field, View, always, field

if TYPE_CHECKING:
    from ..tokens import Token

# Events of one type of dynamic items are called so: ONCRMDYNAMICITEMADD_147.
_OF_ONE_TYPE: Final = re.compile(r"(.+)_([0-9]{1,18})\Z")


class EventAuth(View):
    """Who sent the event, and the tokens to call back with. Its repr shows no token.

    `application_token`, `access_token`, `refresh_token`, `domain`, `member_id`, `client_endpoint`, `server_endpoint`,
    `scope`, `status`, `user_id`, and `expires`, when the access token does, `expires_in` seconds after it was sent.
    """

    __slots__ = ()

    application_token = always("application_token", string)
    access_token = field("access_token", string)
    refresh_token = field("refresh_token", string)
    domain = always("domain", string)
    member_id = always("member_id", string)
    client_endpoint = always("client_endpoint", string)
    server_endpoint = always("server_endpoint", string)
    scope = always("scope", string)
    status = always("status", string)
    user_id = field("user_id", integer)
    expires = field("expires", timestamp)
    expires_in = field("expires_in", integer)

    def __repr__(self) -> str:
        return f"EventAuth({HIDDEN}, domain={shorten(self.raw.get('domain'))})"


class Event(View):
    """An event: `name` and `data`, when it was sent, `sent_at`, by whom, `auth`, and `handler_id`, of `event.bind`.

    Of one that is not documented `data` is as the form has it: text, and maps in the place of lists.
    """

    __slots__ = ()

    name = always("event", string)
    handler_id = field("event_handler_id", integer)
    data: Field[Any] = always("data", one_of(map_of(anything), anything))
    sent_at = always("ts", timestamp)
    auth = always("auth", EventAuth)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({shorten(self.raw.get('event'))}, data={shorten(self.raw.get('data'))})"

    def is_from(self, application_token: str) -> bool:
        """Does it carry the application's token, the one that came with ONAPPINSTALL? Compared in constant time.

        Nothing is no token: of "" it is False, whatever was sent.
        """
        auth = self.raw.get("auth")
        return same_token(auth.get("application_token") if is_map(auth) else None, application_token)

    def token(self) -> Token:
        """What it lets its receiver call back with; without a refresh token, as most events are.

        Raises:
            CredentialsError: The portal sent no access token: it does not, for what no user did, nor to a webhook.
        """
        from ..tokens import Token

        auth = self.raw.get("auth")
        return Token.from_auth(auth if is_map(auth) else {})


def same_token(sent: object, kept: object) -> bool:
    """Is what came the token that was kept? Compared in constant time; nothing is no token."""
    return (
        isinstance(sent, str)
        and isinstance(kept, str)
        and bool(kept)
        and hmac.compare_digest(_bytes(sent), _bytes(kept))
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # a framework may have put odd bytes into text


def form_in(body: bytes | str | Mapping[str, Any]) -> dict[str, Node]:
    """The form in the body of a POST, or in what a web framework has made of it.

    Raises:
        EventError: It is none, or larger or deeper than any portal posts.
    """
    return read_posted(body)


def read_event(posted: Mapping[str, Any], class_of: Callable[[str], type[Event] | None]) -> Event:
    """The event in a form that was read, in the class that `class_of` finds.

    Of ONCRMDYNAMICITEMADD_147 that is the class of ONCRMDYNAMICITEMADD; the entity type, 147, is in its fields, where
    the portal has not put it there.

    Raises:
        EventError: It is none.
    """
    form = dict(posted)
    name = form.get("event")
    if not isinstance(name, str):
        raise EventError("not an event: the form has no field 'event'")
    found = class_of(name)
    if found is None and (match := _OF_ONE_TYPE.match(name)):
        found = class_of(match[1])
        if found is not None:
            _add_entity_type(form, match[2])
    return (found or Event)(form)


def class_of(name: str) -> type[Event] | None:
    """The class of the event that the portal calls so, if it is a documented one."""
    # By name: the package of events is generated, and is not beside the file that this one is copied from.
    found: type[Event] | None = import_module("..events", __package__).class_of(name)
    return found


def _add_entity_type(form: dict[str, Any], entity_type_id: str) -> None:
    data = form.get("data")
    fields = data.get("FIELDS") if is_map(data) else None
    if is_map(data) and is_map(fields):
        form["data"] = {**data, "FIELDS": {"ENTITY_TYPE_ID": entity_type_id, **fields}}
