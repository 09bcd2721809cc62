"""Writes Python values as the JSON values that the portal expects.

Without a form: bool, int, float, str and None stay themselves; an aware datetime is ISO 8601 with its offset, a naive
one without (the portal then takes its own zone), both to the second; date is YYYY-MM-DD; Decimal is text; an Enum is
its value; a view is its JSON; a File is [name, base64]; tuples, sets and other iterables are lists. What cannot be sent
raises TypeError or ValueError that names the place.
"""

from __future__ import annotations

import datetime as dt
import enum
import math
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from .convert import shorten
from .files import File, file_name, file_text, is_file
from .reference import Ref
from .views import View

if TYPE_CHECKING:
    from decimal import Decimal


class Omitted(enum.Enum):
    """The type of `OMIT`: a parameter that is not sent at all, which is not the same as None."""

    OMIT = "OMIT"

    def __repr__(self) -> str:
        return "OMIT"


OMIT: Final = Omitted.OMIT


class Form(enum.Enum):
    """How a value is put on the wire where the default is not it; a value of another type goes by the default."""

    YN = "Y or N for a bool"
    ONE_ZERO = "1 or 0 for a bool"
    TEXT = "text for a number, '1' or '0' for a bool"
    DATE = "YYYY-MM-DD for a datetime too"
    DATETIME = "ISO 8601 for a date too: its midnight, without offset"
    TIMESTAMP = "seconds since 1970 for an aware datetime"
    BASE64 = "a file's content in base64"
    NAMED_FILE = "[name, base64] for a file"
    FILE_DATA = "{fileData: [name, base64]} for a file"
    VALUE_FILE_DATA = "{value: {fileData: [name, base64]}} for a file"


# Wire name -> form, or the forms of the object (or of each object of the list) under that name. `*`: any other name.
Forms: TypeAlias = "Mapping[str, Form | Forms]"

# What may stand before a field's name in a filter: `>=DATE_CREATE` takes its form from DATE_CREATE.
_FILTER_SIGNS = "<>=!%@~"

# Iterable, but no lists of numbers.
_BYTES: tuple[type, ...] = (bytes, bytearray, memoryview)

_UNCHANGED = frozenset({str, int, bool, type(None)})


def encode(params: Mapping[str, object], forms: Forms) -> dict[str, object]:
    """The parameters of a call as JSON values, in their order, without those that are OMIT."""
    encoded: dict[str, object] = {}
    for name, value in params.items():
        if value is OMIT:
            continue
        _refuse_halves(name, "a parameter's name")
        if type(value) in _UNCHANGED and not forms:
            encoded[name] = value
            if type(value) is str:
                _refuse_halves(value, name)
        else:
            encoded[name] = _value(value, _form_of(name, forms), name)
    return encoded


def _refuse_halves(text: str, path: str) -> None:
    """Half of a surrogate pair, as text has that was cut or read in the wrong way, cannot be sent in any encoding."""
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{path}: {shorten(text)} holds half of a character") from None


def _form_of(name: str, forms: Forms) -> Form | Forms | None:
    if not forms:
        return None
    return forms.get(name) or forms.get(name.lstrip(_FILTER_SIGNS)) or forms.get("*")


def _value(value: object, form: Form | Forms | None, path: str) -> object:
    if isinstance(form, Form):
        value = _formed(value, form, path)
    elif isinstance(value, File):
        value = _formed(value, Form.NAMED_FILE, path)
    if type(value) is str:
        _refuse_halves(value, path)
        return value
    if type(value) in _UNCHANGED or isinstance(value, Ref):  # a batch puts something in the place of the Ref
        return value
    if isinstance(value, enum.Enum):
        return _value(value.value, form, path)
    scalar = _scalar(value, path)
    if scalar is not None:
        return scalar
    if isinstance(value, View):
        value = value.raw
    if isinstance(value, Mapping):
        return _map(cast("Mapping[object, object]", value), form, path)
    if not isinstance(value, _BYTES) and isinstance(value, Iterable):
        items = enumerate(cast("Iterable[object]", value))
        return [_value(item, form, f"{path}[{index}]") for index, item in items if item is not OMIT]
    raise TypeError(f"{path}: a {type(value).__name__} cannot be sent to the portal")


def _scalar(value: object, path: str) -> object:
    """The JSON value of a single thing, or None if it is none."""
    if isinstance(value, str):  # a subclass, which may have a str() of its own
        _refuse_halves(value, path)
        return str.__str__(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{path}: JSON has no {value}")
        return float(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    from decimal import Decimal  # here, because few programs have one

    return _decimal(value, path) if isinstance(value, Decimal) else None


def _decimal(value: Decimal, path: str) -> str:
    if not value.is_finite():
        raise ValueError(f"{path}: JSON has no {value}")
    return format(value, "f")


def _map(value: Mapping[object, object], form: Form | Forms | None, path: str) -> dict[str, object]:
    encoded: dict[str, object] = {}
    for key, item in value.items():
        if item is not OMIT:
            name = _key(key, path)
            inner = form if form is None or isinstance(form, Form) else _form_of(name, form)
            encoded[name] = _value(item, inner, f"{path}.{name}")
    return encoded


def _key(key: object, path: str) -> str:
    if isinstance(key, enum.Enum):
        key = key.value
    if isinstance(key, str):
        _refuse_halves(key, path)
        return key
    if isinstance(key, int) and not isinstance(key, bool):
        return str(key)
    raise TypeError(f"{path}: {key!r} cannot be a key; keys are str or int")


def _formed(value: object, form: Form, path: str) -> object:
    try:
        return _FORMED[form](value)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{path}: {error}") from None


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


def _date(value: object) -> object:
    return value.date() if isinstance(value, dt.datetime) else value


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


def _base64(value: object) -> object:
    return file_text(value) if is_file(value) else value


def _named_file(value: object) -> object:
    return [file_name(value), file_text(value)] if is_file(value) else value


def _file_data(value: object) -> object:
    return {"fileData": _named_file(value)} if is_file(value) else value


def _value_file_data(value: object) -> object:
    return {"value": _file_data(value)} if is_file(value) else value


_FORMED: dict[Form, Callable[[object], object]] = {
    Form.YN: _yes_no,
    Form.ONE_ZERO: _one_zero,
    Form.TEXT: _text,
    Form.DATE: _date,
    Form.DATETIME: _datetime,
    Form.TIMESTAMP: _timestamp,
    Form.BASE64: _base64,
    Form.NAMED_FILE: _named_file,
    Form.FILE_DATA: _file_data,
    Form.VALUE_FILE_DATA: _value_file_data,
}
