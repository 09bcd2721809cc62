"""What the generator prints: results to standard output, everything else to standard error.

Colour and a progress bar on a terminal; plain lines, and no bar, in a log. `NO_COLOR` is respected.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)
_MOST_LINES = 50


def say(text: str) -> None:
    _out.print(Text(text))


def done(text: str) -> None:
    _out.print(Text.assemble(("✓ ", "green"), text) if _out.is_terminal else Text(text))


def problem(text: str) -> None:
    _err.print(Text.assemble(("problem: ", "yellow"), _one_line(text)))


def problems(lines: Iterable[str]) -> None:
    """Each on its line, the first fifty; how many more there are."""
    every = list(lines)
    for line in every[:_MOST_LINES]:
        problem(line)
    if len(every) > _MOST_LINES:
        problem(f"… and {len(every) - _MOST_LINES} more")


def error(text: str) -> None:
    _err.print(Text.assemble(("error: ", "bold red"), _one_line(text)))


def _one_line(text: str) -> str:
    """Scraped text is part of messages: nothing in it may start a new line or move the cursor."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


@contextmanager
def counting(what: str) -> Generator[Callable[[int], None], None, None]:
    """A running count of steps on a terminal; nothing in a log."""
    if not _err.is_terminal:
        yield lambda _: None
        return
    # Takes a while to load, which a log need not wait for.
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=_err, transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda step: progress.advance(task, step)
