"""Keeps secrets out of text: error messages, reprs, and the log records that httpx writes about our requests."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Final

HIDDEN: Final = "***"

# A slash may be percent-encoded where one URL is quoted inside another.
_SLASH: Final = r"(?:/|%2[Ff])"
_WEBHOOK_CODE: Final = re.compile(rf"({_SLASH}rest{_SLASH}(?:api{_SLASH})?\d+{_SLASH})[^/\s?#%&\"'<>\\]+")
_TOKEN_NAMES: Final = (
    "auth|access_token|refresh_token|client_secret|application_token|AUTH_ID|REFRESH_ID|APP_SID"
    "|APPLICATION_TOKEN|event_token|EVENT_TOKEN"
)
_TOKEN: Final = re.compile(
    rf"(?:\b|(?<=%5[Bb]))((?:{_TOKEN_NAMES})(?:[\"'\]]|%5[Dd])?(?:=|: ?|%3[Dd])[\"']?)[^&\s\"',;<>}}]+"
)
_BEARER: Final = re.compile(r"\b(Bearer )[^\s\"',;<>]+")
_IN_QUERY: Final = re.compile(r"([?&](?:code|token)=)[^&\s\"'#]+")

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
    return _IN_QUERY.sub(rf"\1{HIDDEN}", text)


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
