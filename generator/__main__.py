"""The command line: `python -m generator`."""

from __future__ import annotations

import signal

# Before anything that takes a while to load: Python would say where it was.
if __name__ == "__main__" and signal.getsignal(signal.SIGINT) == signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from . import console
from .commands import run
from .interrupts import interruptible
from .spec.model import SITE

_STOPPED = 128 + signal.SIGINT
_EPILOG = """\
examples:
  python -m generator scrape                                    the whole live documentation into specs/
  python -m generator scrape --source docs.tar.xz --only 'api-reference/tasks/flow/*'
  python -m generator generate                                  specs/ into generated/
  python -m generator openapi --out openapi.yaml                the API as an OpenAPI 3.1 document
  python -m generator diff HEAD specs                           what has changed since the last commit
  python -m generator update --dry-run                          what an update would change
  python -m generator check                                     is generated/ what the generator would write?

exit codes: 0 all done; 1 done, with problems listed; 2 bad usage or unusable input, nothing written;
130 stopped with Ctrl+C; `update` has others, see `update --help`
"""

_UPDATE_EPILOG = """\
exit codes, with --dry-run too:
  0    nothing new
  10   updated, and nothing breaks
  11   updated, with changes that may break programs
  12   done, and a person must look: at a page that failed, an override that no longer applies, a test that fails
  2    refused, or unusable input: nothing was written
  130  stopped with Ctrl+C: all is as it was, or all is done
"""


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="python -m generator",
        description=(
            "Turns the Bitrix24 REST documentation into specs, and specs into a typed Python client and its tests."
        ),
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _scrape(commands.add_parser("scrape", help="read documentation pages, write specs"))
    _generate(commands.add_parser("generate", help="render the client and its tests from specs"))
    _check(commands.add_parser("check", help="compare specs/ and generated/ with what the generator would write"))
    _openapi(commands.add_parser("openapi", help="write the API as an OpenAPI document"))
    _diff(commands.add_parser("diff", help="say what changed between two states of the specs"))
    _update(commands.add_parser("update", help="bring specs, client, changelog and version up to date"))
    return top


def _scrape(command: argparse.ArgumentParser) -> None:
    command.description = (
        "Reads documentation pages and writes what they state as YAML specs. A page that fails keeps its old spec. "
        "With --openapi, reads what one portal says of itself instead, and adds the methods that no page documents."
    )
    sources = command.add_mutually_exclusive_group()
    _source(sources.add_argument)
    sources.add_argument(
        "--openapi",
        type=Path,
        metavar="FILE",
        help="the answer of a portal's rest.documentation.openapi: adds the methods of REST 3.0 that the specs lack, "
        "and says where it and the pages disagree",
    )
    _specs(command)
    command.add_argument(
        "--report",
        type=Path,
        dest="report_file",
        metavar="FILE.json",
        help="write problems and defects as JSON, and as FILE.md for people",
    )
    _only_pages(command)


def _generate(command: argparse.ArgumentParser) -> None:
    command.description = (
        "Renders the client package and its tests. The output is the same bytes on every run and machine."
    )
    _specs(command)
    _out(command)
    command.add_argument(
        "--only", metavar="GLOB", help="a client of only the methods whose wire name matches, e.g. 'tasks.*'"
    )
    _prose(command, "into docstrings, with its licence in the package")


def _check(command: argparse.ArgumentParser) -> None:
    command.description = (
        "Writes nothing. Names every spec and generated file that is not what the generator would write."
    )
    _specs(command)
    _out(command)


def _openapi(command: argparse.ArgumentParser) -> None:
    command.description = (
        "Writes every method of the API, with parameters, results and errors, and events, as OpenAPI 3.1."
    )
    _specs(command)
    command.add_argument(
        "--out",
        default="openapi.json",
        metavar="FILE",
        help="where it goes: .json, .yaml, or - for JSON on standard output (default openapi.json)",
    )
    command.add_argument(
        "--only",
        metavar="GLOB",
        help="a document of only the methods and events whose wire name matches, e.g. 'tasks.*'",
    )
    _prose(command, "as descriptions")


def _diff(command: argparse.ArgumentParser) -> None:
    command.description = (
        "Says what changed between two states of the specs, and what that means to a program: breaking, deprecated, "
        "new, looser, cosmetic. A state is a folder of specs or a git revision, such as HEAD or v1.2.0."
    )
    command.add_argument("old", metavar="OLD", help="the state before")
    command.add_argument("new", metavar="NEW", help="the state after")
    command.add_argument(
        "--format",
        dest="form",
        choices=("text", "markdown", "json"),
        default="text",
        help="for people on a terminal or in a pull request, or for programs: generator/update/changes.schema.json",
    )


def _update(command: argparse.ArgumentParser) -> None:
    command.description = (
        "Reads the documentation and brings the project in the current folder up to date, in one step: specs/, "
        "generated/, CHANGELOG.md, the version, counts in README.md and docs/. Then runs the tests of what changed."
    )
    command.epilog = _UPDATE_EPILOG
    command.formatter_class = argparse.RawDescriptionHelpFormatter
    _source(command.add_argument)
    _only_pages(command)
    command.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
    command.add_argument(
        "--commit",
        action="store_true",
        help="commit it to git: changes of facts, what is only worded anew, and generated/, one commit each",
    )


def _source(add: Callable[..., object]) -> None:
    """`add`: the `add_argument` of a parser, or of a group of arguments that exclude each other."""
    add(
        "--source",
        default=SITE,
        metavar="URL|DIR|ARCHIVE",
        help=f"where the pages are: a site, a folder, a .tar.xz (default {SITE})",
    )


def _only_pages(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--only", metavar="GLOB", help="only pages whose path matches, e.g. 'api-reference/tasks/flow/*'"
    )


def _specs(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--specs", type=Path, default=Path("specs"), metavar="DIR", help="the folder of specs (default specs)"
    )


def _prose(command: argparse.ArgumentParser, where: str) -> None:
    command.add_argument(
        "--prose",
        action="store_true",
        help=f"put what the pages say in their own words, which scrape left in DIR/.prose, {where}",
    )


def _out(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--out", type=Path, default=Path("generated"), metavar="DIR", help="where the client goes (default generated)"
    )


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit code; argparse itself exits with 2 on bad usage."""
    with interruptible():
        try:
            console.prepare()
            return int(run(**vars(parser().parse_args(arguments))))
        except KeyboardInterrupt:
            console.error("stopped")
            return _STOPPED


def program() -> None:
    code = main()
    if code == _STOPPED:  # at once: an orderly end would wait for what threads are about, a page that does not come say
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    program()
