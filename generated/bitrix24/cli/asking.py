# Copied from generator/runtime/cli/asking.py by "python -m generator generate". Edit that file.
"""Secrets come from the environment, from a prompt that does not show them, or from standard input.

Never from arguments, which other processes and the shell's history see.
"""

from __future__ import annotations

import os
import sys

import click


def secret(variable: str | None, prompt: str) -> str:
    """
    Raises:
        click.UsageError: There is none.
    """
    value = os.environ.get(variable, "") if variable else ""
    if not value:
        value = click.prompt(prompt, hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline()
    if not value.strip():
        raise click.UsageError(f"nothing came for: {prompt}{f' (or set {variable})' if variable else ''}")
    return value.strip()
