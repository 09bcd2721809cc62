"""A soak of the client against a portal that fails all the time: `python -m tests.reliability.soak`.

Threads, tasks, forks and processes that are killed write at a bounded rate, for SOAK_SECONDS (600 if not given). Every
write has a name of its own. The portal counts what it executed, the programs note what was acknowledged to them, and in
the end the two are compared. Exit 1 if anything was lost, doubled, answered with the answer of another, or hung, or if
memory or descriptors of a long-lived process grew after the first minute.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

from bitrix24 import AsyncClient, Client
from bitrix24.errors import Bitrix24Error
from bitrix24.retries import Retries
from tests.runtime.stub_portal import Answer, Fault, Seen, running

THREADS, TASKS, CHILDREN, VICTIMS = 4, 8, 3, 2
PAUSE: Final = 0.2
"""Seconds between two calls of one thread or task; children and victims make theirs faster, and are fewer."""
TIMEOUT: Final = 2.0
RETRIES: Final = Retries(attempts=4, budget=20.0, first=0.05, longest=0.5)
LONGEST: Final = 60.0
"""Seconds that no call may take: its attempts and their waits end long before."""
IN_A_BATCH: Final = 8
SETTLED: Final = 60.0
"""Seconds until memory and descriptors have to be level, or a third of a shorter soak."""
MORE_MEMORY, MORE_DESCRIPTORS = 6_000, 6
"""By how many kB and descriptors a process may vary then."""


# The portal


class Weather:
    """Executes most of what it gets, and often fails to say so."""

    def __init__(self) -> None:
        self.executed: Counter[str] = Counter()
        self.requests = 0
        self._random = random.Random(11)
        self._lock = threading.Lock()

    def __call__(self, seen: Seen) -> Answer | Fault:
        with self._lock:
            self.requests += 1
            chance, wait = self._random.random(), self._random.random() * 0.02
        time.sleep(wait)
        if chance < 0.03:
            return Answer({"error": "QUERY_LIMIT_EXCEEDED"}, 503)
        if chance < 0.04:
            return Fault.RESET
        answer = self._execute(seen)
        if chance < 0.06:
            return Fault.HALF
        if chance < 0.07:
            return Fault.CLOSE
        if chance < 0.075:
            return Fault.SILENCE
        if chance < 0.08:
            return Answer(b"<h1>Bad gateway</h1>", 502)
        return answer

    def _execute(self, seen: Seen) -> Answer:
        commands: dict[str, str] | None = seen.json.get("cmd")
        names = {"": seen.json["n"]} if commands is None else {key: _name(each) for key, each in commands.items()}
        with self._lock:
            self.executed.update(names.values())
        if commands is None:
            return Answer({"result": names[""]})
        return Answer({"result": {"result": names, "result_error": {}, "result_total": {}, "result_next": {}}})


def _name(command: str) -> str:
    return parse_qs(command.partition("?")[2])["n"][0]


def portal() -> None:
    weather = Weather()
    with running(weather) as stub:
        print(stub.url, flush=True)
        # What came in is counted, not kept.
        stopped = threading.Event()
        threading.Thread(target=lambda: (sys.stdin.read(), stopped.set()), daemon=True).start()
        while not stopped.wait(1.0):
            stub.seen.clear()
    print(json.dumps({"requests": weather.requests, "executed": weather.executed}))


# The programs


class Notes:
    """What a program has to say, written at once: it may be killed."""

    def __init__(self, file: str) -> None:
        self._descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def say(self, *words: object) -> None:
        os.write(self._descriptor, (" ".join(map(str, words)) + "\n").encode())

    def answered(self, name: str, answer: object) -> None:
        if answer == name:
            self.say("acknowledged", name)
        else:
            self.say("wrong", name, answer)

    def failed(self, error: BaseException) -> None:
        if isinstance(error, Bitrix24Error):
            self.say("error", type(error).__name__)
        else:
            self.say("foreign", type(error).__name__, error)

    def took(self, started: float) -> None:
        if time.monotonic() - started > LONGEST:
            self.say("hung", time.monotonic() - started)


@dataclass(frozen=True)
class Program:
    url: str
    deadline: float
    notes: Notes

    def goes_on(self) -> bool:
        return time.time() < self.deadline

    def client(self) -> Client:
        return Client(self.url, timeout=TIMEOUT, retries=RETRIES)


def write(client: Client, notes: Notes, name: str, *, many: bool) -> None:
    """One write, or a batch of them."""
    started = time.monotonic()
    try:
        if many:
            with client.batch(halt=False) as batch:
                pending = {
                    f"{name}-{each}": batch.call("crm.item.add", {"n": f"{name}-{each}"}) for each in range(IN_A_BATCH)
                }
            for each, result in pending.items():
                notes.answered(each, result.result)
        else:
            notes.answered(name, client.call("crm.item.add", {"n": name}).result)
    except Exception as error:
        notes.failed(error)
    notes.took(started)


async def write_async(client: AsyncClient, notes: Notes, name: str) -> None:
    started = time.monotonic()
    try:
        notes.answered(name, (await client.call("crm.item.add", {"n": name})).result)
    except Exception as error:
        notes.failed(error)
    notes.took(started)


def threads(program: Program) -> None:
    with program.client() as client:

        def work(number: int) -> None:
            count = 0
            while program.goes_on():
                count += 1
                write(client, program.notes, f"t{number}-{count}", many=count % 10 == 0)
                time.sleep(PAUSE)

        each = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
        for thread in each:
            thread.start()
        level(program, lambda: any(thread.is_alive() for thread in each))


def tasks(program: Program) -> None:
    """Every tenth caller loses patience: its call is cancelled."""

    async def work(client: AsyncClient, number: int) -> None:
        count = 0
        while program.goes_on():
            count += 1
            call = write_async(client, program.notes, f"a{number}-{count}")
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(call, 0.01 if count % 10 == 0 else LONGEST * 2)
            await asyncio.sleep(PAUSE)

    async def main() -> None:
        async with AsyncClient(program.url, timeout=TIMEOUT, retries=RETRIES) as client:
            await asyncio.gather(*(work(client, number) for number in range(TASKS)))

    thread = threading.Thread(target=asyncio.run, args=(main(),))
    thread.start()
    level(program, thread.is_alive)


def forks(program: Program) -> None:
    """A client that has been used goes on in children, and in the parent at the same time."""
    with program.client() as client:
        count = 0
        while program.goes_on():
            count += 1
            children = [forked(client, program.notes) for _ in range(CHILDREN)]
            for number in range(5):
                write(client, program.notes, f"f{count}-{number}", many=number == 4)
            for child in children:
                ended(program, child)
            level_once(program)
            time.sleep(PAUSE * 5)


def forked(client: Client, notes: Notes) -> int:
    child = os.fork()
    if not child:
        for number in range(5):
            write(client, notes, f"c{os.getpid()}-{time.time()}-{number}", many=False)
        os._exit(0)
    return child


def ended(program: Program, child: int) -> None:
    deadline = time.monotonic() + LONGEST * 2
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if time.monotonic() > deadline:
            program.notes.say("hung", "a child")
            os.kill(child, signal.SIGKILL)
            deadline += LONGEST
        time.sleep(0.01)


def victim(program: Program) -> None:
    """Works until it is killed."""
    with program.client() as client:
        count = 0
        while program.goes_on():
            count += 1
            write(client, program.notes, f"v{os.getpid()}-{time.time()}-{count}", many=count % 5 == 0)
            time.sleep(PAUSE)


def level(program: Program, is_working: Callable[[], bool]) -> None:
    while is_working():
        level_once(program)
        time.sleep(1.0)


def level_once(program: Program) -> None:
    if sys.platform != "linux":
        return
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    memory = pages * os.sysconf("SC_PAGE_SIZE") // 1024
    program.notes.say("level", os.getpid(), time.time(), memory, len(os.listdir("/proc/self/fd")))  # noqa: PTH208


PROGRAMS: Final[dict[str, Callable[[Program], None]]] = {
    "threads": threads,
    "tasks": tasks,
    "forks": forks,
    "victim": victim,
}


# The soak

_MODULE: Final = "tests.reliability.soak"


def start(name: str, url: str, deadline: float, notes: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", _MODULE, name, url, str(deadline), notes])


def soak(seconds: float) -> int:
    started = time.time()
    deadline = started + seconds
    chance = random.Random(12)
    with tempfile.TemporaryDirectory() as folder:
        notes = str(Path(folder) / "notes")
        server = subprocess.Popen(
            [sys.executable, "-m", _MODULE, "portal"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        programs = [start(name, url, deadline, notes) for name in ("threads", "tasks", "forks")]
        kills = 0
        while time.time() < deadline:
            victims = [start("victim", url, deadline, notes) for _ in range(VICTIMS)]
            time.sleep(min(1.0 + chance.random() * 4, max(0.0, deadline - time.time())))
            for each in victims:
                each.kill()
                each.wait()
            kills += len(victims)
        hung = [each for each in programs if not _ends(each)]
        seen = json.loads(server.communicate("", timeout=LONGEST)[0])
        said = [line.split(" ", 2) for line in Path(notes).read_text().splitlines()]
    return report(said, seen, kills, len(hung) + sum(each.returncode != 0 for each in programs), started, seconds)


def _ends(program: subprocess.Popen[bytes]) -> bool:
    try:
        program.wait(LONGEST * 2)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()
        return False
    return True


def report(
    said: Sequence[Sequence[str]], seen: dict[str, Any], kills: int, hung: int, started: float, seconds: float
) -> int:
    executed: dict[str, int] = seen["executed"]
    acknowledged = Counter(line[1] for line in said if line[0] == "acknowledged")
    kinds = Counter(line[0] for line in said)
    growth = grown(said, started + min(SETTLED, seconds / 3))
    faults = {
        "lost": sum(name not in executed for name in acknowledged),
        "doubled": sum(count > 1 for count in executed.values()) + sum(each > 1 for each in acknowledged.values()),
        "wrong": kinds["wrong"] + kinds["foreign"],
        "hung": kinds["hung"] + hung,
        "memory": sum(memory > MORE_MEMORY for memory, _ in growth.values()),
        "descriptors": sum(more > MORE_DESCRIPTORS for _, more in growth.values()),
    }
    print(f"requests      {seen['requests']:8}")
    print(f"acknowledged  {len(acknowledged):8}  of {len(executed)} executed; {kinds['error']} errors, {kills} kills")
    for name, count in faults.items():
        print(f"{name:13} {count:8}")
    for process, (memory, descriptors) in growth.items():
        print(f"  process {process}: {memory:+} kB, {descriptors:+} descriptors once settled")
    for line in [line for line in said if line[0] in ("wrong", "foreign", "hung")][:10]:
        print("  " + " ".join(line))
    worked = len(acknowledged) > seconds and kills > 1 and (len(growth) == 3 or sys.platform != "linux")
    if not worked:
        print("this was no soak: too little was done")
    return int(any(faults.values()) or not worked)


def grown(said: Sequence[Sequence[str]], settled: float) -> dict[str, tuple[int, int]]:
    """By how much memory (kB) and descriptors of each process grew between the halves of the settled time."""
    levels: defaultdict[str, list[tuple[float, int, int]]] = defaultdict(list)
    for line in said:
        if line[0] == "level":
            when, memory, descriptors = line[2].split()
            if float(when) >= settled:
                levels[line[1]].append((float(when), int(memory), int(descriptors)))
    found: dict[str, tuple[int, int]] = {}
    for process, measured in levels.items():
        half = len(measured) // 2
        if half:
            found[process] = (
                max(each[1] for each in measured[half:]) - max(each[1] for each in measured[:half]),
                max(each[2] for each in measured[half:]) - max(each[2] for each in measured[:half]),
            )
    return found


def main(arguments: Sequence[str]) -> int:
    if not arguments:
        return soak(float(os.environ.get("SOAK_SECONDS", "600")))
    if arguments[0] == "portal":
        portal()
    else:
        name, url, deadline, notes = arguments
        PROGRAMS[name](Program(url, float(deadline), Notes(notes)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
