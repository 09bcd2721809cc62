# Copied from generator/runtime/_core/request.py by "python -m generator generate". Edit that file.
"""Builds the HTTP request of a call."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias, cast

import httpx

from .._version import USER_AGENT
from ..auth import Credentials
from ..errors import CredentialsError
from .batch_reference import MARK, no_text
from .convert import shorten
from .effects import Request
from .encode import encode
from .header_text import fits_header
from .json_types import is_map
from .method import Method
from .session import Options

HEADERS: Final[Mapping[str, str]] = {
    "User-Agent": USER_AGENT,
    "Accept": "application/json",
    "Content-Type": "application/json",
}

# Of a call; a batch of REST 3.0 is a list of calls.
Body: TypeAlias = Mapping[str, object] | list[object]

_MARK: Final = MARK.encode()

# Made once: json.dumps makes a new encoder on each call that has options.
_to_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def body_of(method: Method[Any], params: Mapping[str, object], extra: Mapping[str, object] | None) -> dict[str, object]:
    """The parameters of one call as JSON values.

    Args:
        params: By wire name; OMIT is left out.
        extra: Parameters by wire name that override those of `params`; of an object in both, key by key.

    Raises:
        TypeError, ValueError: A value cannot be sent, two names differ only in case, or an argument that goes by
            position is left out before another.
    """
    try:
        body = encode(_together(params, extra) if extra else params, method.formats)
    except RecursionError:
        raise ValueError(f"{method.name}: a parameter is part of itself, or nested too deep") from None
    _refuse_ambiguous_names(method.name, body)
    return _in_order(method, body) if method.positional else body


def _together(params: Mapping[str, object], extra: Mapping[str, object]) -> dict[str, object]:
    if not is_map(extra):  # unchecked programs hand on what they have
        raise TypeError(f"extra: expected parameters by their wire names, got {shorten(extra)}")
    together = dict(params)
    for name, value in extra.items():
        known = together.get(name)
        if isinstance(known, Mapping) and isinstance(value, Mapping):
            value = {**cast("Mapping[object, object]", known), **cast("Mapping[object, object]", value)}
        together[name] = value
    return together


def _in_order(method: Method[Any], body: dict[str, object]) -> dict[str, object]:
    """The portal takes these arguments by position, whatever their names: one left out shifts all that follow."""
    unknown = [name for name in body if name not in method.positional]
    if unknown:
        raise ValueError(f"{method.name} takes {', '.join(method.positional)} by position; {unknown[0]!r} has none")
    given = method.positional[: len(body)]
    missing = [name for name in given if name not in body]
    if missing:
        raise ValueError(
            f"{method.name} takes its arguments by position: {missing[0]!r} cannot be left out before others"
        )
    return {name: body[name] for name in given}


def headers_of(request_id: str, key: str | None) -> Mapping[str, str]:
    """The headers of a call; `key`: the idempotency key, if one is sent."""
    headers = {**HEADERS, "X-Request-ID": request_id}
    if key is not None:
        headers["Idempotency-Key"] = key
    return headers


def build(
    credentials: Credentials,
    method: Method[Any],
    body: Body,
    headers: Mapping[str, str],
    options: Options,
    left: float | None = None,
    portal: str | None = None,
) -> Request:
    """The request of one attempt, with the access token of the moment.

    Args:
        body: From `body_of`.
        headers: From `headers_of`.
        left: Seconds that the call has left, or None.
        portal: The origin that it is sent to in the place of the credentials' own.

    Raises:
        ValueError: A parameter has the name of the access token's.
    """
    # No local of these frames may hold a secret: a traceback may show them.
    content = _to_json(_with_token(method.name, body, credentials)).encode()
    if _MARK in content:
        del content
        raise no_text(method.name)
    url = _base(credentials, method.rest, portal) + method.name
    return Request(
        method.name,
        url,
        content,
        _with_bearer(headers, body, credentials),
        options.timeout if left is None else _shortened(options.timeout, left),
        largest=options.max_answer,
        left=left,
    )


def _shortened(timeout: httpx.Timeout, left: float) -> httpx.Timeout:
    limits = {name: left if seconds is None else min(seconds, left) for name, seconds in timeout.as_dict().items()}
    return httpx.Timeout(**limits)


def _base(credentials: Credentials, rest: int, portal: str | None) -> str:
    if portal is None:
        return credentials.base(rest)
    return f"{portal}/rest/{credentials.base(rest).partition('/rest/')[2]}"


def _with_bearer(headers: Mapping[str, str], body: Body, credentials: Credentials) -> Mapping[str, str]:
    """A list has no place for the token."""
    if credentials.token is None or not isinstance(body, list):
        return headers
    if not fits_header(credentials.token):
        raise CredentialsError("the access token holds what no header can carry; it is not sent")
    return {**headers, "Authorization": f"Bearer {credentials.token}"}


def _refuse_ambiguous_names(method: str, names: Iterable[str]) -> None:
    """The portal folds the case of top-level names and keeps the last: of FILTER and filter, one would be lost."""
    seen: dict[str, str] = {}
    for name in names:
        first = seen.setdefault(name.casefold(), name)
        if first != name:
            raise ValueError(f"{method}: {first!r} and {name!r} are one parameter to the portal, which ignores case")


def _with_token(method: str, body: Body, credentials: Credentials) -> Body:
    """The token comes last: before them, it would shift the arguments that go by position."""
    if credentials.token is None or not isinstance(body, Mapping):
        return body
    refuse_token_name(method, body)
    return {**body, "auth": credentials.token}


def refuse_token_name(method: str, names: Iterable[str]) -> None:
    """Raises:
    ValueError: A parameter has the name of the access token's.
    """
    if any(name.casefold() == "auth" for name in names):
        raise ValueError(f"{method}: 'auth' carries the access token of the client's credentials")
