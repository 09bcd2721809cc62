"""Answers: what is a result, which error an error is, and what to say of what is neither."""

from __future__ import annotations

import pickle
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitrix24._core import envelope
from bitrix24._core.effects import Reply
from bitrix24._core.redact import redact
from bitrix24.errors import (
    ApiError,
    AuthError,
    BadAnswer,
    Bitrix24Error,
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
from bitrix24.response import Response


def hide(text: str) -> str:
    return redact(text, ["s3cr3tc0de"])


V3 = "BITRIX_REST_V3_EXCEPTION_"


def read(body: bytes | str, status: int = 200, content_type: str = "application/json") -> Response | Bitrix24Error:
    content = body.encode() if isinstance(body, str) else body
    return envelope.read("some.method", Reply(status, httpx.Headers({"content-type": content_type}), content), hide)


def response_of(body: str) -> Response:
    result = read(body)
    assert isinstance(result, Response)
    return result


def error_of(body: bytes | str, status: int = 200, content_type: str = "application/json") -> Any:
    result = read(body, status, content_type)
    assert isinstance(result, Bitrix24Error)
    return result


def test_a_result_with_all_that_can_come_with_it() -> None:
    response = response_of('{"result": [1], "total": "52", "next": 50, "time": {"duration": 0.5, "operating": null}}')
    assert (response.result, response.total, response.next, response.status) == ([1], 52, 50, 200)
    assert response.time is not None
    assert (response.time.duration, response.time.operating) == (0.5, None)
    assert response.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("time", ["null", "[]", '"x"', "5"])
def test_everything_but_the_result_may_be_missing_or_odd(time: str) -> None:
    response = response_of(f'{{"result": null, "time": {time}, "total": "many"}}')
    assert (response.result, response.total, response.next, response.time) == (None, None, None, None)
    assert response_of('{"result": false}').result is False


def test_the_repr_of_a_response_is_short() -> None:
    assert len(repr(response_of('{"result": "' + "x" * 10_000 + '"}'))) < 300


@pytest.mark.parametrize("code", ["0", "", "X"])
def test_the_error_key_decides_whatever_the_status_and_the_code(code: str) -> None:
    error = error_of(f'{{"error": "{code}", "error_description": "Flow not found"}}')
    assert type(error) is ApiError
    assert (error.code, error.message, error.status, error.method) == (code, "Flow not found", 200, "some.method")
    assert error.is_code("other", code)
    assert str(error) == f'some.method: Flow not found (code "{code}", HTTP 200)'


def test_an_error_beside_a_result_is_an_error_unless_it_is_nothing() -> None:
    assert type(error_of('{"result": 1, "error": ""}')) is ApiError
    assert response_of('{"result": 1, "error": null}').result == 1
    assert response_of('{"result": 1, "error": []}').result == 1


def test_codes_compare_without_case_and_are_kept_as_sent() -> None:
    error = error_of('{"error": "Expired_Token"}', 401)
    assert isinstance(error, TokenExpired)
    assert error.is_code("EXPIRED_TOKEN")
    assert error.code == "Expired_Token"


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("expired_token", 401, TokenExpired),
        ("NO_AUTH_FOUND", 401, AuthError),
        ("NO_AUTH_FOUND", 200, AuthError),
        ("ANYTHING", 401, AuthError),
        ("INVALID_CREDENTIALS", 403, PermissionDenied),
        ("insufficient_scope", 403, PermissionDenied),
        ("user_access_error", 403, PermissionDenied),
        ("ACCESS_DENIED", 400, PermissionDenied),
        ("TASK_ACCESS_DENIED", 400, PermissionDenied),
        ("ANYTHING", 403, PermissionDenied),
        ("ERROR_METHOD_NOT_FOUND", 404, MethodNotFound),
        ("ERROR_NOT_FOUND", 400, NotFound),
        ("ANYTHING", 404, NotFound),
        ("QUERY_LIMIT_EXCEEDED", 503, RateLimited),
        ("OPERATION_TIME_LIMIT", 429, OperatingLimit),
        ("OVERLOAD_LIMIT", 503, Overloaded),
        ("INTERNAL_SERVER_ERROR", 500, PortalError),
        ("PORTAL_DELETED", 500, PortalError),
        ("ANYTHING", 502, PortalError),
        ("ANYTHING", 400, ApiError),
        ("ERROR_EXCEPTION", 400, ApiError),
    ],
)
def test_v2_errors_by_what_the_caller_does_next(code: str, status: int, kind: type[ApiError]) -> None:
    assert type(error_of(f'{{"error": "{code}", "error_description": "x"}}', status)) is kind


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("VALIDATION_REQUESTVALIDATIONEXCEPTION", ValidationError),
        ("UNKNOWNDTOPROPERTYEXCEPTION", ValidationError),
        ("ENTITYNOTFOUNDEXCEPTION", NotFound),
        ("ACCESSDENIEDEXCEPTION", PermissionDenied),
        ("INSUFFICIENTSCOPEEXCEPTION", PermissionDenied),
    ],
)
def test_v3_errors(code: str, kind: type[ApiError]) -> None:
    error = error_of(f'{{"error": {{"code": "{V3}{code}", "message": "m"}}}}', 400)
    assert type(error) is kind
    assert (error.code, error.message) == (V3 + code, "m")


def test_v3_validation_says_which_field_and_why() -> None:
    error = error_of(
        f'{{"error": {{"code": "{V3}VALIDATION_REQUESTVALIDATIONEXCEPTION", "message": "m",'
        ' "validation": [{"field": "id", "message": "missing"}, "odd", {}]}}',
        400,
    )
    assert isinstance(error, ValidationError)
    assert error.fields == (FieldProblem("id", "missing"), FieldProblem("", ""))


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ('{"finish": 1700.5, "operating_reset_at": 1750}', 49.5),
        ('{"finish": 1800, "operating_reset_at": 1750}', 0.0),
        ('{"operating_reset_at": 1750}', None),
        ('{"finish": "soon", "operating_reset_at": 1750}', None),
        ("[]", None),
    ],
)
def test_the_operating_limit_says_when_it_ends(time: str, expected: float | None) -> None:
    error = error_of(f'{{"error": "OPERATION_TIME_LIMIT", "time": {time}}}', 429)
    assert isinstance(error, OperatingLimit)
    assert error.retry_after == expected


@pytest.mark.parametrize("code", ["5", "null", '{"a": 1}', '["x"]', "true"])
def test_an_odd_error_is_still_an_api_error(code: str) -> None:
    assert isinstance(error_of(f'{{"error": {code}, "error_description": ["y"]}}', 400), ApiError)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"5", b'{"result": 1', b"\xff\xfe", b"{}", b'{"time": {}}', b"[" * 100_000]
)
@pytest.mark.parametrize(("status", "kind"), [(200, BadAnswer), (403, BadAnswer), (502, PortalError)])
def test_what_is_not_the_portals_json(body: bytes, status: int, kind: type[Bitrix24Error]) -> None:
    error = error_of(body, status)
    assert isinstance(error, (BadAnswer, PortalError))
    assert (type(error), error.status) == (kind, status)
    assert f"HTTP {status}" in str(error)


def test_html_is_quoted_in_words_and_shortly() -> None:
    page = "<html><style>p {}</style><h1>Bad   Gateway</h1>/rest/1/s3cr3tc0de/x " + "y" * 5000 + "</html>"
    error = error_of(page, 502, "text/html; charset=utf-8")
    assert "text/html instead of a JSON object: Bad Gateway /rest/1/***/x y" in str(error)
    assert len(str(error)) < 400


def test_the_portals_text_may_not_repeat_the_secret() -> None:
    assert "s3cr3tc0de" not in str(error_of('{"error": "X", "error_description": "bad code s3cr3tc0de"}', 400))


def test_errors_survive_pickling() -> None:
    error = error_of('{"error": "OPERATION_TIME_LIMIT", "time": {"finish": 1700, "operating_reset_at": 1750}}', 429)
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), copy.retry_after) == (OperatingLimit, str(error), 50.0)


@given(st.binary(), st.sampled_from([200, 302, 401, 500]))
def test_any_body_is_an_answer_or_an_error_of_ours(body: bytes, status: int) -> None:
    result = read(body, status)
    assert isinstance(result, Response) or "some.method" in str(result)
