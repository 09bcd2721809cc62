# Copied from generator/runtime/cli/commands/list.py by "python -m generator generate". Edit that file.
"""`b24 list`: every row of a list."""

from __future__ import annotations

import re
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Final

import click

from ..._core.schema_places import documented_spelling, parameter_names
from ..connection import open_client, portal_options
from ..messages import progress, tell
from ..methods import complete_parameter, method_argument
from ..output import Format, write_rows
from ..preparing import described, unchecked_option

if TYPE_CHECKING:
    from ..preparing import Described

_CONDITION: Final = re.compile(r"([<>=!%@*]*[^\s<>=!%@*]+?)=(.*)", re.DOTALL)


@click.command("list")
@method_argument
@click.argument("arguments", nargs=-1, metavar="[KEY=VALUE]...", shell_complete=complete_parameter)
@click.option("--select", metavar="FIELD,FIELD", help="The fields to ask for; columns of CSV and tables.")
@click.option("--filter", "conditions", multiple=True, metavar="FIELD=VALUE", help="As often as wanted, or once JSON.")
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
    from ..arguments import parameters_of

    known = described(method, rest, unchecked)
    if not is_list_method(known.method):
        raise click.UsageError(f"{method} gives no list of rows: b24 call {method}")
    params = parameters_of(known.method, known.schema, arguments, None)
    columns = [name.strip() for name in select.split(",")] if select else []
    for name, value in (
        ("select", columns),
        ("filter", _pairs("--filter", conditions)),
        ("order", _pairs("--order", orders)),
    ):
        if value:
            own = _parameter(known, name, unchecked)
            if own in params:
                raise click.UsageError(f"{own} is given twice, by --{name} and by an argument")
            params[own] = value
    body = known.encoded(params)
    with open_client(profile, verbose) as client, progress(known.method.name) as advance:
        rows = client.invoke_list(known.method, body).all(progress=advance)
        with closing(rows):
            named = columns if not any("*" in name for name in columns) else []
            write_rows(islice(rows, limit), form, named, tell)


def _pairs(option: str, given: tuple[str, ...]) -> object:
    """Conditions or orders as an object, or the JSON that stands in their place."""
    from ..arguments import json_value

    if len(given) == 1 and given[0][:1] in ("[", "{", "@"):
        return json_value(given[0], option)
    pairs: dict[str, str] = {}
    for each in given:
        match = _CONDITION.fullmatch(each)
        if match is None:
            raise click.UsageError(f"{option} {each!r}: write FIELD=VALUE, or JSON")
        if match[1] in pairs:
            raise click.UsageError(f"{option} {each!r}: {match[1]} has a value already")
        pairs[match[1]] = match[2]
    return pairs


def _parameter(known: Described, name: str, unchecked: bool) -> str:
    """How the method spells it."""
    found = documented_spelling(name, known.schema)
    names = parameter_names(known.schema)
    if found not in names and not unchecked:
        raise click.UsageError(f"{known.method.name} has no parameter {name}; it has {', '.join(names) or 'none'}")
    return found
