"""Processor time of following the documentation: `python -m tests.benchmarks.bench_update ARCHIVE`.

The archive is served on the loopback, its pages with versions. Prints figures, judges nothing: machines differ. The
limits to hold on 2 quiet cores are 10 s of processor time for a second update and for a site that was built anew and
not edited, 5 s from request to tested client where one page has changed and is asked for alone.
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

from tests.site.published import Answer, Published, pages_of, published

ROOT = Path(__file__).resolve().parents[2]
PIN = "api-reference/tasks/flow/tasks-flow-flow-pin.html"
PROJECT = ("generator", "specs", "CHANGELOG.md", "README.md", "docs")


def main(archive: str) -> None:
    with tempfile.TemporaryDirectory() as folder, published(pages_of(Path(archive))) as site:
        project = Path(folder)
        for name in PROJECT:
            place = ROOT / name
            if place.is_dir():
                shutil.copytree(place, project / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(place, project / name)
        print(f"{'':36}{'clock':>10}{'processors':>12}{'asked':>8}{'came':>8}")
        measure("everything", project, site)
        measure("once more", project, site)
        measure("a second update", project, site)
        site.build = 2
        measure("built anew, not edited", project, site)
        measure("the same once more", project, site)
        site.pages[PIN] = site.pages[PIN].replace(b"flowId", b"streamId")
        measure("one page changed", project, site)
        measure("a second update after it", project, site)
        site.pages[PIN] = site.pages[PIN].replace(b"streamId", b"riverId")
        measure("one page changed, asked for alone", project, site, "--only", PIN)
        measure("a second update after it", project, site)
        # Of such a page the answer is all that there is to know.
        site.fault = {PIN: Answer(b"<html>not here</html>", 404)}.get
        measure("one page gone", project, site)
        measure("a second update after it", project, site)


def measure(what: str, project: Path, site: Published, *more: str) -> None:
    site.asked.clear()
    before, started = processors(), time.perf_counter()
    settings = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    command = [sys.executable, "-m", "generator", "update", "--source", site.url, *more]
    done = subprocess.run(command, cwd=project, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 10, 11, 12), done.stderr
    came = sum(status == 200 for _, status in site.asked)
    print(
        f"{what:36}{time.perf_counter() - started:8.1f} s{processors() - before:10.1f} s{len(site.asked):8}{came:8}"
        f"  {done.stdout.splitlines()[-1]}"
    )


def processors() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(*sys.argv[1:])
