"""What a portal posts to an application, typed, and the parsers.

    match parse_call(body):
        case AppOpen() as opened:
            opened.placement, opened.options["ID"]
        case RobotCall() as robot:
            robot.properties["text"], robot.document.number

All is read when it is parsed: what has been parsed raises nothing afterwards, and no repr shows a secret.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, TypeVar, cast

from .._core.convert import ConvertError, boolean, integer, number, optional, shorten, timestamp
from .._core.event import Event, class_of, read_event, same_token
from .._core.form_body import Node
from .._core.json_types import is_list, is_map
from .._core.posted_form import read_json
from .._core.redact import HIDDEN
from .._core.tracebacks import forgetful
from ..errors import EventError
from .forms import CallError, Posted, read_request

if TYPE_CHECKING:
    from ..tokens import Token

__all__ = [
    "AppOpen",
    "BaseCall",
    "Call",
    "CallAuth",
    "DocumentId",
    "Installation",
    "RobotCall",
    "RuleWebhook",
    "auth_of",
    "parse_call",
    "parse_installation",
]

T = TypeVar("T")

# PHP's JSON nests no deeper than this by default either.
_DEEPEST_OPTIONS: Final = 64
_LAST_NUMBER: Final = re.compile(r"(?:.*_)?([0-9]{1,18})\Z", re.DOTALL)

# The name of a portal is the key of its tokens, and of their file.
_MEMBER_ID: Final = re.compile(r"[0-9A-Za-z]{1,64}\Z")


@dataclass(frozen=True, slots=True, repr=False)
class CallAuth:
    """Who called, and the tokens to call back with; "" for what the portal did not send.

    Args:
        member_id: The portal's name that never changes.
        domain: Its host, which may.
        application_token: The proof that a portal called; compare it with `is_from`.
        user_id: In whose name the access token calls.
        status: L, F, D, T or P: a local, free, demo, trial or paid application.
        expires: When the access token does.
    """

    member_id: str
    domain: str = ""
    application_token: str = ""
    access_token: str = ""
    refresh_token: str = ""
    client_endpoint: str = ""
    server_endpoint: str = ""
    scope: str = ""
    status: str = ""
    user_id: int | None = None
    expires: dt.datetime | None = None

    def __repr__(self) -> str:
        return f"CallAuth({HIDDEN}, member_id={shorten(self.member_id)}, domain={shorten(self.domain)})"

    def is_from(self, application_token: str) -> bool:
        """Does it carry the application's token? Compared in constant time."""
        return same_token(self.application_token, application_token)

    def token(self) -> Token:
        """The tokens, for `OAuth(token.portal, token.access_token)`, or for a store if there is a refresh token.

        Raises:
            CredentialsError: The portal sent no access token.
        """
        from ..tokens import Token

        return Token.from_auth(
            {
                "access_token": self.access_token,
                "refresh_token": self.refresh_token,
                "client_endpoint": self.client_endpoint,
                "domain": self.domain,
                "member_id": self.member_id,
                "user_id": self.user_id,
                "scope": self.scope,
                "expires": int(self.expires.timestamp()) if self.expires else None,
            }
        )


@dataclass(frozen=True, slots=True, repr=False)
class BaseCall:
    """What all calls have in common. `raw` is the form as it came, with maps in the place of brackets."""

    auth: CallAuth
    raw: Mapping[str, Any] = field(repr=False, compare=False)

    def __repr__(self) -> str:
        names = [each.name for each in fields(self) if each.repr and each.name != "auth"]
        shown = [f"{name}={shorten(getattr(self, name))}" for name in names]
        return f"{type(self).__name__}({', '.join([*shown, f'auth={self.auth!r}'])})"

    def is_from(self, application_token: str) -> bool:
        """Does it carry the application's token? Compared in constant time."""
        return self.auth.is_from(application_token)

    def token(self) -> Token:
        """The tokens to call back with.

        Raises:
            CredentialsError: The portal sent no access token.
        """
        return self.auth.token()


@dataclass(frozen=True, slots=True, repr=False)
class AppOpen(BaseCall):
    """A user opens the application's page, or a widget of it: the answer is a page.

    Args:
        placement: Where: `CRM_DEAL_DETAIL_TAB`; `DEFAULT` is the application's own page.
        options: What the widget is shown for, `{"ID": "7"}`; which keys, the placement decides.
        lang: The user's language.
        app_sid: For the portal's JavaScript library.
    """

    placement: str
    options: Mapping[str, Any]
    lang: str
    app_sid: str = field(repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class Installation(BaseCall):
    """The application has been installed: its first tokens, those of the user who did it, with a refresh token.

    Args:
        version: Of the application, as ONAPPINSTALL says it.
        lang: The language.
        placement: Of the installation page; "" if no user waits for a page.
    """

    version: str
    lang: str
    placement: str


class DocumentId(NamedTuple):
    """What a business process runs on: `("crm", "CCrmDocumentDeal", "DEAL_7")`; of a document's type, `"DEAL"`."""

    module: str
    entity: str
    id: str

    @property
    def number(self) -> int | None:
        """The id alone: 7 of DEAL_7, 22 of DYNAMIC_147_22."""
        match = _LAST_NUMBER.match(self.id)
        return int(match[1]) if match else None


@dataclass(frozen=True, slots=True, repr=False)
class RobotCall(BaseCall):
    """A business process or an automation rule has come to a robot or an activity of the application.

    Args:
        code: The one it was registered with.
        event_token: What `bizproc.event.send` answers with, if `use_subscription`.
        workflow_id: Of the process that runs.
        document: What it runs on.
        document_type: The kind of that.
        properties: As set in the designer: text, or maps in the place of lists.
        use_subscription: Does the process wait for an answer?
        timeout_duration: For how many seconds, 0 for ever.
        sent_at: When it was sent.
    """

    code: str
    event_token: str = field(repr=False)
    workflow_id: str
    document: DocumentId
    document_type: DocumentId | None
    properties: Mapping[str, Any]
    use_subscription: bool
    timeout_duration: int
    sent_at: dt.datetime | None


@dataclass(frozen=True, slots=True, repr=False)
class RuleWebhook(BaseCall):
    """The automation rule "outgoing webhook". It proves nothing about its sender: `is_from` is False for it.

    Args:
        document: What the rule ran on.
        query: Of the handler's URL, as it was set in the rule: `{"stage": "WON"}`.
    """

    document: DocumentId
    query: Mapping[str, Any] = field(repr=False)


Call: TypeAlias = "AppOpen | Installation | RobotCall | RuleWebhook | Event"


@forgetful
def parse_call(posted: Posted) -> Call:
    """What a portal posted, in its own class; an event is as `parse_event` reads it.

    The installation page is opened as any page: use `parse_installation` there.

    Raises:
        CallError: It is none of a portal's calls. The message shows no secret.
    """
    return _parse_call(posted)


def _parse_call(posted: Posted) -> Call:
    form, query = read_request(posted)
    if "event" in form:
        return _event(form)
    if "AUTH_ID" in form or "PLACEMENT" in form:
        return _app_open(form, query)
    if "event_token" in form:
        return _robot(form)
    if "document_id" in form:
        return RuleWebhook(_auth(form), form, _document(form, "document_id"), query)
    raise CallError("no call of a portal: neither an event, a page, a robot nor an automation rule's webhook")


@forgetful
def parse_installation(posted: Posted) -> Installation:
    """What came to the application's URL for installation: ONAPPINSTALL, or a page that is opened.

    Raises:
        CallError: It is neither, or has not both tokens. The message shows no secret.
    """
    return _parse_installation(posted)


def _parse_installation(posted: Posted) -> Installation:
    form, query = read_request(posted)
    if "AUTH_ID" in form:
        page = _app_open(form, query)
        installation = Installation(page.auth, page.raw, "", page.lang, page.placement)
    elif _text(form, "event").upper() in ("ONAPPINSTALL", "") and "auth" in form:
        data = form.get("data")
        data = data if isinstance(data, dict) else {}
        installation = Installation(_auth(form), form, _text(data, "VERSION"), _text(data, "LANGUAGE_ID"), "")
    else:
        raise CallError("no installation: neither ONAPPINSTALL nor a page that is opened")
    if not (installation.auth.access_token and installation.auth.refresh_token):
        raise CallError("no installation: the access token or the refresh token is missing")
    return installation


def auth_of(call: Call) -> CallAuth:
    """Who called, in one form for calls and events.

    Raises:
        CallError: An event does not say so.
    """
    return _auth(call.raw) if isinstance(call, Event) else call.auth


def _event(form: Mapping[str, Node]) -> Event:
    try:
        return read_event(form, class_of)
    except EventError as error:
        raise CallError(str(error)) from None


def _app_open(form: Mapping[str, Node], query: Mapping[str, Node]) -> AppOpen:
    """DOMAIN, PROTOCOL, LANG and APP_SID come in the query, all else in the body."""
    all_fields = {**{name: query[name] for name in ("DOMAIN", "PROTOCOL", "LANG", "APP_SID") if name in query}, **form}
    domain = _text(all_fields, "DOMAIN")
    scheme = "http" if _text(all_fields, "PROTOCOL") == "0" else "https"
    auth = CallAuth(
        member_id=_member_id(all_fields),
        domain=domain,
        application_token=_text(all_fields, "APPLICATION_TOKEN"),
        access_token=_text(all_fields, "AUTH_ID"),
        refresh_token=_text(all_fields, "REFRESH_ID"),
        client_endpoint=f"{scheme}://{domain}/rest/" if domain else "",
        server_endpoint=_text(all_fields, "SERVER_ENDPOINT"),
        scope=_text(all_fields, "APPLICATION_SCOPE"),
        status=_text(all_fields, "status"),
        expires=_in_seconds(all_fields, "AUTH_EXPIRES"),
    )
    return AppOpen(
        auth,
        all_fields,
        _text(all_fields, "PLACEMENT") or "DEFAULT",
        _options(_text(all_fields, "PLACEMENT_OPTIONS")),
        _text(all_fields, "LANG"),
        _text(all_fields, "APP_SID"),
    )


def _options(text: str) -> Mapping[str, Any]:
    """The widget's context, which is JSON; PHP's empty map is []."""
    try:
        values = read_json(text or "{}")
    except EventError:
        raise CallError("PLACEMENT_OPTIONS: expected JSON, of some kilobytes") from None
    if isinstance(values, dict) and not _is_deep(cast("object", values)):
        return cast("dict[str, Any]", values)
    if not values:
        return {}
    raise CallError(f"PLACEMENT_OPTIONS: expected a map, of at most {_DEEPEST_OPTIONS} levels")


def _is_deep(values: object) -> bool:
    level = [values]
    for _ in range(_DEEPEST_OPTIONS):
        level = [inner for place in level for inner in _inside(place)]
        if not level:
            return False
    return True


def _inside(value: object) -> Iterable[object]:
    if is_map(value):
        return value.values()
    return value if is_list(value) else ()


def _robot(form: Mapping[str, Node]) -> RobotCall:
    properties = form.get("properties") or {}
    if not isinstance(properties, dict):
        raise CallError("properties: expected a map")
    return RobotCall(
        _auth(form),
        form,
        code=_text(form, "code"),
        event_token=_text(form, "event_token"),
        workflow_id=_text(form, "workflow_id"),
        document=_document(form, "document_id"),
        document_type=_document(form, "document_type") if form.get("document_type") else None,
        properties=properties,
        use_subscription=_read(form, "use_subscription", optional(boolean)) or False,
        timeout_duration=_read(form, "timeout_duration", optional(integer)) or 0,
        sent_at=_read(form, "ts", optional(timestamp)),
    )


def _document(form: Mapping[str, Node], name: str) -> DocumentId:
    parts = form.get(name)
    texts = list(parts.values()) if isinstance(parts, dict) else []
    if len(texts) == 3 and all(isinstance(text, str) for text in texts):
        return DocumentId(*cast("list[str]", texts))
    raise CallError(f"{name}: expected module, entity and id")


def _auth(form: Mapping[str, Any]) -> CallAuth:
    auth = form.get("auth")
    if not isinstance(auth, dict):
        raise CallError("auth: expected a map")
    auth = cast("dict[str, Node]", auth)
    return CallAuth(
        member_id=_member_id(auth),
        domain=_text(auth, "domain"),
        application_token=_text(auth, "application_token"),
        access_token=_text(auth, "access_token"),
        refresh_token=_text(auth, "refresh_token"),
        client_endpoint=_text(auth, "client_endpoint"),
        server_endpoint=_text(auth, "server_endpoint"),
        scope=_text(auth, "scope"),
        status=_text(auth, "status"),
        user_id=_read(auth, "user_id", optional(integer)),
        expires=_read(auth, "expires", optional(timestamp)) or _in_seconds(auth, "expires_in"),
    )


def _in_seconds(form: Mapping[str, object], name: str) -> dt.datetime | None:
    seconds = _read(form, name, optional(number))
    return _read({name: time.time() + seconds}, name, timestamp) if seconds else None


def _member_id(form: Mapping[str, object]) -> str:
    text = form.get("member_id")
    if isinstance(text, str) and _MEMBER_ID.match(text):
        return text
    raise CallError("member_id: missing, or not the name of a portal")


def _text(form: Mapping[str, object], name: str) -> str:
    value = form.get(name, "")
    if isinstance(value, str):
        return value
    raise CallError(f"{name}: expected text, got a map")


def _read(form: Mapping[str, object], name: str, convert: Callable[[object], T]) -> T:
    try:
        return convert(form.get(name))
    except ConvertError as error:
        raise CallError(f"{name}: expected {error.expected}") from None
