# Copied from generator/runtime/_core/envelope.py by "python -m generator generate". Edit that file.
"""Reads the HTTP answer to a call: the portal's envelope, or the error that it is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, cast

from ..errors import (
    ApiError,
    AuthError,
    BadAnswer,
    FieldProblem,
    MethodNotFound,
    NotFound,
    OperatingLimit,
    Overloaded,
    PermissionDenied,
    PortalError,
    RateLimited,
    TokenExpired,
    ValidationError,
)
from ..response import Response, Time
from . import fast_json
from .convert import ConvertError, integer, optional
from .effects import Reply
from .json_types import is_list, is_map
from .rate_limits import seconds_until_reset

# Takes the secrets of the credentials out of a text.
Hide: TypeAlias = Callable[[str], str]

_SNIPPET: Final = 200
_SHOWN_FROM: Final = 20 * _SNIPPET
_MARKUP: Final = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)

_V3_PREFIX: Final = re.compile(r"BITRIX_REST_V3_(?:[A-Z]+_)?EXCEPTION_")

# What is decided here is decided a second time in generator/api/errors.py, by which the generated tests judge.
_BY_CODE: Final[dict[str, type[ApiError]]] = {
    "EXPIRED_TOKEN": TokenExpired,
    "NO_AUTH_FOUND": AuthError,
    "INVALID_TOKEN": AuthError,
    "INVALID_GRANT": AuthError,
    "INVALID_CLIENT": AuthError,
    "AUTHORIZATION_ERROR": AuthError,
    "ERROR_OAUTH": AuthError,
    "APPLICATION_NOT_FOUND": AuthError,
    "INVALID_CREDENTIALS": PermissionDenied,
    "INSUFFICIENT_SCOPE": PermissionDenied,
    "INSUFFICIENTSCOPEEXCEPTION": PermissionDenied,
    "ACCESS_DENIED": PermissionDenied,
    "USER_ACCESS_ERROR": PermissionDenied,
    "PAYMENT_REQUIRED": PermissionDenied,
    "WRONG_AUTH_TYPE": PermissionDenied,
    "ERROR_METHOD_NOT_FOUND": MethodNotFound,
    "METHODNOTFOUNDEXCEPTION": MethodNotFound,
    "QUERY_LIMIT_EXCEEDED": RateLimited,
    "RATELIMITEXCEPTION": RateLimited,
    "OPERATION_TIME_LIMIT": OperatingLimit,
    "OVERLOAD_LIMIT": Overloaded,
    "INTERNAL_SERVER_ERROR": PortalError,
    "ERROR_UNEXPECTED_ANSWER": PortalError,
    "PORTAL_DELETED": PortalError,
}
# These statuses say more than a code that nobody knows.
_BY_STATUS: Final[dict[int, type[ApiError]]] = {
    401: AuthError,
    402: PermissionDenied,
    403: PermissionDenied,
    429: RateLimited,
}
# The classic methods have errors without a code; these texts are the same on every portal.
_NO_CODE: Final = ("", "0")
_BY_TEXT: Final[dict[str, type[ApiError]]] = {"not found": NotFound, "access denied": PermissionDenied}

_NO_ACCESS: Final = ("ACCESS_DENIED", "ACCESS_ERROR", "ACCESSDENIEDEXCEPTION")
_V3_PLAN: Final = ("LICENSE", "RESTUNAVAILABLE")


def read(method: str, reply: Reply, hide: Hide) -> Response | ApiError | BadAnswer:
    """The answer to a call of `method`, or the error that it is, as a value.

    An ApiError where the portal says so in `error`, whatever the HTTP status is; a BadAnswer where it is not its
    JSON, or what a status of 429 or 5xx says alone.
    """
    body = _object(reply)
    if body is None:
        return _unreadable(method, reply, hide, f"{_kind(reply)} instead of a JSON object")
    if _is_error(body):
        error = error_of(method, reply.status, body, hide)
        if isinstance(error, RateLimited):
            error.retry_after = _retry_after(reply)
        return error
    if "result" not in body:
        return _unreadable(method, reply, hide, "JSON with neither result nor error")
    return Response(
        result=body["result"],
        total=count_of(body.get("total")),
        next=count_of(body.get("next")),
        time=time_of(body.get("time")),
        status=reply.status,
        headers=reply.headers,
    )


def _object(reply: Reply) -> dict[str, Any] | None:
    value: object = fast_json.decoded(reply.body)
    if value is None:
        try:
            value = json.loads(_text_of(reply))
        except (ValueError, RecursionError):
            return None
    reply.body = reply.body[:_SHOWN_FROM]
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def _text_of(reply: Reply) -> str:
    """As `json.loads` decodes it. Of the bytes only what messages show is kept: beside the text and the values made
    from it, those of a large answer would take as much memory once more.
    """
    text = reply.body.decode(json.detect_encoding(reply.body), "surrogatepass")
    reply.body = reply.body[:_SHOWN_FROM]
    return text


def _is_error(body: Mapping[str, Any]) -> bool:
    """The key decides, not its truth: code "0" and an empty code are errors. null or [] beside a result is none."""
    return "error" in body and not ("result" in body and body["error"] in (None, [], {}, False))


def count_of(value: object) -> int | None:
    """A `total` or `next`, if it is one."""
    try:
        return optional(integer)(value)
    except ConvertError:
        return None


def time_of(value: object) -> Time | None:
    """A `time`, if it is one."""
    return Time(value) if is_map(value) else None


def error_of(method: str, status: int, body: Mapping[str, Any], hide: Hide) -> ApiError:
    """The error that a body with the key `error` is: of an answer, or of one command in a batch."""
    error: object = body["error"]
    details = error if is_map(error) else {"code": error, "message": body.get("error_description")}
    code, text = _text(details.get("code")), _text(details.get("message"))
    result = _class(code, text, status)(hide(code), hide(text), status, method)
    if isinstance(result, ValidationError):
        result.fields = _field_problems(details.get("validation"), hide)
    if isinstance(result, OperatingLimit):
        result.retry_after = seconds_until_reset(time_of(body.get("time")))
    return result


def _text(value: object) -> str:
    """Half a character in it, as a portal makes that cuts its texts by bytes, would let no message be printed."""
    text = (value or "") if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if text.isascii() else text.encode(errors="replace").decode()


def _class(code: str, text: str, status: int) -> type[ApiError]:
    name = code.strip().upper()
    plain = _V3_PREFIX.sub("", name)
    v3 = plain != name
    known = _BY_CODE.get(plain) or (_BY_CODE.get(plain.rpartition("_")[2]) if v3 else None)
    if known is not None:
        return known
    if v3 and any(word in plain for word in _V3_PLAN):
        return PermissionDenied
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if name.endswith(_NO_ACCESS):
        return PermissionDenied
    if status >= 500:
        return PortalError
    if name.endswith("NOT_FOUND") or (v3 and plain.endswith("NOTFOUNDEXCEPTION")):
        return NotFound
    if v3:  # it has a class of exceptions for each way to get the parameters wrong
        return ValidationError
    if name in _NO_CODE:
        return _BY_TEXT.get(text.strip(" .!").lower(), NotFound if status == 404 else ApiError)
    return NotFound if status == 404 else ApiError


def may_have_expired(error: object) -> bool:
    """Can another token help? REST 3.0 answers every failed authentication alike, also that by an expired token."""
    if not isinstance(error, AuthError):
        return False
    return isinstance(error, TokenExpired) or _V3_PREFIX.match(error.code.strip().upper()) is not None


def _field_problems(validation: object, hide: Hide) -> tuple[FieldProblem, ...]:
    return tuple(
        FieldProblem(_text(problem.get("field")), hide(_text(problem.get("message"))))
        for problem in (validation if is_list(validation) else ())
        if is_map(problem)
    )


def _kind(reply: Reply) -> str:
    return reply.headers.get("content-type", "no content type").partition(";")[0] if reply.body else "an empty body"


def _unreadable(method: str, reply: Reply, hide: Hide, what: str) -> ApiError | BadAnswer:
    message = f"{hide(what)[:_SNIPPET]}{_snippet(reply.body, hide)}"
    if reply.status == 429:
        limited = RateLimited("", message, reply.status, method)
        limited.retry_after = _retry_after(reply)
        return limited
    if reply.status >= 500:
        return PortalError("", message, reply.status, method)
    error = BadAnswer(f"{message} (HTTP {reply.status})", method)
    error.status = reply.status
    return error


def _retry_after(reply: Reply) -> float | None:
    """Seconds, where whatever stands before the portal says so."""
    text = reply.headers.get("retry-after", "").strip()
    return float(text) if text.isascii() and text.isdigit() else None


def _snippet(body: bytes | bytearray, hide: Hide) -> str:
    """The first words of the body, without markup and secrets, ready to follow the message."""
    text = body[:_SHOWN_FROM].decode("utf-8", "replace")
    words = " ".join(_MARKUP.sub(" ", hide(text)).split())
    return f": {words[:_SNIPPET]}" if words else ""
