"""A folder is changed as a whole, by one run at a time: a process that is killed leaves the old files or the new ones.

New files are written below `.transaction/` in the folder, and last a journal of where each belongs. Up to then nothing
else was touched, and what is left over means nothing. From then on the change is made: what is left are renames, and
where this process does not come to them, whoever opens the folder next makes them first. A rename that fails has all
of them undone. A file that somebody edited between a kill and the next run stays as it is.

A change may span folders that are changed on their own as well: it is one of the folder around them, by a run that has
the lock of each. Whoever opens one of these later looks for a journal around it, too.

Whoever reads or changes a folder holds a lock of the system on the folder itself; it ends with the process, in whatever
way that ends. Kills are what this is for: data is not forced to the disk, as a power cut would need.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from errno import EISDIR
from pathlib import Path, PurePosixPath
from typing import Final

from .regular import read_regular

FOLDER: Final = ".transaction"
"""In the folder that is changed: there while a change is made, or when one was interrupted."""

_JOURNAL: Final = "journal"
# Who reads is done in a fraction of this; who writes may take many minutes, which nobody waits for unasked.
_PATIENCE: Final = 5.0
_PAUSE: Final = 0.05


class FolderUnavailable(Exception):
    """The folder cannot be read or changed now: one line, which says what is in it."""


@dataclass(frozen=True)
class Edits:
    """What is to become of files, by path in a folder: new texts, and which files are removed."""

    texts: Mapping[str, str]
    removed: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.texts or self.removed)

    def within(self, folder: str) -> Edits:
        """The same, as seen from the folder around that one."""
        return Edits(
            {f"{folder}/{path}": text for path, text in self.texts.items()},
            tuple(f"{folder}/{path}" for path in self.removed),
        )

    def __or__(self, other: Edits) -> Edits:
        return Edits({**self.texts, **other.texts}, (*self.removed, *other.removed))


@dataclass(frozen=True)
class _Step:
    """What becomes of a file. `before`: the digest of what is there, None for nothing; `is_new`: it gets a new text."""

    path: str
    before: str | None
    is_new: bool


class Change:
    """A change of a folder that is locked for it: prepared, then made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._place = folder / FOLDER
        self._steps: Sequence[_Step] = ()
        self.completed: Sequence[str] = ()
        """The files that a run before was to change and, being stopped, left to this one."""

    def prepare(self, edits: Edits) -> None:
        """Writes the new texts beside the folder's files, all of them: who calls this knows what differs.

        Raises:
            FolderUnavailable: They cannot be written, for lack of space say. Nothing in the folder was touched.
        """
        try:
            # What is removed goes first: it may be where a folder is to be, or have the same name in another case.
            self._steps = [
                *(_Step(path, _digest_of(self.folder / path), is_new=False) for path in edits.removed),
                *(_Step(path, _digest_of(self.folder / path), is_new=True) for path in edits.texts),
            ]
            if self._steps:
                self._place.mkdir()
            for number, step in enumerate(self._steps):
                if step.is_new:
                    (self._place / _new(number)).write_bytes(edits.texts[step.path].encode())
        except BaseException as error:
            self._steps = ()
            _discard(self._place)
            if isinstance(error, OSError):
                raise _nothing_written(self.folder, error) from None
            raise

    def make(self) -> None:
        """Makes what was prepared.

        Raises:
            FolderUnavailable: It cannot be made. All is as it was; where a disk refuses even that, the message says so.
        """
        if not self._steps:
            return
        try:
            journal = self._place / "journal.new"
            journal.write_text(json.dumps([astuple(step) for step in self._steps]), "utf-8")
            journal.replace(self._place / _JOURNAL)
        except BaseException as error:
            # Nobody knows of a journal that has not its name yet.
            _discard(self._place)
            if isinstance(error, OSError):
                raise _nothing_written(self.folder, error) from None
            raise
        _complete(self.folder, self._steps)
        self._steps = ()


@contextmanager
def writing(folder: Path) -> Generator[Change]:
    """Nobody else reads or writes the folder meanwhile; it is made if it is missing, and goes again if it stays empty.

    Raises:
        FolderUnavailable: Another run has it.
    """
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    with _locked_and_whole(folder, alone=True, make=True):
        change = Change(folder)
        change.completed = _recover(folder)
        try:
            yield change
        finally:
            _discard(folder / FOLDER)
            for place in missing:
                with suppress(OSError):  # it is not empty
                    place.rmdir()


@contextmanager
def reading(folder: Path) -> Generator[None]:
    """Nobody writes the folder meanwhile, and what is in it is whole. A folder that does not exist is empty.

    Raises:
        FolderUnavailable: Another run changes it.
    """
    if not folder.is_dir():
        yield
        return
    while True:
        with _locked_and_whole(folder, alone=False):
            if not (folder / FOLDER / _JOURNAL).exists():
                yield
                return
        with writing(folder):
            pass  # which has completed what was interrupted


def leaves(path: str) -> bool:
    """Is this no path inside a folder? On any system: a drive or a backslash is as good as a slash elsewhere."""
    return any(part in ("", ".", "..") for part in path.split("/")) or any(sign in path for sign in "\\:\0")


def write_alone(texts: Mapping[Path, str]) -> None:
    """Files outside of any folder of ours: each is the old or the new one as a whole, all old if one cannot be made.

    Raises:
        FolderUnavailable: One cannot be written, or another run is writing it.
    """
    opened: list[int] = []
    prepared: dict[Path, Path] = {}
    place = Path()
    try:
        for place, text in texts.items():
            if place.is_dir():
                raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
            place.parent.mkdir(parents=True, exist_ok=True)
            # Always the same name: what a killed run left is used up by the next one.
            temporary = place.with_name(f".{place.name}.new")
            opened.append(_open_alone(temporary))
            prepared[temporary] = place
            os.truncate(opened[-1], 0)
            with open(opened[-1], "wb", closefd=False) as stream:
                stream.write(text.encode())
        for temporary, place in prepared.items():
            temporary.replace(place)
    except OSError as error:
        for temporary in prepared:
            temporary.unlink(missing_ok=True)
        raise _nothing_written(place, error) from None
    finally:
        for descriptor in opened:
            os.close(descriptor)


def _open_alone(file: Path) -> int:
    """A descriptor of the file, which is locked as long as that is open."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    if _lock(descriptor, alone=True) and _is_still(descriptor, file):
        return descriptor
    os.close(descriptor)
    raise BlockingIOError(None, "another run is writing it")


# The lock


@contextmanager
def _locked(folder: Path, *, alone: bool, make: bool = False) -> Generator[None]:
    deadline = time.monotonic() + _PATIENCE
    descriptor = None
    try:
        while descriptor is None:
            try:
                if make:
                    folder.mkdir(parents=True, exist_ok=True)
                descriptor = _try_lock(folder, alone=alone)
            except (FileExistsError, NotADirectoryError):
                raise FolderUnavailable(f"{folder} is no folder") from None
            if descriptor is None:
                if time.monotonic() > deadline:
                    raise FolderUnavailable(f"{folder}: another run is at work there; try again when it has ended")
                time.sleep(_PAUSE)
        yield
    finally:
        if descriptor is not None and descriptor != _NO_LOCK:
            os.close(descriptor)


@contextmanager
def _locked_and_whole(folder: Path, *, alone: bool, make: bool = False) -> Generator[None]:
    """The lock, once no change of the folder around this one is left to be completed."""
    around = folder.resolve().parent
    while True:
        with _locked(folder, alone=alone, make=make):
            if not _is_left(around):
                yield
                return
        with writing(around):
            pass


def _is_left(around: Path) -> bool:
    """A change that was interrupted. Where others may write, in the system's folder for temporary files say, it may
    be anybody's.
    """
    journal = around / FOLDER / _JOURNAL
    try:
        owner = journal.lstat().st_uid
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return False
    if hasattr(os, "getuid") and owner != os.getuid():
        raise FolderUnavailable(f"{journal}: is of another user; remove {journal.parent}")
    return True


_NO_LOCK: Final = -1


def _try_lock(folder: Path, *, alone: bool) -> int | None:
    """A descriptor that holds the lock; None while another process does."""
    if sys.platform == "win32":  # which opens no folders
        return _NO_LOCK
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    # Who had the lock may have removed the folder: then it is another one that has the name.
    if _lock(descriptor, alone=alone) and _is_still(descriptor, folder):
        return descriptor
    os.close(descriptor)
    return None


def _is_still(descriptor: int, place: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), place.stat())
    except FileNotFoundError:
        return False


def _lock(descriptor: int, *, alone: bool) -> bool:
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # Some network file systems cannot lock a folder: without a lock, a kill still leaves it whole.
        return True
    return True


# The journal


def _recover(folder: Path) -> Sequence[str]:
    """Completes what another process decided and did not come to do; drops what it only began to prepare.

    Returns:
        The files of what is completed.
    """
    place = folder / FOLDER
    if place.is_symlink():
        raise FolderUnavailable(f"{place}: is a symbolic link; remove it")
    if not place.exists():
        return ()
    journal = place / _JOURNAL
    steps = _read(journal) if journal.exists() else ()
    if steps:
        _complete(folder, steps)
    _discard(place)
    return [step.path for step in steps]


def _read(journal: Path) -> Sequence[_Step]:
    """Whoever may write in the folder may write a journal: it must not lead out of there."""
    try:
        return [_step(each, journal.parents[1]) for each in json.loads(read_regular(str(journal)))]
    except (ValueError, TypeError, RecursionError):
        raise FolderUnavailable(f"{journal}: is not a journal of this generator; remove {journal.parent}") from None


def _step(data: object, folder: Path) -> _Step:
    match data:
        case [str() as path, (str() | None) as before, bool() as is_new] if not leaves(path):
            inside = PurePosixPath(path)
            if not any((folder / place).is_symlink() for place in (inside, *inside.parents)):
                return _Step(path, before, is_new)
        case _:
            pass
    raise ValueError(data)


def _complete(folder: Path, steps: Sequence[_Step]) -> None:
    """Makes the steps that are not made yet, or undoes all."""
    try:
        for number, step in enumerate(steps):
            if number and step.is_new and not steps[number - 1].is_new:
                # A folder whose name is to differ in case alone has to be another one.
                _remove_empty(folder, (each.path for each in steps[:number]))
            _make(folder, number, step)
    except BaseException as error:
        try:
            for number, step in reversed([*enumerate(steps)]):
                _undo(folder, number, step)
            (folder / FOLDER / _JOURNAL).unlink()
        except OSError as second:
            raise FolderUnavailable(
                f"{folder}: {_why(second)}; only a part was written, the next run completes it"
            ) from None
        _remove_empty(folder, (step.path for step in steps))
        if isinstance(error, OSError):
            raise _nothing_written(folder, error) from None
        raise
    _remove_empty(folder, (step.path for step in steps if not step.is_new))
    with suppress(OSError):  # a journal of which every step is made says nothing
        (folder / FOLDER / _JOURNAL).unlink()


def _make(folder: Path, number: int, step: _Step) -> None:
    target, new, old = folder / step.path, folder / FOLDER / _new(number), folder / FOLDER / _old(number)
    if not new.exists() if step.is_new else old.exists():
        return  # it is made, and in the place of what is removed something else may be by now
    present = _digest_of(target)
    if present not in (None, step.before):  # somebody has edited it since
        return
    if not step.is_new:
        if present is not None:
            target.rename(old)
        return
    if present is not None and not old.exists():
        _keep(target, old)
    target.parent.mkdir(parents=True, exist_ok=True)
    new.replace(target)


def _keep(target: Path, old: Path) -> None:
    """As a second name, so that a program which reads the folder meanwhile never misses the file."""
    try:
        old.hardlink_to(target)
    except OSError:  # there are file systems without
        target.rename(old)


def _undo(folder: Path, number: int, step: _Step) -> None:
    target, new, old = folder / step.path, folder / FOLDER / _new(number), folder / FOLDER / _old(number)
    if step.is_new and not new.exists():
        target.rename(new)
    if step.is_new:
        _remove_empty(folder, [step.path])  # where a folder is now, a file may have been
    if old.exists() and not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        old.rename(target)


def _new(number: int) -> str:
    return f"new-{number}"


def _old(number: int) -> str:
    return f"old-{number}"


def _digest_of(file: Path) -> str | None:
    try:
        return hashlib.sha256(read_regular(str(file))).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _remove_empty(folder: Path, paths: Iterable[str]) -> None:
    """The folders of these paths that hold nothing any more, or only what Python compiled."""
    folders = {parent for path in paths for parent in PurePosixPath(path).parents if parent.parts}
    for each in sorted(folders, key=lambda each: -len(each.parts)):
        place = folder / each
        with suppress(OSError):  # one that stays does no harm
            if os.listdir(place) == ["__pycache__"]:  # noqa: PTH208 - names are enough
                _remove_flat(place / "__pycache__")
            place.rmdir()


def _discard(place: Path) -> None:
    """Drops what was prepared. What a journal speaks of is still needed."""
    with suppress(OSError):  # the next run removes it
        if not (place / _JOURNAL).exists():
            _remove_flat(place)


def _remove_flat(place: Path) -> None:
    for entry in list(os.scandir(place)):
        os.unlink(entry.path)  # noqa: PTH108 - thousands at once
    place.rmdir()


def _nothing_written(place: Path, error: OSError) -> FolderUnavailable:
    return FolderUnavailable(f"{error.filename2 or error.filename or place}: {_why(error)}; nothing was written")


def _why(error: OSError) -> str:
    return error.strerror or str(error)
