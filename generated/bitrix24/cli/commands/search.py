# Copied from generator/runtime/cli/commands/search.py by "python -m generator generate". Edit that file.
"""`b24 search`: methods for a task."""

from __future__ import annotations

import sys
from typing import Literal

import click

from ..messages import tell
from ..output import write_rows


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, metavar="N", help="How many at most.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "table", "json"]),
    help="Default: a table on a terminal, else jsonl.",
)
def command(query: tuple[str, ...], limit: int, form: Literal["jsonl", "table", "json"] | None) -> None:
    """Find methods by what they are to do.

    \b
    b24 search "attach a file to a task"
    b24 search create deal --limit 3 --format jsonl

    The best come first. Nothing is sent: the search is in what was installed.
    """
    from ... import catalog

    found = catalog.search(" ".join(query), limit=limit)
    rows = [
        {
            "method": each.method.name,
            "rest": each.method.rest,
            "title": each.method.title,
            "access": each.method.access,
            "scope": list(each.method.scope),
            "url": each.method.url,
        }
        for each in found
    ]
    shown = form or ("table" if sys.stdout.isatty() else "jsonl")
    columns = ["method", "rest", "title"] if shown == "table" else []
    write_rows([{name: row[name] for name in columns or row} for row in rows], shown, columns, tell)
