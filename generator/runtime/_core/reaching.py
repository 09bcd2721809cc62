"""How a thread comes to a connection: the addresses of a name, and one that answers, all in the time for connecting.

The system's resolver knows no limit and cannot be interrupted, and httpcore gives each address all of the time anew.
asyncio has both in its hand.
"""

from __future__ import annotations

import contextlib
import ipaddress
import math
import socket
import sys
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any


def connect(backend: Any, host: str, port: int, timeout: float | None, **options: Any) -> Any:
    """A stream of httpcore's `backend` to the first address that answers; each has an equal share of the time left.

    Raises:
        httpcore.ConnectError: There is no such name, or nobody there.
        httpcore.ConnectTimeout: The time is over.
    """
    from httpcore import ConnectError, ConnectTimeout  # here, because a program without a client need not pay for it

    ends = math.inf if timeout is None else monotonic() + timeout
    failure: Exception | None = None
    addresses = _addresses(host, port, timeout)
    for number, address in enumerate(addresses):
        left = ends - monotonic()
        if left <= 0:
            break
        share = None if left == math.inf else left / (len(addresses) - number)
        try:
            return backend.connect_tcp(host=address, port=port, timeout=share, **options)
        except (ConnectError, ConnectTimeout) as error:
            failure = error
    raise failure or ConnectTimeout("timed out")


def _addresses(host: str, port: int, timeout: float | None) -> list[str]:
    from httpcore import ConnectError, ConnectTimeout

    with contextlib.suppress(ValueError):
        return [str(ipaddress.ip_address(host))]
    found: SimpleQueue[list[str] | BaseException] = SimpleQueue()
    _begin(lambda: found.put(_resolved(host, port)))
    try:
        outcome = found.get(timeout=None if timeout is None else min(timeout, threading.TIMEOUT_MAX))
    except Empty:
        raise ConnectTimeout("the name was not resolved in time") from None
    if isinstance(outcome, (OSError, UnicodeError)):  # the latter for names that no resolver is asked for
        raise ConnectError(outcome) from None
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


def _resolved(host: str, port: int) -> list[str] | BaseException:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except BaseException as error:
        return error
    return list(dict.fromkeys(str(address[4][0]) for address in found))


def _begin(work: Callable[[], None]) -> None:
    """In a thread that a program does not wait for at its end; here, where none can be started."""
    if not sys.is_finalizing():  # from then on whoever starts one waits for ever
        try:
            threading.Thread(target=work, name="bitrix24 resolving", daemon=True).start()
            return
        except RuntimeError:
            pass
    work()
