"""The results of a batch in a file, one a line, from which a later run goes on.

Beside it lies `NAME.sending` while a request is under way: the first line of the calls in it. Should the process be
killed then, nobody knows what became of these: a write of them is not sent again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final, Literal, TypeAlias

import click

from .._core.json_types import is_map
from .._core.private_file import lock, write_private
from .output import json_text

# What is not executed has no result: the next run sends it.
State: TypeAlias = Literal["executed", "refused", "unknown"]
_STATES: Final[tuple[State, ...]] = ("executed", "refused", "unknown")


@dataclass(frozen=True, slots=True)
class Result:
    """
    Args:
        line: Of the call, in the file of calls, from 1.
        answer: `result` or `error`, as it is written.
    """

    line: int
    method: str
    state: State
    answer: Mapping[str, object]

    def text(self) -> str:
        return json_text({"line": self.line, "method": self.method, "state": self.state, **self.answer})


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
        """A request will be sent whose first call stands in this line."""
        write_private(self._sending, str(line))

    def interrupted_at(self) -> int | None:
        """The first line of a request that was under way when an earlier run was killed."""
        try:
            text = self._sending.read_text("ascii")
        except FileNotFoundError:
            return None
        if not text.isdecimal():
            raise click.ClickException(f"{self._sending} is not what b24 batch writes")
        return int(text)

    def add(self, results: list[Result]) -> None:
        """Keep them; on return they are on the disk."""
        self._file.write("".join(f"{each.text()}\n" for each in results).encode("utf-8", "backslashreplace"))
        self._file.flush()
        os.fsync(self._file.fileno())
        self.known.update({each.line: replace(each, answer={}) for each in results})
        self._sending.unlink(missing_ok=True)

    def _read(self) -> None:
        """What is there; a last line that was cut off by a kill is taken away."""
        self._file.seek(0)
        end = 0
        for number, line in enumerate(self._file, 1):
            if not line.endswith(b"\n"):
                break
            end += len(line)
            result = _read(line)
            if result is None:
                raise click.ClickException(f"{self._path}:{number} is no result of b24 batch; name another --results")
            self.known[result.line] = result
        self._file.seek(end)
        self._file.truncate()


@contextmanager
def open_results(path: Path) -> Generator[Results, None, None]:
    """
    Raises:
        click.ClickException: Another process writes it, or it holds something else.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
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
    number, method = values.get("line"), values.get("method")
    states: list[State] = [state for state in _STATES if state == values.get("state")]
    if not isinstance(number, int) or not isinstance(method, str) or not states:
        return None
    return Result(number, method, states[0], {})
