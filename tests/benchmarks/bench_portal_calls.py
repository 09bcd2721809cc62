"""Single calls, and how soon a portal is there: a process, a fresh state."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from typing import Final
from urllib.parse import urlsplit

from bitrix24.portal.app import create_app
from tests.benchmarks.bench_client_figures import Figure
from tests.benchmarks.bench_portal_process import process

ROUNDS: Final = 7
CALLS: Final = 6_000
CONNECTIONS: Final = 8


def starting() -> Figure:
    """From the command to the first request that it takes; the first round compiles."""
    times: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        with process():
            times.append(time.perf_counter() - began)
    return Figure("a portal starts", statistics.median(times[1:]), 1.0, "s")


def calling() -> Figure:
    with process() as (_, webhook):
        asyncio.run(_called(webhook, CALLS // 10))
        rates = [CALLS / asyncio.run(_called(webhook, CALLS)) for _ in range(3)]
    return Figure("simple calls, one process", statistics.median(rates), 1500, "/s", least=True)


def renewing() -> Figure:
    """A portal of its own for each test."""
    create_app()
    times: list[float] = []
    for _ in range(50):
        began = time.perf_counter()
        create_app()
        times.append(time.perf_counter() - began)
    return Figure("a fresh state", statistics.median(times) * 1000, 5, "ms")


async def _called(webhook: str, count: int) -> float:
    """Seconds. Over kept connections, by as little as a client can be: it is to cost less than the portal."""
    address = urlsplit(webhook)
    body = json.dumps({"id": 1}).encode()
    request = (
        f"POST {address.path}crm.deal.get HTTP/1.1\r\nHost: {address.netloc}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body

    async def work(calls: int) -> None:
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        for _ in range(calls):
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length))
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(work(count // CONNECTIONS) for _ in range(CONNECTIONS)))
    return time.perf_counter() - began
