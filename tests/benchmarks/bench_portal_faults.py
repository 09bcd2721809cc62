"""A mixed load on a portal that fails on demand: every write that was acknowledged is there, and there once."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

from bitrix24 import Client
from bitrix24.errors import Bitrix24Error
from bitrix24.portal import LocalPortal
from bitrix24.portal.errors import Refused
from bitrix24.retries import Retries
from tests.benchmarks.bench_client_figures import Figure

THREADS: Final = 6
IN_A_BATCH: Final = 10
RETRIES: Final = Retries(attempts=4, budget=20.0, first=0.02, longest=0.2)
_BETWEEN: Final = 0.05
"""Seconds between two faults that are put in."""
_FAULTS: Final[tuple[dict[str, Any], ...]] = (
    {"drop": "before"},
    {"drop": "after"},
    {"truncated": True},
    {"status": 502, "body": "<h1>Bad gateway</h1>"},
    {"latency": 0.05},
    {"error": Refused("QUERY_LIMIT_EXCEEDED", "Too many requests", 503)},
    {"error": Refused("INTERNAL_SERVER_ERROR", "Internal server error", 500)},
)


def mixed(seconds: float) -> Iterator[Figure]:
    portal, acknowledged, failed = LocalPortal(), Counter[str](), Counter[str]()
    deadline = time.monotonic() + seconds
    with portal.listening() as webhook:
        workers = [
            threading.Thread(target=_work, args=(webhook, number, deadline, acknowledged, failed))
            for number in range(THREADS)
        ]
        for worker in workers:
            worker.start()
        put_in = _weather(portal, deadline)
        for worker in workers:
            worker.join()
    there = Counter(row["TITLE"] for row in portal.records("crm.lead", select=["TITLE"]))
    wrong = [title for title in acknowledged if there[title] != 1]
    more_than_once = sum(count > 1 for count in there.values())
    peers = {
        "acknowledged": str(len(acknowledged)),
        "failed": str(sum(failed.values())),
        "faults": str(put_in),
    }
    yield Figure("writes under faults, acknowledged, not there once", len(wrong), 0, "", peers=peers)
    yield Figure("  there more than once", more_than_once, 0, "")
    yield Figure("  foreign errors", sum(count for name, count in failed.items() if name[0] == "!"), 0, "")
    yield Figure("  acknowledged a second", len(acknowledged) / seconds, 10, "/s", least=True)


def _weather(portal: LocalPortal, deadline: float) -> int:
    """How many faults were put in."""
    chance, count = random.Random(7), 0
    while time.monotonic() < deadline:
        portal.clear_faults()
        for method in ("crm.*", "batch"):
            portal.fault(method, nth=chance.randint(1, 4), **chance.choice(_FAULTS))
            count += 1
        time.sleep(_BETWEEN)
    portal.clear_faults()
    return count


def _work(webhook: str, number: int, deadline: float, acknowledged: Counter[str], failed: Counter[str]) -> None:
    with Client(webhook, limits=None, retries=RETRIES) as b24:
        count = 0
        while time.monotonic() < deadline:
            count += 1
            name = f"{number}-{count}"
            for act in (_one, _several, _read):
                _tried(lambda act=act, name=name: acknowledged.update(act(b24, name)), failed)  # type: ignore[misc]


def _tried(act: Callable[[], None], failed: Counter[str]) -> None:
    try:
        act()
    except Bitrix24Error as error:
        failed[type(error).__name__] += 1
    except Exception as error:  # whatever else: none is to come
        failed[f"!{type(error).__name__}"] += 1


def _one(b24: Client, name: str) -> list[str]:
    b24.call("crm.lead.add", {"fields": {"TITLE": name}})
    return [name]


def _several(b24: Client, name: str) -> list[str]:
    with b24.batch(halt=False) as batch:
        pending = {
            title: batch.call("crm.lead.add", {"fields": {"TITLE": title}})
            for title in (f"{name}-{each}" for each in range(IN_A_BATCH))
        }
    return [title for title, each in pending.items() if each.result]


def _read(b24: Client, name: str) -> list[str]:
    """Reads may fail, and acknowledge nothing."""
    b24.call("crm.lead.list", {"filter": {"TITLE": name}, "select": ["ID", "TITLE"]})
    return []
