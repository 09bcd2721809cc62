"""Whole lists, beside fast_bitrix24, b24pysdk and b24api: time, requests, what the portal rejected, and memory."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from bitrix24 import Client
from bitrix24._core.convert import anything, integer, list_of
from bitrix24._core.method import Listing, ListMethod, RowKey
from bitrix24._core.views import View, field
from bitrix24.limits import ORDINARY
from tests.benchmarks.bench_client_figures import Figure, alone
from tests.benchmarks.bench_client_peers import b24api_lanes, b24api_windows, b24pysdk, fast_bitrix24
from tests.benchmarks.bench_client_server import Portal, running


class Deal(View):
    __slots__ = ()
    id = field("ID", integer)


KEY = RowKey("ID", ("filter", ">ID"), {"order": {"ID": "ASC"}})
DEALS = ListMethod("crm.deal.list", list_of(Deal), writes=False, listing=Listing("start", (), KEY), row=Deal)
TASKS = ListMethod(
    "tasks.task.list", anything, rest=3, writes=False, listing=Listing("pagination", ("items",)), row=anything
)
FIELDS = ["ID", "TITLE"]
SELECT: dict[str, object] = {"select": FIELDS}
ROUNDS = 5

# Seconds after which a reading is given up: who has the portal count all rows for each page takes days.
PATIENCE = 180


@dataclass(frozen=True)
class Read:
    """How it went. `above`: MB of memory above the start, at most; `failure`: why it was given up, or ""."""

    rows: int
    seconds: float
    rejected: int
    requests: int
    commands: int
    above: float
    failure: str

    def __str__(self) -> str:
        if self.failure:
            return f"gave up after {self.seconds:.2f} s and {self.rows} rows ({self.failure})"
        sent = f"{self.requests} requests, {self.commands} commands, {self.rejected} rejected"
        return f"{self.rows} rows in {self.seconds:.2f} s, {sent}, {self.above:.0f} MB"


def reading() -> Iterator[Figure]:
    small = Portal(rows=10_000, latency=0.1)
    found = {name: alone(median, read, small) for name, read in READERS.items()}
    yield _seconds("10,000 rows at 100 ms latency", small, found, 0.30)
    newer = alone(median, ours_v3, small)
    yield _seconds("10,000 rows of REST 3.0 at 100 ms latency", small, {OURS: newer}, 0.5)

    slow = Portal(rows=200_000, latency=1.0, rate=2, capacity=50)
    found = {name: alone(read, slow) for name, read in READERS.items()}
    yield _seconds("200,000 rows, bucket of 50 and 2 a second, 1 s", slow, found, 17.2)
    yield Figure("  of them rejected", found[OURS].rejected, 0, "")
    sparse = Portal(rows=200_000, step=7, latency=1.0, rate=2, capacity=50)
    found = {name: alone(read, sparse) for name, read in {OURS: ours, **WITHOUT_COUNTING}.items()}
    yield _seconds("  with an id in seven", sparse, found, 20)

    counting = Portal(rows=200_000, rate=2, capacity=50, counting=0.0002)
    found = {name: alone(read, counting) for name, read in READERS.items()}
    ended = [read.seconds for name, read in found.items() if name != OURS and read.rows == counting.rows]
    yield _seconds("200,000 rows, 0.2 ms for each that is counted", counting, found, 0.2 * min(ended))

    large = Portal(rows=1_000_000)
    yield Figure("1,000,000 rows, memory above the start", alone(ours, large).above, 30, "MB")


def _seconds(what: str, portal: Portal, found: dict[str, Read], limit: float) -> Figure:
    assert found[OURS].rows == portal.rows
    return Figure(what, found[OURS].seconds, limit, "s", peers={name: str(read) for name, read in found.items()})


def median(read: Callable[[Portal], Read], portal: Portal) -> Read:
    """The one in the middle by its time; the first of them imports what reading needs."""
    return sorted((read(portal) for _ in range(ROUNDS)), key=lambda found: found.seconds)[ROUNDS // 2]


def ours(portal: Portal) -> Read:
    limits = ORDINARY if portal.rate else None

    def rows(url: str) -> Iterator[object]:
        with Client(url, limits=limits) as client:
            yield from client.invoke_list(DEALS, SELECT).all()

    return measured(portal, rows)


def ours_v3(portal: Portal) -> Read:
    def rows(url: str) -> Iterator[object]:
        with Client(url, limits=None) as client:
            yield from client.invoke_list(TASKS, {}).all()

    return measured(portal, rows)


def by_fast_bitrix24(portal: Portal) -> Read:
    return measured(portal, lambda url: fast_bitrix24(url).get_all("crm.deal.list", SELECT))


def by_b24pysdk(portal: Portal) -> Read:
    return measured(portal, lambda url: b24pysdk(url).call_list("crm.deal.list", SELECT)["result"])


def by_b24pysdk_fast(portal: Portal) -> Read:
    return measured(portal, lambda url: b24pysdk(url).call_list_fast("crm.deal.list", SELECT)["result"])


def by_b24api_lanes(portal: Portal) -> Read:
    return measured(portal, lambda url: b24api_lanes(url, FIELDS))


def by_b24api_windows(portal: Portal) -> Read:
    return measured(portal, lambda url: b24api_windows(url, FIELDS))


OURS = "bitrix24"
WITHOUT_COUNTING: dict[str, Callable[[Portal], Read]] = {
    "b24pysdk, fast": by_b24pysdk_fast,
    "b24api's lanes": by_b24api_lanes,
    "b24api's windows": by_b24api_windows,
}
READERS: dict[str, Callable[[Portal], Read]] = {
    OURS: ours,
    "fast_bitrix24": by_fast_bitrix24,
    "b24pysdk": by_b24pysdk,
    **WITHOUT_COUNTING,
}


def measured(portal: Portal, read: Callable[[str], Iterable[object]]) -> Read:
    with running(portal) as url:
        before = highest = resident()
        count, failure = 0, ""
        signal.signal(signal.SIGALRM, _give_up)
        signal.alarm(PATIENCE)
        began = time.perf_counter()
        try:
            for count, _ in enumerate(read(url), 1):
                if count % 2_500 == 0:
                    highest = max(highest, resident())
        except Exception as error:  # whatever a peer raises
            failure = f"{type(error).__name__}: {error}"[:80]
        taken = time.perf_counter() - began
        signal.alarm(0)
        rejected, requests, commands = httpx.post(f"{url}counted", json={}, timeout=None).json()["result"]
    return Read(count, taken, rejected, requests, commands, highest - before, failure)


def _give_up(*_: object) -> None:
    raise TimeoutError("it takes too long")


def resident() -> float:
    """MB of memory this process now has."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
