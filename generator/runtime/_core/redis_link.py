"""How Redis is asked: with time-outs, and scripts by their hash. Valkey speaks the same."""

from __future__ import annotations

import re
from hashlib import sha1
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    import redis

# Seconds, for connecting and for each answer: what hangs must not hold up calls.
_TIMEOUT: Final = 1.0

# What keys are made of: an address with a secret in it, such as a webhook's, is no name.
_NAME: Final = re.compile(r"[\w.:@-]{1,255}\Z")


class RedisClient(Protocol):
    """A client of redis-py: `redis.Redis`, `redis.RedisCluster` or what `redis.Sentinel` gives."""

    def execute_command(self, *args: Any, **options: Any) -> Any: ...


class Script:
    """A Lua script, which Redis runs in one piece."""

    def __init__(self, text: str) -> None:
        self.text: Final = text
        self.sha: Final = sha1(text.encode(), usedforsecurity=False).hexdigest()


class Link:
    """A connection to Redis, made when it is first needed; safe for threads and forks.

    Args:
        given: A URL, or a client of the program's own.

    Raises:
        ImportError: The extra `redis` is not installed.
        TypeError: It is neither.
        ValueError: The client waits without an end.
    """

    def __init__(self, given: str | RedisClient) -> None:
        self._client: Final[RedisClient] = _client(given) if isinstance(given, str) else _checked(given)
        self.failures: Final = _failures()

    def ask(self, *words: str | int) -> Any:
        """What it answers to a command.

        Raises:
            redis.RedisError: Nothing, or an error.
        """
        return self._client.execute_command(*words)

    def run(self, script: Script, keys: list[str], *arguments: str | int) -> Any:
        """What the script returns. Raises as `ask` does."""
        from redis.exceptions import NoScriptError

        try:
            return self.ask("EVALSHA", script.sha, len(keys), *keys, *arguments)
        except NoScriptError:
            return self.ask("EVAL", script.text, len(keys), *keys, *arguments)


def name_of(what: str, given: str) -> str:
    """What was given as a name, fit for a key that people see.

    Raises:
        ValueError: It is not. The message does not repeat it.
    """
    if not _NAME.match(given):
        raise ValueError(f"{what} is a name of letters, digits and . : @ - _; it is shown, so it must be no secret")
    return given


def text_of(answer: object) -> str | None:
    """A value as text, whether the client decodes what it reads or not; what is none of ours is no token then."""
    return (
        answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer if isinstance(answer, str) else None
    )


def _client(url: str) -> redis.Redis:
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    # Once more at once: after a restart of Redis the connections that were kept are dead.
    again = Retry(NoBackoff(), 1)
    limits = {"socket_timeout": _TIMEOUT, "socket_connect_timeout": _TIMEOUT}
    return redis.Redis.from_url(  # pyright: ignore[reportUnknownMemberType]  # it does not say of what type its options are
        url, **limits, retry=again, retry_on_error=[redis.ConnectionError]
    )


def _checked(client: RedisClient) -> RedisClient:
    # A pipeline, which has `execute`, answers later; a client of asyncio, with what nobody would await.
    ask = getattr(client, "execute_command", None)
    if isinstance(client, type) or ask is None or iscoroutinefunction(ask) or hasattr(client, "execute"):
        kind = client.__name__ if isinstance(client, type) else type(client).__name__
        raise TypeError(f"give a URL, or a client of redis-py that is no client of asyncio and no pipeline, not {kind}")
    pool = getattr(client, "connection_pool", None)
    options = getattr(pool, "connection_kwargs", {"socket_timeout": _TIMEOUT})
    if options.get("socket_timeout") is None:
        raise ValueError("give the Redis client a socket_timeout: a server that hangs would hold up every call")
    return client


def _failures() -> type[Exception]:
    import redis

    return redis.RedisError
