"""What a test must see: the Python value for a JSON value, and the argument that is sent as a JSON value.

The rules are those of `api`, which share no code with the client's converters and encoders that they judge.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Final, cast

from ...api import Json
from ...api.fits import ObjectValue, ReadValue, Unreadable, is_nothing, read
from ...api.types import ANY, ListOf, MapOf, Objects, Optional, Type, Union, reading_order
from ..python.literals import Call, Code, Tuple, Value, literal
from ..python.results import attributes

# What tests expect where the documented answer cannot be read.
FIELD_ERROR: Final = "FieldError"

# How tests call the expected attributes of a view: `Fields(_as_sent="id ownerId", active=True, link=("LINK_ID", 1))`.
FIELDS: Final = "Fields"
_AS_SENT: Final = "_as_sent"


def expected(type: Type, raw: Json, shared: Objects) -> Value:
    """What reading `raw` must give. Raises DoesNotFit."""
    return _python(read(type, raw, shared).value)


def _python(value: ReadValue) -> Value:
    if isinstance(value, ObjectValue):
        return _view(value)
    if isinstance(value, Unreadable):
        return Code(FIELD_ERROR)
    if isinstance(value, dt.datetime):
        return Code(f'datetime.fromisoformat("{value.isoformat()}")')
    if isinstance(value, dt.date):
        return Code(f'date.fromisoformat("{value.isoformat()}")')
    if isinstance(value, Mapping):
        return {key: _python(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_python(item) for item in value]
    return cast("Json", value)


def _is_nothing(value: ReadValue) -> bool:
    return value is None or (isinstance(value, Unreadable) and is_nothing(value.shown))


def _nothing(type: Type) -> Value:
    """What a property without a value is."""
    if isinstance(type, Optional):
        return _nothing(type.inner)
    if isinstance(type, Union):
        # The first alternative that can read null.
        containers = (option for option in reading_order(type) if isinstance(option, (ListOf, MapOf)))
        return _nothing(next(containers, ANY))
    return [] if isinstance(type, ListOf) else {} if isinstance(type, MapOf) else None


def _view(value: ObjectValue) -> Call:
    names = attributes(value.type)
    as_sent: list[str] = []
    found: dict[str, Value] = {}
    for wire, inner in value.values.items():
        read = _nothing(value.type.by_name[wire].type) if _is_nothing(inner) else _python(inner)
        if names[wire] == _attribute(wire) and literal(read) == literal(value.raw[wire]):
            as_sent.append(wire)
        else:
            found[names[wire]] = read if names[wire] == wire else Tuple((wire, read))
    return Call(FIELDS, keywords={_AS_SENT: " ".join(as_sent), **found} if as_sent else found)


def _attribute(wire: str) -> str | None:
    """The attribute whose name the tests can tell by themselves, as their conftest.py does; None if it is no word."""
    if not wire.isidentifier() or not wire.isascii():
        return None
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", wire).lower()
