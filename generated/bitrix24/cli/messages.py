# Copied from generator/runtime/cli/messages.py by "python -m generator generate". Edit that file.
"""What is said on standard error: notes and progress."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import click

from .output import plain

if TYPE_CHECKING:
    from ..lists import Progress


def tell(text: str) -> None:
    """Where it cannot be written, what is done stays done."""
    with suppress(OSError):
        click.echo(f"b24: {plain(text)}", err=True)


@contextmanager
def progress(what: str, shows_rows: bool = True) -> Generator[Progress | None, None, None]:
    """A bar of rows, if a person looks on and no rows come in between."""
    if sys.stderr is None or not sys.stderr.isatty() or (shows_rows and sys.stdout.isatty()):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(plain(what), total=None)

        def advance(done: int, total: int | None) -> None:
            bar.update(task, completed=done, total=total)

        yield advance
