"""`b24 upload`: files to the portal's Drive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..connection import open_client, portal_options
from ..failures import AfterSending
from ..messages import tell
from ..output import write_line

if TYPE_CHECKING:
    from ..._core.base_client import BaseSyncClient


@click.command("upload")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--folder", type=int, metavar="ID", help="A folder of the Drive.")
@click.option("--storage", type=int, metavar="ID", help="A storage of the Drive; the files go into its root.")
@portal_options
def command(
    files: tuple[Path, ...], folder: int | None, storage: int | None, profile: str | None, verbose: bool
) -> None:
    """Send FILES to the portal's Drive.

    \b
    b24 upload offer.pdf menu.pdf --folder 8930

    They are streamed, so they may be large; each is printed as the portal has it.
    """
    if (folder is None) == (storage is None):
        raise click.UsageError("name one place: --folder ID or --storage ID")
    for file in files:
        if not file.is_file():
            raise click.UsageError(f"{file} is no file")
    from ...errors import TransportError

    sent = 0
    with open_client(profile, verbose) as client:
        for file in files:
            tell(f"{file.name}: {file.stat().st_size} bytes")
            try:
                answer = _sent(client, file, folder, storage)
                sent += 1
                write_line(answer)
            except BrokenPipeError:
                raise
            except (click.UsageError, OSError) as error:
                if not sent or isinstance(error, TransportError):
                    raise
                reason = error.message if isinstance(error, click.UsageError) else str(error)
                raise AfterSending(f"{sent} of {len(files)} were sent; {file}: {reason}") from None


def _sent(client: BaseSyncClient[Any], file: Path, folder: int | None, storage: int | None) -> object:
    place, number = ("folder", folder) if folder is not None else ("storage", storage)
    link = client.call(f"disk.{place}.uploadFile", {"id": number, "data": {"NAME": file.name}})
    try:
        return client.upload(link, file).result
    except ValueError as error:
        raise click.UsageError(str(error)) from None
