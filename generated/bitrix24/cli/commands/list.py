# Copied from generator/runtime/cli/commands/list.py by "python -m generator generate". Edit that file.
"""`b24 list`: every row of a list."""

from __future__ import annotations

from contextlib import closing
from itertools import islice

import click

from ..connection import open_client, portal_options
from ..list_calls import list_call, names_in, select_and_filter
from ..messages import progress, tell
from ..methods import complete_parameter, method_argument
from ..output import Format, write_rows
from ..preparing import described, unchecked_option


@click.command("list")
@method_argument
@click.argument("arguments", nargs=-1, metavar="[KEY=VALUE]...", shell_complete=complete_parameter)
@select_and_filter
@click.option("--order", "orders", multiple=True, metavar="FIELD=ASC|DESC", help="As often as wanted, or once JSON.")
@click.option("--limit", type=click.IntRange(0), metavar="N", help="No more than so many rows.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", "table", "json"]),
    default="jsonl",
    show_default=True,
    help="All but a table are written as the rows come.",
)
@unchecked_option
@portal_options
def command(
    method: str,
    rest: int | None,
    arguments: tuple[str, ...],
    select: str | None,
    conditions: tuple[str, ...],
    orders: tuple[str, ...],
    limit: int | None,
    form: Format,
    unchecked: bool,
    profile: str | None,
    verbose: bool,
) -> None:
    """Print every row of the list METHOD.

    \b
    b24 list crm.deal.list --select ID,TITLE --filter STAGE_ID=NEW --filter '>OPPORTUNITY=100'
    b24 list crm.item.list entityTypeId=2 --order id=DESC --limit 10 --format table
    b24 list tasks.task.list --rest 3 --filter '[["id", ">", 50]]'

    Rows come in as few requests as it takes. Further parameters are given as to b24 call.
    """
    from ..._core.known_method import is_list_method

    known = described(method, rest, unchecked)
    if not is_list_method(known.method):
        raise click.UsageError(f"{method} gives no list of rows: b24 call {method}")
    columns = names_in(select)
    body = list_call(known, arguments, columns, conditions, orders, unchecked)
    with open_client(profile, verbose) as client, progress(known.method.name) as advance:
        rows = client.invoke_list(known.method, body).all(progress=advance)
        with closing(rows):
            named = columns if not any("*" in name for name in columns) else []
            write_rows(islice(rows, limit), form, named, tell)
