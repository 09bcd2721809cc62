"""Hooks, the log and request ids."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

import pytest

from bitrix24 import AsyncClient, Client
from bitrix24._core.convert import anything
from bitrix24._core.method import Method
from bitrix24.errors import ApiError, PortalError
from bitrix24.observe import Attempt, Hooks, Outcome
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Fault, running

READ = Method("crm.deal.get", anything, writes=False)


def test_hooks_see_every_attempt() -> None:
    events: list[Attempt | Outcome] = []
    hooks = Hooks(request=events.append, response=events.append)
    answers: Iterator[Answer | Fault] = iter([Answer({"error": "INTERNAL_SERVER_ERROR"}, 500), Fault.RESET, Answer()])
    with running(lambda _: next(answers)) as stub, Client(stub.url, hooks=hooks, clock=FakeClock()) as client:
        client.invoke(READ, {})
    attempts = [event for event in events if isinstance(event, Attempt)]
    outcomes = [event for event in events if isinstance(event, Outcome)]
    assert [(attempt.method, attempt.rest, attempt.number) for attempt in attempts] == [
        ("crm.deal.get", 2, number) for number in (1, 2, 3)
    ]
    assert [outcome.status for outcome in outcomes] == [500, None, 200]
    assert [outcome.error is None for outcome in outcomes] == [False, False, True]
    assert [outcome.attempt for outcome in outcomes] == attempts
    assert {seen.headers["X-Request-ID"] for seen in stub.seen} == {attempts[0].request_id}


def test_calls_have_ids_of_their_own_and_errors_carry_them() -> None:
    async def main(url: str) -> str | None:
        async with AsyncClient(url) as client:
            await client.invoke(READ, {})
            with pytest.raises(ApiError) as caught:
                await client.call("other")
            return caught.value.request_id

    with running(lambda seen: Answer() if seen.method == "crm.deal.get" else Answer({"error": "X"}, 400)) as stub:
        failed = asyncio.run(main(stub.url))
    first, second = (seen.headers["X-Request-ID"] for seen in stub.seen)
    assert first != second == failed


def test_a_hook_that_raises_ends_the_call() -> None:
    def refuse(_: Attempt) -> None:
        raise PermissionError("not now")

    with running(lambda _: Answer()) as stub, Client(stub.url, hooks=Hooks(request=refuse)) as client:
        with pytest.raises(PermissionError, match="not now"):
            client.invoke(READ, {})
        assert stub.seen == []


def told_of(method: str, caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """What the client logs of the method: a call that another test has given up may still come to its end."""
    records = (record for record in caplog.records if record.name == "bitrix24")
    return [record for record in records if record.getMessage().startswith(f"{method} [")]


def test_the_log_tells_each_attempt_and_each_repetition(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "bitrix24")
    answers = iter(
        [Answer({"error": "INTERNAL_SERVER_ERROR", "error_description": "/rest/1/secret123/"}, 500), Answer()]
    )
    with running(lambda _: next(answers)) as stub, Client(stub.url, clock=FakeClock()) as client:
        client.invoke(READ, {"name": "private"})
    own = told_of("crm.deal.get", caplog)
    lines = [record.getMessage() for record in own]
    assert [record.levelname for record in own] == ["DEBUG", "INFO", "DEBUG"]
    assert lines[0].startswith("crm.deal.get [")
    assert "INTERNAL_SERVER_ERROR" in lines[0]
    assert "again in " in lines[1]
    assert lines[2].endswith("HTTP 200")
    assert "secret123" not in "".join(lines)
    assert "private" not in "".join(lines)


def test_an_error_that_is_not_repeated_is_not_logged_above_debug(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bitrix24")
    with running(lambda _: Answer({"error": "X"}, 500)) as stub, Client(stub.url) as client, pytest.raises(PortalError):
        client.call("some.method")
    assert told_of("some.method", caplog) == []
