# Copied from generator/runtime/cli/failures.py by "python -m generator generate". Edit that file.
"""What a command ends with that has failed, and what it says."""

from __future__ import annotations

from typing import Final

import click

from ..errors import (
    ApiError,
    Bitrix24Error,
    CredentialsError,
    ListInterrupted,
    TokenStoreError,
    TransportError,
)
from .output import plain

DONE: Final = 0
REFUSED: Final = 1
USAGE: Final = 2
NOT_REACHED: Final = 3
MOVED: Final = 10
INTERRUPTED: Final = 130
BROKEN_PIPE: Final = 141


class Refusal(click.ClickException):
    """The portal has refused more than one call, and with that all that was wanted."""


class AfterSending(click.ClickException):
    """What was sent has run, or may have; what came of it could not be written."""


def exit_code(error: BaseException) -> int | None:
    """None for what is no failure but a mistake of this program."""
    if isinstance(error, ListInterrupted) and error.__cause__ is not None:
        return exit_code(error.__cause__)
    # A time-out is an OSError too.
    if isinstance(error, (TransportError, AfterSending)) or (isinstance(error, ApiError) and error.may_have_run):
        return NOT_REACHED
    is_refused = isinstance(error, Bitrix24Error) and not isinstance(error, (CredentialsError, TokenStoreError))
    if is_refused or isinstance(error, Refusal):
        return REFUSED
    # What the client refuses to send is a ValueError.
    if isinstance(error, (Bitrix24Error, click.ClickException, OSError, ValueError)):
        return USAGE
    # Of the client, which says what to install; Python's own names the module.
    return USAGE if isinstance(error, ImportError) and error.name is None else None


def failure_text(error: BaseException) -> str:
    """One line, without secrets, and without what would move a terminal's cursor."""
    from .._core.redact import redact

    text = error.format_message() if isinstance(error, click.ClickException) else str(error)
    if isinstance(error, click.UsageError) and error.ctx is not None:
        text = f"{text.rstrip('.')}; see {error.ctx.command_path} --help"
    return plain(redact(text))
