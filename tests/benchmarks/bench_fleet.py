"""What one budget for many processes costs, and what it yields: `python -m tests.benchmarks.bench_fleet`.

Needs redis-server. Exit code 1: a figure was missed.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bitrix24._core.shared_bucket import usable
from bitrix24.limits import Plan
from bitrix24.redis import RedisLimiter
from tests.benchmarks.bench_client_figures import Figure
from tests.fleet.servers import RedisServer
from tests.fleet.together import Fleet, Portal
from tests.runtime.stub_portal import running

_BOOKINGS = 2000
_ROUNDS = 5

_PROCESSES = 8
_PLAN = Plan(rate=20, capacity=50)
_CALLS = 330


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        server = RedisServer(Path(folder))
        try:
            yield Figure("a reservation in Redis", _booking(server.url), 150, "µs")
            yield from _together(server.url)
        finally:
            server.kill()


def _booking(url: str) -> float:
    """Microseconds, one after the other."""
    limiter = RedisLimiter(url, "alone", processes=1, plan=Plan(rate=1_000_000, capacity=50))
    rounds = []
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        for _ in range(_BOOKINGS):
            limiter.book("crm.deal.list")
        rounds.append((time.perf_counter() - begun) / _BOOKINGS * 1_000_000)
    return statistics.median(rounds)


def _together(url: str) -> Iterator[Figure]:
    portal = Portal(_CALLS)
    with running(portal) as stub:
        Fleet(stub.url, url, _PLAN, _PROCESSES).outcomes()
    what = f"{_PROCESSES} processes on one bucket"
    yield Figure(f"{what}: refused", portal.refused(_PLAN), 0, "calls")
    burst, moments = int(usable(_PLAN)), [moment for moment, _ in portal.came]
    rate = (len(moments) - burst) / (moments[-1] - moments[burst - 1])
    yield Figure(f"{what}: of the rate that the plan allows", 100 * rate / _PLAN.rate, 95, "%", least=True)
    shares = Counter(worker for _, worker in portal.came[burst:_CALLS])
    yield Figure(
        f"{what}: the least share of the largest", 100 * min(shares.values()) / max(shares.values()), 50, "%", True
    )


def main() -> int:
    missed = 0
    for figure in figures():
        print(figure, flush=True)
        missed += not figure.reached
    return min(missed, 1)


if __name__ == "__main__":
    sys.exit(main())
