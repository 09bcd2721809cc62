"""The calls of a batch from a file: one a line, each an object with `method` and `params`."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import click

from .._core.json_types import is_map
from .._core.opening import without_waiting
from .given import read_json
from .preparing import Described, described

if TYPE_CHECKING:
    from collections.abc import Callable

Describe: TypeAlias = "Callable[[str, int | None], Described]"

_KEYS: Final = frozenset({"method", "params", "rest"})
_DIGEST: Final = 16


class Call(NamedTuple):
    """`line`: in the file, from 1. `body`: the parameters as they are sent. `digest`: of what the line says."""

    line: int
    described: Described
    body: dict[str, object]
    digest: str


def describer(unchecked: bool) -> Describe:
    """What is known of a method, found once."""

    @cache
    def describe(name: str, rest: int | None) -> Described:
        return described(name, rest, unchecked)

    return describe


def calls_in(path: Path, describe: Describe) -> Iterator[Call]:
    """Each call, checked; empty lines are none.

    Raises:
        click.UsageError: A line is no call, or one that is not as documented. The message says which. Or it is a pipe:
            the calls are read more than once.
    """
    with open(path, "rb", opener=without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise click.UsageError(f"{path} is no file: the calls are read more than once")
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield _call(number, line, describe)
                except click.UsageError as error:
                    raise click.UsageError(f"{path.name}:{number}: {error.message}") from None


def _call(number: int, line: bytes, describe: Describe) -> Call:
    try:
        values = read_json(line)
    except ValueError as error:
        raise click.UsageError(f"no JSON: {error}") from None
    if not is_map(values) or not isinstance(values.get("method"), str):
        raise click.UsageError('no call; one is {"method": "crm.item.get", "params": {"entityTypeId": 2, "id": 7}}')
    unknown = [name for name in values if name not in _KEYS]
    if unknown:
        raise click.UsageError(f"a call has method, params and rest, not {unknown[0]!r}")
    rest, params = values.get("rest"), values.get("params", {})
    if rest not in (None, 2, 3) or not is_map(params):
        raise click.UsageError("params is an object, and rest is 2 or 3")
    name = str(values["method"])
    if name.casefold() == "batch":
        raise click.UsageError("a batch cannot hold another batch")
    known = describe(name, rest if isinstance(rest, int) else None)
    digest = hashlib.sha256(json.dumps([name, rest, params]).encode()).hexdigest()[:_DIGEST]
    return Call(number, known, known.encoded(params), digest)
