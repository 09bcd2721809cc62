# Copied from generator/runtime/oauth.py by "python -m generator generate". Edit that file.
"""OAuth for applications: where users authorize, codes and refresh tokens exchanged for access tokens, and when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

import httpx

from ._core import telemetry
from ._core.connection import ProxyTypes, VerifyTypes, connection_of
from ._core.drivers import AsyncDriver, SyncDriver
from ._core.effects import Flow, Once, Sleep, run
from ._core.origin import not_a_portal, portal_of
from ._core.redact import HIDDEN, redact
from ._core.single_flight import SingleFlight
from ._core.token_requests import exchange, refresh
from .clock import SystemClock
from .errors import CredentialsError, TokenStoreBusy
from .observe import Hooks, Moved, Renewed
from .tokens import Token, TokenStore

__all__ = ["App", "StoredOAuth", "aexchange_code", "exchange_code"]

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
    flow = exchange(app, code)
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
    flow = exchange(app, code)
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

    Calls raise what the store raises, `CredentialsError` if it holds no token, `TokenStoreBusy` if another process
    keeps its lock, and `AuthError` if the authorization server refuses the refresh token: the user has to authorize
    anew then.

    Args:
        store: Has the portal's token, since `exchange_code` gave it out.

    Raises:
        TypeError: These are no App and no store.
    """

    def __init__(self, app: App, store: TokenStore) -> None:
        _check(app, store)
        self._app = app
        self._store = store
        self._flight = SingleFlight()
        self._token: Token | None = None
        self._unsaved: Token | None = None
        self.serial = 0
        self.fresh = False
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

    def renew(self, serial: int, hooks: Hooks) -> Flow[None]:
        """Have another token than the one that has expired: that of this `serial`."""
        while self.serial == serial:
            yield Once(self._flight, lambda: self._renew(hooks))

    def move(self, old: str, new: str, hooks: Hooks) -> Flow[None]:
        """Have the portal's new address, and the store too, instead of the old one."""
        while self.portal == old:
            yield Once(self._flight, lambda: self._move(new, hooks))

    def _load(self) -> Flow[None]:
        token = yield from run(self._store.load)
        if token is None:
            raise CredentialsError("the store holds no token: exchange a code first, and save what comes of it")
        self._use(token)

    def _renew(self, hooks: Hooks) -> Flow[None]:
        old = self.portal
        yield from self._lock()
        try:
            stored = yield from run(self._store.load)
            token = stored or self._token
            if self._unsaved is not None:
                yield from self._keep(self._unsaved)
            elif token is not None and token.access_token != self.token:  # another process has renewed it
                self._use(token)
            elif token is not None:
                yield from self._keep((yield from refresh(self._app, token.refresh_token)))
        finally:
            self._store.unlock()
        self._tell(old, hooks, renewed=self.fresh)

    def _move(self, new: str, hooks: Hooks) -> Flow[None]:
        old = self.portal
        yield from self._lock()
        try:
            stored = yield from run(self._store.load)
            token = self._unsaved or stored or self._token
            if token is not None:
                there = replace(token, portal=new)
                if there != stored:
                    yield from run(lambda: self._store.save(there))
                self._unsaved = None
                if there.access_token == self.token:
                    self._token, self.portal = there, new
                else:
                    self._use(there)
        finally:
            self._store.unlock()
        self._tell(old, hooks)

    def _tell(self, old: str, hooks: Hooks, renewed: bool = False) -> None:
        """The store has it: the program may hear of it."""
        if renewed and self._token is not None:
            telemetry.renewed(hooks, Renewed(self.portal, self._token.member_id))
        if self.portal != old:
            telemetry.moved(hooks, Moved(old, self.portal))

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
        self._use(token, fresh=True)

    def _use(self, token: Token, fresh: bool = False) -> None:
        """`fresh`: it comes from the authorization server, and not from a store where it may have expired."""
        self._token = token
        self.fresh = fresh
        self.serial += 1
        self.portal = token.portal


def _check(app: object, store: object) -> None:
    if not isinstance(app, App) or not hasattr(store, "try_lock"):
        raise TypeError(f"StoredOAuth wants an App and a TokenStore, not {type(app).__name__}, {type(store).__name__}")
