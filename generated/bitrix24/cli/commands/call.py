# Copied from generator/runtime/cli/commands/call.py by "python -m generator generate". Edit that file.
"""`b24 call`: one call, and its result."""

from __future__ import annotations

import sys

import click

from ..connection import open_client, portal_options
from ..failures import AfterSending
from ..messages import tell
from ..methods import complete_parameter, method_argument
from ..output import write_json
from ..preparing import described, unchecked_option


@click.command("call")
@method_argument
@click.argument("arguments", nargs=-1, metavar="[KEY=VALUE]...", shell_complete=complete_parameter)
@click.option("--json", "given", metavar="JSON", help="All parameters: JSON, @FILE, or - for standard input.")
@click.option("--dry-run", is_flag=True, help="Send nothing; show the request as a command for cURL.")
@unchecked_option
@portal_options
def command(
    method: str,
    rest: int | None,
    arguments: tuple[str, ...],
    given: str | None,
    dry_run: bool,
    unchecked: bool,
    profile: str | None,
    verbose: bool,
) -> None:
    """Call METHOD and print its result as JSON.

    \b
    b24 call crm.item.get entityTypeId=2 id=7
    b24 call crm.item.add entityTypeId=2 fields.title=Coffee fields.opportunity=12.5
    b24 call crm.item.add --json '{"entityTypeId": 2, "fields": {"title": "Coffee"}}'
    b24 call crm.item.list entityTypeId=2 'filter.>opportunity=100' 'select:=["id","title"]'
    b24 call disk.folder.uploadfile id=8930 data.NAME=offer.pdf fileContent=@offer.pdf

    Values become what the method takes: numbers, true and false (Y and N too), dates in ISO 8601. A dot leads into an
    object, := is followed by JSON, @ by the name of a file. What is not as documented is refused before it is sent.
    """
    from ..arguments import parameters_of

    known = described(method, rest, unchecked)
    body = known.encoded(parameters_of(known.method, known.schema, arguments, given))
    if dry_run:
        from ..connection import portal_of_application
        from ..curl import curl

        click.echo(curl(known.method, body, portal_of_application(profile)))
        return
    with open_client(profile, verbose) as client:
        try:
            result = client.invoke(known.method, body)
        except KeyboardInterrupt:
            if known.method.writes:
                tell(f"interrupted; {known.method.name} may have run")
            raise
    try:
        write_json(result)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        if not known.method.writes:
            raise
        raise AfterSending(f"{known.method.name} has run; its result cannot be written: {error}") from None
