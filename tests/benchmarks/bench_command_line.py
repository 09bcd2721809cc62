"""How long `b24` takes to begin: `python -m tests.benchmarks.bench_command_line`.

Whole processes, with compiled bytecode. A machine that does other things as well makes all of them slower: the time of
the processor, and the multiple of a Python that does nothing, say more there.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Final, NamedTuple

from tests.conftest import ROOT

ROUNDS: Final = 15
_B24: Final = ["-c", "import sys; from bitrix24.cli import main; sys.exit(main(sys.argv[1:]))"]
_COMPLETE: Final = {"_B24_COMPLETE": "bash_complete", "COMP_CWORD": "2"}


class Taken(NamedTuple):
    """Seconds: on the clock, and of the processor."""

    clock: float
    cpu: float


def taken(arguments: list[str], more: Mapping[str, str]) -> Taken:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPATH": str(ROOT / "generated"), **more}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)
    clock, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Taken(clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def main() -> None:
    runs: dict[str, tuple[list[str], Mapping[str, str], str]] = {
        "python": (["-c", "pass"], {}, ""),
        "import httpx": (["-c", "import httpx; httpx.Client"], {}, ""),
        "b24 call --help": ([*_B24, "call", "--help"], {}, " (limit 0.25 s)"),
        "completion of a method": (_B24, {**_COMPLETE, "COMP_WORDS": "b24 call crm.item.g"}, " (limit 0.15 s)"),
        "b24 search": ([*_B24, "search", "create a deal"], {}, ""),
        "b24 call --dry-run": ([*_B24, "call", "crm.item.get", "entityTypeId=2", "id=7", "--dry-run"], {}, ""),
    }
    rounds = [{name: taken(arguments, more) for name, (arguments, more, _) in runs.items()} for _ in range(ROUNDS)]
    for name, (_, _, limit) in runs.items():
        clock, cpu = (statistics.median(each[name][kind] for each in rounds) for kind in (0, 1))
        ratio = statistics.median(each[name].cpu / each["python"].cpu for each in rounds)
        print(f"{name}: {clock:.3f} s{limit}; {cpu:.3f} s of the processor, {ratio:.1f} x python")


if __name__ == "__main__":
    main()
