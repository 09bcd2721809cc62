"""Which class of error a documented refusal is: by its code, else by its HTTP status."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ..spec.model import Error

# What a refusal without a documented HTTP status is answered with.
USUAL_STATUS: Final = 400

_V3_PREFIX: Final = re.compile(r"bitrix_rest_v3_(?:[a-z]+_)?exception_")

_BY_CODE: Final[Mapping[str, str]] = {
    "expired_token": "TokenExpired",
    "no_auth_found": "AuthError",
    "invalid_token": "AuthError",
    "invalid_credentials": "PermissionDenied",
    "insufficient_scope": "PermissionDenied",
    "user_access_error": "PermissionDenied",
    "access_denied": "PermissionDenied",
    "accessdeniedexception": "PermissionDenied",
    "insufficientscopeexception": "PermissionDenied",
    "error_method_not_found": "MethodNotFound",
    "methodnotfoundexception": "MethodNotFound",
    "query_limit_exceeded": "RateLimited",
    "operation_time_limit": "OperatingLimit",
    "overload_limit": "Overloaded",
    "internal_server_error": "PortalError",
    "error_unexpected_answer": "PortalError",
    "portal_deleted": "PortalError",
}
_BY_STATUS: Final[Mapping[int, str]] = {401: "AuthError", 403: "PermissionDenied", 404: "NotFound"}


def error_class(error: Error) -> str:
    """The name of a class in `bitrix24.errors`."""
    code = error.code.strip().lower()
    status = error.status or USUAL_STATUS
    v3 = _V3_PREFIX.match(code) is not None
    known = _BY_CODE.get(_V3_PREFIX.sub("", code))
    if known is not None:
        return known
    if status >= 500:
        return "PortalError"
    if code.endswith("not_found") or (v3 and code.endswith("notfoundexception")):
        return "NotFound"
    if code.endswith("access_denied"):
        return "PermissionDenied"
    return "ValidationError" if v3 else _BY_STATUS.get(status, "ApiError")
