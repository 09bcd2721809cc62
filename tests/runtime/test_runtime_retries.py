"""What is sent again, and what never is. The stub counts executions: nothing may be lost or done twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitrix24 import AsyncClient, Client
from bitrix24._core.convert import anything
from bitrix24._core.method import Method
from bitrix24._core.retry_state import RetryState
from bitrix24.errors import (
    ApiError,
    BadAnswer,
    Bitrix24Error,
    ConnectionFailed,
    OperatingLimit,
    Overloaded,
    PortalError,
    RateLimited,
    TimedOut,
)
from bitrix24.retries import NO_RETRIES, Retries
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Fault, Seen, Stub, running

READ = Method("crm.deal.get", anything, writes=False)
WRITE = Method("crm.deal.add", anything)
WRITE_V3 = Method("tasks.task.add", anything, rest=3)
READ_V3 = Method("tasks.task.get", anything, rest=3, writes=False)
Call = Callable[..., Any]


def call_sync(stub: Stub, method: Method[Any], clock: FakeClock, **options: Any) -> object:
    with Client(stub.url, clock=clock, **options) as client:
        return client.invoke(method, {"id": 1})


def call_async(stub: Stub, method: Method[Any], clock: FakeClock, **options: Any) -> object:
    async def main() -> object:
        async with AsyncClient(stub.url, clock=clock, **options) as client:
            return await client.invoke(method, {"id": 1})

    return asyncio.run(main())


both = pytest.mark.parametrize("call", [call_sync, call_async])


def after(failures: int, failure: Answer | Fault) -> Callable[[Seen], Answer | Fault]:
    """Fails so many times, then answers."""
    left = iter([failure] * failures)
    return lambda _: next(left, Answer())


REFUSED = Answer({"error": "QUERY_LIMIT_EXCEEDED", "error_description": "Too many requests"}, 503)
BROKEN = Answer({"error": "INTERNAL_SERVER_ERROR"}, 500)


@both
@pytest.mark.parametrize("method", [READ, WRITE, WRITE_V3])
def test_a_refused_request_was_not_executed_and_is_sent_again(call: Call, method: Method[Any]) -> None:
    clock = FakeClock()
    with running(after(3, REFUSED)) as stub:
        assert call(stub, method, clock) is True
    assert len(stub.seen) == 4
    assert len(clock.slept) == 3
    assert all(seconds >= 1.0 for seconds in clock.slept)


@both
def test_a_storm_of_refusals_ends_with_the_budget(call: Call) -> None:
    clock = FakeClock()
    with running(lambda _: REFUSED) as stub, pytest.raises(RateLimited):
        call(stub, WRITE, clock, retries=Retries(budget=20.0))
    assert sum(clock.slept) <= 20.0
    assert len(stub.seen) == len(clock.slept) + 1


def test_an_undocumented_method_counts_as_a_write() -> None:
    with running(after(1, BROKEN)) as stub, Client(stub.url, clock=FakeClock()) as client, pytest.raises(PortalError):
        client.call("some.method")
    assert len(stub.seen) == 1


class Remembering:
    """A portal of REST 3.0: it executes a key once, loses its answer as told, and replays it the next time."""

    def __init__(self, losses: int) -> None:
        self.losses = losses
        self.executed: dict[str, int] = {}

    def __call__(self, seen: Seen) -> Answer | Fault:
        key = seen.headers["Idempotency-Key"]
        replayed = key in self.executed
        self.executed.setdefault(key, len(self.executed) + 1)
        if self.losses:
            self.losses -= 1
            return Fault.RESET
        return Answer({"result": {"item": {"id": self.executed[key]}}}, headers={"Idempotent-Replayed": str(replayed)})


@both
def test_a_v3_write_is_repeated_under_one_key_and_executed_once(call: Call) -> None:
    portal = Remembering(losses=2)
    with running(portal) as stub:
        assert call(stub, WRITE_V3, FakeClock()) == {"item": {"id": 1}}
    assert len(stub.seen) == 3
    assert len(portal.executed) == 1


@both
@pytest.mark.parametrize("status", [400, 403, 409])
def test_a_repetition_that_is_refused_says_that_the_first_attempt_may_have_run(call: Call, status: int) -> None:
    refusal = Answer({"error": {"code": "REFUSED", "message": "no"}}, status)
    outcomes: list[Answer | Fault] = [Fault.RESET, refusal]
    with running(lambda _: outcomes.pop(0)) as stub, pytest.raises(ApiError, match="may have run") as caught:
        call(stub, WRITE_V3, FakeClock())
    assert caught.value.may_have_run
    assert outcomes == []


@both
@pytest.mark.parametrize(("lost", "method"), [([], WRITE_V3), ([Fault.RESET], READ_V3)])
def test_what_is_refused_at_once_or_only_reads_did_not_run(call: Call, lost: list[Fault], method: Method[Any]) -> None:
    outcomes = [*lost, Answer({"error": {"code": "REFUSED", "message": "no"}}, 400)]
    with running(lambda _: outcomes.pop(0)) as stub, pytest.raises(ApiError) as caught:
        call(stub, method, FakeClock())
    assert not caught.value.may_have_run


def test_each_v3_write_has_a_key_of_its_own() -> None:
    portal = Remembering(losses=0)
    with running(portal) as stub, Client(stub.url) as client:
        for _ in range(3):
            client.invoke(WRITE_V3, {})
    assert len(portal.executed) == 3


def test_the_caller_may_name_the_key() -> None:
    portal = Remembering(losses=0)
    with running(portal) as stub, Client(stub.url) as client:
        for _ in range(3):
            client.with_options(idempotency_key="order-17").invoke(WRITE_V3, {})
    assert portal.executed == {"order-17": 1}


@pytest.mark.parametrize("key", ["", "x" * 256, "ключ", "a\nb"])
def test_a_key_the_portal_would_refuse_is_refused(key: str) -> None:
    with Client("https://p.example/rest/1/secret123/") as client, pytest.raises(ValueError, match="1 to 255 printable"):
        client.with_options(idempotency_key=key)


@pytest.mark.parametrize("method", [READ, WRITE, READ_V3])
def test_what_is_no_v3_write_has_no_key(method: Method[Any]) -> None:
    with running(after(0, BROKEN)) as stub:
        call_sync(stub, method, FakeClock())
    assert "Idempotency-Key" not in stub.seen[0].headers


@both
def test_a_v3_write_that_may_still_be_running_is_not_repeated(call: Call) -> None:
    with running(lambda _: Fault.SILENCE) as stub, pytest.raises(TimedOut):
        call(stub, WRITE_V3, FakeClock(), timeout=0.1)
    assert len(stub.seen) == 1


@both
def test_a_refused_connection_is_tried_again(call: Call) -> None:
    clock = FakeClock()
    with running(after(0, BROKEN)) as stub:
        pass
    with pytest.raises(ConnectionFailed):
        call(stub, WRITE, clock)
    assert len(clock.slept) == 3


def test_a_portal_that_comes_back_gets_the_write_once() -> None:
    left = iter([httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.PoolTimeout("full")])
    executed: list[bytes] = []

    def portal(request: httpx.Request) -> httpx.Response:
        error = next(left, None)
        if error is not None:
            raise error
        executed.append(request.content)
        return httpx.Response(200, json={"result": 5})

    options: dict[str, Any] = {"transport": httpx.MockTransport(portal), "clock": FakeClock()}
    with Client("https://p.example/rest/1/secret123/", **options) as client:
        assert client.invoke(WRITE, {}) == 5
    assert len(executed) == 1


@both
@pytest.mark.parametrize(
    "code", ["OVERLOAD_LIMIT", "NO_AUTH_FOUND", "ACCESS_DENIED", "0", "expired_token", "PORTAL_DELETED"]
)
def test_what_repeating_cannot_help_is_not_repeated(call: Call, code: str) -> None:
    status = 500 if code == "PORTAL_DELETED" else 400
    with running(lambda _: Answer({"error": code}, status)) as stub, pytest.raises(ApiError):
        call(stub, READ, FakeClock())
    assert len(stub.seen) == 1


def test_waits_grow_and_are_drawn_from_their_upper_half() -> None:
    for drawn, expected in [(0.0, [0.25, 0.5, 1.0]), (1.0, [0.5, 1.0, 2.0])]:
        attempts = RetryState(Retries(attempts=4), harmless=True, random=partial(float, drawn))
        error = PortalError("", "", 500, "m")
        assert [attempts.wait_after(error) for _ in range(4)] == [*expected, None]


@given(
    st.lists(
        st.sampled_from(
            [
                RateLimited("", "", 503, "m"),
                PortalError("", "", 500, "m"),
                Overloaded("", "", 503, "m"),
                TimedOut("", "m"),
                ConnectionFailed("", "m", may_have_run=False),
                BadAnswer("", "m"),
                OperatingLimit("", "", 429, "m"),
            ]
        ),
        max_size=100,
    ),
    st.booleans(),
    st.floats(0, 1),
    st.floats(0, 100),
)
def test_a_call_never_waits_longer_than_its_budget(
    errors: list[Bitrix24Error], harmless: bool, drawn: float, budget: float
) -> None:
    attempts = RetryState(Retries(budget=budget), harmless, lambda: drawn)
    waits = [attempts.wait_after(error) for error in errors]
    assert sum(wait for wait in waits if wait is not None) <= budget + 1e-9


@both
def test_without_retries_each_call_is_one_request(call: Call) -> None:
    with running(lambda _: REFUSED) as stub, pytest.raises(RateLimited):
        call(stub, READ, FakeClock(), retries=NO_RETRIES)
    assert len(stub.seen) == 1


@pytest.mark.parametrize("wrong", [{"attempts": 0}, {"budget": -1.0}, {"first": -1.0}])
def test_impossible_retries_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="1 or more"):
        Retries(**wrong)
