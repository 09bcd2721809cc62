"""The commands under one name, and what a process ends with."""

from __future__ import annotations

import io
import os
import sys
from difflib import get_close_matches
from importlib import import_module
from typing import Any, Final

import click

from .._version import __version__
from .failures import BROKEN_PIPE, DONE, INTERRUPTED, USAGE, exit_code, failure_text
from .messages import tell

# Each in a module of its own, which is imported when the command is run or listed.
_COMMANDS: Final = (
    "call",
    "list",
    "export",
    "search",
    "describe",
    "batch",
    "upload",
    "download",
    "events",
    "portal",
    "login",
    "profile",
    "mcp",
    "types",
)

_COMPLETE: Final = "_B24_COMPLETE"

_EPILOG: Final = """\b
Exit codes:
  0    done
  1    the portal refused
  2    wrong usage or input; nothing was sent
  3    the portal was not reached, or its answer was lost: a write may have run
  10   b24 types --check: the portal has changed
  130  interrupted
  141  whoever read the output has gone

\b
Completion of commands, methods and parameters, for ~/.bashrc or ~/.zshrc:
  eval "$(_B24_COMPLETE=bash_source b24)"
  eval "$(_B24_COMPLETE=zsh_source b24)"
and for ~/.config/fish/completions/b24.fish:
  _B24_COMPLETE=fish_source b24 | source
"""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f".commands.{cmd_name}", __package__).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in _COMMANDS and not ctx.resilient_parsing:
            close = get_close_matches(args[0], _COMMANDS, 2)
            ctx.fail(f"no command {args[0]!r}{'; did you mean ' if close else ''}{' or '.join(close)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # click itself would end with 1
            ctx.exit(_nobody_reads())


@click.group(
    "b24",
    cls=_Commands,
    invoke_without_command=True,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="b24", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Bitrix24's REST API on the command line.

    \b
    b24 profile add work             # the portal's webhook, asked for and kept
    b24 search "attach a file to a task"
    b24 describe crm.item.get
    b24 call crm.item.get entityTypeId=2 id=7
    b24 list crm.deal.list --select ID,TITLE --filter STAGE_ID=NEW --format csv

    Results go to standard output, everything else to standard error. The portal is that of --profile, else the webhook
    in BITRIX24_WEBHOOK, else the profile in use.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def run(arguments: list[str] | None) -> int:
    """Run a command; what its process ends with."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # JSON is UTF-8 everywhere, and half of a character, which has no UTF-8, is its escape.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if sys.stdout is None:  # it is closed
        tell("standard output is closed")
        return USAGE
    if _COMPLETE in os.environ:
        import_module(".completion", __package__)  # which puts its scripts in the place of click's
    try:
        ended = cli.main(arguments, prog_name="b24", complete_var=_COMPLETE, standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        return _nobody_reads()
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception as error:
        code = exit_code(error)
        if code is None:
            raise
        tell(failure_text(error))
        return code
    return ended if isinstance(ended, int) else DONE


def _nobody_reads() -> int:
    """What is still to be written goes nowhere, so that Python does not complain on its way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE
