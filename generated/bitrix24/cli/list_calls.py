# Copied from generator/runtime/cli/list_calls.py by "python -m generator generate". Edit that file.
"""The call of a list, from the words of its select, filter and order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from .._core.schema_places import documented_spelling, parameter_names

if TYPE_CHECKING:
    from .preparing import Described

F = TypeVar("F", bound=Callable[..., Any])

_CONDITION: Final = re.compile(r"([<>=!%@*]*[^\s<>=!%@*]+?)=(.*)", re.DOTALL)


def select_and_filter(command: F) -> F:
    """--select and --filter."""
    narrowed = click.option(
        "--filter", "conditions", multiple=True, metavar="FIELD=VALUE", help="As often as wanted, or once JSON."
    )(command)
    return click.option("--select", metavar="FIELD,FIELD", help="The fields to ask for; columns of CSV and tables.")(
        narrowed
    )


def names_in(select: str | None) -> list[str]:
    return [name.strip() for name in select.split(",")] if select else []


def list_call(
    known: Described,
    arguments: Sequence[str],
    columns: list[str],
    conditions: Sequence[str],
    orders: Sequence[str],
    unchecked: bool,
) -> dict[str, object]:
    """The parameters as they are sent.

    Raises:
        click.UsageError: They cannot be sent, are not as documented, or are given twice.
    """
    from .arguments import parameters_of

    params = parameters_of(known.method, known.schema, arguments, None)
    for name, value in (
        ("select", columns),
        ("filter", _pairs("--filter", conditions)),
        ("order", _pairs("--order", orders)),
    ):
        if value:
            own = _parameter(known, name, unchecked)
            if own in params:
                raise click.UsageError(f"{own} is given twice, by --{name} and by an argument")
            params[own] = value
    return known.encoded(params)


def _pairs(option: str, given: Sequence[str]) -> object:
    """Conditions or orders as an object, or the JSON that stands in their place."""
    from .arguments import json_value

    if len(given) == 1 and given[0][:1] in ("[", "{", "@"):
        return json_value(given[0], option)
    pairs: dict[str, str] = {}
    for each in given:
        match = _CONDITION.fullmatch(each)
        if match is None:
            raise click.UsageError(f"{option} {each!r}: write FIELD=VALUE, or JSON")
        if match[1] in pairs:
            raise click.UsageError(f"{option} {each!r}: {match[1]} has a value already")
        pairs[match[1]] = match[2]
    return pairs


def _parameter(known: Described, name: str, unchecked: bool) -> str:
    """How the method spells it."""
    found = documented_spelling(name, known.schema)
    names = parameter_names(known.schema)
    if found not in names and not unchecked:
        raise click.UsageError(f"{known.method.name} has no parameter {name}; it has {', '.join(names) or 'none'}")
    return found
