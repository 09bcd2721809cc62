# Copied from generator/runtime/cli/arguments.py by "python -m generator generate". Edit that file.
"""What is written behind a method's name becomes its parameters: `key=value`, `key:=JSON`, `key=@FILE`, and --json."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, cast

import click

from .._core.encode import format_at
from .._core.method import Method
from .._core.schema_places import Place, documented_spelling
from .._core.wire_format import Pattern, WireFormat
from .given import read_json, read_text

# Keys have signs in front in filters: `filter.>=OPPORTUNITY=100`.
_KEY: Final = r"[<>=!%@*]*[^\s<>=!%@*:.]+"
_ASSIGNMENT: Final = re.compile(rf"({_KEY}(?:\.{_KEY})*)(:?=)(.*)", re.DOTALL)
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\Z")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?\Z")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATES: Final = (WireFormat.DATE, WireFormat.DATETIME, WireFormat.TIMESTAMP)
_DEEPEST: Final = 100
_SHOWN: Final = 40
_HOW: Final = "write key=value, key:=JSON, key=@FILE or key.inner=value"


def parameters_of(
    method: Method[Any], schema: Mapping[str, object], arguments: Iterable[str], given: str | None
) -> dict[str, object]:
    """The parameters of a call, not yet in the wire's encoding.

    Args:
        schema: Of the object that is sent; {} where it is not known.
        arguments: As they are written.
        given: What --json says: JSON, @FILE, or - for standard input. The arguments go over it.

    Raises:
        click.UsageError: They cannot be read.
    """
    params = dict[str, object]()
    whole = Place(schema, schema)
    for argument in arguments:
        match = _ASSIGNMENT.fullmatch(argument)
        if match is None:
            raise click.UsageError(f"{argument!r} is no argument: {_HOW}")
        keys = match[1].split(".")
        if len(keys) > _DEEPEST:
            raise click.UsageError(f"{argument[:_SHOWN]!r}… leads deeper than {_DEEPEST} levels")
        keys[0] = documented_spelling(keys[0], schema)
        if match[2] == ":=":
            value = json_value(match[3], match[1])
        else:
            value = _value(match[3], whole.below(keys), format_at(method.formats, keys))
        _put(params, keys, value, argument)
    listed = {name: _with_lists(value) for name, value in params.items()}
    return _merged(_object(given), listed) if given is not None else listed


def _object(given: str) -> dict[str, object]:
    text = sys.stdin.buffer.read().decode("utf-8-sig") if given == "-" else given
    value = json_value(text, "--json")
    if not isinstance(value, dict):
        raise click.UsageError("--json: the parameters are a JSON object")
    return cast("dict[str, object]", value)


def json_value(text: str, name: str) -> object:
    """JSON, or that in the file that is named behind an @.

    Raises:
        click.UsageError: It is none. OSError: There is no such file.
    """
    source = read_text(Path(text[1:])) if text.startswith("@") else text
    try:
        return read_json(source)
    except ValueError as error:
        raise click.UsageError(f"{name}: no JSON: {error}") from None


def _merged(below: dict[str, object], above: dict[str, object]) -> dict[str, object]:
    """Objects are one; of all else, what lies above counts."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        if isinstance(under, dict) and isinstance(value, dict):
            value = _merged(cast("dict[str, object]", under), cast("dict[str, object]", value))
        merged[key] = value
    return merged


def _put(params: dict[str, object], keys: list[str], value: object, argument: str) -> None:
    inside = params
    for key in keys[:-1]:
        found = inside.setdefault(key, {})
        if not isinstance(found, dict):
            raise click.UsageError(f"{argument!r}: {key} is a value already, and nothing can lie inside it")
        inside = cast("dict[str, object]", found)
    if keys[-1] in inside:
        raise click.UsageError(f"{argument!r}: {'.'.join(keys)} has a value already")
    inside[keys[-1]] = value


def _with_lists(value: object) -> object:
    """`phones.0=…` and `phones.1=…` make a list: keys from 0 on, each there."""
    if not isinstance(value, dict):
        return value
    items = {key: _with_lists(item) for key, item in cast("dict[str, object]", value).items()}
    numbers = [str(number) for number in range(len(items))]
    return [items[number] for number in numbers] if items and set(items) == set(numbers) else items


def _value(text: str, place: Place, wire_format: WireFormat | Pattern | None) -> object:
    types = place.types()
    if text.startswith("@"):
        return _content(Path(text[1:]), is_text=types == frozenset({"string"}) and not place.is_base64())
    if isinstance(wire_format, Pattern) or wire_format in _DATES:
        moment = _moment(text)
        if moment is not None:
            return moment
    if types == frozenset({"array"}) and not text.startswith("["):
        item = place.below(["0"])
        return [_typed(text, item.types(), item.values())]  # one is a list of one
    return _typed(text, types, place.values())


def _content(path: Path, *, is_text: bool) -> object:
    """A file, for the client to send in the form of the method; what is a text parameter is its text."""
    if is_text:
        return read_text(path)
    if not path.exists():
        raise FileNotFoundError(2, "there is no such file", str(path))
    return path


def _moment(text: str) -> dt.date | None:
    """The client writes it as the method wants it."""
    if not _DATE.match(text):
        return None
    for read in (dt.date.fromisoformat, dt.datetime.fromisoformat):
        try:
            return read(text.replace("Z", "+00:00") if text.endswith("Z") else text)
        except ValueError:
            continue
    return None


def _typed(text: str, types: frozenset[str], values: list[object]) -> object:
    """The text as the parameter takes it; what fits none of its types stays text, for the check to say so."""
    if text in values:
        return text
    yes_no = {"Y", "N"} <= {value for value in values if isinstance(value, str)}
    if text in ("true", "false") and ("boolean" in types or yes_no):
        return text == "true"
    if types & {"integer", "number"} and _INTEGER.match(text):
        return int(text)
    if "number" in types and _NUMBER.match(text):
        return float(text)
    if text[:1] in ("[", "{") and types & {"array", "object"}:
        return json_value(text, "the value")
    if text == "null" and "null" in types and "string" not in types:
        return None
    return text
