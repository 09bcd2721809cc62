"""Time and memory of reading the whole documentation: `python tests/benchmarks/bench_scrape.py ARCHIVE`.

Prints figures, judges nothing: machines differ. The limits to hold on 2 quiet cores are 20 s and 700 MB.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main(archive: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for run in ("cold, nothing there", "again, nothing changed"):
            started = time.perf_counter()
            shutil.copytree("specs/overrides", f"{folder}/specs/overrides", dirs_exist_ok=True)
            command = [sys.executable, "-m", "generator", "scrape", "--source", archive, "--specs", f"{folder}/specs"]
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            print(f"{run:24} {time.perf_counter() - started:6.1f} s")
        specs = sum(1 for _ in Path(folder, "specs").rglob("*.yaml"))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{'specs':24} {specs:6}")
    print(f"{'largest process':24} {peak:6.0f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])
