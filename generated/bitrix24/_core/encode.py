# Copied from generator/runtime/_core/encode.py by "python -m generator generate". Edit that file.
"""Writes Python values as the JSON values that the portal expects.

Without a format: bool, int, float, str and None stay themselves; an aware datetime is ISO 8601 with its offset, a naive
one without (the portal then takes its own zone), both to the second; date is YYYY-MM-DD; Decimal is text; an Enum is
its value; a File, a path or an open file is [name, base64]; tuples, sets and other iterables are lists.
What cannot be sent raises TypeError or ValueError that names the place.
"""

from __future__ import annotations

import datetime as dt
import enum
import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, cast

from .batch_reference import BatchReference
from .convert import shorten
from .file_content import is_file
from .omitted import OMIT
from .wire_format import Pattern, WireFormat, WireFormats, in_format, inside

if TYPE_CHECKING:
    from decimal import Decimal

# What may stand before a field's name in a filter: `>=DATE_CREATE` takes its format from DATE_CREATE.
_FILTER_SIGNS: Final = "<>=!%@~"

# Iterable, but no lists of numbers. Final would have checkers know each type, and `memoryview` as one of unknown items.
_BYTES: tuple[type, ...] = (bytes, bytearray, memoryview)

_UNCHANGED: Final = frozenset({str, int, bool, type(None)})


def encode(params: Mapping[str, object], formats: WireFormats) -> dict[str, object]:
    """The parameters of a call as JSON values, in their order, without those that are OMIT."""
    encoded: dict[str, object] = {}
    for name, value in params.items():
        if value is OMIT:
            continue
        _refuse_what_is_no_name(name)
        _refuse_lone_surrogates(name, "a parameter's name")
        if type(value) in _UNCHANGED and not formats:
            encoded[name] = value
            if type(value) is str:
                _refuse_lone_surrogates(value, name)
        else:
            encoded[name] = _value(value, _format_of(name, formats), name)
    return encoded


def format_at(formats: WireFormats, path: Iterable[str]) -> WireFormat | Pattern | None:
    """Of a single value that lies there: the names of a parameter and of the keys inside of it."""
    found: WireFormat | Pattern | WireFormats | None = formats
    for key in path:
        found = _format_inside(found, key)
    return found if isinstance(found, (WireFormat, Pattern)) else None


def _refuse_what_is_no_name(name: object) -> None:
    """As a program gives it that nobody has checked."""
    if not isinstance(name, str):
        raise TypeError(f"{name!r} cannot be the name of a parameter; names are str")


def _refuse_lone_surrogates(text: str, path: str) -> None:
    """Half of a surrogate pair, as text has that was cut or read in the wrong way, cannot be sent in any encoding."""
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{path}: {shorten(text)} holds half of a character") from None


def _format_of(name: str, formats: WireFormats) -> WireFormat | Pattern | WireFormats | None:
    if not formats:
        return None
    return formats.get(name) or formats.get(name.lstrip(_FILTER_SIGNS)) or formats.get("*")


def _format_inside(
    wire_format: WireFormat | Pattern | WireFormats | None, key: str
) -> WireFormat | Pattern | WireFormats | None:
    """Of what an object holds under a key."""
    if isinstance(wire_format, (WireFormat, Pattern)):
        return inside(wire_format, key)
    if wire_format is None:
        return None
    known = _format_of(key, wire_format)
    return wire_format if known is None and key.isdecimal() else known  # to PHP a map with such keys is a list


def _value(value: object, wire_format: WireFormat | Pattern | WireFormats | None, path: str) -> object:
    if isinstance(wire_format, (WireFormat, Pattern)):
        value = _in_format(value, wire_format, path)
        if wire_format is WireFormat.LIST:  # of which the items are no lists
            wire_format = None
    if type(value) is str:
        _refuse_lone_surrogates(value, path)
        return value
    if type(value) in _UNCHANGED:
        return value
    if isinstance(value, BatchReference):  # the batch puts the referred value in its place
        return value
    if isinstance(value, enum.Enum):
        return _value(value.value, wire_format, path)
    scalar = _scalar(value, path)
    if scalar is not None:
        return scalar
    if isinstance(value, Mapping):
        return _map(cast("Mapping[object, object]", value), wire_format, path)
    if is_file(value) and not isinstance(value, _BYTES):
        return _value(_in_format(value, WireFormat.NAMED_FILE, path), None, path)
    if not isinstance(value, _BYTES) and isinstance(value, Iterable):
        items = enumerate(cast("Iterable[object]", value))
        return [_value(item, wire_format, f"{path}[{index}]") for index, item in items if item is not OMIT]
    meant = "; its result is .ref(…), in calls of the same batch" if hasattr(value, "ref") else ""
    raise TypeError(f"{path}: a {type(value).__name__} cannot be sent to the portal{meant}")


def _scalar(value: object, path: str) -> object:
    """The JSON value of a single thing, or None if it is none."""
    if isinstance(value, str):  # a subclass, which may have a str() of its own
        _refuse_lone_surrogates(value, path)
        return str.__str__(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{path}: JSON has no {value}")
        return float(value)
    if isinstance(value, dt.datetime):
        if value != value:  # pandas has a missing one, which would be sent as text
            raise ValueError(f"{path}: {value} is no moment; None or OMIT say that there is none")
        return value.isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    from decimal import Decimal  # here, because few programs have one

    return _decimal(value, path) if isinstance(value, Decimal) else None


def _decimal(value: Decimal, path: str) -> str:
    if not value.is_finite():
        raise ValueError(f"{path}: JSON has no {value}")
    return format(value, "f")


def _map(
    value: Mapping[object, object], wire_format: WireFormat | Pattern | WireFormats | None, path: str
) -> dict[str, object]:
    encoded: dict[str, object] = {}
    for key, item in value.items():
        if item is not OMIT:
            name = _key(key, path)
            if name in encoded:
                raise ValueError(f"{path}: the key {name!r} is there twice, as text and as a number")
            encoded[name] = _value(item, _format_inside(wire_format, name), f"{path}.{name}")
    return encoded


def _key(key: object, path: str) -> str:
    if isinstance(key, enum.Enum):
        key = key.value
    if isinstance(key, str):
        _refuse_lone_surrogates(key, path)
        return key
    if isinstance(key, int) and not isinstance(key, bool):
        return str(key)
    raise TypeError(f"{path}: {key!r} cannot be a key; keys are str or int")


def _in_format(value: object, wire_format: WireFormat | Pattern, path: str) -> object:
    try:
        return in_format(value, wire_format)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{path}: {error}") from None
