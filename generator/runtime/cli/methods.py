"""The name of a method as a command's argument, with its completion."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from .. import catalog

if TYPE_CHECKING:
    from .._core.method import Method

F = TypeVar("F", bound=Callable[..., Any])


def complete_method(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names that begin so, whatever their case."""
    begun = incomplete.casefold()
    names = dict.fromkeys(each.name for each in catalog.methods() if each.name.casefold().startswith(begun))
    return [CompletionItem(name) for name in names]


def complete_parameter(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Parameters of the method that are not there yet, up to their equals sign."""
    given = {str(each).partition("=")[0].partition(":")[0] for each in ctx.params.get("arguments") or ()}
    try:
        method = catalog.find(ctx.params.get("method") or "", ctx.params.get("rest"))
    except catalog.UnknownMethod:
        return []
    names = (name for name in method.parameters if name not in given)
    return [CompletionItem(f"{name}=") for name in names if name.startswith(incomplete)]


def method_argument(command: F) -> F:
    """METHOD and --rest."""
    named = click.argument("method", shell_complete=complete_method)(command)
    return click.option(
        "--rest",
        type=click.Choice(["2", "3"]),
        callback=_as_number,
        help="The REST version, where both have the method.",
    )(named)


def _as_number(_ctx: click.Context, _param: click.Parameter, value: str | None) -> int | None:
    return int(value) if value else None


def find(name: str, rest: int | None) -> catalog.Method:
    """
    Raises:
        click.UsageError: It is not documented; the message says what may have been meant.
    """
    try:
        return catalog.find(name, rest)
    except catalog.UnknownMethod as error:
        raise click.UsageError(str(error)) from None


def all_the_same(does: str) -> str:
    """How to do it nevertheless, where the command that runs has the option for it."""
    context = click.get_current_context(silent=True)
    return f" (--unchecked {does} it all the same)" if context and "unchecked" in context.params else ""


def method_to_call(name: str, rest: int | None, unchecked: bool) -> tuple[Method[Any], catalog.Method | None]:
    """What the client calls, and what is documented of it; the second is None for what is not.

    Raises:
        click.UsageError: It is not documented, and `unchecked` does not allow that; or it is no name of a method.
    """
    from .._core.known_method import raw_method

    try:
        documented = catalog.find(name, rest)
    except catalog.UnknownMethod as error:
        if not unchecked:
            raise click.UsageError(f"{error}{all_the_same('calls')}") from None
        documented = None
    try:
        if documented is None:
            return raw_method(name, rest or 2), None
        return raw_method(documented.name, documented.rest), documented
    except ValueError as error:
        raise click.UsageError(str(error)) from None
