"""Redirects: a portal that was renamed answers 302 with its new address, and the call is then made there, as it was; a
link to a file may lead on to where the file lies.
"""

from __future__ import annotations

from typing import Final

import httpx

from ..errors import BadAnswer
from .effects import Reply, Request
from .origin import may_fetch, may_move, origin_of

_STATUSES: Final = frozenset({301, 302, 303, 307, 308})


def new_portal(request: Request, reply: Reply) -> str | BadAnswer | None:
    """The portal's new origin, if this is such an answer; None if it is none.

    It must lead to the same path on another portal. Elsewhere (a login page) the call is not sent: it carries the
    secret. An error, if the portal is said to be at an address that the secret is not entrusted to.
    """
    if reply.status not in _STATUSES:
        return None
    location = reply.headers.get("location", "")
    old, new = origin_of(request.url), origin_of(location)
    if old is None or new is None or old == new or _path(location) != _path(request.url):
        return None
    if may_move(old, new):
        return new
    message = f"redirected to {new}, where the credentials are not sent; if the portal is there, give the client that"
    return _refusal(f"{message} address", reply, request)


def next_link(request: Request, reply: Reply) -> Request | BadAnswer | None:
    """The request for where a link leads on, if it does; an error, if it must not be followed."""
    if reply.status not in _STATUSES or "location" not in reply.headers:
        return None
    try:
        link = str(httpx.URL(request.url).join(reply.headers["location"]))
    except (httpx.InvalidURL, UnicodeError):
        link = ""
    old, new = origin_of(request.url) or "", origin_of(link)
    if new is None:
        return _refusal("redirected to what is no address", reply, request)
    if not may_fetch(old, new):
        return _refusal(f"redirected to {new}, which is not followed from {old}", reply, request)
    limits = request.timeout, request.verb, request.largest, request.left
    return Request(request.name, link, request.body, request.headers, *limits)


def _refusal(message: str, reply: Reply, request: Request) -> BadAnswer:
    error = BadAnswer(f"{message} (HTTP {reply.status})", request.name, may_have_run=False)
    error.status = reply.status
    return error


def _path(url: str) -> str:
    return url.partition("://")[2].partition("/")[2].partition("?")[0]
