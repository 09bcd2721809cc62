"""Reads the portal's JSON values as Python values: a converter takes one, returns it typed or raises `ConvertError`.

The portal is loose with types: ids come as 37 and "37", booleans as true, "Y" and "1", an empty anything as null, "",
false, [] or {}. What is accepted is said at each converter; nothing is ever guessed beyond that. Who asks for a value
decides what nothing is there: see `Field` and `whole`.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import reprlib
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar, cast, overload

from .json_types import is_list, is_map
from .redact import redact

if TYPE_CHECKING:
    from decimal import Decimal

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")

Converter: TypeAlias = Callable[[object], T_co]

# No more of a text is searched for tokens, and no more of it is shown.
_LONGEST_SEARCHED: Final = 2_000


class _Shortener(reprlib.Repr):
    def repr_str(self, x: str, level: int) -> str:
        # Before the shortening, which may cut the name of a token off its value.
        return super().repr_str(redact(x[:_LONGEST_SEARCHED]), level)


_SHORTENER: Final = _Shortener()
_SHORTENER.maxstring = _SHORTENER.maxother = _SHORTENER.maxlong = 60
_SHORTENER.maxlevel = 2
_SHORTENER.maxdict = _SHORTENER.maxlist = 4


def shorten(value: object) -> str:
    """A repr of about one line, whatever the size of the value, and without tokens in it."""
    return redact(_SHORTENER.repr(value))


class ConvertError(ValueError):
    """A value is not what was expected.

    Args:
        expected: The kind that was expected.
        value: What came; shortened in the text.
        at: Where it lies inside the converted value, as subscripts (`[3]['id']`), or "" for the value itself.
    """

    def __init__(self, expected: str, value: object, at: str = "") -> None:
        super().__init__(expected, value, at)
        self.expected = expected
        self.value = value
        self.at = at

    @property
    def reason(self) -> str:
        return f"expected {self.expected}, got {shorten(self.value)}"

    def __str__(self) -> str:
        return f"{self.reason} (at {self.at})" if self.at else self.reason

    def __repr__(self) -> str:
        return f"ConvertError({str(self)!r})"  # not its arguments: the value may be large, or have a token in it

    def inside(self, key: object) -> ConvertError:
        """The same error, seen from the container that holds the value under `key`."""
        return ConvertError(self.expected, self.value, f"[{key!r}]{self.at}")


def anything(value: object) -> Any:
    """The value unchanged."""
    return value


_INTEGER_TEXT: Final = re.compile(r"\s*[+-]?[0-9]+\s*\Z")
_NUMBER_TEXT: Final = re.compile(r"\s*[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*\Z")


def integer(value: object) -> int:
    """37, "37" and 37.0; not true."""
    if type(value) is int:
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and _INTEGER_TEXT.match(value):
        try:
            return int(value)
        except ValueError:  # Python refuses to read thousands of digits
            raise ConvertError("integer", value) from None
    raise ConvertError("integer", value)


def number(value: object) -> float:
    """A number or its text ("10.50"); not true, not infinity."""
    if type(value) is float or type(value) is int or (isinstance(value, str) and _NUMBER_TEXT.match(value)):
        try:
            result = float(value)
        except OverflowError:
            raise ConvertError("number", value) from None
        if math.isfinite(result):
            return result
    raise ConvertError("number", value)


def decimal(value: object) -> Decimal:
    """A number or its text, digit for digit; a float is the shortest text that means it."""
    from decimal import Decimal, InvalidOperation  # here, because few programs want one

    if type(value) is int or (isinstance(value, str) and _NUMBER_TEXT.match(value)):
        try:
            number = Decimal(value)
        except InvalidOperation:  # of an exponent beyond what it takes, where the caller's context has it raised
            raise ConvertError("number", value) from None
        if number.is_finite():
            return number
    if type(value) is float and math.isfinite(value):
        return Decimal(repr(value))
    raise ConvertError("number", value)


def string(value: object) -> str:
    """Text; a number is turned into text."""
    if isinstance(value, str):
        return value
    if type(value) is int or type(value) is float:
        return str(value)
    raise ConvertError("string", value)


_BOOLEANS: Final[dict[object, bool]] = {
    "Y": True,
    "N": False,
    "y": True,
    "n": False,
    "1": True,
    "0": False,
    "true": True,
    "false": False,
    1: True,
    0: False,
}


def boolean(value: object) -> bool:
    """true and false, "Y" and "N", 1 and 0, as numbers or text."""
    if type(value) is bool:
        return value
    if isinstance(value, (str, int)):
        found = _BOOLEANS.get(value)
        if found is not None:
            return found
    raise ConvertError("boolean", value)


_ISO_DATE: Final = r"(\d{4})-(\d\d)-(\d\d)"
_POINTED_DATE: Final = r"(\d\d)\.(\d\d)\.(\d{4})"
_CLOCK: Final = r"(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?"
_OFFSET: Final = r"(?:Z|z|([+-])(\d\d):?(\d\d)?)"
_DATETIME_TEXT: Final = re.compile(
    rf"(?:{_ISO_DATE}|{_POINTED_DATE})(?:(?:[Tt]|\s+){_CLOCK}\s*(?P<offset>{_OFFSET})?)?\Z", re.ASCII
)
_US_TEXT: Final = re.compile(
    r"(\d\d)/(\d\d)/(\d{4})(?:\s+(\d\d?):(\d\d)(?::(\d\d))?(?:\s*([ap])m)?)?\Z", re.ASCII | re.IGNORECASE
)
# No date is longer, and what is longer would take the pattern its time.
_LONGEST_DATE: Final = 64
_BLANKS: Final = " \t\n\r\f\v"


def _moment(text: str) -> dt.datetime | None:
    """The point in time that the text names, or None; without an offset in the text it is naive."""
    text = text.strip(_BLANKS)
    if len(text) > _LONGEST_DATE:
        return None
    match = _DATETIME_TEXT.match(text)
    if match is None:
        return _us_moment(text)
    year, month, day, day_, month_, year_, hour, minute, second, fraction, offset, sign, hours, minutes = match.groups()
    try:
        return dt.datetime(
            int(year or year_),
            int(month or month_),
            int(day or day_),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((fraction or "0").ljust(6, "0")[:6]),
            tzinfo=_zone(sign, hours, minutes) if offset else None,
        )
    except ValueError:  # 2024-02-30, 25:00
        return None


def _us_moment(text: str) -> dt.datetime | None:
    """The point in time that portals with US settings write, if it cannot be one of those that put the day first."""
    match = _US_TEXT.match(text)
    if match is None:
        return None
    month, day, year, hour, minute, second = (int(number or 0) for number in match.groups()[:6])
    half = (match[7] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return dt.datetime(year, month, day, hour, minute, second) if half or day > 12 else None
    except ValueError:
        return None


def _zone(sign: str | None, hours: str | None, minutes: str | None) -> dt.timezone:
    if sign is None:
        return dt.timezone.utc
    ahead = dt.timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return dt.timezone(-ahead if sign == "-" else ahead)


def datetime(value: object) -> dt.datetime:
    """`2024-08-29T10:30:11+03:00` (also Z), `2024-08-29 10:30:11`, `29.08.2024 10:30:11`; naive without an offset.

    A date alone is its midnight; seconds may be left out. `08/29/2024 10:30:11`, and any with am or pm behind the time,
    is of a portal with US settings; `08/09/2024 10:30:11` may be of another, and is none.
    """
    moment = _moment(value) if isinstance(value, str) else None
    if moment is None:
        raise ConvertError("datetime", value)
    return moment


def date(value: object) -> dt.date:
    """`2024-08-29`, `29.08.2024`, `08/29/2024` (no day up to 12), or the date part of a datetime's text."""
    moment = _moment(value) if isinstance(value, str) else None
    if moment is None:
        raise ConvertError("date", value)
    return moment.date()


def timestamp(value: object) -> dt.datetime:
    """Seconds since 1970, as a number or text, as an aware datetime in UTC."""
    try:
        return dt.datetime.fromtimestamp(number(value), dt.timezone.utc)
    except (ConvertError, OverflowError, ValueError, OSError):  # the last three: out of the platform's range
        raise ConvertError("timestamp", value) from None


def is_nothing(value: object) -> bool:
    """Is it one of the ways in which portals say "nothing"? The events of tasks say it in so many letters."""
    return value is None or value is False or value in ("", [], {}, "undefined")


def optional(convert: Converter[T]) -> Converter[T | None]:
    """null is None; so are "", [], {}, false and "undefined" where `convert` itself cannot read them."""

    def convert_optional(value: object) -> T | None:
        if value is None:
            return None
        try:
            return convert(value)
        except ConvertError:
            if is_nothing(value):
                return None
            raise

    return convert_optional


def whole(convert: Converter[T], value: object) -> T:
    """A whole result, or a row of a list: nothing is the empty object where one is expected, else None."""
    try:
        return convert(value)
    except ConvertError:
        if not is_nothing(value):
            raise
    try:
        return convert([])
    except ConvertError:
        return cast("T", None)


def list_of(convert: Converter[T]) -> Converter[list[T]]:
    """A list; a map is one too, if its keys are numbers (PHP's list with gaps, or rows by their ids).

    null, "", false and {} are the empty list. An item that is null is None, if `convert` cannot read it.
    """

    def convert_list(value: object) -> list[T]:
        return [_item(convert, index, item) for index, item in enumerate(_items(value, str.isdecimal))]

    def convert_plain(value: object) -> list[T]:
        return [_item(convert, index, item) for index, item in enumerate(_items(value, _in_order()))]

    setattr(convert_list, _PLAIN, convert_plain)
    return convert_list


# Under this name the converter of a list has one that takes rows by their ids for no list: `one_of` asks it first.
_PLAIN: Final = "plain"


def _items(value: object, is_key: Callable[[str], bool]) -> list[object]:
    if is_list(value):
        return value
    if is_nothing(value):
        return []
    if is_map(value) and all(map(is_key, value)):
        return list(value.values())
    raise ConvertError("list", value)


def _in_order() -> Callable[[str], bool]:
    """Are the keys 0, 1, 2 and so on?"""
    indexes = count()
    return lambda key: key == str(next(indexes))


def map_of(convert: Converter[T]) -> Converter[dict[str, T]]:
    """A map; a list is one with the keys "0".."n"; [], null, "" and false are the empty map.

    A value that is null is None, if `convert` cannot read it.
    """

    def convert_map(value: object) -> dict[str, T]:
        return {key: _item(convert, key, item) for key, item in _entries(value)}

    return convert_map


def _entries(value: object) -> list[tuple[str, object]]:
    if is_map(value):
        return list(value.items())
    if is_list(value):
        return [(str(index), item) for index, item in enumerate(value)]
    if is_nothing(value):
        return []
    raise ConvertError("map", value)


def _item(convert: Converter[T], key: object, item: object) -> T:
    try:
        return convert(item)
    except ConvertError as error:
        if item is None:
            return cast("T", None)
        raise error.inside(key) from None


@overload
def one_of(first: Converter[A], second: Converter[B], /) -> Converter[A | B]: ...
@overload
def one_of(first: Converter[A], second: Converter[B], third: Converter[C], /) -> Converter[A | B | C]: ...
@overload
def one_of(
    first: Converter[A], second: Converter[B], third: Converter[C], fourth: Converter[D], /
) -> Converter[A | B | C | D]: ...
@overload
def one_of(
    first: Converter[A], second: Converter[B], third: Converter[C], fourth: Converter[D], fifth: Converter[E], /
) -> Converter[A | B | C | D | E]: ...
@overload
def one_of(*converters: Converter[T]) -> Converter[T]: ...
def one_of(*converters: Converter[Any]) -> Converter[Any]:
    """What the first converter makes of the value that accepts it."""

    plain = [getattr(convert, _PLAIN, convert) for convert in converters]
    every = plain if plain == list(converters) else [*plain, *converters]

    def convert_one(value: object) -> Any:
        expected: list[str] = []
        for convert in every:
            try:
                return convert(value)
            except ConvertError as error:
                expected.append(error.expected)
        raise ConvertError(" or ".join(dict.fromkeys(expected)), value)

    return convert_one
