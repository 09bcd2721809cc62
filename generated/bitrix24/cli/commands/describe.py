# Copied from generator/runtime/cli/commands/describe.py by "python -m generator generate". Edit that file.
"""`b24 describe`: what a method takes and gives."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

import click

from ..methods import find, method_argument
from ..output import write_json


@click.command("describe")
@method_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="JSON has the schemas.",
)
def command(method: str, rest: int | None, form: Literal["text", "json"]) -> None:
    """Say what METHOD takes and answers.

    \b
    b24 describe tasks.task.add
    b24 describe tasks.task.get --rest 3 --format json
    """
    from ... import catalog

    found = catalog.describe(find(method, rest))
    if form == "text":
        click.echo(found.text())
        return
    write_json(
        {
            "method": asdict(found.method),
            "parameters": found.parameters,
            "result": found.result,
            "errors": [asdict(error) for error in found.errors],
            "example": found.example,
        }
    )
