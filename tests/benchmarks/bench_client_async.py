"""Single calls of the async client, beside a bare httpx.AsyncClient: `python -m tests.benchmarks.bench_client_async`.

httpx.AsyncClient makes fewer calls a second the more tasks call it at once; ours lets only some of them in.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable

import httpx

from bitrix24 import AsyncClient
from bitrix24.convert import boolean
from bitrix24.method import Method
from tests.benchmarks.bench_client_server import Portal, running

PIN = Method("tasks.flow.Flow.pin", boolean)
CALLS = 1_000
ROUNDS = 5

Call = Callable[[int], Awaitable[object]]


async def rate(call: Call, tasks: int) -> float:
    """Calls a second of so many tasks together."""

    async def some() -> None:
        for number in range(CALLS // tasks):
            await call(number)

    began = time.perf_counter()
    await asyncio.gather(*(some() for _ in range(tasks)))
    return CALLS / (time.perf_counter() - began)


async def main(url: str) -> None:
    target = f"{url}{PIN.name}"
    async with AsyncClient(url) as client, httpx.AsyncClient() as bare:

        async def plain(number: int) -> object:
            return (await bare.post(target, json={"flowId": number})).json()

        calls: dict[str, Call] = {"httpx": plain, "bitrix24": lambda number: client.invoke(PIN, {"flowId": number})}
        for tasks in (1, 50):
            rounds = [{name: await rate(call, tasks) for name, call in calls.items()} for _ in range(ROUNDS)]
            found = {name: statistics.median(rates[name] for rates in rounds) for name in calls}
            ratio = found["bitrix24"] / found["httpx"]
            print(f"{tasks} tasks: httpx {found['httpx']:.0f}, bitrix24 {found['bitrix24']:.0f} calls/s; {ratio:.2f}")


if __name__ == "__main__":
    with running(Portal()) as portal:
        asyncio.run(main(portal))
