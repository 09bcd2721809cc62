"""What the generator prints: results to standard output, everything else to standard error.

Colour and a progress bar on a terminal; plain lines, and no bar, in a log. `NO_COLOR` is respected.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Final, TextIO

from .progress import Progress, silent

_MOST_LINES: Final = 50


def say(text: str) -> None:
    _print(sys.stdout, text)


def done(text: str) -> None:
    _print(sys.stdout, text, "✓ " if _is_terminal(sys.stdout) else "", "green")


def heading(text: str, style: str) -> None:
    _print(sys.stdout, "", text, style)


def problem(text: str) -> None:
    _print(sys.stderr, _one_line(text), "problem: ", "yellow")


def problems(lines: Iterable[str]) -> None:
    """Each on its line, the first fifty; how many more there are."""
    every = list(lines)
    for line in every[:_MOST_LINES]:
        problem(line)
    if len(every) > _MOST_LINES:
        problem(f"… and {len(every) - _MOST_LINES} more")


def error(text: str) -> None:
    _print(sys.stderr, _one_line(text), "error: ", "bold red")


def _print(stream: TextIO, text: str, mark: str = "", style: str = "") -> None:
    """A line; `style`: of its mark, on a terminal."""
    if not _is_terminal(stream):
        print(mark + text, file=stream, flush=True)
        return
    # It and its progress bar take a while to load, which a log need not wait for.
    from rich.console import Console
    from rich.text import Text

    Console(file=stream, highlight=False, soft_wrap=True).print(Text.assemble((mark, style), text))


def _is_terminal(stream: TextIO) -> bool:
    """As rich has it."""
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


def _one_line(text: str) -> str:
    """Scraped text is part of messages: nothing in it may start a new line or move the cursor."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


@contextmanager
def counting(what: str) -> Generator[Progress, None, None]:
    """A running count of steps on a terminal; nothing in a log."""
    if not _is_terminal(sys.stderr):
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(what, total=None)
        yield lambda step: bars.advance(task, step)
