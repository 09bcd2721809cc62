"""Storms: every kind of failure mixed at random, over many calls at once; nothing is lost and nothing done twice."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bitrix24 import AsyncClient, Client
from bitrix24._core.convert import anything
from bitrix24._core.method import Method
from bitrix24.errors import Bitrix24Error
from bitrix24.retries import Retries
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Fault, Seen, running

pytestmark = pytest.mark.slow

ADD = Method("item.add", anything)
ADD_V3 = Method("tasks.task.add", anything, rest=3)
PATIENT = Retries(attempts=50, budget=10_000.0)


class Storm:
    """Executes what reaches it, and then mostly fails to say so; what it refuses it has not executed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.executed: list[int] = []
        self.keys: dict[str, int] = {}
        self.lock = threading.Lock()

    def __call__(self, seen: Seen) -> Answer | Fault:
        with self.lock:
            weather = self.random.random()
            if weather < 0.3:
                return Answer({"error": "QUERY_LIMIT_EXCEEDED"}, 503)
            if weather < 0.35:
                time = {"finish": 100.0, "operating_reset_at": 105}
                return Answer({"error": "OPERATION_TIME_LIMIT", "time": time}, 429)
            number = self.execute(seen)
            if weather < 0.45:
                return self.random.choice([Fault.CLOSE, Fault.RESET, Fault.HALF])
            if weather < 0.5:
                return self.random.choice([Answer(b"<h1>502</h1>", 502), Answer(b"", 500), Answer(b'{"result"', 200)])
            return Answer({"result": number})

    def execute(self, seen: Seen) -> int:
        key = seen.headers.get("Idempotency-Key")
        if key is None or key not in self.keys:
            self.executed.append(seen.json["n"])
            if key is not None:
                self.keys[key] = seen.json["n"]
        return int(seen.json["n"])


def all_sync(url: str, method: Method[Any], count: int) -> list[object]:
    def one(client: Client, number: int) -> object:
        try:
            return client.invoke(method, {"n": number})
        except Bitrix24Error as error:
            return error

    with Client(url, clock=FakeClock(), retries=PATIENT) as client, ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda number: one(client, number), range(count)))


def all_async(url: str, method: Method[Any], count: int) -> list[object]:
    async def main() -> list[object]:
        async with AsyncClient(url, clock=FakeClock(), retries=PATIENT) as client:
            calls = (client.invoke(method, {"n": number}) for number in range(count))
            return list(await asyncio.gather(*calls, return_exceptions=True))

    return asyncio.run(main())


All = Callable[..., list[object]]
both = pytest.mark.parametrize("run", [all_sync, all_async])


@both
@pytest.mark.parametrize("seed", [1, 2])
def test_a_storm_over_v2_writes_doubles_nothing_and_hides_nothing(run: All, seed: int) -> None:
    storm = Storm(seed)
    with running(storm) as stub:
        outcomes = run(stub.url, ADD, 150)
    assert len(storm.executed) == len(set(storm.executed))
    succeeded = {number for number, outcome in enumerate(outcomes) if outcome == number}
    failed = {number for number, outcome in enumerate(outcomes) if isinstance(outcome, Bitrix24Error)}
    assert succeeded | failed == set(range(150))
    assert succeeded <= set(storm.executed)
    assert failed == set(storm.executed) - succeeded


@both
@pytest.mark.parametrize("seed", [3, 4])
def test_a_storm_over_v3_writes_loses_nothing_and_doubles_nothing(run: All, seed: int) -> None:
    storm = Storm(seed)
    with running(storm) as stub:
        assert run(stub.url, ADD_V3, 150) == list(range(150))
    assert sorted(storm.executed) == list(range(150))


@pytest.mark.parametrize("workers", [8])
def test_threads_share_one_client(workers: int) -> None:
    echo: Callable[[Seen], Answer] = lambda seen: Answer({"result": seen.json["n"]})  # noqa: E731
    with running(echo) as stub, Client(stub.url) as client, ThreadPoolExecutor(workers) as pool:
        results = list(pool.map(lambda number: client.invoke(ADD, {"n": number}), range(200)))
    assert results == list(range(200))
    assert stub.connections <= workers
    assert len({seen.headers["X-Request-ID"] for seen in stub.seen}) == 200
