"""Time and memory of making the whole client from its specs: `python tests/benchmarks/bench_generate.py`.

Prints figures, judges nothing: machines differ. The limits to hold on 2 quiet cores are 25 s and 700 MB for everything,
1.2 s when one spec changed, 1 s when nothing did: of the whole process, from its start to its end. Where other programs
run, the processor's time says more than the clock's; everything uses two processors or more, the rest one.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
METHODS = ("v2/tasks/tasks.flow.Flow.get", "v2/crm/crm.item.add", "v3/tasks/tasks.task.get")
OTHERS = ("events/OnAppInstall", "types/tasks.v3.task")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        checkout = Path(folder)
        for name in ("generator", "specs"):
            shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
        run(checkout, "--help")  # compiles what every run loads
        print(f"{'':44}{'clock':>8}{'processors':>12}")
        measure("everything, cold", checkout, "generate")
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        measure("nothing changed", checkout, "generate")
        for name in (*METHODS, *OTHERS):
            spec = checkout / "specs" / f"{name}.yaml"
            text = spec.read_text("utf-8")
            spec.write_text(text.replace("\ntitle: ", "\ntitle: Changed ", 1), "utf-8")
            assert spec.read_text("utf-8") != text
            measure(f"one spec changed: {name}", checkout, "generate")
        measure("check, the first time", checkout, "check")
        measure("check, nothing changed", checkout, "check")
        with (checkout / "generator" / "templates" / "python" / "macros.jinja").open("a", encoding="utf-8") as template:
            template.write("{# changed #}\n")
        measure("a template changed, its output did not", checkout, "generate")
        print(f"largest process {memory:.0f} MB")


def measure(what: str, checkout: Path, command: str) -> None:
    before, started = processors(), time.perf_counter()
    run(checkout, command)
    print(f"{what:44}{time.perf_counter() - started:6.2f} s{processors() - before:10.2f} s")


def run(checkout: Path, command: str) -> None:
    settings = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run(
        [sys.executable, "-m", "generator", command], cwd=checkout, env=settings, stdout=subprocess.DEVNULL, check=True
    )


def processors() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
