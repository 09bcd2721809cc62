# Copied from generator/runtime/cli/commands/mcp.py by "python -m generator generate". Edit that file.
"""`b24 mcp`: a server for AI agents."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from ..connection import credentials, open_async_client, portal_options
from ..log import log_requests
from ..messages import tell

if TYPE_CHECKING:
    from ...mcp import Audit, Policy

_FEWEST: Final = 1000


@click.command("mcp")
@click.option(
    "--allow-writes",
    "writes",
    multiple=True,
    metavar="PATTERN",
    help="Methods that may write, such as 'crm.item.*', or '*'; as often as wanted. Without it the server only reads.",
)
@click.option(
    "--trust", "trusted", multiple=True, metavar="PATTERN", help="Methods among these that nobody need confirm."
)
@click.option("--audit", type=click.Path(dir_okay=False, path_type=Path), help="Append a line of JSON for each call.")
@click.option("--http", "port", type=click.IntRange(0, 65535), metavar="PORT", help="Serve over HTTP, not over stdio.")
@click.option(
    "--most",
    type=click.IntRange(_FEWEST),
    default=20_000,
    show_default=True,
    metavar="CHARACTERS",
    help="How much of an answer is given at once.",
)
@portal_options
def command(
    writes: tuple[str, ...],
    trusted: tuple[str, ...],
    audit: Path | None,
    port: int | None,
    most: int,
    profile: str | None,
    verbose: bool,
) -> None:
    """Serve the portal to an AI agent, by the Model Context Protocol.

    \b
    b24 mcp                                    # over stdio: for the agent's configuration; it only reads
    b24 mcp --http 8025                        # over HTTP, at http://127.0.0.1:8025/mcp
    b24 mcp --allow-writes 'crm.item.*' --audit calls.jsonl

    A write asks the user first, where the agent's program can ask. Where it cannot, what only adds or changes is done,
    and what takes something away for good is refused unless it is trusted. It needs the extra `mcp`.
    """
    if trusted and not writes:
        raise click.UsageError("--trust is about writes: allow some with --allow-writes PATTERN")
    if verbose:
        log_requests()
    try:
        from ...mcp import server
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("bitrix24"):
            raise
        raise click.UsageError("this server is an extra: pip install 'bitrix24-client[mcp]'") from None
    from ...mcp import Audit, Policy

    try:
        asyncio.run(_serve(server, Policy(writes, trusted), Audit(audit), port, most, profile))
    except BaseException as error:
        if _is_of_closed_output(error):
            raise BrokenPipeError from None
        raise


def _is_of_closed_output(error: BaseException) -> bool:
    """Has the agent's program gone? What the tasks of the server raise comes in groups."""
    inner: tuple[BaseException, ...] = getattr(error, "exceptions", ())
    return all(map(_is_of_closed_output, inner)) if inner else isinstance(error, BrokenPipeError)


async def _serve(server: Any, policy: Policy, audit: Audit, port: int | None, most: int, profile: str | None) -> None:
    from ...mcp import Desk

    found = credentials(profile)
    async with open_async_client(found) as client:
        desk = Desk(client, found, policy, audit, most)
        if port is None:
            await server.serve_stdio(desk)
        else:
            await server.serve_http(desk, port, _tell_address)


def _tell_address(address: str) -> None:
    tell(f"serving at {address}; stop with Ctrl+C")
