"""Stops a run at each thing it does with files: `python -m tests.reliability.kill_points FOLDER SCENARIO ATTACK STEP`.

A process of one thread, so that it can fork: each child makes the change and is attacked at its n-th operation on
files; n grows until a child comes to its end. What the folder holds then is looked at as the next run would, and at
every STEP-th point that run is killed at each of its own operations too. Prints counts as JSON.

Attacks: `kill` (SIGKILL), `once` (the operation fails), `full` (from then on nothing can be made larger), `dead` (from
then on everything fails).
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from errno import ENOSPC
from pathlib import Path
from typing import cast

from generator.emit.output import folder as output
from generator.spec import files as specs
from generator.transaction import FOLDER, Edits, FolderUnavailable, reading, writing

# What Python tells of before it is done. Reads are among them: they cost nothing but time.
OPERATIONS = frozenset(
    {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.scandir"}
)
# How a child ends.
DONE, UNCHANGED, HALF, BEFORE = 0, 1, 2, 3
"""All was made; nothing was; a part was; all was, before it came to the attack."""

OLD = {
    "bitrix24/a.py": "a = 1\n",
    "bitrix24/b.py": "b = 1\n",
    "bitrix24/gone/__init__.py": "",
    "tests/test_a.py": "old",
    **{f"bitrix24/many/m{number}.py": f"m = {number}\n" for number in range(3)},
}
NEW = {
    "bitrix24/a.py": "a = 2\n",
    "bitrix24/b.py": "b = 1\n",
    "bitrix24/new/deep/__init__.py": "new",
    "tests/test_a.py": "new",
    **{f"bitrix24/many/m{number}.py": f"m = -{number}\n" for number in range(1, 4)},
}
OLD_SPECS = {f"v2/crm/{path.replace('/', '.')}.yaml": text for path, text in OLD.items()}
NEW_SPECS = {f"v2/crm/{path.replace('/', '.')}.yaml": text for path, text in NEW.items()}
# With a file that becomes a folder, and names of which only the case differs.
OLD_PROJECT = {
    "CHANGELOG.md": "old",
    "specs/v2/Flow.yaml": "old",
    "specs/v2/same.yaml": "same",
    "generated/bitrix24/Flow/__init__.py": "old",
    "generated/bitrix24/first": "a file",
    "generated/gone.py": "old",
}
NEW_PROJECT = {
    "CHANGELOG.md": "new",
    "specs/v2/flow.yaml": "new",
    "specs/v2/same.yaml": "same",
    "generated/bitrix24/flow/__init__.py": "new",
    "generated/bitrix24/first/__init__.py": "in a folder",
}


def write_output(files: Mapping[str, str], place: Path) -> None:
    output.write(files, place)


def write_specs(files: Mapping[str, str], place: Path) -> None:
    with writing(place) as change:
        specs.prepare(change, files, whole=True)
        change.make()


def write_project(files: Mapping[str, str], place: Path) -> None:
    """As `update`: one change of what lies in two folders and beside them."""
    with writing(place) as change, writing(place / "specs"), writing(place / "generated"):
        there = contents(place)
        changed = {path: text for path, text in files.items() if there.get(path) != text.encode()}
        change.prepare(Edits(changed, [path for path in there if path not in files]))
        change.make()


Write = Callable[[Mapping[str, str], Path], None]
SCENARIOS: Mapping[str, tuple[Write, Mapping[str, str], Mapping[str, str]]] = {
    "output": (write_output, OLD, NEW),
    "first output": (write_output, {}, NEW),
    "specs": (write_specs, OLD_SPECS, NEW_SPECS),
    "project": (write_project, OLD_PROJECT, NEW_PROJECT),
    "few left": (write_output, OLD, {"bitrix24/b.py": OLD["bitrix24/b.py"]}),
}


def main(place: Path, scenario: str, attack: str, step: int) -> None:
    write, old, new = SCENARIOS[scenario]
    shutil.rmtree(place, ignore_errors=True)
    for name, files in (("old", old), ("new", new)):
        if files:
            write(files, place / name)
    expected = {name: contents(place / name) for name in ("old", "new")}
    counts: Counter[str] = Counter()
    out = place / "out"
    at = 0
    while True:
        at += 1
        fresh(place / "old", out)
        end = attacked(attack, at, lambda: write(new, out))
        if end == BEFORE:
            break
        counts["attacks"] += 1
        if end is not None:
            counts[f"said {('done', 'nothing was written', 'only a part')[end]}"] += 1
            # What it said is so, before anybody mends anything.
            counts["lies"] += end != HALF and contents(out) != expected["old" if end else "new"]
        snapshot = place / "snapshot"
        fresh(out, snapshot)
        judge(counts, expected, out)
        write(new, out)
        counts["not repeated"] += contents(out) != expected["new"] or (out / FOLDER).exists()
        within = 0
        while at % step == 0:
            within += 1
            fresh(snapshot, out)
            if attacked("kill", within, lambda: look(out)) == BEFORE:
                break
            counts["kills of the next run"] += 1
            judge(counts, expected, out)
    print(json.dumps(counts))


def judge(counts: Counter[str], expected: Mapping[str, Mapping[str, bytes]], out: Path) -> None:
    look(out)
    found = contents(out)
    which = next((name for name in ("new", "old") if found == expected[name]), "mixed")
    counts[which] += 1


def look(out: Path) -> None:
    """As `check` and `generate` look at specs, and `generate` at its output; also where more than these was changed."""
    for place in (out / "specs", out):
        with reading(place):
            pass
    with reading(out):
        pass
    with writing(out):
        pass


def contents(folder: Path) -> dict[str, bytes]:
    """What a reader finds; what a run left below its own folder is none of it."""
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in paths.items() if FOLDER not in name.split("/")}


def fresh(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    if source.exists():
        shutil.copytree(source, target)


def attacked(attack: str, number: int, action: Callable[[], None]) -> int | None:
    """How a child ended that was attacked at its operation of that number; None: it was killed."""
    child = os.fork()
    if not child:
        operations = _be_attacked(attack, number)
        end = _end_of(action)
        os._exit(BEFORE if end == DONE and next(operations) <= number else end)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return None
    end = os.WEXITSTATUS(status)
    if end > BEFORE:
        raise SystemExit(f"a child failed at operation {number}")
    return end


def _be_attacked(attack: str, number: int) -> Iterator[int]:
    """Counts the operations of this process."""
    operations = itertools.count(1)

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        if event not in OPERATIONS:
            return
        count = next(operations)
        if count == number and attack == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if count == number if attack == "once" else count >= number and (attack == "dead" or larger(event, arguments)):
            raise OSError(ENOSPC, os.strerror(ENOSPC))

    sys.addaudithook(audit)
    return operations


def larger(event: str, arguments: tuple[object, ...]) -> bool:
    return event == "os.mkdir" or (event == "open" and bool(cast("int", arguments[2]) & os.O_CREAT))


def _end_of(action: Callable[[], None]) -> int:
    try:
        action()
    except FolderUnavailable as error:
        return HALF if "only a part" in str(error) else UNCHANGED
    except OSError:  # before anything was begun
        return UNCHANGED
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return BEFORE + 1
    return DONE


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
