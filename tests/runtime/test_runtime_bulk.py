"""Bulk and batches where something fails: each call has its result or its error, and what is known of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bitrix24 import ApiError, AsyncClient, Client, ConnectionFailed, NotExecuted, PortalError, TimedOut
from bitrix24._core.convert import anything
from bitrix24._core.method import Listing, ListMethod, Method
from bitrix24.errors import BadAnswer, ListInterrupted
from bitrix24.retries import NO_RETRIES
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Fault, Seen, running

pytestmark = pytest.mark.slow

ADD = Method("crm.deal.add", anything)
GET = Method("crm.deal.get", anything, writes=False)
LIST = ListMethod("crm.deal.list", anything, writes=False, listing=Listing("start"), row=anything)


class Portal:
    """Answers a batch with a number for each command; fails where it is told to, by the number of the request."""

    def __init__(self, failures: dict[int, Answer | Fault], refused: str = "-", lost: str = "-") -> None:
        self.failures = failures
        self.refused = refused
        self.lost = lost
        self.executed = 0
        self.requests = 0

    def __call__(self, seen: Seen) -> Answer | Fault:
        self.requests += 1
        failure = self.failures.get(self.requests)
        if failure is not None:
            return failure
        if seen.method != "batch":
            self.executed += 1
            return Answer({"result": self.executed})
        results: dict[str, int] = {}
        errors: dict[str, object] = {}
        for key, command in seen.json["cmd"].items():
            if command.endswith(f"={self.refused}"):
                errors[key] = {"error": "BAD", "error_description": "no"}
                if seen.json["halt"]:
                    break
            elif not command.endswith(f"={self.lost}"):
                self.executed += 1
                results[key] = self.executed
        return Answer({"result": {"result": results, "result_error": errors}})


def bulk_sync(url: str, rows: Any, add: Any = None, timeout: float = 70, **options: Any) -> list[Any]:
    with Client(url, clock=FakeClock(), retries=NO_RETRIES, timeout=timeout) as client:
        return list(client.bulk(add or _add, rows, **options))


def bulk_async(url: str, rows: Any, add: Any = None, timeout: float = 70, **options: Any) -> list[Any]:
    async def main() -> list[Any]:
        async with AsyncClient(url, clock=FakeClock(), retries=NO_RETRIES, timeout=timeout) as client:
            return [call async for call in client.bulk(add or _add, rows, **options)]

    return asyncio.run(main())


def _add(batch: Any, row: object) -> Any:
    return batch.invoke(ADD, {"n": row})


both = pytest.mark.parametrize("bulk", [bulk_sync, bulk_async])
Bulk = Callable[..., list[Any]]


@both
@pytest.mark.parametrize(
    ("failure", "kind", "state"),
    [
        (Fault.RESET, ConnectionFailed, "unknown"),
        (Answer({"error": "INTERNAL_SERVER_ERROR"}, 500), PortalError, "unknown"),
        (Answer(b"<h1>Bad gateway</h1>", 502), PortalError, "unknown"),
        (Answer(b"not JSON"), BadAnswer, "unknown"),
        (Answer({"error": "insufficient_scope"}, 403), ApiError, "refused"),
        (Answer({"error": "QUERY_LIMIT_EXCEEDED"}, 503), ApiError, "refused"),
    ],
)
def test_a_request_that_dies_costs_its_own_rows(
    bulk: Bulk, failure: Answer | Fault, kind: type[Exception], state: str
) -> None:
    portal = Portal({2: failure})
    with running(portal) as stub:
        calls = bulk(stub.url, range(120))
    assert [call.state for call in calls] == ["executed"] * 50 + [state] * 50 + ["executed"] * 20
    assert all(isinstance(call.error, kind) for call in calls[50:100])
    assert [call.result for call in calls if call.state == "executed"] == list(range(1, 71))


@both
def test_a_request_that_takes_too_long_may_have_run(bulk: Bulk) -> None:
    with running(Portal({1: Fault.SILENCE})) as stub:
        calls = bulk(stub.url, range(60), timeout=0.3)
    assert [call.state for call in calls] == ["unknown"] * 50 + ["executed"] * 10
    assert isinstance(calls[0].error, TimedOut)


@both
def test_nobody_there_means_not_executed(bulk: Bulk) -> None:
    with running(Portal({})) as stub:
        url = stub.url
    calls = bulk(url, range(60))
    assert [call.state for call in calls] == ["not executed"] * 60


@both
def test_a_row_that_is_refused_and_one_without_an_answer(bulk: Bulk) -> None:
    with running(Portal({}, refused="3", lost="7")) as stub:
        calls = bulk(stub.url, range(10))
    states = ["executed"] * 10
    states[3], states[7] = "refused", "unknown"
    assert [call.state for call in calls] == states
    assert isinstance(calls[7].error, BadAnswer)


@both
def test_what_a_batch_cannot_carry_goes_alone_and_takes_nothing_with_it(bulk: Bulk) -> None:
    portal = Portal({2: Fault.RESET})
    with running(portal) as stub:
        calls = bulk(stub.url, [0, 1, None, 3, 4])
    assert [call.state for call in calls] == ["executed", "executed", "unknown", "executed", "executed"]


@both
def test_it_can_be_resumed_by_position(bulk: Bulk) -> None:
    portal = Portal({})
    with running(portal) as stub:
        assert len(bulk(stub.url, range(120), start=70)) == 50
        assert stub.seen[0].json["cmd"]["c0"] == "crm.deal.add?n=70"
        assert bulk(stub.url, range(10), start=10) == []
    assert portal.executed == 50


@both
def test_rows_that_break_off_and_a_function_that_does_leave_nothing_half_done(bulk: Bulk) -> None:
    def rows() -> Iterator[int]:
        yield from range(70)
        raise KeyError("no more")

    def add(batch: Any, row: int) -> Any:
        return batch.invoke(ADD, {"n": 5 / (60 - row)})

    portal = Portal({})
    with running(portal) as stub:
        with pytest.raises(KeyError):
            bulk(stub.url, rows())
        with pytest.raises(ZeroDivisionError):
            bulk(stub.url, range(100), add)
    assert portal.executed == 100  # the first request of each


def test_a_function_that_calls_the_client_is_refused_before_anything_is_sent() -> None:
    with running(Portal({})) as stub, Client(stub.url) as client:
        functions: list[Any] = [
            lambda _, row: client.invoke(ADD, {"n": row}),
            lambda _, row: client.call("crm.deal.add", {"n": row}),
            lambda _, row: client.with_options(timeout=5).invoke(ADD, {"n": row}),
            lambda batch, row: [client.invoke(ADD, {"n": row}), batch.invoke(ADD, {"n": row})][1],
        ]
        for add in functions:
            with pytest.raises(TypeError, match="called the client, not its batch"):
                list(client.bulk(add, range(3)))
        assert stub.seen == []
        assert client.invoke(ADD, {}) == 1


@pytest.mark.filterwarnings("error")
def test_a_function_that_calls_the_async_client_is_refused_before_anything_is_sent() -> None:
    async def main(url: str) -> None:
        async with AsyncClient(url) as client:
            mistaken: Any = lambda _, row: client.invoke(ADD, {"n": row})  # noqa: E731  # that is the mistake
            with pytest.raises(TypeError, match="must return the call that it adds to its batch"):
                await anext(client.bulk(mistaken, range(3)))

    with running(Portal({})) as stub:
        asyncio.run(main(stub.url))
    assert stub.seen == []


@both
@pytest.mark.parametrize(
    "add", [lambda _, __: None, lambda _, row: {"n": row}, lambda batch, row: [batch.invoke(ADD, {"n": row})]]
)
def test_a_function_that_returns_no_call_is_refused(bulk: Bulk, add: Any) -> None:
    with running(Portal({})) as stub, pytest.raises(TypeError, match="must return the call"):
        bulk(stub.url, range(3), add)
    assert stub.seen == []


def test_a_function_may_read_what_it_needs_and_write_elsewhere() -> None:
    with running(Portal({})) as stub, running(Portal({})) as other, Client(stub.url) as client, Client(other.url) as to:
        calls = list(
            client.bulk(
                lambda batch, _: batch.invoke(ADD, {"n": client.invoke(GET, {}), "m": to.invoke(ADD, {})}), range(3)
            )
        )
    assert [call.state for call in calls] == ["executed"] * 3


def test_the_call_of_another_batch_is_none_of_this_one() -> None:
    with running(Portal({})) as stub, Client(stub.url) as client:
        other = client.batch()
        with pytest.raises(TypeError, match="it returned Pending"):
            list(client.bulk(lambda _, row: other.invoke(ADD, {"n": row}), range(3)))
    assert stub.seen == []


def batch_sync(url: str, rows: Any, halt: bool) -> tuple[list[Any], int, Exception | None]:
    with Client(url, clock=FakeClock(), retries=NO_RETRIES) as client:
        batch = client.batch(halt=halt)
        calls = [batch.invoke(ADD, {"n": row}) for row in rows]
        assert {call.state for call in calls} == {"waiting"}
        assert batch.position == 0
        try:
            batch.run()
        except Exception as error:
            return calls, batch.position, error
        return calls, batch.position, None


def batch_async(url: str, rows: Any, halt: bool) -> tuple[list[Any], int, Exception | None]:
    async def main() -> tuple[list[Any], int, Exception | None]:
        async with AsyncClient(url, clock=FakeClock(), retries=NO_RETRIES) as client:
            batch = client.batch(halt=halt)
            calls = [batch.invoke(ADD, {"n": row}) for row in rows]
            try:
                await batch.run()
            except Exception as error:
                return calls, batch.position, error
            return calls, batch.position, None

    return asyncio.run(main())


@pytest.mark.parametrize("run", [batch_sync, batch_async])
def test_a_batch_that_broke_off_says_where_to_go_on(run: Any) -> None:
    with running(Portal({2: Fault.RESET})) as stub:
        calls, position, error = run(stub.url, range(120), True)
    assert isinstance(error, ConnectionFailed)
    assert position == 50
    assert [call.state for call in calls] == ["executed"] * 50 + ["unknown"] * 50 + ["not executed"] * 20
    assert isinstance(calls[-1].error, NotExecuted)


@pytest.mark.parametrize("run", [batch_sync, batch_async])
def test_a_batch_that_a_refusal_ended_goes_on_after_it(run: Any) -> None:
    with running(Portal({}, refused="7")) as stub:
        calls, position, error = run(stub.url, range(60), True)
        assert isinstance(error, ApiError)
        assert position == 8
        assert [call.state for call in calls] == ["executed"] * 7 + ["refused"] + ["not executed"] * 52
        assert run(stub.url, range(position, 60), True)[1:] == (52, None)


@pytest.mark.parametrize("halt", [True, False])
def test_a_batch_of_rest_3_that_is_not_answered_in_full(halt: bool) -> None:
    method = Method("tasks.task.add", anything, rest=3)
    with running(lambda _: Answer({"result": [1, 2]})) as stub, Client(stub.url, retries=NO_RETRIES) as client:
        batch = client.batch(halt=halt)
        calls = [batch.invoke(method, {"n": number}) for number in range(3)]
        try:
            batch.run()
        except BadAnswer:
            assert halt
    assert [call.state for call in calls] == ["executed", "executed", "unknown"]


@pytest.mark.parametrize("deaths", [2, 3])
def test_a_list_that_broke_off_goes_on_from_its_position(deaths: int) -> None:
    """Page after page: these answers count no total."""

    def page(seen: Seen) -> Answer | Fault:
        if len(stub.seen) == deaths:
            return Fault.RESET
        start = seen.json.get("start", 0)
        following = {"next": start + 50} if start < 150 else {}
        return Answer({"result": [{"ID": number} for number in range(start, start + 50)], **following})

    got: list[Any] = []
    with running(page) as stub, Client(stub.url, retries=NO_RETRIES) as client:
        with pytest.raises(ListInterrupted) as caught:
            got.extend(row["ID"] for row in client.invoke_list(LIST, {}).all())
        assert caught.value.position == len(got) == 50 * (deaths - 1)
        got += [row["ID"] for row in client.invoke_list(LIST, {"start": caught.value.position}).all()]
    assert got == list(range(200))
