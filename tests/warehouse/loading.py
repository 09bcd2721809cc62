"""A load in a process of its own, which dies at a moment that it is told: `python -m tests.warehouse.loading`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any

from bitrix24 import Client, warehouse
from tests.conftest import ROOT
from tests.warehouse.databases import DATASET

PATIENCE = 300
TABLES = ["crm.deal.list", "crm.contact.list"]
# Each page is loaded by itself.
CHUNK = 1
# `rows 120`: when so many have been read; `before load 2`, `after load 2`: of what that run of the pipeline read.
MOMENTS = ("rows 120", "before load 2", "after load 2")


def killed(moment: str, webhook: str, url: str, folder: str) -> int:
    """How such a process ended."""
    paths = os.pathsep.join([str(ROOT), str(ROOT / "generated")])
    done = subprocess.run(
        [sys.executable, "-m", "tests.warehouse.loading", moment, webhook, url, folder],
        env={**os.environ, "PYTHONPATH": paths, "NO_PROXY": "127.0.0.1"},
        timeout=PATIENCE,
    )
    return done.returncode


def main(moment: str, webhook: str, url: str, folder: str) -> None:
    import dlt

    pipeline = dlt.pipeline("portal", destination=_destination(url), dataset_name=DATASET, pipelines_dir=folder)
    what, _, number = moment.rpartition(" ")
    loads = 0
    load = pipeline.load

    def counted(*args: Any, **kwargs: Any) -> Any:
        nonlocal loads
        loads += 1
        if what == "before load" and loads == int(number):
            _die()
        done = load(*args, **kwargs)
        if what == "after load" and loads == int(number):
            _die()
        return done

    pipeline.load = counted  # type: ignore[method-assign]

    def told(rows: int, _total: int | None) -> None:
        if what == "rows" and rows >= int(number):
            _die()

    with Client(webhook) as b24:
        warehouse.load(pipeline, b24, TABLES, chunk=CHUNK, progress=told)


def _destination(url: str) -> Any:
    import dlt

    scheme, _, file = url.partition(":///")
    return dlt.destinations.duckdb(file) if scheme == "duckdb" else dlt.destinations.postgres(url)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
