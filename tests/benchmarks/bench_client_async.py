"""Single calls of the async client, over httpx's connections and over aiohttp, beside bare clients of both.

httpx.AsyncClient makes fewer calls a second the more tasks call it at once; ours lets only some of them in.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator

import aiohttp
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
    """By processor time nearly as many as the bare client makes of one task at a time, and more of many."""
    with running(Portal()) as portal:
        for tasks in (1, 50):
            found = asyncio.run(rates(portal, tasks))
            peers = {name: f"{rate:.0f} calls/s" for name, rate in found.items()}
            what = f"async calls of {tasks} at a time, of httpx.AsyncClient's"
            yield Figure(what, found["bitrix24"] / found["httpx"], 0.9 if tasks == 1 else 1.2, "times", True, peers)


async def rates(url: str, tasks: int) -> dict[str, float]:
    async with AsyncClient(url) as client, httpx.AsyncClient() as bare:

        async def plain(number: int) -> object:
            return (await bare.post(f"{url}{PIN.name}", json={"flowId": number})).json()

        calls: dict[str, Call] = {"httpx": plain, "bitrix24": lambda number: client.invoke(PIN, {"flowId": number})}
        found = await in_turn(calls, tasks)
        return {name: 1 / seconds for name, seconds in found.items()}


def over_aiohttp() -> Iterator[Figure]:
    with running(Portal()) as portal:
        found = asyncio.run(beside_aiohttp(portal))
    peers = {name: f"{seconds * 1e6:.0f} µs" for name, seconds in found.items()}
    what = 'async calls, transport="aiohttp", of aiohttp\'s time'
    yield Figure(what, found["over aiohttp"] / found["aiohttp"], 2.2, "times", peers=peers)


async def beside_aiohttp(url: str) -> dict[str, float]:
    async with (
        AsyncClient(url) as client,
        AsyncClient(url, transport="aiohttp") as fast,
        aiohttp.ClientSession() as session,
    ):

        async def plain(number: int) -> object:
            async with session.post(f"{url}{PIN.name}", json={"flowId": number}) as answer:
                return await answer.json()

        calls: dict[str, Call] = {
            "aiohttp": plain,
            "over aiohttp": lambda number: fast.invoke(PIN, {"flowId": number}),
            "over httpx": lambda number: client.invoke(PIN, {"flowId": number}),
        }
        return await in_turn(calls, 8)


async def in_turn(calls: dict[str, Call], tasks: int) -> dict[str, float]:
    """Seconds of the processor's time for a call of each: the median of rounds that are taken in turn, each round
    beginning with another.
    """
    names, rounds = list(calls), []
    for number in range(ROUNDS):
        order = names[number % len(names) :] + names[: number % len(names)]
        rounds.append({name: await processor_time(calls[name], tasks) for name in order})
    return {name: statistics.median(found[name] for found in rounds) for name in names}


async def processor_time(call: Call, tasks: int) -> float:
    """Seconds for one of many calls, so many tasks at a time."""

    async def some() -> None:
        for number in range(CALLS // tasks):
            await call(number)

    began = time.process_time()
    await asyncio.gather(*(some() for _ in range(tasks)))
    return (time.process_time() - began) / (CALLS // tasks * tasks)
