"""Many processes that call one portal, and the portal."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections import Counter

from bitrix24.limits import Plan
from tests.fleet.servers import PATIENCE, until
from tests.fleet.workers import call_until_told
from tests.runtime.bucket_portal import PortalBucket
from tests.runtime.stub_portal import Answer, Seen


class Portal:
    """Takes down who calls when, and says when it is enough: after so many calls, or once `enough` is set."""

    def __init__(self, calls: int | None = None) -> None:
        self._calls = calls
        self.enough = threading.Event()
        self._lock = threading.Lock()
        self.came: list[tuple[float, int]] = []

    def __call__(self, seen: Seen) -> Answer:
        with self._lock:
            self.came.append((time.time(), seen.json["worker"]))
            more = not self.enough.is_set() and (self._calls is None or len(self.came) < self._calls)
            return Answer({"result": more})

    def refused(self, plan: Plan) -> int:
        """How many a strict bucket would not have taken."""
        bucket, first = PortalBucket(plan, 0.4), self.came[0][0]
        return sum(not bucket.accepts(moment - first) for moment, _ in self.came)

    def await_calls(self, number: int) -> None:
        until(lambda: len(self.came) >= number)


class Fleet:
    """Processes that call together."""

    def __init__(self, url: str, redis: str, plan: Plan, processes: int) -> None:
        context = multiprocessing.get_context("spawn")
        begin = context.Barrier(processes + 1)
        self._results = context.SimpleQueue()
        self._workers = [
            context.Process(target=call_until_told, args=(url, redis, plan, processes, number, begin, self._results))
            for number in range(processes)
        ]
        for worker in self._workers:
            worker.start()
        begin.wait(PATIENCE)

    def outcomes(self) -> Counter[str]:
        total = Counter[str]()
        for _ in self._workers:
            total += Counter(self._results.get())
        for worker in self._workers:
            worker.join()
        return total
