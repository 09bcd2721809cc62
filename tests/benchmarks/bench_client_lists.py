"""Whole lists, beside fast_bitrix24 and b24pysdk: their time, requests that the portal rejected, and memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from bitrix24 import Client
from bitrix24._core.convert import integer, list_of
from bitrix24._core.method import Listing, ListMethod, RowKey
from bitrix24._core.views import View, field
from bitrix24.limits import ORDINARY
from tests.benchmarks.bench_client_figures import Figure, alone
from tests.benchmarks.bench_client_peers import b24pysdk, fast_bitrix24
from tests.benchmarks.bench_client_server import Portal, running


class Deal(View):
    __slots__ = ()
    id = field("ID", integer)


KEY = RowKey("ID", ("filter", ">ID"), {"order": {"ID": "ASC"}})
DEALS = ListMethod("crm.deal.list", list_of(Deal), writes=False, listing=Listing("start", (), KEY), row=Deal)
SELECT: dict[str, object] = {"select": ["ID", "TITLE"]}
ROUNDS = 5


@dataclass(frozen=True)
class Read:
    """How it went. `above`: MB of memory above the start, at most; `failure`: why it was given up, or ""."""

    rows: int
    seconds: float
    rejected: int
    above: float
    failure: str

    def __str__(self) -> str:
        if self.failure:
            return f"gave up after {self.seconds:.2f} s ({self.failure})"
        return f"{self.rows} rows in {self.seconds:.2f} s, {self.rejected} rejected, {self.above:.0f} MB"


def reading() -> Iterator[Figure]:
    small = Portal(rows=10_000, latency=0.1)
    readers = {"bitrix24": ours, "fast_bitrix24": by_fast_bitrix24, "b24pysdk": by_b24pysdk}
    found = {name: alone(median, read, small) for name, read in readers.items()}
    assert found["bitrix24"].rows == small.rows
    peers = {name: str(read) for name, read in found.items()}
    yield Figure("10,000 rows at 100 ms latency", found["bitrix24"].seconds, 0.30, "s", peers=peers)
    large = Portal(rows=200_000, latency=1.0, rate=2, capacity=50)
    all_rows = {name: alone(read, large) for name, read in readers.items()}
    whole = all_rows["bitrix24"]
    assert whole.rows == large.rows
    peers = {name: str(read) for name, read in all_rows.items()}
    yield Figure("200,000 rows, bucket of 50 and 2 a second, 1 s", whole.seconds, 19, "s", peers=peers)
    yield Figure("  of them rejected", whole.rejected, 0, "")
    yield Figure("  memory above the start", whole.above, 30, "MB")


def median(read: Callable[[Portal], Read], portal: Portal) -> Read:
    """The one in the middle by its time; the first of them imports what reading needs."""
    return sorted((read(portal) for _ in range(ROUNDS)), key=lambda found: found.seconds)[ROUNDS // 2]


def ours(portal: Portal) -> Read:
    limits = ORDINARY if portal.rate else None

    def rows(url: str) -> Iterator[object]:
        with Client(url, limits=limits) as client:
            yield from client.invoke_list(DEALS, SELECT).all()

    return measured(portal, rows)


def by_fast_bitrix24(portal: Portal) -> Read:
    return measured(portal, lambda url: fast_bitrix24(url).get_all("crm.deal.list", SELECT))


def by_b24pysdk(portal: Portal) -> Read:
    return measured(portal, lambda url: b24pysdk(url).call_list("crm.deal.list", SELECT)["result"])


def measured(portal: Portal, read: Callable[[str], Iterable[object]]) -> Read:
    with running(portal) as url:
        before = highest = resident()
        count, failure = 0, ""
        began = time.perf_counter()
        try:
            for count, _ in enumerate(read(url), 1):
                if count % 2_500 == 0:
                    highest = max(highest, resident())
        except Exception as error:  # whatever a peer raises
            failure = f"{type(error).__name__}: {error}"[:80]
        taken = time.perf_counter() - began
        rejected = httpx.post(f"{url}counted", json={}).json()["result"][0]
    return Read(count, taken, rejected, highest - before, failure)


def resident() -> float:
    """MB of memory this process now has."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
