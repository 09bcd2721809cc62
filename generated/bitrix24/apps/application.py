# Copied from generator/runtime/apps/application.py by "python -m generator generate". Edit that file.
"""An application as portals see it: who calls is checked, who installs is kept, whatever the web framework.

application = Application(FilePortals("portals"), App(client_id, client_secret))
call = application.read(Request(body, query))       # from a portal that is known, or CallRefused
with Client(application.oauth(call.auth.member_id)) as b24: …
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from .._core.event import Event, same_token
from .._core.own import Own
from ..errors import CredentialsError
from ._handing_over import check, run
from .calls import AppOpen, Call, Installation, RuleWebhook, auth_of, parse_call, parse_installation
from .forms import CallError, Posted
from .portals import Portals

if TYPE_CHECKING:
    from ..oauth import App, StoredOAuth
    from ..tokens import Token

__all__ = ["FINISH_PAGE", "Application", "CallRefused", "InBackground"]

# What an installation page shows at the end: it tells the portal, whose library it loads, that all is ready.
FINISH_PAGE: Final = (
    "<!DOCTYPE html><title>Installed</title>"
    '<script src="https://api.bitrix24.com/api/v1/"></script><script>BX24.init(BX24.installFinish)</script>'
)


class CallRefused(CallError):
    """The call does not prove that it comes from a portal that has installed the application."""

    status = 403


class Application:
    """Reads what is posted to an application, and refuses what comes from anyone else than its portals.

    Args:
        portals: Where portals are kept.
        app: Its registration, which renewing tokens takes.
        rule_key: Webhooks of automation rules carry no proof. Those whose URL has `?key=` and this come through; with
            "", none does.
    """

    def __init__(self, portals: Portals, app: App | None = None, *, rule_key: str = "") -> None:
        self.portals = portals
        self._app = app
        self._rule_key = rule_key
        self._sessions: dict[str, StoredOAuth] = {}
        self._lock = Own(threading.RLock)

    def __repr__(self) -> str:
        return f"Application({self.portals!r}, {self._app!r})"

    def read(self, posted: Posted) -> Call:
        """The call, from a portal that is known. ONAPPINSTALL makes one known, ONAPPUNINSTALL forgets it.

        Raises:
            CallRefused: It proves no such sender.
            CallError: It is no call of a portal.
        """
        call = parse_call(posted)
        name = call.name.upper() if isinstance(call, Event) else ""
        if name == "ONAPPINSTALL":
            return self.install(posted)
        self._check(call)
        if name == "ONAPPUNINSTALL":
            self._forget(auth_of(call).member_id)
        return call

    def page(self, posted: Posted) -> AppOpen:
        """The page that a user of a known portal opens.

        Raises:
            CallRefused: It proves no such sender.
            CallError: No page is opened.
        """
        call = self.read(posted)
        if not isinstance(call, AppOpen):
            raise CallError("no page that is opened")
        return call

    def install(self, posted: Posted) -> Installation:
        """The installation, whose portal is kept. Whoever is the first to name a portal is believed.

        A portal that is known is not installed anew by a caller who does not have its application token: remove it from
        `portals` if that call was missed in which it took its leave.

        Raises:
            CallRefused: The portal is known by another application token.
            CallError: It is no installation.
        """
        installation = parse_installation(posted)
        auth = installation.auth
        known = self.portals.application_token(auth.member_id)
        if known and not auth.is_from(known):
            raise CallRefused("the portal is known by another application token")
        try:
            token = auth.token()
        except CredentialsError as error:
            raise CallError(f"no installation: {error}") from None
        if known and self._has_newer(token):
            return installation
        try:
            self.portals.add(token, auth.application_token)
        except CredentialsError:  # another was faster
            raise CallRefused("the portal is known by another application token") from None
        self._drop_session(auth.member_id)
        return installation

    def oauth(self, member_id: str) -> StoredOAuth:
        """The credentials for a portal, from its store; one object for all who ask, so that one refresh serves them.

        Raises:
            CredentialsError: The portal is not known, or the application was made without `app`.
        """
        from ..oauth import StoredOAuth

        if self._app is None:
            raise CredentialsError("the application was made without its registration: Application(portals, App(...))")
        if self.portals.application_token(member_id) is None:
            raise CredentialsError("no portal of that member_id has installed the application")
        with self._lock():
            session = self._sessions.get(member_id)
            if session is None:
                session = self._sessions[member_id] = StoredOAuth(self._app, self.portals.tokens(member_id))
            return session

    def _has_newer(self, token: Token) -> bool:
        """Is it kept already, and renewed since? A proxy may deliver an installation once more, much later; and a page
        that is loaded again says that its token has just been given out.
        """
        try:
            kept = self.portals.tokens(token.member_id).load()
        except (CredentialsError, OSError):  # what is kept is broken
            return False
        if kept is None:
            return False
        if kept.comes_from(token):
            return True
        return kept.expires is not None and token.expires is not None and kept.expires > token.expires

    def _check(self, call: Call) -> None:
        if isinstance(call, RuleWebhook):
            if not same_token(call.query.get("key"), self._rule_key):
                raise CallRefused("an automation rule's webhook without the key")
            return
        if not call.is_from(self.portals.application_token(auth_of(call).member_id) or ""):
            raise CallRefused("not from a portal that has installed the application")

    def _forget(self, member_id: str) -> None:
        self.portals.remove(member_id)
        self._drop_session(member_id)

    def _drop_session(self, member_id: str) -> None:
        with self._lock():
            self._sessions.pop(member_id, None)


class InBackground:
    """Works calls off in threads, so that a handler answers at once: `handler(application, InBackground(work))`.

    The end of the program waits for what has been handed over. What `work` raises is logged.
    """

    def __init__(self, work: Callable[[Call], object], threads: int = 4) -> None:
        check(work, awaited=False)
        self._work = work
        # Threads are not there any more in a process that is forked, as servers do that load the program before.
        self._pool = Own(lambda: ThreadPoolExecutor(threads, thread_name_prefix="bitrix24-apps"))

    def __call__(self, call: Call) -> Future[None]:
        """Take the call and return."""
        return self._pool().submit(run, self._work, call)

    def close(self) -> None:
        """Take no more, and wait for what is there."""
        self._pool().shutdown()
