"""Single calls, beside a bare httpx.Client and b24pysdk: `python -m tests.benchmarks.bench_client_calls`.

What must be reached: a request built in 5 µs; 0.9 of the calls a second of a bare kept-alive httpx.Client, 2.2 times
those of b24pysdk on HTTP, 4 times on TLS (the peer is optional); `import bitrix24` and a client in 1.25 of
`import httpx`.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import httpx

from bitrix24 import Client
from bitrix24.auth import Webhook
from bitrix24.convert import boolean
from bitrix24.method import Method
from bitrix24.request import body_of, build, headers_of
from bitrix24.session import Options
from tests.benchmarks.bench_client_server import Portal, make_certificate, running

PIN = Method("tasks.flow.Flow.pin", boolean)
CALLS = 1_000
ROUNDS = 5


def seconds(call: Callable[[int], object], count: int) -> float:
    began = time.perf_counter()
    for number in range(count):
        call(number)
    return time.perf_counter() - began


def best(calls: dict[str, Callable[[int], object]], count: int) -> dict[str, float]:
    """Calls a second of each, the median of rounds that are taken in turn, so that all see the same machine."""
    rounds = [{name: count / seconds(call, count) for name, call in calls.items()} for _ in range(ROUNDS)]
    return {name: statistics.median(found[name] for found in rounds) for name in calls}


def building() -> None:
    webhook, options = Webhook("https://portal.example/rest/1/secret123/"), Options(httpx.Timeout(70))

    def one(number: int) -> object:
        return build(webhook, PIN, body_of(PIN, {"flowId": number}, None), headers_of("id", None), options)

    print(f"building a request: {min(seconds(one, 50_000) for _ in range(ROUNDS)) / 50_000 * 1e6:.2f} µs")


def peer(url: str) -> Callable[[int], object] | None:
    try:
        from b24pysdk import BitrixWebhook  # type: ignore[import-not-found,unused-ignore]  # a peer, not a dependency
    except ImportError:
        return None
    scheme, _, rest = url.partition("://")
    domain, _, path = rest.partition("/rest/")
    caller = import_module("b24pysdk.api.callers.call_method")._MethodCaller
    caller._base_url = property(lambda call: f"{scheme}://{call._domain}/rest")  # it would always be https
    webhook = BitrixWebhook(domain=domain, webhook_token=path.strip("/"))
    return lambda number: webhook.call_method("tasks.flow.Flow.pin", {"flowId": number})


def calling(certificate: Path | None) -> None:
    with running(Portal(certificate=certificate)) as url, Client(url) as client, httpx.Client() as bare:
        target = f"{url}tasks.flow.Flow.pin"
        calls: dict[str, Callable[[int], object]] = {
            "httpx": lambda number: bare.post(target, json={"flowId": number}).json(),
            "bitrix24": lambda number: client.invoke(PIN, {"flowId": number}),
        }
        theirs = peer(url)
        if theirs is not None:
            calls["b24pysdk"] = theirs
        found = best(calls, CALLS)
    kind = "TLS" if certificate else "HTTP"
    for name, rate in found.items():
        print(f"{kind} {name}: {rate:.0f} calls/s; bitrix24 makes {found['bitrix24'] / rate:.2f} of it")


def importing() -> None:
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
    }
    for code in codes.values():  # writes the bytecode
        one(code)
    rounds = [{name: one(code) for name, code in codes.items()} for _ in range(15)]
    found = {name: statistics.median(taken[name] for taken in rounds) for name in codes}
    ratio = (found["bitrix24"] - found["nothing"]) / (found["httpx"] - found["nothing"])
    print(f"import: httpx {found['httpx']:.3f} s, bitrix24 and a client {found['bitrix24']:.3f} s, {ratio:.2f} of it")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        made = make_certificate(Path(folder))
        os.environ["SSL_CERT_FILE"] = os.environ["REQUESTS_CA_BUNDLE"] = str(made)
        building()
        importing()
        calling(None)
        calling(made)
