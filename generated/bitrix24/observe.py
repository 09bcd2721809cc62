# Copied from generator/runtime/observe.py by "python -m generator generate". Edit that file.
"""What can be watched of a client: hooks of the caller's, and the log `bitrix24`.

Each attempt is logged at DEBUG; repetitions, renewed tokens and a moved portal at INFO. Neither hooks nor the log are
ever given a secret or a body. What other tools record of the requests has secrets in it: `scrub` is for them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from ._core.redact import scrubbed
from .errors import Bitrix24Error

__all__ = ["NO_HOOKS", "Attempt", "Hooks", "Moved", "Outcome", "Renewed", "scrub"]


class Attempt(NamedTuple):
    """A request that is about to be sent.

    Args:
        method: Wire name.
        rest: 2 or 3.
        number: 1 for the first attempt of a call.
        request_id: Of the call, the same for all its attempts; also sent as the header `X-Request-ID`.
    """

    method: str
    rest: int
    number: int
    request_id: str


class Outcome(NamedTuple):
    """What came of an attempt.

    Args:
        seconds: From sending to the end of the answer.
        status: HTTP status; None if no answer came.
        error: None if the call succeeded.
    """

    attempt: Attempt
    seconds: float
    status: int | None
    error: Bitrix24Error | None


class Moved(NamedTuple):
    """The portal has been renamed: it said so itself, or the authorization server did with a new token.

    Args:
        old: The origin it had, `https://example.bitrix24.com`.
        new: The origin to keep: the next client wants to be made with it.
    """

    old: str
    new: str


class Renewed(NamedTuple):
    """The access token has been refreshed, and the store has the new one.

    Args:
        portal: The portal's origin.
        member_id: The portal's name that never changes, or "".
    """

    portal: str
    member_id: str


class Hooks(NamedTuple):
    """Functions to be called on what happens. What they raise ends the call.

    Args:
        request: Before each request.
        response: After each request.
        moved: Once, when the portal has another address. The store of a `StoredOAuth` has it by then.
        renewed: Once for each refresh, by the client that made it.
    """

    request: Callable[[Attempt], None] | None = None
    response: Callable[[Outcome], None] | None = None
    moved: Callable[[Moved], None] | None = None
    renewed: Callable[[Renewed], None] | None = None


NO_HOOKS: Final = Hooks()


def scrub(record: Any, hint: object = None) -> Any:  # noqa: ARG001  # Sentry gives two
    """What another tool has recorded, in a copy without the secrets of webhooks and applications.

    For Sentry, whose integration of httpx records the URL of each request::

        sentry_sdk.init(dsn, before_breadcrumb=scrub, before_send=scrub, before_send_transaction=scrub)

    Args:
        record: Maps, lists and texts, in one another.
        hint: What Sentry hands over besides; it is not looked at.
    """
    return scrubbed(record)
