"""The webhook code and the tokens are nowhere to be seen: not in errors, not in tracebacks with locals, not in logs."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitrix24 import AsyncClient, Client, OAuth
from bitrix24.convert import boolean
from bitrix24.errors import Bitrix24Error
from bitrix24.method import Method
from bitrix24.redact import hide_secrets_in_logs, redact
from bitrix24.retries import NO_RETRIES
from tests.runtime.stub_portal import Answer, Fault, Handler, running

PIN = Method("tasks.flow.Flow.pin", boolean)
SECRET = "secret123"
FAILURES: dict[str, Handler] = {
    "closed": lambda _: Fault.CLOSE,
    "half": lambda _: Fault.HALF,
    "silent": lambda _: Fault.SILENCE,
    "html": lambda seen: Answer(f"<p>{seen.path} {seen.body!r}</p>".encode(), 502),
    "echo": lambda seen: Answer({"error": "X", "error_description": f"{seen.path} {seen.body!r}"}, 400),
    "wrong result": lambda _: Answer({"result": "?"}),
    "redirect": lambda seen: Answer(b"", 302, {"Location": f"http://127.0.0.1:9{seen.path}"}),
}


def fail_sync(credentials: str | OAuth) -> None:
    with Client(credentials, timeout=0.2, retries=NO_RETRIES) as client:
        client.invoke(PIN, {"flowId": 1})


def fail_async(credentials: str | OAuth) -> None:
    async def main(client: AsyncClient) -> None:
        async with client:
            await client.invoke(PIN, {"flowId": 1})

    asyncio.run(main(AsyncClient(credentials, timeout=0.2, retries=NO_RETRIES)))


def shown(error: BaseException) -> str:
    """All that a traceback printer could show, the locals of this package's frames included."""
    detailed = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = [frame for frame in detailed.stack if "bitrix24" in frame.filename or "runtime" in frame.filename]
    local_values = [text for frame in ours if "test" not in frame.filename for text in (frame.locals or {}).values()]
    plain = traceback.format_exception(type(error), error, error.__traceback__)
    chain = [
        repr(error.__cause__),
        repr(error.__context__),
        repr(vars(error)),
        repr(error.args),
        repr(error),
        str(error),
    ]
    return "\n".join([*plain, *local_values, *chain])


@pytest.mark.parametrize("fail", [fail_sync, fail_async])
@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("oauth", [False, True])
def test_nothing_shows_the_secret(
    failure: str, fail: Callable[[str | OAuth], None], oauth: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with running(FAILURES[failure]) as stub, pytest.raises(Bitrix24Error) as caught:
        fail(OAuth(stub.origin, SECRET) if oauth else stub.url)
    assert len(stub.seen) == 1
    assert SECRET not in shown(caught.value)
    assert any(record.name.startswith("httpcore") for record in caplog.records)
    assert SECRET not in caplog.text
    assert not any(SECRET in repr(vars(record)) for record in caplog.records)


def test_httpx_still_logs_each_request(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "httpx")
    with running(lambda _: Answer()) as stub:
        fail_sync(stub.url)
    (record,) = [record for record in caplog.records if record.name == "httpx"]
    assert record.getMessage() == f'HTTP Request: POST {stub.origin}/rest/1/***/tasks.flow.Flow.pin "HTTP/1.1 200 OK"'


def test_other_records_of_httpx_stay_as_they_are(caplog: pytest.LogCaptureFixture) -> None:
    hide_secrets_in_logs()
    logging.getLogger("httpx").warning("GET %s", "https://example.org/rest/of/the/path")
    assert caplog.records[-1].args == ("https://example.org/rest/of/the/path",)


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


def test_a_refused_url_is_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(ValueError, match="not a webhook URL") as caught:
        Client(f"https://p.example/nothing/{SECRET}")
    printed: Any = traceback.format_exception(type(caught.value), caught.value, caught.value.__traceback__)
    assert SECRET not in "".join(printed).replace('f"https://p.example/nothing/{SECRET}"', "")
