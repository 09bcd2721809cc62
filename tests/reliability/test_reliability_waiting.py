"""Who waits, for the portal's limits or for a place, waits as long as it must, and for nobody who has gone."""

from __future__ import annotations

import asyncio
import contextlib
import json
import multiprocessing
import os
import threading
import time
from collections import Counter
from typing import Any

import pytest

from bitrix24 import AsyncClient, Client
from bitrix24._core import httpx_client
from bitrix24._core.rate_limits import SHARED_BUCKETS
from bitrix24.clock import SystemClock
from bitrix24.errors import TimedOut
from bitrix24.limits import Plan
from tests.runtime.bucket_portal import PortalBucket
from tests.runtime.stub_portal import Answer, Seen, running

LONG = 30.0
SLOW_PLAN = Plan(rate=2, capacity=10)


def level_of(url: str, plan: Plan) -> float:
    """How long a new call would have to wait."""
    bucket = SHARED_BUCKETS.of(url.partition("/rest/")[0], plan, SystemClock())
    turn = 10**9
    try:
        return bucket.wait(turn)
    finally:
        bucket.give_back(turn)


def test_tasks_that_give_up_leave_no_wait_behind() -> None:
    async def main(url: str) -> float:
        async with AsyncClient(url, limits=SLOW_PLAN) as client:
            tasks = [asyncio.create_task(client.call("m")) for _ in range(300)]
            while len(stub.seen) < 8:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)
            before = level_of(url, SLOW_PLAN)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            return before

    with running(lambda _: Answer()) as stub:
        assert asyncio.run(main(stub.url)) > 100
        assert level_of(stub.url, SLOW_PLAN) < 1


def test_who_waits_behind_those_that_give_up_moves_up() -> None:
    async def main(url: str) -> float:
        async with AsyncClient(url, limits=SLOW_PLAN) as client:
            ahead = [asyncio.create_task(client.call("m")) for _ in range(100)]
            await asyncio.sleep(0.1)
            last = asyncio.create_task(client.call("last"))
            await asyncio.sleep(0.1)
            begun = time.monotonic()
            for task in ahead:
                task.cancel()
            await last
            return time.monotonic() - begun

    with running(lambda _: Answer()) as stub:
        assert asyncio.run(main(stub.url)) < 15  # of 45 that it would have been
    assert stub.seen[-1].method == "last"


def test_threads_whose_deadline_is_too_near_are_told_at_once_and_leave_no_wait_behind() -> None:
    failed = []

    def call() -> None:
        try:
            client.call("m")
        except TimedOut as error:
            failed.append(error)

    with running(lambda _: Answer()) as stub, Client(stub.url, limits=SLOW_PLAN, deadline=2.0) as client:
        threads = [threading.Thread(target=call) for _ in range(100)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert level_of(stub.url, SLOW_PLAN) < 2.1
    not_sent = [str(error) for error in failed if not error.may_have_run]
    # Of those that were sent, a slow machine may answer some too late, or not even read them.
    sent, too_late = 100 - len(not_sent), len(failed) - len(not_sent)
    assert sent - too_late <= len(stub.seen) <= sent
    assert len(not_sent) > 80
    assert any("not sent, it must wait" in text for text in not_sent)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_broken_off_stream_gives_its_turns_back() -> None:
    def portal(seen: Seen) -> Answer:
        after = int(seen.json.get("filter", {}).get(">ID", 0))
        return Answer({"result": [{"ID": after + number} for number in range(1, 51)]})

    async def main(url: str) -> None:
        async with AsyncClient(url, limits=Plan(rate=2, capacity=3)) as client:

            async def read() -> None:
                async for _ in client.crm.deal.list(start=-1):
                    pass

            tasks = [asyncio.create_task(read()) for _ in range(50)]
            await asyncio.sleep(0.5)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    with running(portal) as stub:
        asyncio.run(main(stub.url))
        assert level_of(stub.url, Plan(rate=2, capacity=3)) < 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_child_does_not_wait_for_the_turns_of_its_parents_threads() -> None:
    with running(lambda _: Answer()) as stub, Client(stub.url, limits=SLOW_PLAN) as client:
        threads = [threading.Thread(target=quietly, args=(client,), daemon=True) for _ in range(60)]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + LONG
        while level_of(stub.url, SLOW_PLAN) < 20:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.write(writer, f"{level_of(stub.url, SLOW_PLAN):.1f}".encode())
            os._exit(0)
        os.waitpid(pid, 0)
        assert float(os.read(reader, 100)) < 2
        os.close(reader)
        os.close(writer)


def quietly(client: Client) -> None:
    with contextlib.suppress(Exception):
        client.with_options(deadline=25.0).call("m")


class Bucketed:
    """A portal with the bucket of the documentation, on this machine's clock."""

    def __init__(self, plan: Plan) -> None:
        self._bucket = PortalBucket(plan, 0.4)
        self._lock = threading.Lock()
        self._begun = time.monotonic()
        self.outcomes: Counter[bool] = Counter()

    def __call__(self, _: Seen) -> Answer:
        with self._lock:
            accepted = self._bucket.accepts(time.monotonic() - self._begun)
            self.outcomes[accepted] += 1
        return Answer() if accepted else Answer({"error": "QUERY_LIMIT_EXCEEDED"}, 503)


def work(url: str, plan: Plan, calls: int, results: Any) -> None:
    """A process of its own, with some threads."""
    done = Counter[str]()

    def some() -> None:
        for _ in range(calls // 4):
            try:
                client.call("m")
                done["ok"] += 1
            except Exception as error:
                done[type(error).__name__] += 1

    with Client(url, limits=plan) as client:
        threads = [threading.Thread(target=some) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    results.put(dict(done))


def together(url: str, plan: Plan, processes: int, calls: int) -> Counter[str]:
    context = multiprocessing.get_context("spawn")
    results = context.SimpleQueue()
    workers = [context.Process(target=work, args=(url, plan, calls, results)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    total = Counter[str]()
    for _ in workers:
        total += Counter(results.get())
    for worker in workers:
        worker.join()
    return total


def test_four_processes_on_one_bucket_get_all_their_answers() -> None:
    plan = Plan(rate=40, capacity=50)
    portal = Bucketed(plan)
    with running(portal) as stub:
        assert together(stub.url, plan, 4, 32) == {"ok": 128}
    assert portal.outcomes[True] == 128


@pytest.mark.slow
@pytest.mark.long
def test_eight_processes_on_one_bucket_of_the_ordinary_plan_get_all_their_answers() -> None:
    plan = Plan(rate=2, capacity=50)
    portal = Bucketed(plan)
    with running(portal) as stub:
        assert together(stub.url, plan, 8, 40) == {"ok": 320}
    assert portal.outcomes[True] == 320
    assert portal.outcomes[False] < 320


@pytest.mark.parametrize("slow", [16, 60, 200])
def test_slow_calls_do_not_hold_up_the_others(slow: int) -> None:
    """The others are all answered while every slow one is still waiting."""
    release = threading.Event()

    def portal(seen: Seen) -> Answer:
        if seen.method == "slow":
            release.wait(LONG)
        return Answer({"result": seen.json["n"]})

    async def main(url: str) -> tuple[list[int], int, list[int]]:
        async with AsyncClient(url) as client:
            waiting = [asyncio.create_task(client.call("slow", {"n": number})) for number in range(slow)]
            while sum(seen.method == "slow" for seen in list(stub.seen)) < slow:
                await asyncio.sleep(0.01)
            quick = await asyncio.gather(*(client.call("quick", {"n": number}) for number in range(50)))
            still = sum(not task.done() for task in waiting)
            release.set()
            return [one.result for one in quick], still, [(await task).result for task in waiting]

    with running(portal) as stub:
        quick, still, late = asyncio.run(main(stub.url))
    assert (quick, still, late) == (list(range(50)), slow, list(range(slow)))


def test_slow_threads_do_not_hold_up_the_others() -> None:
    release = threading.Event()

    def portal(seen: Seen) -> Answer:
        if seen.method == "slow":
            release.wait(LONG)
        return Answer({"result": seen.json["n"]})

    with running(portal) as stub, Client(stub.url) as client:
        results: list[int] = []
        threads = [
            threading.Thread(target=lambda number=number: results.append(client.call("slow", {"n": number}).result))
            for number in range(150)
        ]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + LONG
        while sum(seen.method == "slow" for seen in list(stub.seen)) < 150:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert client.call("quick", {"n": 7}).result == 7
        assert results == []
        release.set()
        for thread in threads:
            thread.join()
    assert sorted(results) == list(range(150))


def test_waiting_for_a_place_counts_against_the_deadline() -> None:
    """More at once than go at once: those that are too late were not sent, and say so."""
    release = threading.Event()

    def portal(_: Seen) -> Answer:
        release.wait(LONG)
        return Answer()

    async def main(url: str) -> list[Any]:
        async with AsyncClient(url, deadline=1.0) as client:
            return await asyncio.gather(*(client.call(f"m{number}") for number in range(700)), return_exceptions=True)

    with running(portal) as stub:
        begun = time.monotonic()
        outcomes = asyncio.run(main(stub.url))
        assert time.monotonic() - begun < LONG
        release.set()
    assert all(isinstance(outcome, TimedOut) for outcome in outcomes)
    not_sent = {f"m{number}" for number, outcome in enumerate(outcomes) if not outcome.may_have_run}
    assert not not_sent & {seen.method for seen in stub.seen}
    assert len(not_sent) >= 700 - httpx_client._MOST_CONNECTIONS


def test_json_is_read_once() -> None:
    """Beside what is made of it, a large answer is in memory once more, not four times."""
    import tracemalloc

    size = 8_000_000
    body = json.dumps({"result": ["x" * 1000] * (size // 1000)}).encode()
    with running(lambda _: Answer(body)) as stub, Client(stub.url) as client:
        client.call("m")
        tracemalloc.start()
        try:
            response = client.call("m")
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert len(response.result) == size // 1000
    assert peak < 2.6 * size
