# Copied from generator/runtime/_core/redact.py by "python -m generator generate". Edit that file.
"""Keeps secrets out of text: error messages, reprs, and the log records that httpx writes about our requests."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Final, cast

from .json_types import is_map

HIDDEN: Final = "***"

# A slash may be percent-encoded where one URL is quoted inside another, and has a backslash before it in PHP's JSON,
# two where that is quoted.
_SLASH: Final = r"(?:\\{0,2}/|%2[Ff]|\\u002[Ff])"
_WEBHOOK_CODE: Final = re.compile(
    rf"((?:{_SLASH}|(?<![\w%-]))rest{_SLASH}(?:api{_SLASH})?\d+{_SLASH})[^/\s?#%&\"'<>\\]+", re.IGNORECASE
)
_TOKEN_NAMES: Final = (
    "auth|access_token|refresh_token|client_secret|application_token|AUTH_ID|REFRESH_ID|APP_SID"
    "|APPLICATION_TOKEN|event_token|EVENT_TOKEN"
)
# So may a quotation mark.
_QUOTE: Final = r"(?:\\{0,3}[\"']|%22)"
_TOKEN: Final = re.compile(
    rf"(?:\b|(?<=%5[Bb])|(?<=%22))((?:{_TOKEN_NAMES})(?:{_QUOTE}|\]|%5[Dd])?(?:=|: ?|%3[DdAa])(?:%20|\+)?{_QUOTE}?)"
    r"[^&\s\"',;<>}\\]+"
)
_BEARER: Final = re.compile(r"\b(Bearer )[^\s\"',;<>]+")
_IN_QUERY: Final = re.compile(r"([?&](?:code|token)=)[^&\s\"'#]+")

_USER_INFO: Final = re.compile(r"(?<=://)[^\s/?#@]+@")

# By what name tools record a secret, or a query without its question mark.
_SECRET_KEYS: Final = frozenset(_TOKEN_NAMES.lower().split("|")) | {"authorization"}
_QUERY_KEYS: Final = frozenset({"http.query", "url.query", "query_string", "query"})
_DEEPEST_RECORD: Final = 50

# Shorter secrets would hide half of an innocent text.
_SHORTEST_SECRET: Final = 6

# The loggers that write URLs or headers of requests; a filter on a parent does not see its children's records.
_HTTP_LOGGERS: Final = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
    "hpack.hpack",
    "hpack.table",
)


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """The text with webhook codes, tokens and the given secrets replaced by `***`."""
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, HIDDEN)
    text = _WEBHOOK_CODE.sub(rf"\1{HIDDEN}", text)
    text = _TOKEN.sub(rf"\1{HIDDEN}", text)
    text = _BEARER.sub(rf"\1{HIDDEN}", text)
    text = _USER_INFO.sub(f"{HIDDEN}@", text)
    return _IN_QUERY.sub(rf"\1{HIDDEN}", text)


def scrubbed(record: object, depth: int = 0) -> object:
    """A copy of maps, lists and texts without secrets; what lies deeper than anybody looks is left out."""
    if isinstance(record, str):
        return redact(record)
    if isinstance(record, bytes):
        return redact(record.decode("utf-8", "replace")).encode()
    if depth > _DEEPEST_RECORD:
        return HIDDEN
    if is_map(record):
        return {key: _value(key, value, depth + 1) for key, value in record.items()}
    if isinstance(record, (list, tuple)):
        items = [scrubbed(item, depth + 1) for item in cast("list[object]", record)]
        return items if isinstance(record, list) else tuple(items)
    return record


def _value(key: object, value: object, depth: int) -> object:
    name = str(key).lower()
    if name in _SECRET_KEYS and isinstance(value, (str, bytes)) and value:
        return HIDDEN
    if name in _QUERY_KEYS and isinstance(value, str):
        return redact(f"?{value}")[1:]
    return scrubbed(value, depth)


class RedactingFilter(logging.Filter):
    """Rewrites a record that holds a secret and lets every record pass; records without one stay as they are."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        clean = redact(text)
        if clean != text:
            record.msg, record.args = clean, ()
        return True


_FILTER: Final = RedactingFilter()


def hide_secrets_in_logs() -> None:
    """Put the filter on httpx's loggers; every client does so when it is made, and a second time changes nothing.

    httpx logs each URL at INFO, and in a webhook's URL the code is a password. A filter on those loggers leaves levels,
    handlers and all other records to the application.
    """
    for name in _HTTP_LOGGERS:
        logging.getLogger(name).addFilter(_FILTER)
