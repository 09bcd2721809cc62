"""The results of a batch in a file, one a line, from which a later run goes on.

Beside it lies `NAME.sending` while a request is under way: the first line of the calls in it. Should the process be
killed then, nobody knows what became of these: a write of them is not sent again.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final, Literal, TypeAlias

import click

from .._core.json_types import is_map
from .._core.private_file import lock, write_private
from .failures import AfterSending
from .output import json_text

# What is not executed has no result: the next run sends it.
State: TypeAlias = Literal["executed", "refused", "unknown"]
_BEGINNING: Final = b'{"line":'
_STATES: Final[tuple[State, ...]] = ("executed", "refused", "unknown")


@dataclass(frozen=True, slots=True)
class Result:
    """
    Args:
        line: Of the call, in the file of calls, from 1.
        call: Its digest, so that no call is taken for another one that came to its line; "" where an earlier version
            wrote none.
        answer: `result` or `error`, as it is written.
    """

    line: int
    method: str
    call: str
    state: State
    answer: Mapping[str, object]

    def text(self) -> str:
        head = {"line": self.line, "method": self.method, "state": self.state}
        return json_text({**head, **self.answer, "call": self.call})


class Results:
    """The file, of which this process is the only one to write it."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._file = file
        self._sending = path.with_name(f"{path.name}.sending")
        # Without their answers, which need not fit into memory.
        self.known: dict[int, Result] = {}
        self._read()

    def begin(self, line: int) -> None:
        """A request will be sent whose first call stands in this line.

        Raises:
            AfterSending: It cannot be noted, so that it must not be sent.
        """
        try:
            write_private(self._sending, str(line))
        except OSError as error:
            raise AfterSending(f"from line {line} on nothing was sent: {self._sending}: {error.strerror}") from None

    def interrupted_at(self) -> int | None:
        """The first line of a request that was under way when an earlier run was killed."""
        try:
            text = self._sending.read_text("ascii")
        except FileNotFoundError:
            return None
        if not text.isdecimal():
            raise click.ClickException(f"{self._sending} is not what b24 batch writes")
        return int(text)

    def added_since(self, line: int) -> int:
        """How many results there are from that of this line on: those of a request are added in one piece."""
        lines = list(self.known)
        return len(lines) - lines.index(line) if line in self.known else 0

    def add(self, results: list[Result]) -> None:
        """Keep them; on return they are on the disk.

        Raises:
            AfterSending: They cannot be kept. The next run takes them for interrupted.
        """
        try:
            self._append("".join(f"{each.text()}\n" for each in results).encode("utf-8", "backslashreplace"))
            os.fsync(self._file.fileno())
        except OSError as error:
            raise AfterSending(f"{self._path}: {error.strerror}; what was sent last may have run") from None
        self.known.update({each.line: replace(each, answer={}) for each in results})
        self._sending.unlink(missing_ok=True)

    def _read(self) -> None:
        """What is there; a last line that was cut off by a kill is taken away."""
        self._file.seek(0)
        end, ends = 0, True
        for number, line in enumerate(self._file, 1):
            result = _read(line)
            if result is None and _is_cut_off(line):
                break
            end += len(line)
            if result is None:
                raise click.ClickException(f"{self._path}:{number} is no result of b24 batch; name another --results")
            self.known[result.line] = result
            ends = line.endswith(b"\n")
        self._file.truncate(end)
        if not ends:  # as editors leave it
            self._append(b"\n")

    def _append(self, text: bytes) -> None:
        """Nothing is left in a buffer that would be written when the file is closed."""
        while text:
            text = text[os.write(self._file.fileno(), text) :]


@contextmanager
def open_results(path: Path) -> Generator[Results, None, None]:
    """
    Raises:
        click.ClickException: Another process writes it, or it holds something else, or is no file.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags, 0o600)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise click.ClickException(f"{path} is no file")
    with os.fdopen(handle, "r+b") as file:
        if not lock(file):
            raise click.ClickException(f"{path} is being written by another process")
        yield Results(path, file)


def _read(line: bytes) -> Result | None:
    try:
        values: object = json.loads(line)
    except ValueError:
        return None
    if not is_map(values):
        return None
    number, method, call = values.get("line"), values.get("method"), values.get("call", "")
    states: list[State] = [state for state in _STATES if state == values.get("state")]
    if not isinstance(number, int) or not isinstance(method, str) or not isinstance(call, str) or not states:
        return None
    return Result(number, method, call, states[0], {})


def _is_cut_off(line: bytes) -> bool:
    """The beginning of one of ours; after a power cut there may be zeros in its place. Else it is somebody's."""
    text = line.rstrip(b"\0")
    return not line.endswith(b"\n") and (text.startswith(_BEGINNING) or _BEGINNING.startswith(text))
