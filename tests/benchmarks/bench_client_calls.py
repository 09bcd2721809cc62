"""Single calls, beside a bare kept-alive httpx.Client and b24pysdk; and what importing the client costs."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx

from bitrix24 import Client
from bitrix24._core.convert import boolean
from bitrix24._core.method import Method
from bitrix24._core.request import body_of, build, headers_of
from bitrix24._core.session import Options
from bitrix24.auth import Webhook
from tests.benchmarks.bench_client_figures import Figure, alone
from tests.benchmarks.bench_client_peers import b24pysdk
from tests.benchmarks.bench_client_server import Portal, make_certificate, running

PIN = Method("tasks.flow.Flow.pin", boolean)
CALLS = 1_000
ROUNDS = 5

Call = Callable[[int], object]


def seconds(call: Call, count: int) -> float:
    began = time.perf_counter()
    for number in range(count):
        call(number)
    return time.perf_counter() - began


def rates(calls: dict[str, Call]) -> dict[str, float]:
    """Calls a second of each, the median of rounds that are taken in turn, so that all see the same machine."""
    rounds = [{name: CALLS / seconds(call, CALLS) for name, call in calls.items()} for _ in range(ROUNDS)]
    return {name: statistics.median(found[name] for found in rounds) for name in calls}


def building() -> Figure:
    webhook, options = Webhook("https://portal.example/rest/1/secret123/"), Options(httpx.Timeout(70))

    def one(number: int) -> object:
        return build(webhook, PIN, body_of(PIN, {"flowId": number}, None), headers_of("id", None), options)

    found = min(seconds(one, 50_000) for _ in range(ROUNDS)) / 50_000 * 1e6
    return Figure("building a request (tasks.flow.Flow.pin)", found, 5, "µs")


def calling() -> Iterator[Figure]:
    yield from _beside_peers("HTTP", alone(measured, None), over_peer=2.2)
    with tempfile.TemporaryDirectory() as folder:
        certificate = make_certificate(Path(folder))
        os.environ["SSL_CERT_FILE"] = os.environ["REQUESTS_CA_BUNDLE"] = str(certificate)
        try:
            found = alone(measured, certificate)
        finally:
            del os.environ["SSL_CERT_FILE"], os.environ["REQUESTS_CA_BUNDLE"]
    yield from _beside_peers("TLS", found, over_peer=4)


def measured(certificate: Path | None) -> dict[str, float]:
    with running(Portal(certificate=certificate)) as url, Client(url) as client, httpx.Client() as bare:
        peer, target = b24pysdk(url), f"{url}{PIN.name}"
        return rates(
            {
                "httpx": lambda number: bare.post(target, json={"flowId": number}).json(),
                "bitrix24": lambda number: client.invoke(PIN, {"flowId": number}),
                "b24pysdk": lambda number: peer.call_method(PIN.name, {"flowId": number}),
            }
        )


def _beside_peers(kind: str, found: dict[str, float], over_peer: float) -> Iterator[Figure]:
    peers = {name: f"{rate:.0f} calls/s" for name, rate in found.items()}
    ours = found["bitrix24"]
    yield Figure(f"sync calls on {kind}, of a bare httpx.Client's", ours / found["httpx"], 0.9, "times", True, peers)
    yield Figure(f"sync calls on {kind}, of b24pysdk's", ours / found["b24pysdk"], over_peer, "times", True)


def importing() -> Figure:
    path = os.pathsep.join(sys.path)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def one(code: str) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, env={**environment, "PYTHONPATH": path})
        return time.perf_counter() - began

    codes = {
        "nothing": "",
        "httpx": "import httpx",
        "bitrix24": "import bitrix24; bitrix24.Client('https://p.example/rest/1/secret123/')",
        "b24pysdk": "import b24pysdk",
        "fast_bitrix24": "import fast_bitrix24",
    }
    for code in codes.values():  # writes the bytecode
        one(code)
    rounds = [{name: one(code) for name, code in codes.items()} for _ in range(15)]
    found = {name: statistics.median(taken[name] for taken in rounds) for name in codes}
    taken = {name: found[name] - found["nothing"] for name in codes}
    peers = {name: f"{taken[name] * 1000:.0f} ms" for name in codes if name != "nothing"}
    return Figure(
        "import and a client, of `import httpx`", taken["bitrix24"] / taken["httpx"], 1.25, "times", peers=peers
    )
