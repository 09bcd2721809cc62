"""The fields of an entity: of a record their value, of the class the field itself, for filters and orders."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar, Final, Generic, TypeVar, cast, overload

from typing_extensions import Self

from .._core import convert, views
from .._core.file_content import is_file
from .choices import ListItem, Status
from .conditions import Comparison, Condition, FilterError, Sign
from .order import Order
from .values import Binding, FileInput, Money, StoredFile, binding, money

R_co = TypeVar("R_co", covariant=True)
T = TypeVar("T")
V_contra = TypeVar("V_contra", contravariant=True)
C = TypeVar("C", bound="Status | ListItem")

_SIZES: Final = frozenset({">", ">=", "<", "<="})
_TEXTS: Final = frozenset({"contains", "not contains", "starts with"})
_EQUALS: Final = frozenset({"==", "!=", "in", "not in", "empty", "not empty"})


def _is_several(values: object) -> bool:
    """Of a text, each letter would be a value."""
    return isinstance(values, Iterable) and not isinstance(values, (str, bytes))


def _is_finite(amount: object) -> bool:
    """Is it such a decimal?"""
    return isinstance(amount, Decimal) and amount.is_finite()


class Field(views.Field[Any], Generic[R_co, V_contra]):
    """What all fields have in common: `R_co` is what a record has, `V_contra` what it is compared with.

    Args:
        wire_name: In a record.
        sent: Where it is written, filtered, ordered by or selected, if that is another name.
        read_only: It cannot be written.
    """

    __slots__ = ("read_only", "sent")

    # What is expected, for a person; and the comparisons that a filter can make.
    expected: ClassVar[str]
    signs: ClassVar[frozenset[str]] = _EQUALS | _SIZES
    zero_is_nothing: ClassVar[bool] = False
    has_several: ClassVar[bool] = False

    def __init__(self, wire_name: str, *, sent: str | None = None, read_only: bool = False) -> None:
        super().__init__(wire_name, self.read)
        self.sent = wire_name if sent is None else sent
        self.read_only = read_only

    def read(self, value: object) -> object:
        """The portal's value; ConvertError for what is none."""
        raise NotImplementedError

    def written(self, value: object) -> object:
        """The value on the wire; ValueError for what is none."""
        raise NotImplementedError

    def wire(self, value: object) -> object:
        """What a record is written with.

        Raises:
            TypeError: It is no value of this field.
        """
        return "" if value is None else self._checked(value)

    def _checked(self, value: object) -> object:
        try:
            return self.written(value)
        except ValueError as error:
            more = f" ({error})" if str(error) else ""
            raise TypeError(f"{self.label}: expected {self.expected}, got {convert.shorten(value)}{more}") from None

    @property
    def label(self) -> str:
        """For a person: `Deal.title`."""
        return f"{self.owner}.{self.attribute}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.label}: {self.wire_name})"

    @overload
    def __get__(self, view: None, owner: type[views.View]) -> Self: ...
    @overload
    def __get__(self, view: views.View, owner: type[views.View]) -> R_co: ...
    def __get__(self, view: views.View | None, owner: type[views.View]) -> Self | R_co:
        return self if view is None else cast("R_co", super().__get__(view, owner))

    # Two fields are never compared themselves: this makes a condition.
    __hash__ = object.__hash__

    def __eq__(self, other: V_contra | None) -> Condition:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]  # as above
        return self._equal(other)

    def __ne__(self, other: V_contra | None) -> Condition:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]  # as above
        return ~self._equal(other)

    def __gt__(self, other: V_contra) -> Condition:
        return self._compared(">", other)

    def __ge__(self, other: V_contra) -> Condition:
        return self._compared(">=", other)

    def __lt__(self, other: V_contra) -> Condition:
        return self._compared("<", other)

    def __le__(self, other: V_contra) -> Condition:
        return self._compared("<=", other)

    def in_(self, values: Iterable[V_contra]) -> Condition:
        """It is one of these."""
        self._allow("in")
        if not _is_several(values):
            raise TypeError(f"{self.label}: expected several values, got {convert.shorten(values)}")
        several = list(dict.fromkeys(map(self._operand, values)))
        if not several:
            raise FilterError(f"{self.label}: no row is in nothing, and portals take an empty list for no condition")
        return self._made("in", several)

    def not_in(self, values: Iterable[V_contra]) -> Condition:
        """It is none of these."""
        return ~self.in_(values)

    def between(self, low: V_contra, high: V_contra) -> Condition:
        """It is neither less than the one nor greater than the other."""
        return (self >= low) & (self <= high)

    def is_empty(self) -> Condition:
        """The portal has nothing there."""
        return self._made("empty")

    def is_not_empty(self) -> Condition:
        """The portal has something there."""
        return self._made("not empty")

    def asc(self) -> Order:
        """The least first."""
        return Order(self.label, self.sent, "ASC")

    def desc(self) -> Order:
        """The greatest first."""
        return Order(self.label, self.sent, "DESC")

    def _equal(self, other: V_contra | None) -> Condition:
        return self.is_empty() if other is None or other == "" else self._compared("==", other)

    def _compared(self, sign: Sign, other: V_contra) -> Condition:
        self._allow(sign)
        return self._made(sign, self._operand(other))

    def _operand(self, value: V_contra) -> object:
        return self._checked(value)

    def _allow(self, sign: Sign) -> None:
        if sign not in self.signs:
            raise FilterError(f"{self.label}: there is no {sign!r} of {self.expected} in a filter")

    def _made(self, sign: Sign, value: object = None) -> Condition:
        self._allow(sign)
        return Comparison(self.label, self.sent, sign, value, self.zero_is_nothing, self.has_several)


class TextField(Field["str | None", str]):
    """Text."""

    __slots__ = ()
    expected = "text"
    signs = _EQUALS | _TEXTS

    def read(self, value: object) -> object:
        return convert.string(value)

    def written(self, value: object) -> object:
        if not isinstance(value, str):
            raise ValueError
        return value

    def contains(self, text: str) -> Condition:
        """That text is somewhere in it; portals take small and capital letters for the same."""
        return self._made("contains", self._part(text))

    def starts_with(self, text: str) -> Condition:
        """It begins with that text."""
        part = self._part(text)
        if "%" in part or "_" in part:
            raise FilterError(f"{self.label}: % and _ stand for any text in a filter, so {text!r} cannot be sought")
        return self._made("starts with", f"{part}%")

    def _part(self, text: str) -> str:
        self._checked(text)
        if not text:
            raise FilterError(f"{self.label}: an empty text is in every text")
        return text


class _WholeField(Field[R_co, int]):
    """A number without a fraction."""

    __slots__ = ()
    expected = "a whole number"
    zero_is_nothing = True

    def read(self, value: object) -> object:
        return convert.integer(value)

    def written(self, value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError
        return value


class IntegerField(_WholeField["int | None"]):
    """A number without a fraction."""

    __slots__ = ()


class IdField(_WholeField["int | None"]):
    """The id of another record, or of a user; 0 is none."""

    __slots__ = ()
    expected = "an id"

    def read(self, value: object) -> object:
        return convert.integer(value) or None


class KeyField(_WholeField[int]):
    """The record's own id, which is always there."""

    __slots__ = ()
    expected = "an id"

    def __init__(self, wire_name: str, *, sent: str | None = None) -> None:
        super().__init__(wire_name, sent=sent, read_only=True)


class FloatField(Field["float | None", float]):
    """A number."""

    __slots__ = ()
    expected = "a number"

    def read(self, value: object) -> object:
        return convert.number(value)

    def written(self, value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError
        try:
            finite = math.isfinite(value)
        except OverflowError:
            raise ValueError("it is too large") from None
        if not finite:
            raise ValueError
        return value


class DecimalField(Field["Decimal | None", Decimal]):
    """A number, digit for digit."""

    __slots__ = ()
    expected = "a decimal.Decimal"

    def read(self, value: object) -> object:
        return convert.decimal(value)

    def written(self, value: object) -> object:
        if not isinstance(value, Decimal) or not value.is_finite():
            raise ValueError
        return format(value, "f")


class _BooleanField(Field["bool | None", bool]):
    __slots__ = ()
    expected = "True or False"
    signs = _EQUALS

    def read(self, value: object) -> object:
        return convert.boolean(value)

    def written(self, value: object) -> object:
        if not isinstance(value, bool):
            raise ValueError
        return self.form(value)

    def form(self, value: bool) -> object:
        raise NotImplementedError


class YesNoField(_BooleanField):
    """True or false, Y or N on the wire."""

    __slots__ = ()

    def form(self, value: bool) -> object:
        return "Y" if value else "N"


class OneZeroField(_BooleanField):
    """True or false, 1 or 0 on the wire, as custom fields have it."""

    __slots__ = ()

    def form(self, value: bool) -> object:
        return int(value)


class DateField(Field["dt.date | None", dt.date]):
    """A day."""

    __slots__ = ()
    expected = "a datetime.date without a time"

    def read(self, value: object) -> object:
        return convert.date(value)

    def written(self, value: object) -> object:
        if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
            raise ValueError
        return value.isoformat()


class DateTimeField(Field["dt.datetime | None", dt.datetime]):
    """A moment; without a time zone it is in the portal's. The portal counts whole seconds."""

    __slots__ = ()
    expected = "a datetime.datetime"

    def read(self, value: object) -> object:
        return convert.datetime(value)

    def written(self, value: object) -> object:
        if not isinstance(value, dt.datetime):
            raise ValueError
        return value.isoformat(timespec="seconds")

    def _compared(self, sign: Sign, other: dt.datetime) -> Condition:
        if sign in (">=", "<") and getattr(other, "microsecond", None):
            try:
                other += dt.timedelta(seconds=1)  # of whole seconds, those from the next one on
            except OverflowError:
                raise FilterError(f"{self.label}: there is no second after {other}") from None
        return super()._compared(sign, other)


class MoneyField(Field["Money | None", Money]):
    """A sum in a currency."""

    __slots__ = ()
    expected = 'a sum in a currency, Money(Decimal("99.90"), "EUR")'
    signs = _EQUALS

    def read(self, value: object) -> object:
        return money(value)

    def written(self, value: object) -> object:
        if not isinstance(value, Money) or not value.currency or not _is_finite(value.amount):
            raise ValueError
        return str(value)


class ChoiceField(Field["C | None", C]):
    """One out of a list: a stage or another status by its code, an item of a list field by its id."""

    __slots__ = ("choices",)
    signs = _EQUALS

    def __init__(self, wire_name: str, choices: type[C], *, sent: str | None = None, read_only: bool = False) -> None:
        super().__init__(wire_name, sent=sent, read_only=read_only)
        self.choices: type[C] = choices

    @property
    def expected(self) -> str:  # type: ignore[override]  # pyright: ignore[reportIncompatibleVariableOverride]  # it depends on the choices
        return f"one of {self.choices.__name__}"

    def read(self, value: object) -> object:
        known: Any = convert.string(value) if issubclass(self.choices, Status) else convert.integer(value)
        member: type[Any] = self.choices  # to checkers, a call of it makes a member, of a code and a label
        return member(known) if known else None

    def written(self, value: object) -> object:
        if not isinstance(value, self.choices):
            raise ValueError(", ".join(self.choices.__members__))
        return value.value


class FileField(Field["StoredFile | None", FileInput]):
    """A file: read as what the portal has, written as `File`, a path or an open file."""

    __slots__ = ()
    expected = "a File, a path, an open file, or a file of the portal"
    signs = frozenset({"empty", "not empty"})

    def read(self, value: object) -> object:
        return StoredFile(value) if value else None

    def written(self, value: object) -> object:
        if isinstance(value, StoredFile):
            return {"id": value.id}
        if isinstance(value, (bytes, bytearray)) or not is_file(value):
            raise ValueError
        return value  # read as it is sent


class BindingField(Field["Binding | None", Binding]):
    """A record of the CRM.

    Args:
        types: The entity types that it takes; of one alone, the portal writes the bare id.
    """

    __slots__ = ("types",)
    expected = "a Binding"
    signs = _EQUALS

    def __init__(
        self, wire_name: str, types: Iterable[int], *, sent: str | None = None, read_only: bool = False
    ) -> None:
        super().__init__(wire_name, sent=sent, read_only=read_only)
        self.types = tuple(types)

    def read(self, value: object) -> object:
        if not value or value == "0":
            return None
        return binding(value, self.types[0] if len(self.types) == 1 else None)

    def written(self, value: object) -> object:
        if not isinstance(value, Binding):
            raise ValueError
        if value.entity_type_id not in self.types:
            raise ValueError(f"of the entity types {', '.join(map(str, self.types))}")
        return str(value.id) if len(self.types) == 1 else str(value)


class AnyField(Field[Any, Any]):
    """What has no better type here: as the portal sends it."""

    __slots__ = ()
    expected = "anything"
    signs = _EQUALS

    def read(self, value: object) -> object:
        return value

    def written(self, value: object) -> object:
        return value


class ManyField(Field["list[T]", V_contra], Generic[T, V_contra]):
    """Several values; none is an empty list. A row is found by any of them."""

    __slots__ = ("each",)
    signs = frozenset({"==", "in", "empty", "not empty"})
    has_several = True

    def __init__(self, each: Field[T | None, V_contra]) -> None:
        super().__init__(each.wire_name, sent=each.sent, read_only=each.read_only)
        self.each = each

    def __set_name__(self, owner: type[views.View], attribute: str) -> None:
        super().__set_name__(owner, attribute)
        self.each.__set_name__(owner, attribute)

    @property
    def expected(self) -> str:  # type: ignore[override]  # pyright: ignore[reportIncompatibleVariableOverride]  # it depends on the values
        return f"several, each {self.each.expected}"

    def read(self, value: object) -> object:
        return convert.list_of(self.each.read)(value)

    def wire(self, value: object) -> object:
        return [] if value is None else self._checked(value)

    def written(self, value: object) -> object:
        if not _is_several(value):
            raise ValueError
        return [self.each.written(each) for each in cast("Iterable[object]", value)]

    def _operand(self, value: V_contra) -> object:
        return self.each._operand(value)
