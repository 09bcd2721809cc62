"""OAuth for applications: where users authorize, codes and refresh tokens exchanged for access tokens, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from inspect import iscoroutinefunction
from typing import Final, TypeVar, cast
from urllib.parse import urlencode

import httpx

from ._core import telemetry
from ._core.connection import ProxyTypes, VerifyTypes, connection_of
from ._core.drivers import AsyncDriver, SyncDriver
from ._core.effects import Flow, Once, Sleep, run
from ._core.origin import endpoint_origin, not_a_portal, portal_of
from ._core.redact import HIDDEN, redact
from ._core.single_flight import SingleFlight
from ._core.token_requests import exchange, refresh
from ._core.tracebacks import forgetful
from .clock import SystemClock
from .errors import AuthError, Bitrix24Error, CredentialsError, TokenStoreBusy, TokenStoreError
from .observe import Hooks, Moved, Renewed
from .tokens import FileStore, MemoryStore, Token, TokenStore

__all__ = ["App", "StoredOAuth", "aexchange_code", "exchange_code"]

T = TypeVar("T")

# How long to wait for another process that holds the store's lock, and how often to ask. Seconds.
_LOCK_PATIENCE: Final = 60.0
_LOCK_PAUSE: Final = 0.05


@dataclass(frozen=True, slots=True, repr=False)
class App:
    """An application as it is registered with Bitrix24.

    Args:
        client_id: The application's id: `client_id`, or "Application ID", of its card.
        client_secret: Its secret, "Application key". No repr shows it.
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
            raise CredentialsError(not_a_portal(portal))
        return f"{origin}/oauth/authorize/?{urlencode({'client_id': self.client_id, 'state': state})}"


@forgetful
def exchange_code(
    app: App,
    code: str,
    *,
    proxy: ProxyTypes | None = None,
    verify: VerifyTypes = True,
    transport: httpx.BaseTransport | None = None,
) -> Token:
    """The token for the code, which is good for 30 seconds and once; save it in the store of a `StoredOAuth`.

    Args:
        proxy, verify, transport: As for a `Client`.

    Raises:
        ApiError: The authorization server refuses.
        TransportError: It cannot be reached, or answers without a token.
    """
    connection = connection_of(None, transport, proxy, verify, httpx.Client)
    flow = _exchange(app, code)
    del code, proxy  # a traceback may show the locals of this frame
    if isinstance(connection, Exception):
        raise connection
    driver = SyncDriver(None, transport, SystemClock(), connection)
    try:
        return driver.run(flow)
    finally:
        driver.close()


async def aexchange_code(
    app: App,
    code: str,
    *,
    proxy: ProxyTypes | None = None,
    verify: VerifyTypes = True,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Token:
    """`exchange_code`, awaited; the same parameters and errors."""
    connection = connection_of(None, transport, proxy, verify, httpx.AsyncClient)
    flow = _exchange(app, code)
    del code, proxy  # a traceback may show the locals of this frame
    if isinstance(connection, Exception):
        raise connection
    driver = AsyncDriver(None, transport, SystemClock(), connection)
    try:
        return await driver.run(flow)
    finally:
        await driver.close()


class StoredOAuth:
    """An application's access to one portal, by the token in a store, renewed whenever it has expired.

    One refresh serves all calls that wait for it, in all threads, tasks and clients that share this object, and in all
    processes that share the store. `portal` is known once the token has been loaded, which the first call does.

    Calls raise `TokenStoreError` if the store fails, `CredentialsError` if it holds no token, `TokenStoreBusy` if
    another process keeps its lock, and `AuthError` if the authorization server refuses the refresh token: the user has
    to authorize anew then, and the server is not asked again until the store has another token.

    Args:
        store: Has the portal's token, since `exchange_code` gave it out.

    Raises:
        TypeError: These are no App and no store.
    """

    @forgetful
    def __init__(self, app: App, store: TokenStore) -> None:
        _check(app, store)
        self._app = app
        self._store = store
        self._flight = SingleFlight()
        self._token: Token | None = None
        self._unsaved: _Unsaved | None = None
        self._refused: _Refused | None = None
        self.serial = 0
        self.fresh = False
        self.portal = ""

    def __repr__(self) -> str:
        app: App | None = vars(self).get("_app")  # not yet, if it could not be made
        store = vars(self).get("_store")
        # Another's repr might show the token, or how to get at it.
        shown = repr(store) if type(store) in (FileStore, MemoryStore) else f"<{type(store).__name__}>"
        return f"StoredOAuth({app!r}, {shown})"

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
        unsaved = self._unsaved.token if self._unsaved is not None else None
        return redact(text, [*_secrets(self._token, unsaved), self._app.client_secret])

    def load(self) -> Flow[None]:
        """Have a token.

        Raises:
            CredentialsError: The store has none.
        """
        while self._token is None:
            yield Once(self._flight, self._load)

    def renew(self, serial: int, hooks: Hooks) -> Flow[None]:
        """Have another token than the one that has expired: that of this `serial`."""
        while self.serial == serial:
            yield Once(self._flight, lambda: self._renew(hooks))

    def move(self, old: str, new: str, hooks: Hooks) -> Flow[None]:
        """Have the portal's new address, and the store too, instead of the old one. A store that fails is only told of
        in the log: the call that learnt the address has been executed.
        """
        while self.portal == old:
            yield Once(self._flight, lambda: self._move(new, hooks))

    def _load(self) -> Flow[None]:
        token = yield from self._stored()
        if token is None:
            raise CredentialsError("the store holds no token: exchange a code first, and save what comes of it")
        self._use(token)

    def _renew(self, hooks: Hooks) -> Flow[None]:
        old = self.portal
        yield from self._locked(self._renew_locked())
        self._tell(old, hooks, renewed=self.fresh)

    def _renew_locked(self) -> Flow[None]:
        stored = yield from self._stored()
        token, unsaved = stored or self._token, self._still_unsaved(stored)
        if unsaved is not None:
            yield from self._keep(unsaved)
        elif token is not None and token.access_token != self.token:  # another process has renewed it
            self._unsaved = None
            self._use(token)
        elif token is not None:
            yield from self._keep(_Unsaved((yield from self._refresh(token)), token.refresh_token))

    def _still_unsaved(self, stored: Token | None) -> _Unsaved | None:
        """What the store is yet to have, unless somebody has given it a newer token meanwhile."""
        unsaved = self._unsaved
        return unsaved if unsaved is not None and (stored is None or stored.refresh_token in unsaved.tokens) else None

    def _refresh(self, token: Token) -> Flow[Token]:
        if not token.refresh_token:
            raise CredentialsError("the token has expired and has no refresh token: the user has to authorize anew")
        if self._refused is not None and self._refused.refresh_token == token.refresh_token:
            raise self._refused.error()
        try:
            return (yield from refresh(self._app, token))
        except AuthError as error:
            self._refused = _Refused(token.refresh_token, error.code, error.message, error.status, error.method)
            raise

    def _move(self, new: str, hooks: Hooks) -> Flow[None]:
        old = self.portal
        try:
            yield from self._locked(self._move_locked(new))
        except TokenStoreError as error:
            telemetry.not_kept(new, error)
            if self._token is not None:
                self._token = replace(self._token, portal=new)
            self.portal = new
            return
        self._tell(old, hooks)

    def _move_locked(self, new: str) -> Flow[None]:
        stored = yield from self._stored()
        unsaved = self._still_unsaved(stored)
        token = unsaved.token if unsaved is not None else stored or self._token
        if token is not None:
            there = replace(token, portal=new)
            if there != stored:
                yield from self._ask("save", lambda: self._store.save(there), there)
            self._unsaved = None
            if there.access_token == self.token:
                self._token, self.portal = there, new
            else:
                self._use(there)

    def _tell(self, old: str, hooks: Hooks, renewed: bool = False) -> None:
        """The store has it: the program may hear of it."""
        if renewed and self._token is not None:
            telemetry.renewed(hooks, Renewed(self.portal, self._token.member_id))
        if self.portal != old:
            telemetry.moved(hooks, Moved(old, self.portal))

    def _locked(self, work: Flow[None]) -> Flow[None]:
        waited, lock = 0.0, _Lock(self._store)
        try:
            while not (yield from self._ask("lock", lock.take)):
                if waited >= _LOCK_PATIENCE:
                    raise TokenStoreBusy(f"someone else has been refreshing the token for {_LOCK_PATIENCE:.0f} s")
                yield Sleep(_LOCK_PAUSE)
                waited += _LOCK_PAUSE
            yield from work
        finally:
            failure = self._asked("unlock", lock.give_back)
        if isinstance(failure, TokenStoreError):
            raise failure

    def _keep(self, unsaved: _Unsaved) -> Flow[None]:
        """The store first: if it fails, no call uses the token, and the next that needs it tries the store again."""
        self._unsaved = unsaved
        yield from self._ask("save", lambda: self._store.save(unsaved.token))
        self._unsaved = None
        self._use(unsaved.token, fresh=True)

    def _stored(self) -> Flow[Token | None]:
        found = yield from self._ask("load", _loader(self._store))
        if found is None:
            return None
        if isinstance(found, Token):
            return _usable(found)
        kind = type(found).__name__
        del found  # a traceback may show the locals of this frame
        raise TokenStoreError(f"the token store's load gives a {kind} and no Token: see Token.from_dict")

    def _ask(self, what: str, question: Callable[[], T], *tokens: Token) -> Flow[T]:
        outcome = yield from run(lambda: self._asked(what, question, *tokens))
        if isinstance(outcome, TokenStoreError):
            raise outcome
        return outcome

    def _asked(self, what: str, question: Callable[[], T], *tokens: Token) -> T | TokenStoreError:
        """What the store answers; an error as a value: chained, it would show its frames, where the token is."""
        try:
            return question()
        except Bitrix24Error:
            raise
        except Exception as error:
            text = self.hide(f"{type(error).__name__}: {error}")
        return TokenStoreError(f"the token store cannot {what}: {redact(text, _secrets(*tokens))}")

    def _use(self, token: Token, fresh: bool = False) -> None:
        """`fresh`: it comes from the authorization server, and not from a store where it may have expired."""
        self._token = token
        self.fresh = fresh
        self.serial += 1
        self.portal = token.portal


def _loader(store: TokenStore) -> Callable[[], object]:
    """Of a store that may be an unchecked program's, and give anything."""
    return store.load


def _usable(token: Token) -> Token:
    """The token of a program's store, with its portal as an origin.

    Raises:
        CredentialsError: One of the two tokens is no text, or there is no portal. The message shows neither.
    """
    origin = endpoint_origin(token.portal)
    if not (_is_text(token.access_token) and _is_text(token.refresh_token) and token.access_token):
        raise CredentialsError("the token of the store: access_token and refresh_token are text, the first not empty")
    if origin is None:
        raise CredentialsError(f"the token of the store: {not_a_portal(token.portal)}")
    return token if origin == token.portal else replace(token, portal=origin)


def _is_text(given: object) -> bool:
    return isinstance(given, str)


class _Lock:
    """A store's lock for one piece of work. Who is cancelled, as at the end of an event loop, does not wait for the
    thread that takes it: what that thread gets afterwards, it gives back itself.
    """

    def __init__(self, store: TokenStore) -> None:
        self._store = store
        self._held: list[bool] = []  # of which one thread alone can pop the last
        self._wanted = True

    def take(self) -> bool:
        taken = cast("bool | None", self._store.try_lock())
        if taken is None:  # a forgotten `return`: everybody would wait
            raise TypeError("try_lock gives True or False, not None")
        if taken:
            self._held.append(True)
            if not self._wanted:
                self._unlock()
        return taken

    def give_back(self) -> None:
        self._wanted = False
        self._unlock()

    def _unlock(self) -> None:
        try:
            self._held.pop()
        except IndexError:
            return
        self._store.unlock()


@dataclass(frozen=True, slots=True, repr=False)
class _Unsaved:
    """A token that the store does not have yet, and the refresh token that it was given out for."""

    token: Token
    old: str

    @property
    def tokens(self) -> tuple[str, str]:
        """What the store has as long as nobody has given it a newer one."""
        return self.old, self.token.refresh_token


@dataclass(frozen=True, slots=True, repr=False)
class _Refused:
    """A refresh token that the authorization server has refused, and what it said."""

    refresh_token: str
    code: str
    message: str
    status: int
    method: str

    def error(self) -> AuthError:
        return AuthError(self.code, self.message, self.status, self.method)


def _secrets(*tokens: Token | None) -> list[str]:
    return [secret for token in tokens if token is not None for secret in (token.access_token, token.refresh_token)]


def _exchange(app: App, code: object) -> Flow[Token]:
    _check_app(app)
    return exchange(app, code)


def _check(app: object, store: object) -> None:
    if not isinstance(app, App) or not hasattr(store, "try_lock") or isinstance(store, type):
        raise TypeError(f"StoredOAuth wants an App and a TokenStore, not {type(app).__name__}, {type(store).__name__}")
    awaited = [name for name in ("load", "save", "try_lock", "unlock") if iscoroutinefunction(getattr(store, name, 0))]
    if awaited:
        raise TypeError(
            f"the store's {', '.join(awaited)}: no coroutine functions, please; AsyncClient calls them in a thread"
        )
    _check_app(app)


def _check_app(app: object) -> None:
    if not isinstance(app, App):
        raise TypeError(f"the application is an App, not {type(app).__name__}")
    kinds = [type(value).__name__ for value in (app.client_id, app.client_secret, app.token_url)]
    if kinds != ["str"] * 3:
        raise TypeError(f"App wants client_id, client_secret and token_url as text, not {', '.join(kinds)}")
