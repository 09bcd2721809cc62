"""Calls in Python: the argument that is sent as a JSON value, and the parameters of the documented call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from ...api import Json, Method, WireName
from ...api.file_encoding import FileFormat, decoded
from ...api.fits import DoesNotFit, moment_of_seconds, moment_of_text
from ...api.kinds import Kind
from ...api.patterns import Pattern
from ...api.types import (
    FileInput,
    ListOf,
    MapOf,
    Object,
    Objects,
    Optional,
    QueryObject,
    Reference,
    Scalar,
    Type,
    Variants,
    merged,
)
from ...api.wire_format import boolean_forms
from .literals import Call, Code, Value
from .methods import parameter_names

# The class of a file with a name.
FILE: Final = "File"


def documented_parameters(method: Method) -> dict[str, Json]:
    """The documented call's parameters, under their documented names where only the case, which is ignored, differs."""
    example = method.example or {}
    documented = [each.name for each in method.parameters]
    folded = {name.casefold(): name for name in documented}
    own = example.keys() & set(documented)
    found: dict[str, Json] = {}
    for wire, value in example.items():
        name = folded.get(wire.casefold(), wire)
        if wire in own:
            found[wire] = value
        elif name not in own:
            found[name] = value
    return found


def arguments(method: Method, sent: Mapping[str, Json], shared: Objects) -> dict[str, Value]:
    """The keyword arguments of the call that sends this.

    Args:
        shared: The shared types as parameters have them.
    """
    names = parameter_names(method)
    found: dict[str, Value] = {
        names[each.name]: argument(each.type, sent[each.name], shared)
        for each in method.parameters
        if each.name in sent
    }
    unknown = {wire: value for wire, value in sent.items() if wire not in names}
    return {**found, "extra": unknown} if unknown else found


def argument(type: Type, raw: Json, shared: Objects, inside: tuple[WireName, ...] = ()) -> Value:
    """The argument that is sent as `raw`: typed where it has a type of its own in Python, else `raw` itself.

    `inside`: the shared types that lead here; formats do not reach into one that holds itself.
    """
    if isinstance(type, Scalar):
        return _scalar(type, raw)
    if isinstance(type, Optional):
        return argument(type.inner, raw, shared, inside)
    if isinstance(type, FileInput):
        files = file_argument(type.encoding.format, raw)
        return argument(type.inner, raw, shared, inside) if files is None else files
    if isinstance(type, ListOf) and isinstance(raw, list):
        return [argument(type.item, item, shared, inside) for item in raw]
    if isinstance(type, MapOf) and isinstance(raw, dict):
        return {key: argument(type.value, item, shared, inside) for key, item in raw.items()}
    if isinstance(type, Reference) and type.name not in inside:
        return argument(shared[type.name], raw, shared, (*inside, type.name))
    if isinstance(type, (Object, QueryObject, Variants)) and isinstance(raw, dict):
        object = merged(type) if isinstance(type, Variants) else type
        return {
            wire: (
                argument(object.by_name[wire].type, item, shared, inside)
                if wire in object.by_name
                else _other(object, item)
            )
            for wire, item in raw.items()
        }
    return raw


def _other(object: Object | QueryObject, raw: Json) -> Value:
    """Under a key that no page lists."""
    files = object.other_files if isinstance(object, Object) else None
    file = file_argument(files.format, raw) if files is not None else None
    return raw if file is None else file


def file_argument(format: FileFormat, raw: Json) -> Value:
    """The file, or the list of files, that is sent as `raw`; None if that is something else."""
    file = decoded(format, raw)
    if file is not None and file.content is not None:
        return Call(FILE, (file.name, file.content)) if file.name else file.content
    files = [file_argument(format, item) for item in raw] if isinstance(raw, list) else []
    return files if files and None not in files else None


def _scalar(scalar: Scalar, raw: Json) -> Value:
    forms = boolean_forms(scalar)
    if forms is not None:
        # Compared with their types, for to Python 1 is True.
        for value, meaning in zip(forms, (True, False), strict=True):
            if type(value) is type(raw) and value == raw:
                return meaning
    if scalar.pattern is not None:
        return _in_pattern(raw, scalar.pattern, scalar.kind)
    if scalar.kind is Kind.DATETIME and isinstance(raw, str):
        return _if_same(raw, "datetime")
    if scalar.kind is Kind.DATE and isinstance(raw, str):
        return _if_same(raw, "date")
    if scalar.kind is Kind.TIMESTAMP and type(raw) is int:
        return _moment(moment_of_seconds(raw))
    return raw


def _in_pattern(raw: Json, pattern: Pattern, kind: Kind) -> Value:
    moment = pattern.read(raw) if isinstance(raw, str) else None
    if moment is None or kind is Kind.STRING:
        return raw
    return _moment(moment) if kind is Kind.DATETIME else Code(f'date.fromisoformat("{moment.date().isoformat()}")')


def _if_same(raw: str, kind: str) -> Value:
    """An object, if it is sent as this very text."""
    try:
        moment = moment_of_text(raw)
    except DoesNotFit:
        return raw
    text = moment.isoformat(timespec="seconds") if kind == "datetime" else moment.date().isoformat()
    return Code(f'{kind}.fromisoformat("{text}")') if text == raw else raw


def _moment(moment: dt.datetime) -> Code:
    return Code(f'datetime.fromisoformat("{moment.isoformat()}")')
