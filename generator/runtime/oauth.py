"""OAuth for applications: where users authorize, codes and refresh tokens exchanged for access tokens, and when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx

from ._version import USER_AGENT
from .effects import Flow, Once, Reply, Request, Sleep, run, send
from .errors import ApiError, AuthError, BadAnswer, CredentialsError, PermissionDenied, PortalError, TokenStoreBusy
from .flight import Flight
from .origin import portal_of
from .redact import HIDDEN, redact
from .retries import Attempts, Retries
from .session import drawn
from .shapes import is_map
from .tokens import Token, TokenStore

# What errors and logs call a request to the authorization server.
_NAME = "oauth/token"
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_HEADERS = {"User-Agent": USER_AGENT, "Accept": "application/json"}

# How long to wait for another process that holds the store's lock, and how often to ask. Seconds.
_LOCK_PATIENCE = 60.0
_LOCK_PAUSE = 0.05


@dataclass(frozen=True, slots=True, repr=False)
class App:
    """An application as it is registered with Bitrix24.

    Args:
        token_url: The authorization server's address for tokens; it differs by region.
    """

    client_id: str
    client_secret: str
    token_url: str = "https://oauth.bitrix.info/oauth/token/"

    def __repr__(self) -> str:
        return f"App({self.client_id!r}, {HIDDEN}, token_url={self.token_url!r})"

    def authorize_url(self, portal: str, state: str) -> str:
        """Where to send the user's browser; it comes back to the application with `code` (good for 30 s) and `state`.

        Raises:
            CredentialsError: The portal is no host or URL of one.
        """
        origin = portal_of(portal)
        if origin is None:
            raise CredentialsError("not a portal; one looks like https://example.bitrix24.com")
        return f"{origin}/oauth/authorize/?{urlencode({'client_id': self.client_id, 'state': state})}"


def exchange(app: App, code: str) -> Flow[Token]:
    """The first token, for the code with which the user came back; ApiError if the server refuses."""
    # A code works once: after a lost answer it is spent.
    attempts = Attempts(Retries(), harmless=False, random=drawn)
    return _fetch_token(app, _token_request(app, grant_type="authorization_code", code=code), attempts)


def _refresh(app: App, refresh_token: str) -> Flow[Token]:
    # If the answer is lost, the old token may still be good, and asking again cannot make it worse.
    attempts = Attempts(Retries(), harmless=True, random=drawn)
    return _fetch_token(app, _token_request(app, grant_type="refresh_token", refresh_token=refresh_token), attempts)


def _token_request(app: App, **grant: str) -> Request:
    query = urlencode({"client_id": app.client_id, "client_secret": app.client_secret, **grant})
    return Request(_NAME, f"{app.token_url}?{query}", b"", _HEADERS, _TIMEOUT, "GET")


def _fetch_token(app: App, request: Request, attempts: Attempts) -> Flow[Token]:
    while True:
        outcome = yield from send(request)
        answer = _read_token(app, outcome) if isinstance(outcome, Reply) else outcome
        if isinstance(answer, Token):
            return answer
        wait = attempts.wait_after(answer)
        if wait is None:
            raise answer
        yield Sleep(wait)


def _read_token(app: App, reply: Reply) -> Token | ApiError | BadAnswer:
    try:
        values: object = json.loads(reply.body)
    except (ValueError, RecursionError):
        values = None
    if is_map(values) and "error" in values:
        code, message = str(values["error"]), redact(str(values.get("error_description", "")), [app.client_secret])
        return _refusal(code, reply.status)(code, message, reply.status, _NAME)
    try:
        return Token.from_dict(values if is_map(values) else {})
    except CredentialsError:
        message = f"the authorization server answered without a token (HTTP {reply.status})"
    if reply.status >= 500:
        return PortalError("", message, reply.status, _NAME)
    error = BadAnswer(message, _NAME)
    error.status = reply.status
    return error


def _refusal(code: str, status: int) -> type[ApiError]:
    if code.casefold() in ("payment_required", "insufficient_scope"):
        return PermissionDenied
    return PortalError if status >= 500 else AuthError


class StoredOAuth:
    """An application's access to one portal, by the token in a store, renewed whenever it has expired.

    One refresh serves all calls that wait for it, in all threads, tasks and clients that share this object, and in all
    processes that share the store. `portal` is known once the token has been loaded, which the first call does.
    """

    def __init__(self, app: App, store: TokenStore) -> None:
        self._app = app
        self._store = store
        self._flight = Flight()
        self._token: Token | None = None
        self._unsaved: Token | None = None
        self.serial = 0
        self.portal = ""

    def __repr__(self) -> str:
        return f"StoredOAuth({self._app!r}, {self._store!r})"

    def base(self, rest: int) -> str:
        """What stands before the method's name in a URL of that REST version."""
        return f"{self.portal}/rest/api/" if rest == 3 else f"{self.portal}/rest/"

    @property
    def token(self) -> str | None:
        """What goes into `auth`; None before the token has been loaded."""
        return self._token.access_token if self._token is not None else None

    @property
    def renewer(self) -> StoredOAuth:
        """What gets another token when this one has expired: itself."""
        return self

    def hide(self, text: str) -> str:
        """The text without these secrets, nor any other."""
        tokens = [self._token.access_token, self._token.refresh_token] if self._token is not None else []
        return redact(text, [*tokens, self._app.client_secret])

    def load(self) -> Flow[None]:
        """Have a token.

        Raises:
            CredentialsError: The store has none.
        """
        while self._token is None:
            yield Once(self._flight, self._load)

    def renew(self, serial: int) -> Flow[None]:
        """Have another token than the one that has expired: that of this `serial`."""
        while self.serial == serial:
            yield Once(self._flight, self._renew)

    def _load(self) -> Flow[None]:
        token = yield from run(self._store.load)
        if token is None:
            raise CredentialsError("the store holds no token: exchange a code first, and save what comes of it")
        self._use(token)

    def _renew(self) -> Flow[None]:
        yield from self._lock()
        try:
            stored = yield from run(self._store.load)
            token = stored or self._token
            if self._unsaved is not None:
                yield from self._keep(self._unsaved)
            elif token is not None and token.access_token != self.token:  # another process has renewed it
                self._use(token)
            elif token is not None:
                yield from self._keep((yield from _refresh(self._app, token.refresh_token)))
        finally:
            self._store.unlock()

    def _lock(self) -> Flow[None]:
        waited = 0.0
        while not (yield from run(self._store.try_lock)):
            if waited >= _LOCK_PATIENCE:
                raise TokenStoreBusy(f"someone else has been refreshing the token for {_LOCK_PATIENCE:.0f} s")
            yield Sleep(_LOCK_PAUSE)
            waited += _LOCK_PAUSE

    def _keep(self, token: Token) -> Flow[None]:
        """The store first: if it fails, no call uses the token, and the next that needs it tries the store again."""
        self._unsaved = token
        yield from run(lambda: self._store.save(token))
        self._unsaved = None
        self._use(token)

    def _use(self, token: Token) -> None:
        self._token = token
        self.serial += 1
        self.portal = token.portal
