"""What the generator prints: results to standard output, everything else to standard error.

Colour and a progress bar on a terminal; plain lines, and no bar, in a log. `NO_COLOR` is respected.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Final, Protocol, TextIO, cast

_MOST_LINES: Final = 50
# Seconds between lines that say how far a run has come.
_INTERVAL: Final = 30.0
# Seconds from which on they are told in minutes.
_MINUTES: Final = 90
_LAST_STANDARD: Final = 2


class OutputLost(Exception):
    """Standard output takes no more: its reader has gone, or its disk is full. One line."""


def prepare() -> None:
    """No stream that is closed or cannot say every letter ends a run.

    A file that is opened takes the first number that is free: it must not be one that others print to.
    """
    with suppress(OSError):  # a system without that file
        while (descriptor := os.open(os.devnull, os.O_RDWR)) <= _LAST_STANDARD:
            pass
        os.close(descriptor)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
            _wait_for_readers(cast("TextIO", stream))


def _wait_for_readers(stream: TextIO) -> None:
    """Another program may have left a pipe that takes what there is room for: Python drops the rest without a word."""
    with suppress(OSError, ValueError):  # a stream of a program that has none
        os.set_blocking(stream.fileno(), True)


def say(text: str) -> None:
    """Raises OutputLost."""
    _tell(text)


def done(text: str) -> None:
    """Raises OutputLost."""
    _tell(text, "✓ " if _is_terminal(sys.stdout) else "", "green")


def write(document: str) -> None:
    """A document to standard output, as it is. Raises OutputLost."""
    stream: TextIO | None = sys.stdout
    if stream is None:
        raise OutputLost("standard output: is closed")
    try:
        stream.write(document)
        stream.flush()
    except OSError as error:
        raise _lost(stream, error) from None


def heading(text: str, style: str) -> None:
    """Raises OutputLost."""
    _tell("", text, style)


def problem(text: str) -> None:
    _warn(text, "problem: ", "yellow")


def problems(lines: Iterable[str]) -> None:
    """Each on its line, the first fifty; how many more there are."""
    every = list(lines)
    for line in every[:_MOST_LINES]:
        problem(line)
    if len(every) > _MOST_LINES:
        problem(f"… and {len(every) - _MOST_LINES} more")


def error(text: str) -> None:
    _warn(text, "error: ", "bold red")


def _tell(text: str, mark: str = "", style: str = "") -> None:
    try:
        _line(sys.stdout, text, mark, style)
    except OSError as error:
        raise _lost(sys.stdout, error) from None


def _warn(text: str, mark: str, style: str) -> None:
    try:
        _line(sys.stderr, _one_line(text), mark, style)
    except OSError as error:  # there is nobody to tell
        _lost(sys.stderr, error)


def _lost(stream: TextIO, error: OSError) -> OutputLost:
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # Python writes what is left in the buffer at the end
        os.close(nowhere)
    return OutputLost(f"standard output: {error.strerror}")


def _line(stream: TextIO | None, text: str, mark: str, style: str) -> None:
    """A line; `style`: of its mark, on a terminal."""
    if stream is None:  # closed from the start: nobody wants to know
        return
    if not _is_terminal(stream):
        print(mark + text, file=stream, flush=True)
        return
    # It and its progress bar take a while to load, which a log need not wait for.
    from rich.console import Console
    from rich.text import Text

    Console(file=stream, highlight=False, soft_wrap=True).print(Text.assemble((mark, style), text))


def _is_terminal(stream: TextIO | None) -> bool:
    """As rich has it."""
    return stream is not None and (bool(os.environ.get("FORCE_COLOR")) or stream.isatty())


def _one_line(text: str) -> str:
    """Scraped text is part of messages: nothing in it may start a new line or move the cursor."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


class Counting(Protocol):
    """Told how many more steps are done, and by `expect` how many there are as far as is known by then."""

    def __call__(self, steps: int, /) -> object: ...

    def expect(self, total: int, /) -> object: ...


class _Lines:
    """A line now and then, for a log."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._done = 0
        self._total = 0
        self._begun = self._told = monotonic()

    def __call__(self, steps: int) -> None:
        self._done += steps
        now = monotonic()
        if now - self._told >= _INTERVAL:
            self._told = now
            _warn(f"{self._what}: {self._done}{self._left(now - self._begun)}", "", "")

    def expect(self, total: int) -> None:
        self._total = total

    def _left(self, passed: float) -> str:
        if not 0 < self._done <= self._total:
            return ""
        left = (self._total - self._done) * passed / self._done
        about = f"{left / 60:.0f} min" if left > _MINUTES else f"{left:.0f} s"
        return f" of {self._total}, about {about} left"


@contextmanager
def counting(what: str) -> Generator[Counting, None, None]:
    """A running count of steps on a terminal, with the time that is left; in a log a line every half minute."""
    if not _is_terminal(sys.stderr):
        yield _Lines(what)
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bars

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(what, total=None)

        class Bar:
            def __call__(self, steps: int) -> None:
                bars.advance(task, steps)

            def expect(self, total: int) -> None:
                bars.update(task, total=total)

        yield Bar()
