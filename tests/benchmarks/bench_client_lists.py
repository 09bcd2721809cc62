"""Whole lists, beside fast_bitrix24: `python -m tests.benchmarks.bench_client_lists`.

What must be reached: 10,000 rows at 100 ms latency in 0.30 s; 200,000 rows at 1 s latency through the bucket of 50 and
2 a second in 18 s, with no request rejected and memory flat, 30 MB above the start at most. The peer is optional.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import httpx

from bitrix24 import Client
from bitrix24.clock import SystemClock
from bitrix24.convert import integer, list_of
from bitrix24.limits import ORDINARY, Buckets, Limiter
from bitrix24.method import Listing, ListMethod, RowKey
from bitrix24.views import View, field
from tests.benchmarks.bench_client_server import Portal, running


class Deal(View):
    __slots__ = ()
    id = field("ID", integer)


KEY = RowKey("ID", ("filter", ">ID"), {"order": {"ID": "ASC"}})
DEALS = ListMethod("crm.deal.list", list_of(Deal), writes=False, listing=Listing("start", (), KEY), row=Deal)
SELECT: dict[str, object] = {"select": ["ID", "TITLE"]}


def resident() -> float:
    """MB of memory this process now has."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def consume(rows: Iterable[Deal]) -> tuple[int, float]:
    """How many rows there were, and the highest memory on the way."""
    count, highest = 0, resident()
    for count, _ in enumerate(rows, 1):
        if count % 2_500 == 0:
            highest = max(highest, resident())
    return count, highest


def ours(portal: Portal, limits: Limiter | None) -> None:
    with running(portal) as url, Client(url, limits=limits) as client:
        before = resident()
        began = time.perf_counter()
        count, highest = consume(client.invoke_list(DEALS, SELECT).all())
        taken = time.perf_counter() - began
        rejected = client.call("rejected").result
    print(f"bitrix24: {count} rows in {taken:.2f} s, {rejected} rejected, {highest - before:.0f} MB above the start")


def theirs(portal: Portal) -> None:
    try:
        from fast_bitrix24 import Bitrix  # type: ignore[import-not-found,unused-ignore]  # a peer, not a dependency
    except ImportError:
        return
    with running(portal) as url:
        bitrix = Bitrix(url, verbose=False)
        before = resident()
        began = time.perf_counter()
        try:
            count = len(bitrix.get_all("crm.deal.list", SELECT))
        except RuntimeError as error:
            print(f"fast_bitrix24: gave up after {time.perf_counter() - began:.2f} s: {error}")
            return
        taken = time.perf_counter() - began
        rejected = httpx.post(f"{url}rejected", json={}).json()["result"]
    above = resident() - before
    print(f"fast_bitrix24: {count} rows in {taken:.2f} s, {rejected} rejected, {above:.0f} MB above the start")


def alone(measure: Callable[[Portal], None], portal: Portal) -> None:
    """Measure in a process of its own, where nothing is left over from what was measured before."""
    process = multiprocessing.get_context("spawn").Process(target=measure, args=(portal,))
    process.start()
    process.join()


if __name__ == "__main__":
    for _ in range(3):
        ours(Portal(rows=10_000, latency=0.1), None)
    alone(theirs, Portal(rows=10_000, latency=0.1))
    large = Portal(rows=200_000, latency=1.0, rate=2, capacity=50)
    ours(large, Buckets().of("the stub", ORDINARY, SystemClock()))
    alone(theirs, large)
