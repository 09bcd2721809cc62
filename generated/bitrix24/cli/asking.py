# Copied from generator/runtime/cli/asking.py by "python -m generator generate". Edit that file.
"""Secrets come from the environment, from a prompt that does not show them, or from standard input.

Never from arguments, which other processes and the shell's history see.
"""

from __future__ import annotations

import os
import sys
from typing import Final

import click

_LONGEST: Final = 10_000


def secret(variable: str | None, prompt: str) -> str:
    """
    Raises:
        click.UsageError: There is none.
    """
    value = os.environ.get(variable, "") if variable else ""
    if not value:
        is_terminal = sys.stdin is not None and sys.stdin.isatty()
        value = click.prompt(prompt, hide_input=True, err=True) if is_terminal else _line()
    if not value.strip():
        raise click.UsageError(f"nothing came for: {prompt}{f' (or set {variable})' if variable else ''}")
    return value.strip()


def _line() -> str:
    """Of standard input, which may be closed, or have no end."""
    line = sys.stdin.buffer.readline(_LONGEST) if sys.stdin is not None else b""
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:  # whose message would show it
        raise click.UsageError("what came is no text") from None
