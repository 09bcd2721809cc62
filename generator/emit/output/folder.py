"""The output folder: writes what differs, removes what an earlier run left, and never touches what it did not write.

What a run wrote is remembered in `manifest.txt` in the folder: a line for each file, its SHA-256 and its path. Lines of
two branches can be put together (`merge=union`): either digest of a path is then the generator's.

A file that is not as the manifest says was edited by hand; one that the manifest does not name is somebody else's.
Neither is ever removed. An edited file is written anew where the generator has one of that name; somebody else's in its
place stops the run.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from ...problems import GenerateError
from ...regular import read_regular
from ...transaction import FOLDER as TRANSACTION
from ...transaction import Change, Edits, leaves, writing

MANIFEST: Final = "manifest.txt"
_LINE: Final = re.compile(r"([0-9a-f]{64})  (\S.*)")

# What using the output leaves in it, and a run that was killed.
_IGNORED_FOLDERS: Final = frozenset(
    {"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", TRANSACTION}
)


class Reason(Enum):
    MISSING = "is missing"
    OUTDATED = "is not what the specs say: run generate"
    EDITED = "was edited by hand"
    ORPHAN = "is a left-over of an earlier run: run generate"
    EDITED_ORPHAN = "is a left-over of an earlier run that was edited by hand: move or delete it"
    FOREIGN = "was not written by the generator: move or delete it"


@dataclass(frozen=True)
class Difference:
    path: str
    reason: Reason

    def __str__(self) -> str:
        return f"{self.path}: {self.reason.value}"


@dataclass(frozen=True)
class WriteReport:
    """What was done, as paths in the folder; `kept`: a line for each file that is nobody's to remove."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True)
class _State:
    """An output folder as it is: the digest of every file in it, and the digests that earlier runs noted."""

    found: Mapping[str, str]
    written: Mapping[str, frozenset[str]]

    def reason(self, path: str, digest: str | None) -> Reason | None:
        """How the file differs from the generator's; `digest`: of that one, or None if it has no such file."""
        there = self.found.get(path)
        if there is None:
            return Reason.MISSING if digest is not None else None
        if there == digest:
            return None
        own = self.written.get(path)
        if own is None:
            return Reason.FOREIGN
        if digest is not None:
            return Reason.OUTDATED if there in own else Reason.EDITED
        return Reason.ORPHAN if there in own else Reason.EDITED_ORPHAN


def compare(files: Mapping[str, str], out: Path) -> list[Difference]:
    """Every file of the folder that is not as the generator would write it. Writes nothing.

    Raises:
        GenerateError: A path leaves the folder, or its manifest cannot be read.
    """
    digests = _digests(files)
    _refuse_bad_paths(digests, out)
    state = _state(out)
    found = [
        Difference(path, reason)
        for path in sorted({*digests, *state.found})
        if (reason := state.reason(path, digests.get(path))) is not None
    ]
    # The manifest follows from the other files: alone it says nothing new.
    others = [difference for difference in found if difference.path != MANIFEST]
    return others or found


def edited(differences: Iterable[Difference]) -> list[str]:
    """The files among these that somebody has edited by hand."""
    return [each.path for each in differences if each.reason in (Reason.EDITED, Reason.EDITED_ORPHAN)]


def write(files: Mapping[str, str], out: Path) -> WriteReport:
    """Makes the folder what `files` say: see `write_into`, and `writing` for what it raises."""
    with writing(out) as change:
        return write_into(change, files)


def write_into(change: Change, files: Mapping[str, str]) -> WriteReport:
    """Makes the folder what `files` say, all of it or nothing.

    Raises:
        GenerateError: See `planned`. Nothing was written.
        FolderUnavailable: A file cannot be written.
    """
    edits, report = planned(files, change.folder)
    change.prepare(edits)
    change.make()
    return report


def planned(files: Mapping[str, str], out: Path) -> tuple[Edits, WriteReport]:
    """What makes the folder what `files` say. Writes nothing.

    Raises:
        GenerateError: A path leaves the folder, a file there is somebody else's, or the manifest cannot be read.
    """
    digests = _digests(files)
    _refuse_bad_paths(digests, out)
    state = _state(out)
    in_the_way = [path for path, digest in digests.items() if state.reason(path, digest) is Reason.FOREIGN]
    if in_the_way:
        raise GenerateError(f"{out / path}: {Reason.FOREIGN.value}" for path in in_the_way)
    new: list[str] = []
    changed: list[str] = []
    for path, digest in sorted(digests.items(), key=lambda item: (item[0] == MANIFEST, item[0])):
        if state.found.get(path) != digest:
            (changed if path in state.found else new).append(path)
    reasons = {path: state.reason(path, None) for path in sorted(state.found) if path not in digests}
    removed = tuple(path for path, reason in reasons.items() if reason is Reason.ORPHAN)
    texts = {path: files[path] if path != MANIFEST else _manifest_of(digests) for path in (*new, *changed)}
    kept = tuple(f"{out / path}: {reason.value}" for path, reason in reasons.items() if reason and path not in removed)
    report = WriteReport(tuple(new), tuple(changed), len(digests) - len(new) - len(changed), removed, kept)
    return Edits(texts, removed), report


def _digests(files: Mapping[str, str]) -> dict[str, str]:
    """Of all files, the manifest's included."""
    digests = {path: _digest(text.encode()) for path, text in files.items()}
    return {**digests, MANIFEST: _digest(_manifest_of(digests).encode())}


def _manifest_of(digests: Mapping[str, str]) -> str:
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items()) if path != MANIFEST)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _state(out: Path) -> _State:
    written = _manifest(out / MANIFEST)
    found = {path: _digest(_content(f"{out}/{path}")) for path in _files(out)}
    if MANIFEST in found:
        written = {**written, MANIFEST: frozenset({found[MANIFEST]})}
    return _State(found, written)


def _content(path: str) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123 - thousands of times a run
        return file.read()


def _files(folder: Path, below: str = "") -> Iterable[str]:
    """Every file in the folder, links included, without following any."""
    if not folder.is_dir():
        return
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = f"{below}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _IGNORED_FOLDERS:
                yield from _files(Path(entry.path), f"{path}/")
        elif entry.is_file():
            yield path


def _manifest(file: Path) -> Mapping[str, frozenset[str]]:
    try:
        lines = read_regular(str(file)).decode().splitlines() or [""]
    except FileNotFoundError:
        return {}
    except ValueError:
        lines = [""]
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None:
            raise GenerateError([f"{file}: is not a manifest of this generator; take it from the last commit"])
        found[match[2]].add(match[1])
    return {path: frozenset(digests) for path, digests in found.items()}


def _refuse_bad_paths(paths: Iterable[str], out: Path) -> None:
    """Thousands of paths a run, and so as texts: Path would take ten times as long."""
    problems: list[str] = []
    places: set[str] = set()
    for path in paths:
        parts = path.split("/")
        if leaves(path):
            problems.append(f"{path!r} is no path inside the output folder")
            continue
        places.update(path if end == len(parts) else "/".join(parts[:end]) for end in range(1, len(parts) + 1))
    problems += [
        f"{out / place} is a symbolic link; the generator does not write through it"
        for place in sorted(places)
        if os.path.islink(f"{out}/{place}")  # noqa: PTH114
    ]
    if out.exists() and not out.is_dir():
        problems.append(f"{out} is no folder")
    if problems:
        raise GenerateError(problems)
