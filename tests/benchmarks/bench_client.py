"""The client's figures beside its peers', in one run: `python -m tests.benchmarks.bench_client`.

Needs the extra `bench` (the peers), Linux (for memory), openssl (for TLS) and redis-server; takes two minutes on two
idle cores.
Everything is measured on a stub portal on this machine that keeps connections alive. Exit code 1: a figure was missed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import version

from tests.benchmarks import (
    bench_client_answers,
    bench_client_async,
    bench_client_calls,
    bench_client_lists,
    bench_fleet,
)
from tests.benchmarks.bench_client_figures import Figure


def figures() -> Iterator[Figure]:
    yield bench_client_calls.building()
    yield from bench_client_calls.calling()
    yield from bench_client_async.calling()
    yield from bench_client_async.over_aiohttp()
    yield from bench_client_answers.reading()
    yield from bench_client_lists.reading()
    yield bench_client_calls.importing()
    yield from bench_fleet.figures()


def main() -> int:
    print(", ".join(f"{name} {version(name)}" for name in ("httpx", "b24pysdk", "fast_bitrix24")))
    missed = 0
    for figure in figures():
        print(figure, flush=True)
        missed += not figure.reached
    return min(missed, 1)


if __name__ == "__main__":
    sys.exit(main())
