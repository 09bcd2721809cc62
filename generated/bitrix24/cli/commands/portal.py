# Copied from generator/runtime/cli/commands/portal.py by "python -m generator generate". Edit that file.
"""`b24 portal`: a portal on this machine."""

from __future__ import annotations

import click


@click.command("portal")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8024, show_default=True, help="The port, 0 for a free one."
)
@click.pass_context
def command(ctx: click.Context, host: str, port: int) -> None:
    """Run a small portal on this machine.

    \b
    b24 portal
    BITRIX24_WEBHOOK=http://127.0.0.1:8024/rest/1/secret/ b24 list crm.deal.list --limit 3

    It is there until Ctrl+C, to try calls on. It keeps deals, tasks, flows and files in memory. It needs the extra
    `portal`.
    """
    from ...portal.__main__ import main

    ctx.exit(main(["--host", host, "--port", str(port)]))
