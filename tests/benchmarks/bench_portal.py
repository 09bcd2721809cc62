"""The local portal's figures, in one run: `python -m tests.benchmarks.bench_portal [--minutes 10]`.

Needs Linux (for memory); takes two minutes on two idle cores, or more with a longer mixed load (a minute by default).
The portal runs in a process of its own, as `python -m bitrix24.portal`. Exit code 1: a figure was missed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from tests.benchmarks import bench_portal_calls, bench_portal_faults, bench_portal_records
from tests.benchmarks.bench_client_figures import Figure


def figures(seconds: float) -> Iterator[Figure]:
    yield bench_portal_calls.starting()
    yield bench_portal_calls.calling()
    yield bench_portal_calls.renewing()
    yield from bench_portal_records.listing()
    yield from bench_portal_faults.mixed(seconds)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=1.0, help="of the mixed load (default: 1)")
    missed = 0
    for figure in figures(parser.parse_args().minutes * 60):
        print(figure, flush=True)
        missed += not figure.reached
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
