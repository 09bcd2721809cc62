"""Single calls of the async client, beside a bare httpx.AsyncClient.

httpx.AsyncClient makes fewer calls a second the more tasks call it at once; ours lets only some of them in.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator

import httpx

from bitrix24 import AsyncClient
from bitrix24._core.convert import boolean
from bitrix24._core.method import Method
from tests.benchmarks.bench_client_figures import Figure
from tests.benchmarks.bench_client_server import Portal, running

PIN = Method("tasks.flow.Flow.pin", boolean)
CALLS = 1_000
ROUNDS = 5

Call = Callable[[int], Awaitable[object]]


def calling() -> Iterator[Figure]:
    """As many as the bare client makes of one task at a time, and no fewer of many."""
    with running(Portal()) as portal:
        for tasks in (1, 50):
            found = asyncio.run(rates(portal, tasks))
            peers = {name: f"{rate:.0f} calls/s" for name, rate in found.items()}
            what = f"async calls of {tasks} at a time, of httpx.AsyncClient's"
            yield Figure(what, found["bitrix24"] / found["httpx"], 0.9, "times", True, peers)


async def rates(url: str, tasks: int) -> dict[str, float]:
    async with AsyncClient(url) as client, httpx.AsyncClient() as bare:

        async def plain(number: int) -> object:
            return (await bare.post(f"{url}{PIN.name}", json={"flowId": number})).json()

        calls: dict[str, Call] = {"httpx": plain, "bitrix24": lambda number: client.invoke(PIN, {"flowId": number})}
        rounds = [{name: await rate(call, tasks) for name, call in calls.items()} for _ in range(ROUNDS)]
        return {name: statistics.median(found[name] for found in rounds) for name in calls}


async def rate(call: Call, tasks: int) -> float:
    """Calls a second of so many tasks together."""

    async def some() -> None:
        for number in range(CALLS // tasks):
            await call(number)

    began = time.perf_counter()
    await asyncio.gather(*(some() for _ in range(tasks)))
    return CALLS / (time.perf_counter() - began)
