# Copied from generator/runtime/cli/commands/export.py by "python -m generator generate". Edit that file.
"""`b24 export`: a list into a file or a database."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from ..connection import open_client, portal_called, portal_options
from ..list_calls import list_call, names_in, select_and_filter
from ..messages import progress, tell
from ..methods import complete_parameter, method_argument
from ..preparing import described

_DATABASES: Final = ("duckdb", "postgresql", "postgres")


@click.command("export")
@method_argument
@click.argument("arguments", nargs=-1, metavar="[KEY=VALUE]...", shell_complete=complete_parameter)
@click.option(
    "--to", "target", required=True, metavar="FILE|URL", help="A .parquet, .csv or .jsonl file, or a database."
)
@select_and_filter
@portal_options
def command(
    method: str,
    rest: int | None,
    arguments: tuple[str, ...],
    target: str,
    select: str | None,
    conditions: tuple[str, ...],
    profile: str | None,
    verbose: bool,
) -> None:
    """Put every row of the list METHOD into a file or a database.

    \b
    b24 export crm.deal.list --to deals.parquet
    b24 export crm.item.list entityTypeId=31 --to invoices.csv --select id,title,opportunity
    b24 export crm.deal.list --to duckdb:///deals.duckdb
    b24 export crm.deal.list --to postgresql://user@host/warehouse

    Columns have the documented types, custom fields those of the portal. What is interrupted goes on where it was when
    the same command is run again. A file is there once it is whole. In a database, into the table
    bitrix24.crm_deal_list, the first run puts all rows; each that follows puts what was changed since, and takes away
    what is gone.

    CSV and JSON lines need nothing else, Parquet the extra `parquet`, databases the extra `dlt`.
    """
    from ..._core.table_source import TableSource
    from ..export_database import to_database
    from ..export_files import FORMATS, to_file

    known = described(method, rest, unchecked=False)
    body = list_call(known, arguments, names_in(select), conditions, (), unchecked=False)
    scheme, is_url, _ = target.partition("://")
    kind = Path(target).suffix.lower()
    if scheme not in _DATABASES if is_url else kind not in FORMATS:
        raise click.UsageError(
            f"--to: a file that ends in {', '.join(FORMATS)}, or a URL that begins with duckdb:/// or postgresql://"
        )
    portal = portal_called(profile)
    with open_client(profile, verbose) as client, progress(known.method.name, shows_rows=False) as advance:
        try:
            source = TableSource(client, known.method.name, known.method.rest, body, "")
        except ValueError as error:
            raise click.UsageError(str(error)) from None
        if is_url:
            told = to_database(client, source, portal, target, advance)
        else:
            told = to_file(source, portal, Path(target), advance)
    tell(told)
