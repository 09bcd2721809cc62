"""Kills commands in the middle of writing: `python -m tests.reliability.command_kills FOLDER COMMAND KILLS`.

A process of one thread, so that it can fork: each child runs the command on a project that is behind its site, and is
killed at one of the things that it does with files from when it begins to write. The points are spread evenly over all
of these. Then the command runs once more, or `update` from a site that has changed again: the project must be what runs
that nothing disturbs make of it. Prints counts as JSON.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from generator import commands, update_command
from generator.__main__ import main as generator
from generator.transaction import FOLDER
from tests.reliability.kill_points import OPERATIONS
from tests.update.shelf_project import contents, left_over, project_of, put, site_of

COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "scrape": ("scrape", "--source", "../next"),
    "generate": ("generate", "--specs", "../specs"),
    "update": ("update", "--source", "../next"),
}
_PR_SET_CHILD_SUBREAPER: Final = 36
# After which a process does not end by itself; on a loaded machine, too.
_SECONDS: Final = 60
NEWER: Final = ("update", "--source", "../newest")


def main(place: Path, command: str, kills: int) -> None:
    adopt()
    os.environ["SOURCE_DATE_EPOCH"] = "1787270400"
    prepare(place)
    arguments = COMMANDS[command]
    expected = undisturbed(place, arguments)
    newer = [undisturbed(place, NEWER), undisturbed(place, arguments, NEWER)]
    every = operations(place, arguments)
    counts: Counter[str] = Counter()
    for number in range(kills):
        at = 1 + number * (every - 1) // kills
        for following, wanted in ((arguments, [expected]), (NEWER, newer)):
            project = fresh(place)
            child = forked(project, lambda at=at: killed(arguments, at))
            counts["kills"] += os.WIFSIGNALED(child)
            counts["orphans"] += has_orphans()
            forked(project, lambda then=following: run(then))
            counts["other trees"] += contents(project) not in wanted
            counts["left over"] += bool(left_over(project))
    print(json.dumps({**counts, "operations": every}))


def prepare(place: Path) -> None:
    """Sites as they are one after the other, a project at the first of them, and the specs of the second."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for name in ("first", "next", "newest"):
        site_of(place / name)
    for name in ("next", "newest"):
        put(place / name, "shelf.book.find", ("title*", "string"))
        put(place / name, "shelf.book.put", ("id*", "integer"), ("place*", "integer"))
    for gone in ("find", "get"):  # the second one comes again, in another case
        (place / f"newest/api-reference/shelf/shelf-book-{gone}.html").unlink()
    put(place / "newest", "shelf.Book.get", ("id*", "integer"))
    project_of(place / "project")
    forked(place / "project", lambda: run(("update", "--source", "../first")))
    forked(place / "project", lambda: run(("scrape", "--source", "../next", "--specs", "../specs")))


def fresh(place: Path) -> Path:
    shutil.rmtree(place / "tried", ignore_errors=True)
    return Path(shutil.copytree(place / "project", place / "tried"))


def undisturbed(place: Path, *runs: tuple[str, ...]) -> dict[str, str]:
    project = fresh(place)
    for each in runs:
        forked(project, lambda arguments=each: run(arguments))
    return contents(project)


def operations(place: Path, arguments: tuple[str, ...]) -> int:
    """How many things the command does with files from when it begins to write."""
    counted = place / "operations"
    forked(fresh(place), lambda: counting(arguments, counted))
    return int(counted.read_text())


def forked(project: Path, action: Callable[[], None]) -> int:
    """The status of a child that does it in the project."""
    child = os.fork()
    if not child:
        os.chdir(project)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        commands.CACHE_FOLDER = update_command.CACHE_FOLDER = project.parent / "cache"
        # What comes after writing; no kill is aimed at it.
        update_command.run_tests = lambda *_: ""
        try:
            action()
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("a child failed")
    return status


def run(arguments: tuple[str, ...]) -> None:
    assert generator(list(arguments)) in (0, 1, 10, 11, 12), arguments


def killed(arguments: tuple[str, ...], at: int) -> None:
    def count(number: int) -> None:
        if number == at:
            os.kill(os.getpid(), signal.SIGKILL)

    _heard(count)
    run(arguments)


def counting(arguments: tuple[str, ...], into: Path) -> None:
    numbers = [0]
    _heard(numbers.append)
    run(arguments)
    every = numbers[-1]
    into.write_text(str(every))


def _heard(count: Callable[[int], None]) -> None:
    """Calls `count` with the number of each operation on files from when the folder of a change is made."""
    number = 0

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal number
        begins = event == "os.mkdir" and str(arguments[0]).endswith(FOLDER)
        if event in OPERATIONS and (number or begins):
            number += 1
            count(number)

    sys.addaudithook(audit)


def adopt() -> None:
    """Makes this process the parent of those whose own has ended. Linux alone can."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def has_orphans() -> bool:
    """Does a process of the child that was killed go on?"""
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.01)
        except ChildProcessError:
            return False
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
