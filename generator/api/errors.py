"""Which class of error a documented refusal is: by its code, else by its HTTP status."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ..spec.model import Error

# What a refusal without a documented HTTP status is answered with.
USUAL_STATUS: Final = 400

_V3_PREFIX: Final = re.compile(r"bitrix_rest_v3_(?:[a-z]+_)?exception_")

# What is decided here is decided a second time in the client, in runtime/_core/envelope.py: whoever is judged must not
# write the judgement.
_BY_CODE: Final[Mapping[str, str]] = {
    "expired_token": "TokenExpired",
    "no_auth_found": "AuthError",
    "invalid_token": "AuthError",
    "invalid_grant": "AuthError",
    "invalid_client": "AuthError",
    "authorization_error": "AuthError",
    "error_oauth": "AuthError",
    "application_not_found": "AuthError",
    "invalid_credentials": "PermissionDenied",
    "insufficient_scope": "PermissionDenied",
    "insufficientscopeexception": "PermissionDenied",
    "access_denied": "PermissionDenied",
    "user_access_error": "PermissionDenied",
    "payment_required": "PermissionDenied",
    "wrong_auth_type": "PermissionDenied",
    "error_method_not_found": "MethodNotFound",
    "methodnotfoundexception": "MethodNotFound",
    "query_limit_exceeded": "RateLimited",
    "ratelimitexception": "RateLimited",
    "operation_time_limit": "OperatingLimit",
    "overload_limit": "Overloaded",
    "internal_server_error": "PortalError",
    "error_unexpected_answer": "PortalError",
    "portal_deleted": "PortalError",
}
_BY_STATUS: Final[Mapping[int, str]] = {
    401: "AuthError",
    402: "PermissionDenied",
    403: "PermissionDenied",
    429: "RateLimited",
}
# By the end of the code; the first that fits.
_BY_END: Final[tuple[tuple[str, str], ...]] = (
    ("access_denied", "PermissionDenied"),
    ("access_error", "PermissionDenied"),
    ("accessdeniedexception", "PermissionDenied"),
)
# Of an error without a code.
_BY_MESSAGE: Final[Mapping[str, str]] = {"not found": "NotFound", "access denied": "PermissionDenied"}


def error_class(error: Error) -> str:
    """The name of a class in `bitrix24.errors`."""
    code = error.code.strip().lower()
    status = error.status or USUAL_STATUS
    v3 = _V3_PREFIX.match(code) is not None
    plain = _V3_PREFIX.sub("", code)
    known = _BY_CODE.get(plain) or (_BY_CODE.get(plain.split("_")[-1]) if v3 else None)
    if known is not None:
        return known
    if v3 and ("license" in plain or "restunavailable" in plain):
        return "PermissionDenied"
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    for end, name in _BY_END:
        if code.endswith(end):
            return name
    if status >= 500:
        return "PortalError"
    if code.endswith("not_found") or (v3 and code.endswith("notfoundexception")):
        return "NotFound"
    if v3:
        return "ValidationError"
    by_message = _BY_MESSAGE.get((error.message or "").strip(" .!").lower()) if code in ("", "0") else None
    return by_message or ("NotFound" if status == 404 else "ApiError")
