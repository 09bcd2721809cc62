# Copied from generator/runtime/_core/file_content.py by "python -m generator generate". Edit that file.
"""Names and contents of files that are values of parameters: read, checked for size, and encoded."""

from __future__ import annotations

import base64
import contextlib
import io
import os
import stat
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import BinaryIO, Final, cast

from ..files import Content, File
from .json_types import is_map
from .opening import without_waiting

# What the cloud takes in one request is 2 GB, and base64 makes four bytes of three.
LARGEST_REQUEST: Final = 2 * 1024**3
LARGEST_FILE: Final = LARGEST_REQUEST // 4 * 3


def is_file(value: object) -> bool:
    """Is it something that a file can be sent from?"""
    return isinstance(value, (File, bytes, bytearray, Path)) or _is_open_file(value)


def _is_open_file(value: object) -> bool:
    """One of Python's own, or what goes around one, as a named temporary file does: iterated, it would be its lines."""
    return isinstance(value, io.IOBase) or all(callable(getattr(value, name, None)) for name in ("read", "seekable"))


def is_in_memory(content: object) -> bool:
    """Is it read without waiting for anything?"""
    return isinstance(content, (bytes, bytearray, io.BytesIO))


# Most values; looked at for every call, so in the fastest way.
_NO_FILES: Final = frozenset({str, int, float, bool, type(None)})


def has_files_to_read(value: object) -> bool:
    """Is there a file among the values of parameters that may have to be waited for?"""
    if type(value) in _NO_FILES:
        return False
    if type(value) is dict or is_map(value):
        items = cast("Iterable[object]", value.values())
    elif isinstance(value, (list, tuple)):
        items = cast("Iterable[object]", value)
    else:
        content = value.content if isinstance(value, File) else value
        return is_file(content) and not is_in_memory(content)
    for item in items:  # noqa: SIM110  # any() takes twice as long
        if type(item) not in _NO_FILES and has_files_to_read(item):
            return True
    return False


def file_name(value: object) -> str:
    """The name under which it is sent.

    Raises:
        ValueError: Bytes, and files without a path, have none; or it cannot be sent, as one that the file system has
            in another encoding.
        TypeError: It is no text.
    """
    name = _name_of(value)
    try:
        name.encode()
    except UnicodeEncodeError:
        raise ValueError(f"the name {name!r} cannot be sent: File(name, content) gives it another") from None
    return name


def _name_of(value: object) -> str:
    if isinstance(value, File):
        given = value.name
        if not isinstance(cast("object", given), str):  # a program that nobody has checked gives a path
            raise TypeError(f"the name of a File is text, not {type(given).__name__}")
        if not given:
            raise ValueError("the name of a File is empty")
        return given
    # What web frameworks have been sent knows the file's name, and the form's field by the other.
    known = getattr(value, "filename", None) or getattr(value, "name", None)
    source = value if isinstance(value, Path) else known
    name = Path(source).name if isinstance(source, (str, Path)) else ""
    if not name:
        raise ValueError("a file needs a name here: File(name, content)")
    return name


def file_text(value: object) -> str:
    """The content in base64.

    Raises:
        ValueError: It is larger than a request may be; found out before it is read, where its size can be told.
    """
    content = value.content if isinstance(value, File) else value
    if isinstance(content, (bytes, bytearray)):
        _check_size(len(content), LARGEST_FILE)
        return base64.b64encode(content).decode("ascii")
    if isinstance(content, Path):
        with _file_at(content) as file:
            return base64.b64encode(_read(file)).decode("ascii")
    return base64.b64encode(_read(content)).decode("ascii")


@contextlib.contextmanager
def opened(content: Content, largest: int | None) -> Generator[BinaryIO, None, None]:
    """The content as an open file; a path is opened and closed, a file of the caller's goes back to where it stood.

    Raises:
        ValueError: There are more than `largest` bytes; found out before one is read, where the size can be told. Or
            the file is being sent already. Or, when it is read, it has changed since then: the last of it is not
            handed out.
    """
    if isinstance(content, (bytes, bytearray)):
        with opened(io.BytesIO(content), largest) as file:
            yield file
    elif isinstance(content, Path):
        with _file_at(content) as source, opened(source, largest) as file:
            yield file
    else:
        with _alone(content):
            size = _bytes_left(content)
            if size is None:
                yield cast("BinaryIO", _Pipe(content))
                return
            if largest is not None:
                _check_size(size, largest)
            start = content.tell()
            yield cast("BinaryIO", _Rest(content, start, size))
            content.seek(start)


def _file_at(path: Path) -> BinaryIO:
    """Raises:
    ValueError: It is no file: opening a pipe waits for somebody to write to it, and devices need not end.
    """
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(open(path, "rb", opener=without_waiting))
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ValueError(f"{path} is no file; a pipe is sent from where it is open")
        stack.pop_all()
        return file


# The open files that are being read, by their ids; kept, so that no other file gets the id of one.
_READ: Final[dict[int, object]] = {}


@contextlib.contextmanager
def _alone(file: object) -> Generator[None, None, None]:
    """Whoever reads an open file moves the place where everybody reads it.

    Raises:
        ValueError: Somebody is reading it.
    """
    mine = (file,)
    if _READ.setdefault(id(file), mine) is not mine:
        raise ValueError("the open file is being sent already: open it once for each time that it is sent")
    try:
        yield
    finally:
        del _READ[id(file)]


class _Pipe:
    """Only what can be read of a file: httpx would take the size of a pipe, which is 0, for the number of its bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int = -1, /) -> bytes:
        return self._file.read(size)


class _Rest(_Pipe):
    """An open file as if it began where it stands: httpx goes to a file's beginning before it reads.

    It ends where it ended when it was opened. Should it have changed until then, it raises instead of handing out its
    last bytes, so that nobody takes what was read for a whole file.
    """

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        super().__init__(file)
        self._start = start
        self._size = size
        self._state = _state(file)

    def read(self, size: int = -1, /) -> bytes:
        left = self._size - self.tell()
        most = left if size < 0 else min(left, size)
        data = self._file.read(most) if left > 0 else b""
        if len(data) > max(most, 0):
            raise ValueError("the file gave more bytes than it was asked for")
        if len(data) >= left or not data:
            self._check(self._size - self.tell())
        return data

    def _check(self, missing: int) -> None:
        if missing != 0 or _state(self._file) != self._state:
            raise ValueError("the file changed while it was read; send it again once nobody writes to it")

    def tell(self) -> int:
        return self._file.tell() - self._start

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        if whence == os.SEEK_END:
            return self._file.seek(self._start + self._size + offset) - self._start
        return self._file.seek(offset + self._start * (whence == os.SEEK_SET), whence) - self._start


def _state(file: BinaryIO) -> object:
    """What differs once somebody has written to it; of what is no file of the system, the number of its bytes."""
    try:
        status = os.fstat(file.fileno())
    except (OSError, AttributeError):  # the first: in memory
        here = file.tell()
        end = file.seek(0, os.SEEK_END)
        file.seek(here)
        return end
    return status.st_size, status.st_mtime_ns


def can_be_read_again(content: Content) -> bool:
    """Can it be sent a second time? A pipe cannot."""
    return isinstance(content, (bytes, bytearray, Path)) or content.seekable()


def _bytes_left(file: object) -> int | None:
    """How many bytes there are from where the file stands; None for a pipe, or what does not know, as a device.

    Raises:
        TypeError: It is not a file open in binary mode.
    """
    if not _is_open_file(file) or not _is_binary(source := cast("BinaryIO", file)):
        raise TypeError("a file must be open in binary mode")
    return _bytes_left_of(source)


def _is_binary(file: BinaryIO) -> bool:
    if isinstance(file, io.IOBase):
        return not isinstance(file, io.TextIOBase)
    return isinstance(cast("object", file.read(0)), bytes)


def _bytes_left_of(file: BinaryIO) -> int | None:
    if not file.seekable() or _is_device(file):
        return None
    here = file.tell()
    try:
        end = file.seek(0, os.SEEK_END)
    except OSError:  # what the kernel makes up as it is read
        return None
    file.seek(here)
    if end == here and file.read(1):  # the same, where the kernel says that it is empty
        file.seek(here)
        return None
    return end - here


def _is_device(file: BinaryIO) -> bool:
    try:
        return stat.S_ISCHR(os.fstat(file.fileno()).st_mode)
    except (OSError, AttributeError):  # in memory
        return False


def _read(file: object) -> bytearray:
    with _alone(file):
        return _read_alone(file)


def _read_alone(file: object) -> bytearray:
    """A file goes back to where it stood: it may be meant for the next call too, which would send an empty one."""
    size = _bytes_left(file)
    source = cast("BinaryIO", file)
    if size is None:
        return _all_of(source)
    _check_size(size, LARGEST_FILE)
    start = source.tell()
    data = _all_of(cast("BinaryIO", _Rest(source, start, size)))
    source.seek(start)
    return data


def _all_of(source: BinaryIO) -> bytearray:
    data = bytearray()
    while piece := source.read(LARGEST_FILE + 1 - len(data)):  # a file without a buffer gives what it likes
        data += piece
        _check_size(len(data), LARGEST_FILE)
    return data


def _check_size(size: int, largest: int) -> None:
    if size > largest:
        raise ValueError(f"a file of {size} bytes is too large: one request takes at most {largest}")
