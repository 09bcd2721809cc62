"""One budget and one set of tokens for many processes, in Redis or Valkey. It needs the extra `redis`.

What is asked of Redis blocks for a second or two at most, whatever happens to it; `AsyncClient` asks in a thread. A URL
may be given, or a client of redis-py that has a `socket_timeout`.
"""

from __future__ import annotations

import logging
import time
from typing import Any, Final

from ._core.kept_token import KNOWN_OTHERWISE, asked, saved, text_of_token, token_of_text
from ._core.lease import LEASE, LeaseLock
from ._core.origin import portal_of
from ._core.redis_link import Link, RedisClient, Script, name_of, text_of
from ._core.redis_scripts import ADD, BOOK, EXTEND, FILL, GIVE_BACK, RELEASE, REMOVE, TAKE
from ._core.shared_bucket import SharedBucket
from ._core.tracebacks import forgetful
from .errors import CredentialsError
from .limits import ORDINARY, Plan, Turn
from .tokens import Token, TokenStore

__all__ = ["RedisLimiter", "RedisPortals", "RedisStore"]

_LOG: Final = logging.getLogger("bitrix24")

# Seconds after which Redis is asked again that could not be asked.
_ASK_AGAIN: Final = 1.0

_LEASE: Final = round(LEASE * 1000)


class RedisLimiter:
    """A `SharedLimiter`: one budget for all processes, on whichever machine, that give it the same names.

    Each request is booked ahead, in one question to Redis and by its clock; a method that used up its execution time
    rests in all of them. While Redis cannot be asked, each process takes its part of the plan; it is asked again every
    second.

    Args:
        redis: A URL, `redis://HOST:6379/0`, or a client.
        portal: A name for the portal, the same in all programs that call it: its host, address or `member_id`.
        processes: How many share the budget.
        plan: What the portal takes: ORDINARY, ENTERPRISE or a Plan.
        credential: A name, and no secret, for what is called with, where programs have several: the portal counts the
            execution time of methods for each. An application's `client_id`, or what you call the webhook.
        address: A name for the address from which the portal sees the requests, where machines have several: it has a
            bucket for each.

    Raises:
        ImportError: The extra `redis` is not installed.
        ValueError: A name is none, the plan lets nothing through, or the client has no `socket_timeout`.
    """

    blocking: bool = True

    @forgetful
    def __init__(
        self,
        redis: str | RedisClient,
        portal: str,
        *,
        processes: int,
        plan: Plan = ORDINARY,
        credential: str = "",
        address: str = "",
    ) -> None:
        if processes < 1 or not (plan.rate > 0 and plan.capacity > 0):
            raise ValueError("processes must be 1 or more, the rate and the capacity of a Plan more than 0")
        # Its address is as good as its host.
        self._portal = host = name_of("portal", (portal_of(portal) or "").partition("://")[2])
        self._processes = processes
        at = name_of("address", address) if address else ""
        by = name_of("credential", credential) if credential else ""
        self._bucket_key = f"bitrix24:{{{host}}}:bucket:{at}"
        self._rest_key = f"bitrix24:{{{host}}}:rest:{by}:"
        self._link = Link(redis)
        self._bucket = SharedBucket(plan, processes)
        self._ask_again = 0.0
        self._alone = False

    def __repr__(self) -> str:
        return f"RedisLimiter({self._portal!r}, processes={self._processes})"

    def book(self, method: str) -> Turn:
        answer = self._run(BOOK, [self._bucket_key, self._rest_key + method], self._bucket.each, self._bucket.fits)
        if answer is None:
            return Turn(self._bucket.book_alone())
        rest, *moments = answer
        return Turn(0.0, rest / 1000) if rest else Turn(self._bucket.told(*moments))

    def reserve(self) -> float:
        return self.book("").wait

    def give_back(self) -> None:
        answer = self._run(GIVE_BACK, [self._bucket_key], self._bucket.each)
        if answer is None:
            self._bucket.give_back_alone()
        else:
            self._bucket.told(*answer)

    def refused(self) -> None:
        answer = self._run(FILL, [self._bucket_key], self._bucket.fits)
        if answer is None:
            self._bucket.fill_alone()
        else:
            self._bucket.told(*answer)

    def rests(self, method: str, seconds: float) -> None:
        if time.monotonic() >= self._ask_again:
            try:
                self._link.ask("SET", self._rest_key + method, 1, "PX", max(1, round(seconds * 1000)))
            except self._link.failures as error:
                self._failed(error)

    def _run(self, script: Script, keys: list[str], *arguments: int) -> list[int] | None:
        """What the script returns; None if Redis cannot be asked."""
        now = time.monotonic()
        if now < self._ask_again:
            return None
        if self._alone:  # one tries, and the others do not wait for it
            self._ask_again = now + _ASK_AGAIN
        try:
            answer: list[int] = self._link.run(script, keys, *self._bucket.known, *arguments)
        except self._link.failures as error:
            self._failed(error)
            return None
        if self._alone:
            self._alone, self._ask_again = False, 0.0
            _LOG.info("the shared budget of %s is kept in Redis again", self._portal)
        return answer

    def _failed(self, error: Exception) -> None:
        self._ask_again = time.monotonic() + _ASK_AGAIN
        if not self._alone:
            self._alone = True
            part = f"1/{self._processes} of the budget"
            _LOG.warning("Redis cannot be asked, %s goes on with %s: %s", self._portal, part, type(error).__name__)


class RedisStore:
    """A `TokenStore`: keeps a token for all processes that give it the same name.

    One of them refreshes at a time. The lock of one that dies ends 15 seconds later. Have Redis keep what it is told
    over a restart (`appendonly yes`): one that does not gives no lock for 15 seconds, and has the token only again
    once a process that knows it has renewed it.

    Args:
        redis: A URL or a client.
        name: For the token: what you call the portal, or the application's name for it.

    Raises:
        ImportError: The extra `redis` is not installed.
        ValueError: The name is none, or the client has no `socket_timeout`.
    """

    @forgetful
    def __init__(self, redis: str | RedisClient, name: str) -> None:
        self._keep(Link(redis), f"bitrix24:{{{name_of('name', name)}}}")

    def _keep(self, link: Link, key: str) -> None:
        self._link = link
        self._key = f"{key}:token"
        self._lock = LeaseLock(_RedisLeases(link, f"{key}:lock"))

    def __repr__(self) -> str:
        return f"RedisStore({self._key!r})"

    def load(self) -> Token | None:
        text = text_of(_asked(self._link, "load", "GET", self._key))
        return None if text is None else token_of_text(text, self._key)

    @forgetful
    def save(self, token: Token) -> None:
        text = text_of_token(token)
        saved(lambda: self._link.ask("SET", self._key, text), self._link.failures)

    def try_lock(self) -> bool:
        return self._lock.try_lock()

    def unlock(self) -> None:
        self._lock.unlock()


class RedisPortals:
    """`Portals`: the portals of an application, kept for all its processes.

    A portal is known by its `member_id`, which never changes; a rename is kept with its token.

    Args:
        redis: A URL or a client.
        application: A name for the application, such as its `client_id`.

    Raises:
        ImportError: The extra `redis` is not installed.
        ValueError: The name is none, or the client has no `socket_timeout`.
    """

    @forgetful
    def __init__(self, redis: str | RedisClient, application: str) -> None:
        self._link = Link(redis)
        self._key = f"bitrix24:{{{name_of('application', application)}}}"
        self._portals = f"{self._key}:portals"

    def __repr__(self) -> str:
        return f"RedisPortals({self._key!r})"

    def application_token(self, member_id: str) -> str | None:
        return text_of(_asked(self._link, "read", "HGET", self._portals, member_id))

    def tokens(self, member_id: str) -> TokenStore:
        return _PortalStore(self._link, f"{self._key}:{member_id}")

    def addresses(self) -> dict[str, str]:
        """Where each portal is, by its `member_id`: the origin with which its token was kept last."""
        found: dict[str, str] = {}
        for one in _asked(self._link, "read", "HKEYS", self._portals):
            member_id = text_of(one) or ""
            token = self.tokens(member_id).load()
            if token is not None:
                found[member_id] = token.portal
        return found

    @forgetful
    def add(self, token: Token, application_token: str) -> None:
        keys = [self._portals, f"{self._key}:{token.member_id}:token"]
        given = (token.member_id, application_token, text_of_token(token))
        if not asked("add a portal", lambda: self._link.run(ADD, keys, *given), self._link.failures):
            raise CredentialsError(KNOWN_OTHERWISE)

    def remove(self, member_id: str) -> None:
        keys = [self._portals, *(f"{self._key}:{member_id}:{kind}" for kind in ("token", "lock"))]
        asked("remove a portal", lambda: self._link.run(REMOVE, keys, member_id), self._link.failures)


class _PortalStore(RedisStore):
    """The store of one of many portals."""

    def __init__(self, link: Link, key: str) -> None:
        self._keep(link, key)


class _RedisLeases:
    """A lock in Redis, by a key that expires."""

    def __init__(self, link: Link, key: str) -> None:
        self._link = link
        self._key = key

    def take(self, holder: str) -> bool:
        return self._run(TAKE, holder, _LEASE)

    def extend(self, holder: str) -> bool:
        return self._run(EXTEND, holder, _LEASE)

    def give_back(self, holder: str) -> None:
        self._run(RELEASE, holder)

    def _run(self, script: Script, *arguments: str | int) -> bool:
        return bool(asked("lock", lambda: self._link.run(script, [self._key], *arguments), self._link.failures))


def _asked(link: Link, what: str, *words: str) -> Any:
    return asked(what, lambda: link.ask(*words), link.failures)
