"""Text without its secrets: what is replaced, in which words, and in which records of the log."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitrix24 import Client
from bitrix24._core.convert import boolean, shorten
from bitrix24._core.method import Method
from bitrix24._core.redact import hide_secrets_in_logs, redact
from bitrix24._core.views import View
from bitrix24.errors import Bitrix24Error
from bitrix24.response import Response
from tests.runtime.stub_portal import Answer, running

PIN = Method("tasks.flow.Flow.pin", boolean)
SECRET = "secret123"


def test_httpx_still_logs_each_request(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "httpx")
    with running(lambda _: Answer()) as stub, Client(stub.url) as client:
        client.invoke(PIN, {"flowId": 1})
    told = [record.getMessage() for record in caplog.records if record.name == "httpx"]
    own = f'HTTP Request: POST {stub.origin}/rest/1/***/tasks.flow.Flow.pin "HTTP/1.1 200 OK"'
    assert [line for line in told if stub.origin in line] == [own]


def test_other_records_of_httpx_stay_as_they_are(caplog: pytest.LogCaptureFixture) -> None:
    hide_secrets_in_logs()
    logging.getLogger("httpx").warning("GET %s", "https://example.org/rest/of/the/path")
    assert caplog.records[-1].args == ("https://example.org/rest/of/the/path",)


@pytest.mark.parametrize("result", [f"https://p.example/?auth={SECRET}&x=1", [{"auth": SECRET}], {"auth": SECRET}])
def test_a_result_of_another_shape_is_shown_without_the_token_in_it(result: object) -> None:
    with running(lambda _: Answer({"result": result})) as stub, Client(stub.url) as client:
        with pytest.raises(Bitrix24Error) as caught:
            client.invoke(PIN, {})
        assert "***" in str(caught.value)
        assert SECRET not in repr([caught.value, caught.value.__context__])


def test_links_in_results_are_shown_without_their_token() -> None:
    link = f"https://p.example/rest/upload.json?auth={SECRET}&token=disk%7C{SECRET}{'x' * 500}"
    for value in (View({"uploadUrl": link, "auth": SECRET}), Response({"url": link}, None, None, None, 200, {})):
        assert SECRET not in repr(value)
    assert shorten([link]) == "['https://p.example/rest/upload.json?auth=***&token=***']"


def test_the_filter_is_installed_once() -> None:
    hide_secrets_in_logs()
    before = list(logging.getLogger("httpx").filters)
    hide_secrets_in_logs()
    assert logging.getLogger("httpx").filters == before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://p/rest/1/abc/m", "https://p/rest/1/***/m"),
        ("https://p/rest/api/12/abc", "https://p/rest/api/12/***"),
        ("(b'/rest/1/abc/m')", "(b'/rest/1/***/m')"),
        ("?next=%2Frest%2F1%2Fabc%2Fm", "?next=%2Frest%2F1%2F***%2Fm"),
        ("/rest/m?auth=abc&x=1", "/rest/m?auth=***&x=1"),
        ('{"access_token":"abc","x":1}', '{"access_token":"***","x":1}'),
        ('{"refresh_token": "abc"}', '{"refresh_token": "***"}'),
        ("(b'Authorization', b'Bearer abc.d-e')", "(b'Authorization', b'Bearer ***')"),
        ("client_secret=abc&code=5", "client_secret=***&code=***"),
        ("/token/?code=abc&state=1", "/token/?code=***&state=1"),
        ('Flow not found (code "0", HTTP 400)', 'Flow not found (code "0", HTTP 400)'),
        ("/rest/of/the/path", "/rest/of/the/path"),
    ],
)
def test_redact(text: str, expected: str) -> None:
    assert redact(text) == expected
    assert redact(expected) == expected


@given(
    st.text("abc/ &?", max_size=20), st.from_regex(r"[a-z0-9]{8,20}", fullmatch=True), st.text("abc/ &?", max_size=20)
)
def test_a_known_secret_is_hidden_in_any_text(before: str, secret: str, after: str) -> None:
    assert secret not in redact(before + secret + after, [secret])
