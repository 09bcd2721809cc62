"""A call, from its words to what is sent: read, encoded, and checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .. import catalog
from .methods import all_the_same, method_to_call

if TYPE_CHECKING:
    from .._core.call_checks import Checker
    from .._core.method import Method

F = TypeVar("F", bound=Callable[..., Any])


def unchecked_option(command: F) -> F:
    return click.option(
        "--unchecked", is_flag=True, help="Send what the documentation does not know, or knows otherwise."
    )(command)


@dataclass(frozen=True, slots=True)
class Described:
    """A method, and what a call of it may hold.

    Args:
        schema: Of the object that is sent; {} where nobody knows.
        checker: None where nothing is to be checked.
    """

    method: Method[Any]
    schema: Mapping[str, object]
    checker: Checker | None

    def encoded(self, params: Mapping[str, object]) -> dict[str, object]:
        """The parameters as they are sent.

        Raises:
            click.UsageError: They cannot be sent, or are not as documented.
        """
        from .._core.call_checks import encoded

        try:
            body = encoded(self.method, self.schema, params)
        except (TypeError, ValueError) as error:
            raise click.UsageError(str(error)) from None
        problems = self.checker.problems(body) if self.checker is not None else []
        if problems:
            raise click.UsageError(f"{'; '.join(problems)}{all_the_same('sends')}")
        return body


def described(name: str, rest: int | None, unchecked: bool) -> Described:
    """
    Raises:
        click.UsageError: There is no such method; see `method_to_call`.
    """
    method, documented = method_to_call(name, rest, unchecked)
    if documented is None:
        return Described(method, {}, None)
    schema = catalog.describe(documented).parameters
    if unchecked:
        return Described(method, schema, None)
    from .._core.call_checks import Checker

    return Described(method, schema, Checker(schema))
