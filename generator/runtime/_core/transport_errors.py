"""Translates httpx's exceptions into the client's; they are not chained, as they hold the URL with its secret."""

from __future__ import annotations

import ssl
from typing import Final, TypeAlias

import httpx

from ..errors import AnswerTooLarge, BadAnswer, ConnectionFailed, TimedOut, TransportError
from .exchange import TooLarge
from .redact import redact

# What httpx raises when it sends: the second and third for a `Location` that is no address, which it reads even where
# it is told not to follow it; the last where TLS ends with an alert, which httpcore does not translate in asyncio.
Failure: TypeAlias = "httpx.RequestError | httpx.InvalidURL | UnicodeError | ssl.SSLError"
FAILURES: Final = (httpx.RequestError, httpx.InvalidURL, UnicodeError, ssl.SSLError)

# These end before the first byte of the request leaves.
_NOT_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


def translate(error: Failure, name: str) -> TransportError:
    """The error of ours for one of `FAILURES`; `name` is the method or whatever was asked for."""
    if isinstance(error, ssl.SSLError):
        error = httpx.ReadError(str(error))
    if not isinstance(error, httpx.RequestError) or _is_odd_redirect(error):
        odd = BadAnswer("redirected to what is no address", name)
        odd.status = 302  # so that it is not asked again
        return odd
    detail = redact(_detail(error)) or "no details"
    message = f"{_what(error)} ({type(error).__name__}: {detail}){_remedy(error, detail)}"
    translated = _class(error)(message, name, not isinstance(error, _NOT_SENT))
    if isinstance(translated, BadAnswer) and isinstance(error, httpx.TooManyRedirects):
        translated.status = 302  # so that nobody walks in the circle again
    return translated


def _detail(error: httpx.RequestError) -> str:
    """Without the header that cannot be sent: it may be the token's."""
    return str(error).partition(" b'")[0] if isinstance(error, httpx.LocalProtocolError) else str(error)


def _is_odd_redirect(error: httpx.RequestError) -> bool:
    return isinstance(error, httpx.RemoteProtocolError) and "location header" in str(error)


def _class(error: httpx.RequestError) -> type[TransportError]:
    if isinstance(error, httpx.TimeoutException):
        return TimedOut
    if isinstance(error, TooLarge):
        return AnswerTooLarge
    if isinstance(error, (httpx.DecodingError, httpx.TooManyRedirects)):
        return BadAnswer
    return ConnectionFailed


def _what(error: httpx.RequestError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "timed out"
    if isinstance(error, TooLarge):
        return "the answer is too large"
    if isinstance(error, httpx.DecodingError):
        return "the answer cannot be decompressed"
    if isinstance(error, httpx.TooManyRedirects):
        return "redirected in a circle"
    return "no connection" if isinstance(error, _NOT_SENT) else "the connection was lost"


def _remedy(error: httpx.RequestError, detail: str) -> str:
    """What the program can do about it, ready to follow the message."""
    if isinstance(error, TooLarge):
        return "; ask for less, or give the client max_answer="
    if isinstance(error, httpx.ProxyError):
        return "; this is the proxy: see the client's proxy=, or HTTPS_PROXY in the environment"
    if isinstance(error, (httpx.RemoteProtocolError, httpx.ReadError)) and _by_http(error):
        return "; it was asked by http: does the portal want https?"
    if not isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)):
        return ""
    lower = detail.lower()
    if "certificate" in lower:
        return (
            "; if the portal or a proxy has a certificate of its own, give the client those to trust: "
            'verify="ca.pem" or ssl.SSLContext'
        )
    if "wrong_version_number" in lower or "record layer" in lower:
        return "; what answers there does not speak TLS: is it http, or a proxy in between?"
    return "; where the way out leads through a proxy, give the client proxy="


def _by_http(error: httpx.RequestError) -> bool:
    try:
        return error.request.url.scheme == "http"
    except RuntimeError:  # it has none
        return False
