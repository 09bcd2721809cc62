# Copied from generator/runtime/_core/private_file.py by "python -m generator generate". Edit that file.
"""Writes files with secrets in them: as a whole, for their owner alone, and without copies that outlive a kill."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
from collections.abc import Generator
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO, Final

from .opening import without_waiting

# One call of the system's, and no Python, makes it and makes it private.
_FOR_ITS_OWNER: Final = partial(os.open, mode=0o600)

_NEW: Final = re.compile(r"[0-9a-f]{1,32}(?:\.[0-9]+)?\.new\Z")


# Files are open as objects from the first: a number would be lost to a signal that comes before it has a name.


def read_private(path: Path, most: int) -> bytes:
    """The file's content, up to so many bytes.

    Raises:
        OSError: There is none, or it is no file: a pipe or a device might never end.
    """
    with open(path, "rb", buffering=0, opener=without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(f"{path} is no file")
        pieces: list[bytes] = []
        while most > 0 and (piece := file.read(most)):
            pieces.append(piece)
            most -= len(piece)
        return b"".join(pieces)


def write_private(path: Path, text: str) -> None:
    """Replace the file's content: a reader sees the old one or the new one. On return it is on the disk.

    What killed processes have left beside it is removed; a process holds a lock on what it is writing.
    """
    _clean(path)
    with _new_file(path) as (new, file):
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
        try:
            new.replace(path)
        except OSError as error:
            if error.errno != errno.EBUSY:
                raise
            _write_in_place(path, text)  # it is a mount of its own, as containers have them
            new.unlink()
    _sync_folder(path.parent)


def _write_in_place(path: Path, text: str) -> None:
    """In one piece, and with blanks over the rest of the old content: a kill leaves the old one or the new one."""
    with path.open("r+b", buffering=0) as file:
        content = text.encode()
        written = file.write(content.ljust(os.fstat(file.fileno()).st_size))
        if written < len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        file.truncate(len(content))
        os.fsync(file.fileno())


def remove_private(path: Path) -> None:
    """Remove the file, if it is there, and what killed processes have left beside it."""
    path.unlink(missing_ok=True)
    _clean(path)


@contextlib.contextmanager
def _new_file(path: Path) -> Generator[tuple[Path, BinaryIO], None, None]:
    """An empty file beside the path, under a name that nobody can foresee, and that is locked."""
    while True:
        new = path.with_name(f"{path.name}.{os.urandom(8).hex()}.new")
        try:
            with open(new, "xb", opener=_FOR_ITS_OWNER) as file:  # x also refuses a symbolic link
                if lock(file) and _is_there(new, file):
                    yield new, file
                    return
        except BaseException:
            new.unlink(missing_ok=True)
            raise


def _is_there(path: Path, file: IO[bytes]) -> bool:
    """Not if another process has taken it for a left-over, before it was locked."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def _clean(path: Path) -> None:
    for old in _left_overs(path):
        with contextlib.suppress(OSError):  # it is another's, or has gone
            _remove_unless_locked(old)


def _left_overs(path: Path) -> list[Path]:
    """What is, or was, being written in the file's place."""
    with contextlib.suppress(FileNotFoundError), os.scandir(path.parent) as entries:
        names = [entry.name for entry in entries if entry.name.startswith(f"{path.name}.")]
        return [path.with_name(name) for name in names if _NEW.match(name[len(path.name) + 1 :])]
    return []


def _remove_unless_locked(path: Path) -> None:
    if sys.platform == "win32":
        path.unlink()  # which fails as long as it is open
        return
    with open(path, "rb", buffering=0, opener=_without_following) as file:
        if lock(file) and _is_there(path, file):
            path.unlink()


def _without_following(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _refuse_link(path: Path) -> None:
    """Somebody else may have put a symbolic link there, whose file would be written."""
    if path.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))


def lock_file(path: Path) -> IO[bytes] | None:
    """The file, made if need be, open and locked until it is closed; None if another has it locked."""
    with contextlib.ExitStack() as stack:
        _refuse_link(path)
        file = stack.enter_context(open(path, "a+b", buffering=0, opener=_FOR_ITS_OWNER))
        _refuse_link(path)
        if not lock(file):
            return None
        stack.pop_all()
        return file


def lock(file: IO[bytes]) -> bool:
    """Lock an open file for this handle and its copies, until all are closed, which the end of processes does too."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def unlock(file: IO[bytes]) -> None:
    """Unlock it although a process that was forked meanwhile may still have a copy of the handle."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_UN)


def _sync_folder(folder: Path) -> None:
    """So that the new name is on the disk too; where a folder cannot be opened, the system sees to it."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
