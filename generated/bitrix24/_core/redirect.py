# Copied from generator/runtime/_core/redirect.py by "python -m generator generate". Edit that file.
"""A portal that was renamed answers 302 with its new address; the call is then made there, as it was."""

from __future__ import annotations

from typing import Final

from .effects import Reply, Request
from .origin import may_move, origin_of

_STATUSES: Final = frozenset({301, 302, 303, 307, 308})


def new_portal(request: Request, reply: Reply) -> str | None:
    """The portal's new origin, if this is such an answer; None if it is none, or one that must not be followed.

    It must lead to the same path on another portal. Elsewhere (a login page, another site) the call is not sent: it
    carries the secret.
    """
    if reply.status not in _STATUSES:
        return None
    location = reply.headers.get("location", "")
    old, new = origin_of(request.url), origin_of(location)
    if old is None or new is None or old == new:
        return None
    same_path = _path(location) == _path(request.url)
    return new if same_path and may_move(old, new) else None


def _path(url: str) -> str:
    return url.partition("://")[2].partition("/")[2].partition("?")[0]
