# Copied from generator/runtime/_core/wire_format.py by "python -m generator generate". Edit that file.
"""How single values are put on the wire where the default is not it."""

from __future__ import annotations

import datetime as dt
import enum
import math
import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from .file_content import file_name, file_text, is_file


class WireFormat(enum.Enum):
    """How a value is put on the wire where the default is not it; a value of another type goes by the default."""

    YN = "Y or N for a bool"
    ONE_ZERO = "1 or 0 for a bool"
    TEXT = "text for a number, '1' or '0' for a bool"
    LIST = "a list for a single value too"
    DATE = "YYYY-MM-DD for a midnight without time zone too"
    DATETIME = "ISO 8601 for a date too: its midnight, without offset"
    TIMESTAMP = "seconds since 1970 for an aware datetime"
    BASE64 = "a file's content in base64"
    NAMED_FILE = "[name, base64] for a file"
    FILE_DATA = "{fileData: [name, base64]} for a file"
    VALUE_FILE_DATA = "{value: {fileData: [name, base64]}} for a file"


class Pattern(str):
    """How a date or a datetime is written where that is not ISO 8601: `dd.mm.yyyy`, `yyyy-mm-dd hh:mi:ss`."""

    __slots__ = ()


_MIDNIGHT: Final = dt.time()
_PART: Final = re.compile("yyyy|mm|dd|hh|mi|ss")

# Of a file that already is in an object of the caller's.
_INSIDE: Final = {
    (WireFormat.FILE_DATA, "fileData"): WireFormat.NAMED_FILE,
    (WireFormat.VALUE_FILE_DATA, "fileData"): WireFormat.NAMED_FILE,
    (WireFormat.VALUE_FILE_DATA, "value"): WireFormat.FILE_DATA,
}

# Wire name -> format, or the formats of the object (or of each object of the list) under that name. `*`: any other.
WireFormats: TypeAlias = "Mapping[str, WireFormat | Pattern | WireFormats]"


def in_format(value: object, wire_format: WireFormat | Pattern) -> object:
    """The value as that format has it; one of another type stays as it is.

    Raises:
        TypeError, ValueError: It cannot be put so.
    """
    return _CONVERSIONS[wire_format](value) if isinstance(wire_format, WireFormat) else _written(value, wire_format)


def inside(wire_format: WireFormat | Pattern, key: str) -> WireFormat | Pattern:
    """The format of what an object of this format holds under a key."""
    if isinstance(wire_format, Pattern):
        return wire_format
    return _INSIDE.get((wire_format, key), wire_format)


def _yes_no(value: object) -> object:
    return ("Y" if value else "N") if isinstance(value, bool) else value


def _one_zero(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


def _text(value: object) -> object:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, enum.Enum) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return value
    return str(value)


def _list(value: object) -> object:
    return [value] if isinstance(value, (str, int, float, dt.date, enum.Enum)) else value


def _date(value: object) -> object:
    """A time is never lost, for many a field that is called a date is none: the portal takes ISO 8601 in both."""
    return value.date() if isinstance(value, dt.datetime) and value.timetz() == _MIDNIGHT else value


def _datetime(value: object) -> object:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)
    return value


def _timestamp(value: object) -> object:
    if not isinstance(value, dt.datetime):
        return value
    if value.tzinfo is None:
        raise ValueError(f"a timestamp needs a datetime with a time zone, {value.isoformat()} has none")
    return int(value.timestamp())


def _written(value: object, pattern: Pattern) -> object:
    """What the pattern has no place for is refused: without it the portal would take another moment."""
    if not isinstance(value, dt.date):
        return value
    moment = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)
    said = moment.isoformat(timespec="seconds")
    if moment.tzinfo is not None:
        raise ValueError(f"{pattern} has no place for the time zone of {said}: pass the time there, without one")
    clock = {"hh": moment.hour, "mi": moment.minute, "ss": moment.second}
    if any(number and part not in pattern for part, number in clock.items()):
        raise ValueError(f"{pattern} has no place for the time of {said}: pass a date, or a text")
    numbers = {"yyyy": moment.year, "mm": moment.month, "dd": moment.day, **clock}
    return _PART.sub(lambda part: f"{numbers[part[0]]:0{len(part[0])}}", pattern)


def _base64(value: object) -> object:
    return file_text(value) if is_file(value) else value


def _named_file(value: object) -> object:
    return [file_name(value), file_text(value)] if is_file(value) else value


def _file_data(value: object) -> object:
    return {"fileData": _named_file(value)} if is_file(value) else value


def _value_file_data(value: object) -> object:
    return {"value": _file_data(value)} if is_file(value) else value


_CONVERSIONS: Final[dict[WireFormat, Callable[[object], object]]] = {
    WireFormat.YN: _yes_no,
    WireFormat.ONE_ZERO: _one_zero,
    WireFormat.TEXT: _text,
    WireFormat.LIST: _list,
    WireFormat.DATE: _date,
    WireFormat.DATETIME: _datetime,
    WireFormat.TIMESTAMP: _timestamp,
    WireFormat.BASE64: _base64,
    WireFormat.NAMED_FILE: _named_file,
    WireFormat.FILE_DATA: _file_data,
    WireFormat.VALUE_FILE_DATA: _value_file_data,
}
