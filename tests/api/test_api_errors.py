"""Which class a documented refusal is; the client decides it by a table of its own, and both say the same."""

from __future__ import annotations

from itertools import product

import pytest

from bitrix24._core.envelope import error_of
from generator.api.errors import USUAL_STATUS, error_class
from generator.spec.model import Error
from tests.making import documented

V3 = "BITRIX_REST_V3_EXCEPTION_"
CODES = ("expired_token", "APPLICATION_NOT_FOUND", "NO_AUTH_FOUND", "insufficient_scope", "PAYMENT_REQUIRED")
OWN_CODES = ("", "0", "X", "X_NOT_FOUND", "X_ACCESS_DENIED", "ACCESS_ERROR", "QUERY_LIMIT_EXCEEDED", "WRONG_AUTH_TYPE")
V3_CODES = (
    *("ACCESSDENIEDEXCEPTION", "RATELIMITEXCEPTION", "RESTUNAVAILABLEEXCEPTION", "LICENSE_LICENSEEXCEPTION"),
    *("ENTITYNOTFOUNDEXCEPTION", "INSUFFICIENTSCOPEEXCEPTION", "X_RATELIMITEXCEPTION", "UNHEARDOFEXCEPTION"),
)
STATUSES = (200, 400, 401, 402, 403, 404, 405, 422, 429, 500, 503)
MESSAGES = (None, "Not found", "Access denied.", "Flow not found")


def in_client(error: Error) -> str:
    body = {"error": error.code, "error_description": error.message}
    return type(error_of("some.method", error.status or USUAL_STATUS, body, str)).__name__


@pytest.mark.parametrize("code", [*CODES, *OWN_CODES, *(V3 + code for code in V3_CODES)])
def test_the_client_takes_every_refusal_for_the_same(code: str) -> None:
    errors = [Error(code, message, status) for status, message in product(STATUSES, MESSAGES)]
    assert [in_client(error) for error in errors] == [error_class(error) for error in errors]


@pytest.mark.slow
def test_the_client_takes_every_documented_refusal_for_the_same() -> None:
    specs = documented()
    errors = [*specs.errors, *(error for method in specs.methods.values() for error in method.errors)]
    assert len(errors) > 5_000
    assert not [error for error in errors if in_client(error) != error_class(error)]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Error("", "Not found", 400), "NotFound"),
        (Error("", "Access denied", None), "PermissionDenied"),
        (Error("", "Flow not found", 400), "ApiError"),
        (Error("X_NOT_FOUND", None, 401), "AuthError"),
        (Error(f"{V3}UNHEARDOFEXCEPTION", None, 429), "RateLimited"),
        (Error(f"{V3}UNHEARDOFEXCEPTION", None, 400), "ValidationError"),
    ],
)
def test_what_a_refusal_is(error: Error, expected: str) -> None:
    assert error_class(error) == expected
