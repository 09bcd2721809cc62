# Copied from generator/runtime/portal/local.py by "python -m generator generate". Edit that file.
"""The portal as an object: what a test puts into it, what it has received, what goes wrong."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

from .access import CODE, Webhook, scope_of
from .calls import USER
from .errors import Refused
from .faults import Fault
from .inside import Inside
from .leaky_bucket import Bucket
from .put_in import Given, PutIn
from .received import ReceivedCall
from .seeding import added, all_of
from .seeds import seeded
from .store import Store
from .tokens import Application

if TYPE_CHECKING:
    import httpx
    from starlette.types import ASGIApp

    from bitrix24.auth import Credentials
    from bitrix24.client import AsyncClient, Client

__all__ = ["LocalPortal"]

_HERE: Final = "http://localhost"


class LocalPortal:
    """A Bitrix24 portal in this process, with a state of its own::

        portal = LocalPortal()
        portal.answer("crm.deal.get", {"ID": "7", "TITLE": "Mine"})
        with portal.client() as b24:
            b24.crm.deal.get(id=7)

    Its methods may be used from every thread, while it answers too.

    Args:
        limited: Does it keep the limits on the rate of requests and on operating time, as a portal in the cloud does?
        scope: What the webhook that is there from the start may call: `"crm,task"` or the names; None for everything.
        file: Where the records are kept; by default in memory, gone with the portal.
        examples: Does it start with the records that the documentation's examples speak of?
        host: A name with dots that it is reached by; addresses, and names without dots, need not be told.
        member_id: Its name that never changes; by default one of its own, which its file keeps.
    """

    webhook: Final = f"{_HERE}/rest/{USER}/{CODE}/"
    """The URL of its webhook for clients without a socket."""

    def __init__(
        self,
        *,
        limited: bool = False,
        scope: str | Iterable[str] | None = None,
        file: str | None = None,
        examples: bool = False,
        host: str = "",
        member_id: str = "",
    ) -> None:
        self._host = host
        self._inside = Inside(Store(file or ":memory:"), scope_of(scope), limited, examples, member_id)

    @property
    def member_id(self) -> str:
        """Its name that never changes, as tokens, events and pages of applications have it."""
        return self._inside.member_id

    # Ways in.

    @cached_property
    def app(self) -> ASGIApp:
        """The portal as an ASGI application."""
        from .app import app_of

        return app_of(self, self._inside, self._host)

    def client(self, credentials: str | Credentials | None = None) -> Client:
        """A client of this portal without a socket: of its webhook, or with other credentials.

        For other options of the client, make it yourself: `Client(portal.webhook, transport=portal.transport(), …)`.
        """
        from bitrix24.client import Client

        return Client(self.webhook if credentials is None else credentials, transport=self.transport())

    def async_client(self, credentials: str | Credentials | None = None) -> AsyncClient:
        """As `client`, for asyncio."""
        from bitrix24.client import AsyncClient

        return AsyncClient(self.webhook if credentials is None else credentials, transport=self.async_transport())

    def transport(self) -> httpx.BaseTransport:
        """For `Client(…, transport=…)` and `httpx.Client(transport=…)`; every address leads to this portal."""
        from .transports import PortalTransport

        return PortalTransport(self)

    def async_transport(self) -> httpx.AsyncBaseTransport:
        """For `AsyncClient(…, transport=…)` and `httpx.AsyncClient(transport=…)`."""
        from .transports import AsyncPortalTransport

        return AsyncPortalTransport(self)

    @contextmanager
    def listening(self, host: str = "127.0.0.1", port: int = 0) -> Generator[str, None, None]:
        """Answer over HTTP as well, from a thread, until the end of the `with`; yields the URL of the webhook.

        Args:
            host: The address to listen on.
            port: 0 for a free one.

        Raises:
            OSError: It cannot listen there.
        """
        from .server import listening

        with listening(self.app, host, port, self._inside.end_streams) as url:
            yield url

    # What is put in.

    def answer(self, method: str, *answers: Given, rest: Literal[2, 3] = 2) -> None:
        """Let a method, documented or not, answer this; parameters of a documented one are checked all the same.

        Args:
            method: Its name.
            answers: A result as JSON; an `Answer`, which has `total` and `next`; a `Refused`, which is an error; or a
                function that is called with the parameters and returns, or raises, one of these. Several are given one
                after another, and the last of them goes on.
            rest: The version of REST.

        Raises:
            TypeError: There is no answer, or one that is no JSON.
        """
        with self._inside.lock:
            self._inside.exchange.methods.put_in[rest, method.lower()] = PutIn(method, answers)

    def remove_answer(self, method: str, *, rest: Literal[2, 3] = 2) -> None:
        """Let the portal answer the method itself again."""
        with self._inside.lock:
            self._inside.exchange.methods.put_in.pop((rest, method.lower()), None)

    def answers(self) -> dict[tuple[int, str], str]:
        """What has been put in, as text, by version of REST and method."""
        with self._inside.lock:
            return {key: repr(answer) for key, answer in self._inside.exchange.methods.put_in.items()}

    def seed(
        self, family: str, records: Iterable[Mapping[str, Any]], *, rest: Literal[2, 3] = 2, **beside: object
    ) -> list[Any]:
        """Add records, as calls of the family's method that adds would; these are not among `calls`.

        Args:
            family: What the names of its methods begin with, such as `crm.deal`.
            records: The fields of each.
            rest: The version of REST.
            beside: Other parameters of that method, such as `entityTypeId=2`.

        Returns:
            Their ids.

        Raises:
            LookupError: No method of the family adds.
            Refused: The portal does not take a record.
        """
        with self._inside.lock:
            return added(self._inside.exchange.methods, rest, family, records, beside)

    def records(self, family: str, *, rest: Literal[2, 3] = 2, **beside: object) -> list[Any]:
        """All records of a family, as its method that lists them answers; `beside`: its parameters, such as `filter`.

        Raises:
            LookupError: No method of the family lists.
            Refused: The portal does not take the parameters.
        """
        with self._inside.lock:
            return all_of(self._inside.exchange.methods, rest, family, beside)

    def add_webhook(self, code: str, *, scope: str | Iterable[str] | None = None, user: int = USER) -> str:
        """Another inbound webhook.

        Args:
            code: Its secret.
            scope: What it may call; None for everything.
            user: In whose name it calls.

        Returns:
            Its URL for clients without a socket.
        """
        with self._inside.lock:
            self._inside.exchange.access.add(Webhook(user, code, scope_of(scope)))
        return f"{_HERE}/rest/{user}/{code}/"

    def add_application(
        self,
        client_id: str,
        client_secret: str,
        *,
        scope: str | Iterable[str] | None = None,
        redirect_uri: str = "",
    ) -> None:
        """Another application; its users are sent from `/oauth/authorize/` to `redirect_uri` with a code."""
        with self._inside.lock:
            self._inside.exchange.tokens.add(Application(client_id, client_secret, scope_of(scope), redirect_uri))

    # What comes in.

    @property
    def calls(self) -> list[ReceivedCall]:
        """What has been called, first to last: the last thousand calls, or fewer where they are large."""
        with self._inside.lock:
            return self._inside.received.all()

    # What goes wrong.

    def fault(
        self,
        method: str = "*",
        *,
        nth: int | None = None,
        latency: float = 0.0,
        status: int | None = None,
        body: str = "",
        drop: Literal["before", "after"] | None = None,
        truncated: bool = False,
        error: Refused | None = None,
        expired_token: bool = False,
    ) -> None:
        """Let something go wrong with the calls of a method, from now on; of several faults the first that does.

        Args:
            method: Its name, or a pattern such as `crm.*`; a batch is one call, of the method `batch`.
            nth: The only one of these calls with which it does, counted from 1; None for every call.
            latency: Seconds that the call waits before anything else happens.
            status: HTTP status that is answered in the place of the portal, which does not run the call.
            body: What comes with that status, such as the HTML of a proxy.
            drop: The connection ends without an answer, before the call is run or after it.
            truncated: The call is run, and half of its answer arrives.
            error: An error that the portal answers, without running the call.
            expired_token: The access token with which the call is made has expired.

        Raises:
            ValueError: One of them is out of range.
        """
        fault = Fault(method, nth, latency, status, body, drop, truncated, error, expired_token)
        with self._inside.lock:
            self._inside.faults.add(fault)

    def faults(self) -> list[Fault]:
        """Those that have been put in."""
        with self._inside.lock:
            return self._inside.faults.all()

    def clear_faults(self) -> None:
        """Let nothing go wrong any more."""
        with self._inside.lock:
            self._inside.faults.clear()

    def expire_tokens(self) -> None:
        """Let all access tokens expire now; what renews them stays good."""
        with self._inside.lock:
            self._inside.exchange.tokens.expire()

    def rename(self, host: str) -> None:
        """Give the portal another address: whoever calls it by any other is sent there with 302.

        Args:
            host: With the port, if it has one: `localhost:8024` for a portal that listens on 127.0.0.1.
        """
        with self._inside.lock:
            self._inside.exchange.host = host

    @property
    def limited(self) -> bool:
        """Does it keep the limits on the rate of requests and on operating time?"""
        return self._inside.exchange.bucket is not None

    @limited.setter
    def limited(self, limited: bool) -> None:
        with self._inside.lock:
            self._inside.exchange.bucket = Bucket() if limited else None
            self._inside.exchange.methods.operating.limited = limited

    def cost(self, method: str, seconds: float) -> None:
        """Let each call of a method count for so many seconds of operating time, from now on, whatever it takes.

        A limited portal refuses a method that has used up more than 480 seconds in ten minutes.

        Args:
            method: Its name, or a pattern such as `crm.*`.
            seconds: From 0.

        Raises:
            ValueError: They are below 0.
        """
        with self._inside.lock:
            self._inside.exchange.methods.operating.cost(method, seconds)

    def reset(self) -> None:
        """Make it as it was: without calls, answers, faults, tokens, handlers and records that have come since."""
        with self._inside.lock:
            self._inside.store.take_over(seeded())
            self._inside.received.clear()
            self._inside.begin(self.limited)

    def close(self) -> None:
        """Let go of its file."""
        with self._inside.lock:
            self._inside.store.close()
