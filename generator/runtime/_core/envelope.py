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
from .convert import ConvertError, integer, optional
from .effects import Reply
from .json_types import is_list, is_map
from .rate_limits import seconds_until_reset

# Takes the secrets of the credentials out of a text.
Hide: TypeAlias = Callable[[str], str]

_SNIPPET: Final = 200
_MARKUP: Final = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)

_V3_PREFIX: Final = re.compile(r"BITRIX_REST_V3_(?:[A-Z]+_)?EXCEPTION_")

_BY_CODE: Final[dict[str, type[ApiError]]] = {
    "EXPIRED_TOKEN": TokenExpired,
    "NO_AUTH_FOUND": AuthError,
    "INVALID_TOKEN": AuthError,
    "INVALID_CREDENTIALS": PermissionDenied,
    "INSUFFICIENT_SCOPE": PermissionDenied,
    "USER_ACCESS_ERROR": PermissionDenied,
    "ACCESSDENIEDEXCEPTION": PermissionDenied,
    "INSUFFICIENTSCOPEEXCEPTION": PermissionDenied,
    "ACCESS_DENIED": PermissionDenied,
    "ERROR_METHOD_NOT_FOUND": MethodNotFound,
    "METHODNOTFOUNDEXCEPTION": MethodNotFound,
    "QUERY_LIMIT_EXCEEDED": RateLimited,
    "OPERATION_TIME_LIMIT": OperatingLimit,
    "OVERLOAD_LIMIT": Overloaded,
    "INTERNAL_SERVER_ERROR": PortalError,
    "ERROR_UNEXPECTED_ANSWER": PortalError,
    "PORTAL_DELETED": PortalError,
}
_BY_STATUS: Final[dict[int, type[ApiError]]] = {401: AuthError, 403: PermissionDenied, 404: NotFound}


def read(method: str, reply: Reply, hide: Hide) -> Response | ApiError | BadAnswer:
    """The answer to a call of `method`, or the error that it is, as a value.

    An ApiError where the portal says so in `error`, whatever the HTTP status is; a BadAnswer where it is not its
    JSON, or a PortalError if the status is a 5xx.
    """
    body = _object(reply.body)
    if body is None:
        return _unreadable(method, reply, hide, f"{_kind(reply)} instead of a JSON object")
    if _is_error(body):
        return error_of(method, reply.status, body, hide)
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


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


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
    text = _text(details.get("code"))
    result = _class(text, status)(text, hide(_text(details.get("message"))), status, method)
    if isinstance(result, ValidationError):
        result.fields = _field_problems(details.get("validation"), hide)
    if isinstance(result, OperatingLimit):
        result.retry_after = seconds_until_reset(time_of(body.get("time")))
    return result


def _text(value: object) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def _class(code: str, status: int) -> type[ApiError]:
    name = code.strip().upper()
    plain = _V3_PREFIX.sub("", name)
    if plain in _BY_CODE:
        return _BY_CODE[plain]
    if status >= 500:
        return PortalError
    if name.endswith("NOT_FOUND") or plain.endswith("NOTFOUNDEXCEPTION"):
        return NotFound
    if name.endswith("ACCESS_DENIED"):
        return PermissionDenied
    if plain != name:  # REST 3.0 has a class of exceptions for each way to get the parameters wrong
        return ValidationError
    return _BY_STATUS.get(status, ApiError)


def _field_problems(validation: object, hide: Hide) -> tuple[FieldProblem, ...]:
    return tuple(
        FieldProblem(_text(problem.get("field")), hide(_text(problem.get("message"))))
        for problem in (validation if is_list(validation) else ())
        if is_map(problem)
    )


def _kind(reply: Reply) -> str:
    return reply.headers.get("content-type", "no content type").partition(";")[0] if reply.body else "an empty body"


def _unreadable(method: str, reply: Reply, hide: Hide, what: str) -> PortalError | BadAnswer:
    message = f"{what}{_snippet(reply.body, hide)}"
    if reply.status >= 500:
        return PortalError("", message, reply.status, method)
    error = BadAnswer(f"{message} (HTTP {reply.status})", method)
    error.status = reply.status
    return error


def _snippet(body: bytes, hide: Hide) -> str:
    """The first words of the body, without markup and secrets, ready to follow the message."""
    text = body[: 20 * _SNIPPET].decode("utf-8", "replace")
    words = " ".join(_MARKUP.sub(" ", hide(text)).split())
    return f": {words[:_SNIPPET]}" if words else ""
