# Copied from generator/runtime/cli/commands/types.py by "python -m generator generate". Edit that file.
"""`b24 types`: a module with the types of a portal of one's own."""

from __future__ import annotations

import sys
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..connection import credentials, open_client_of, portal_options
from ..failures import DONE, MOVED, Refusal
from ..given import read_text
from ..messages import tell
from ..output import plain

if TYPE_CHECKING:
    from ...typegen.description import PortalDescription

_FILE = click.Path(dir_okay=False, path_type=Path)
_EXTRA = frozenset({"anyascii", "black", "jinja2"})


@click.command("types")
@click.option("--out", type=_FILE, metavar="FILE.py", help="The module that is written.")
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="DESCRIPTION.json",
    help="Read this description; no portal is asked.",
)
@click.option(
    "--save",
    type=_FILE,
    metavar="DESCRIPTION.json",
    help="Where the portal's description is kept. Default: beside the module, FILE.json",
)
@click.option("--check", is_flag=True, help="Write nothing; say what has changed, and end with 10 if anything has.")
@click.option("--webhook", metavar="URL", help="The portal; BITRIX24_WEBHOOK and --profile keep it out of the history.")
@portal_options
@click.pass_context
def command(
    ctx: click.Context,
    out: Path | None,
    source: Path | None,
    save: Path | None,
    check: bool,
    webhook: str | None,
    profile: str | None,
    verbose: bool,
) -> None:
    """Write a module with the types of your own portal.

    \b
    b24 types --out my_portal.py
    b24 types --out my_portal.py --check                  # for CI
    b24 types --out my_portal.py --from my_portal.json    # without the portal

    In it are the portal's entities with their custom fields, smart processes, stages and lists of values, and a client
    that has them: from my_portal import Portal, Deal. What was read is kept beside it as JSON, and so are the names:
    commit both, and names stay what they are. Of several portals each has a module of its own:

    \b
    b24 types --profile berlin --out berlin.py
    b24 types --profile madrid --out madrid.py

    What the portal refuses is left out, and told with the scope that would bring it. It needs the extra `types`.
    """
    if out is None and save is None:
        raise click.UsageError("name the module with --out, or with --save a file for the description alone")
    if out is not None:
        _refuse_name(out)
        if save == out:
            raise click.UsageError("--save is for the description: another file than --out")
    kept = save or (out.with_suffix(".json") if out is not None and source is None else None)
    try:
        from ...typegen.names import named
    except ModuleNotFoundError as error:
        if error.name not in _EXTRA:
            raise
        raise click.ClickException("b24 types is an extra: pip install 'bitrix24-client[types]'") from None
    if kept is not None and kept.exists() and not kept.is_file():
        raise click.UsageError(f"{kept} is no file")
    before = _described(kept) if kept is not None and kept.exists() else None
    if source is not None:
        found = _described(source)
    else:
        found = _read(webhook, profile, verbose)
        _refuse_another(found, before, kept)
    made = named(found, before)
    for each in made.left_out:
        tell(str(each))
    if out is not None:
        _refuse_foreign(out)
    if check:
        ctx.exit(_checked(made, before, out, kept))
    _write(made, before, out, kept)


def _refuse_name(out: Path) -> None:
    """A module that nobody could import, or that would be imported in the place of others."""
    name = out.stem
    if out.suffix != ".py" or not name.isidentifier() or iskeyword(name):
        raise click.UsageError(f"--out {out}: nobody could import that; a name like my_portal.py")
    if name in sys.stdlib_module_names or name == __name__.partition(".")[0]:
        raise click.UsageError(f"--out {out}: there is a module {name} already; a name like my_portal.py")


def _refuse_foreign(out: Path) -> None:
    """What somebody else has written."""
    from ..._core.private_file import read_private
    from ...typegen.module import FIRST_LINE

    try:
        text = read_private(out, len(FIRST_LINE))
    except FileNotFoundError:
        return
    if text and not text.startswith(FIRST_LINE.encode()):
        raise click.UsageError(f"{out} was not written by b24 types: remove it, or choose another name")


def _described(path: Path) -> PortalDescription:
    from ...typegen.description import DescriptionError, loaded

    try:
        return loaded(read_text(path))
    except DescriptionError as error:
        raise click.UsageError(f"{path}: {error}") from None


def _read(webhook: str | None, profile: str | None, verbose: bool) -> PortalDescription:
    from ...auth import Webhook
    from ...typegen.reading import NothingToRead, read

    found = Webhook(webhook) if webhook is not None else credentials(profile)
    with open_client_of(found, verbose) as client:
        try:
            return read(client, found)
        except NothingToRead as error:
            raise Refusal(str(error)) from None


def _refuse_another(found: PortalDescription, before: PortalDescription | None, kept: Path | None) -> None:
    """The names of one portal are no good for another."""
    if before is not None and before.portal != found.portal:
        raise click.UsageError(
            f"{kept} describes {before.portal}, and this is {found.portal}: write a module for each; if it is"
            " the same portal under a new address, change it in the file"
        )


def _write(made: PortalDescription, before: PortalDescription | None, out: Path | None, kept: Path | None) -> None:
    from ...typegen.comparing import changes
    from ...typegen.description import dumped
    from ...typegen.module import module_of
    from ...typegen.writing import written

    source = module_of(made)
    if kept is not None and written(kept, dumped(made)):
        tell(f"{kept}: written")
    if out is not None:
        fields = sum(len(entity.fields) for entity in made.entities)
        said = "written" if written(out, source) else "as before"
        tell(f"{out}: {said}; {len(made.entities)} entities, {fields} fields")
    for change in changes(before, made) if before is not None else ():
        tell(change)


def _checked(made: PortalDescription, before: PortalDescription | None, out: Path | None, kept: Path | None) -> int:
    """What to end with; what has changed goes to standard output."""
    from ...typegen.comparing import changes
    from ...typegen.description import dumped
    from ...typegen.module import module_of

    found = changes(before, made) if before is not None else []
    for change in found:
        click.echo(plain(change))
    if found:
        return MOVED
    stale = [
        path
        for path, text in ((out, module_of(made)), (kept, dumped(made)))
        if path is not None and not _says(path, text)
    ]
    for path in stale:
        click.echo(f"{path}: not what would be written now")
    return MOVED if stale else DONE


def _says(path: Path, text: str) -> bool:
    return path.exists() and path.read_bytes() == text.encode()
