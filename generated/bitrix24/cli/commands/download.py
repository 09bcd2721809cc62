# Copied from generator/runtime/cli/commands/download.py by "python -m generator generate". Edit that file.
"""`b24 download`: a file from the portal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..._core.json_types import is_map
from ..connection import open_client, portal_options
from ..output import plain

if TYPE_CHECKING:
    from ..._core.base_client import BaseSyncClient


@click.command("download")
@click.argument("file")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Where to: a file, which is replaced, or a folder. Default: here, under the file's own name.",
)
@portal_options
def command(file: str, output: Path | None, profile: str | None, verbose: bool) -> None:
    """Fetch a FILE of the portal's Drive, by its id.

    \b
    b24 download 9011
    b24 download 9011 --output offer.pdf
    echo "$LINK" | b24 download - --output photo.jpg

    The path that it has now is printed. With - the link to the file comes from standard input, for such links are
    secret.
    """
    with open_client(profile, verbose) as client:
        name, link = ("", sys.stdin.readline().strip()) if file == "-" else _found(client, file)
        try:
            done = client.download(link, _target(output, name))
        except ValueError as error:
            raise click.UsageError(str(error)) from None
    click.echo(plain(str(done)))


def _found(client: BaseSyncClient[Any], file: str) -> tuple[str, str]:
    if not file.isdecimal():
        raise click.UsageError("a file has a number; a link is read from standard input: b24 download -")
    found: object = client.call("disk.file.get", {"id": int(file)}).result
    if not is_map(found) or not isinstance(link := found.get("DOWNLOAD_URL"), str):
        raise click.ClickException(f"the portal gives no link to file {file}")
    return str(found.get("NAME", "")), link


def _target(output: Path | None, name: str) -> Path:
    """The portal's name for it names no folder, and replaces nothing."""
    if output is not None and not output.is_dir():
        return output
    own = name.replace("\\", "/").rpartition("/")[2]
    if own in ("", ".", "..") or plain(own) != own:
        raise click.UsageError("the file has no name that can be used here: say --output")
    target = (output or Path()) / own
    if target.exists():
        raise click.UsageError(f"{target} is there already; --output {target} replaces it")
    return target
