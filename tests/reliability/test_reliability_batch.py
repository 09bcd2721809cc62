"""Batches whose answers have another shape: what is said of each command is what can be known of it."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest

from bitrix24 import ApiError, AsyncClient, Client, NotExecuted
from bitrix24._core.convert import anything
from bitrix24._core.method import Method
from bitrix24.errors import BadAnswer, Bitrix24Error
from bitrix24.retries import NO_RETRIES
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Fault, Seen, running

ADD = Method("item.add", anything)
ADD_V3 = Method("tasks.task.add", anything, rest=3)

NO = {"error": "BAD", "error_description": "no"}
E, R, N, U = "executed", "refused", "not executed", "unknown"


def run_sync(url: str, method: Method[Any], count: int, halt: bool) -> list[Any]:
    with Client(url, clock=FakeClock(), retries=NO_RETRIES) as client:
        batch = client.batch(halt=halt)
        calls = [batch.invoke(method, {"n": number}) for number in range(count)]
        with contextlib.suppress(Bitrix24Error):
            batch.run()
        return calls


def run_async(url: str, method: Method[Any], count: int, halt: bool) -> list[Any]:
    async def main() -> list[Any]:
        async with AsyncClient(url, clock=FakeClock(), retries=NO_RETRIES) as client:
            batch = client.batch(halt=halt)
            calls = [batch.invoke(method, {"n": number}) for number in range(count)]
            with contextlib.suppress(Bitrix24Error):
                await batch.run()
            return calls

    return asyncio.run(main())


def run_bulk(url: str, method: Method[Any], count: int, _: bool) -> list[Any]:
    with Client(url, clock=FakeClock(), retries=NO_RETRIES) as client:
        return list(client.bulk(lambda batch, number: batch.invoke(method, {"n": number}), range(count)))


def run_bulk_async(url: str, method: Method[Any], count: int, _: bool) -> list[Any]:

    async def main() -> list[Any]:
        async with AsyncClient(url, clock=FakeClock(), retries=NO_RETRIES) as client:
            return [call async for call in client.bulk(lambda b, n: b.invoke(method, {"n": n}), range(count))]

    return asyncio.run(main())


WAYS = [(run_sync, True), (run_sync, False), (run_async, True), (run_async, False)]
every = pytest.mark.parametrize(("run", "halt"), [*WAYS, (run_bulk, False), (run_bulk_async, False)])

ODD: tuple[Any, ...] = (True, False, None, 0, 7, "", "x", [], {}, [1, 2, 3], [[]], {"c0": 1})
ODD_RESULTS: tuple[Any, ...] = (True, None, [], [1, 2, 3], "x", {"c9": 1}, {"0": 1})
ODD_V3: tuple[Any, ...] = (True, False, None, 7, "", "x", {}, {"item": 1}, {"items": []}, {"result": True})

# What comes as `result` of a batch of three, and what is known then: with halt, and without.
SHAPES: list[tuple[Any, list[str], list[str]]] = [
    *((shape, [U] * 3, [U] * 3) for shape in ODD),
    *(({"result": shape}, [U] * 3, [U] * 3) for shape in ODD_RESULTS),
    ({"result": {"c0": 1, "c1": None, "c2": False}}, [E, E, E], [E, E, E]),
    ({"result": {"c0": 1}}, [E, U, U], [E, U, U]),
    ({"result": {"c0": 1, "c2": 3}}, [E, U, E], [E, U, E]),
    ({"RESULT": {"C0": 1, "C1": 2, "C2": 3}}, [E, E, E], [E, E, E]),
    ({"result": {"C0": 1}, "result_error": {"C1": NO}}, [E, R, N], [E, R, U]),
    ({"result": {"c0": 1}, "result_error": {"c1": NO}}, [E, R, N], [E, R, U]),
    ({"result": [], "result_error": {"c0": NO}}, [R, N, N], [R, U, U]),
    ({"result_error": {"c0": NO}}, [R, N, N], [R, U, U]),
    # Had the one before been executed, it had a result: nothing is known of those after it either.
    ({"result": [], "result_error": {"c1": NO}}, [U, R, U], [U, R, U]),
    ({"result": None, "result_error": {"c2": NO}}, [U, U, R], [U, U, R]),
    ({"result": True, "result_error": {"c0": NO}}, [R, U, U], [R, U, U]),
    ({"result": [1, 2], "result_error": {"c0": NO}}, [R, U, U], [R, U, U]),
    # The portal went on after an error.
    ({"result": {"c2": 3}, "result_error": {"c0": NO}}, [R, U, E], [R, U, E]),
    ({"result": [], "result_error": {"c0": NO, "c2": NO}}, [R, U, R], [R, U, R]),
    ({"result": [], "result_error": {"c0": NO}, "result_time": {"c1": {}}}, [R, U, U], [R, U, U]),
    # An error that is none, and one that has a result beside it.
    ({"result": {"c0": 1, "c1": 2, "c2": 3}, "result_error": {"c0": None, "c1": [], "c2": ""}}, [E] * 3, [E] * 3),
    ({"result": {"c0": 1}, "result_error": {"c1": None}}, [E, U, U], [E, U, U]),
    ({"result": {"c0": 1, "c1": 2, "c2": 3}, "result_error": {"c1": NO}}, [E, U, E], [E, U, E]),
    ({"result": {"c0": 1, "c1": None}, "result_error": {"c1": NO}}, [E, R, N], [E, R, U]),
    ({"result": {"c0": 1}, "result_error": {"c1": "text"}}, [E, R, N], [E, R, U]),
    ({"result": {"c0": 1}, "result_error": [NO]}, [E, U, U], [E, U, U]),
    ({"result": {"c0": 1}, "result_error": {"c1": {"error": "INTERNAL_SERVER_ERROR"}}}, [E, U, N], [E, U, U]),
]


@every
@pytest.mark.parametrize(("shape", "halted", "whole"), SHAPES, ids=[str(shape[0])[:60] for shape in SHAPES])
def test_what_is_known_of_each_command(
    run: Any, shape: object, halted: list[str], whole: list[str], halt: bool
) -> None:
    with running(lambda _: Answer({"result": shape})) as stub:
        calls = run(stub.url, ADD, 3, halt)
    assert [call.state for call in calls] == (halted if halt else whole)
    assert len(stub.seen) == 1


SHAPES_V3: list[tuple[Any, list[str]]] = [
    *((shape, [U] * 3) for shape in ODD_V3),
    ([1, 2, 3], [E] * 3),
    ([1, None, False], [E] * 3),
    ({"0": 1, "1": 2, "2": 3}, [E] * 3),
    ([], [U] * 3),
    ([1, 2], [E, E, U]),
    ([1, 2, 3, 4], [U] * 3),
    ([1, {"error": {"code": "NO", "message": "no"}}, 3], [E, R, E]),
]


@every
@pytest.mark.parametrize(("shape", "known"), SHAPES_V3, ids=[str(shape[0])[:60] for shape in SHAPES_V3])
def test_what_is_known_of_each_command_of_rest_3(run: Any, shape: object, known: list[str], halt: bool) -> None:
    with running(lambda _: Answer({"result": shape})) as stub:
        calls = run(stub.url, ADD_V3, 3, halt)
    assert [call.state for call in calls] == known
    assert len(stub.seen) == 1


@pytest.mark.parametrize("run", [run_sync, run_async])
def test_what_follows_on_an_answer_of_another_shape_is_not_sent(run: Any) -> None:
    with running(lambda _: Answer({"result": True})) as stub:
        calls = run(stub.url, ADD, 60, True)
    assert [call.state for call in calls] == [U] * 50 + [N] * 10
    assert all(isinstance(call.error, BadAnswer) for call in calls[:50])
    assert all(isinstance(call.error, NotExecuted) for call in calls[50:])


def test_what_may_have_run_is_not_sent_again_after_a_refusal() -> None:
    """c0 was refused before execution and is sent again; the portal went on, and says nothing of c1."""
    limited = {"error": "QUERY_LIMIT_EXCEEDED"}
    answers = iter([{"result": {"c2": 3}, "result_error": {"c0": limited}}, 1, 1])
    with running(lambda _: Answer({"result": next(answers)})) as stub, Client(stub.url, clock=FakeClock()) as client:
        batch = client.batch(halt=True)
        calls = [batch.invoke(ADD, {"n": number}) for number in range(3)]
        with pytest.raises(BadAnswer):
            batch.run()
    assert [call.state for call in calls] == [E, U, E]
    assert len(stub.seen) == 2


def test_a_reference_to_a_call_of_another_batch_is_not_one_of_this() -> None:
    """Both are the first of their batch, and so have the same name in it."""
    with running(_counting()) as stub, Client(stub.url, clock=FakeClock()) as client:
        with client.batch() as first:
            old = first.invoke(ADD, {"n": "old"})
            first.invoke(ADD, {"n": 0})
        with client.batch() as second:
            second.invoke(ADD, {"n": "new"})
            second.invoke(ADD, {"n": old.ref()})
            second.invoke(ADD, {"n": f"See {old.ref()}"})
    assert list(stub.seen[1].json["cmd"].values()) == ["item.add?n=new", "item.add?n=1", "item.add?n=See%201"]


def _counting() -> Any:
    executed: list[str] = []

    def handler(seen: Seen) -> Answer:
        results = {}
        for key, command in seen.json["cmd"].items():
            executed.append(command)
            results[key] = len(executed)
        return Answer({"result": {"result": results}})

    return handler


def test_a_reference_to_what_is_unknown_is_not_sent() -> None:
    with running(lambda _: Answer({"result": {"result": {"c2": 3}}})) as stub, Client(stub.url) as client:
        with client.batch(halt=False) as batch:
            new = batch.invoke(ADD, {"n": 1})
            pin = batch.invoke(ADD, {"n": new.ref()})
            other = batch.invoke(ADD, {"n": 2})
        assert [call.state for call in (new, pin, other)] == [U, N, E]
    assert len(stub.seen) == 1


def test_a_batch_that_is_cancelled_may_have_run() -> None:
    async def main(url: str) -> list[str]:
        async with AsyncClient(url, clock=FakeClock()) as client:
            batch = client.batch()
            calls = [batch.invoke(ADD, {"n": number}) for number in range(60)]
            task = asyncio.create_task(batch.run())
            while not stub.seen:
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert isinstance(calls[0].error, Bitrix24Error)
            return [call.state for call in calls]

    with running(lambda _: Fault.SILENCE) as stub:
        assert asyncio.run(main(stub.url)) == [U] * 50 + [N] * 10


def test_a_batch_that_a_foreign_error_ends_may_have_run() -> None:
    class Broken(FakeClock):
        def sleep(self, *_: object) -> None:
            raise KeyboardInterrupt

    limited = Answer({"error": "QUERY_LIMIT_EXCEEDED"}, 503)
    with running(lambda _: limited) as stub, Client(stub.url, clock=Broken()) as client:
        batch = client.batch()
        calls = [batch.invoke(ADD, {"n": number}) for number in range(60)]
        with pytest.raises(KeyboardInterrupt):
            batch.run()
    assert [call.state for call in calls] == [U] * 50 + [N] * 10


def test_refusals_of_the_whole_are_refusals_of_each() -> None:
    with running(lambda _: Answer({"error": "insufficient_scope"}, 403)) as stub:
        calls = run_sync(stub.url, ADD, 60, True)
    assert [call.state for call in calls] == [R] * 50 + [N] * 10
    assert all(isinstance(call.error, ApiError) for call in calls[:50])
