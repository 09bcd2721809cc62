# Copied from generator/runtime/_core/views.py by "python -m generator generate". Edit that file.
"""Typed views over the portal's JSON objects: attributes convert when they are read, and nothing is copied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast, overload

from ..errors import FieldError, MissingField
from .convert import Converter, ConvertError, decimal, is_nothing, shorten
from .json_types import is_list, is_map
from .redact import HIDDEN, redact
from .selection import Selection

if TYPE_CHECKING:
    from decimal import Decimal

T = TypeVar("T")

# The fields by which a person knows an object, and how many of its others stand for one that has none of them.
_ID: Final = ("id",)
_NAMES: Final = ("title", "name")
_FEW: Final = 3
_LONGEST_LABEL: Final = 60
_LONGEST_SHOWN: Final = 150


class View(Mapping[str, Any]):
    """An object of the portal: documented fields are attributes, every field, custom ones included, is an item.

    A mapping of the portal's keys to what the portal sent; `raw` is the portal's JSON itself, untouched. A view without
    keys is false. Two views are equal when they are of one class and their JSON is; a view equals any other mapping
    with the same JSON.
    """

    __slots__ = ("__selection__", "raw")

    raw: Mapping[str, Any]
    # What the call's `select` asked for. Named as no field can be.
    __selection__: Selection | None

    def __init__(self, raw: object) -> None:
        """Of a JSON object; [] is PHP's empty one. Anything else: ConvertError."""
        self.__selection__ = None
        if type(raw) is dict:
            self.raw = raw
        elif is_map(raw):
            self.raw = raw.raw if isinstance(raw, View) else raw
        elif raw == []:
            self.raw = {}
        else:
            self.raw = {}  # a traceback may show this view
            raise ConvertError("object", raw)

    def __getitem__(self, wire_name: str) -> Any:
        return self.raw[wire_name]

    def __contains__(self, wire_name: object) -> bool:
        return wire_name in self.raw

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, View):
            return type(other) is type(self) and self.raw == other.raw
        return self.raw == dict(other) if is_map(other) else NotImplemented

    def __repr__(self) -> str:
        shown = _leading(self.raw) or list(self.raw)[:_FEW]
        fields = fields_of(type(self))
        parts = [f"{_label(key, fields.get(key))}={self._shown(key, fields.get(key))}" for key in shown]
        if len(self.raw) > len(shown):
            parts.append(f"{len(self.raw) - len(shown)} more")
        return f"{type(self).__name__}({', '.join(parts)})"

    def _shown(self, key: str, described: Field[Any] | None) -> str:
        return shown(key, self.raw[key] if described is None else described.read_or_raw(self))

    def _repr_html_(self) -> str:
        from .html_tables import object_table

        return object_table(type(self).__name__, self.raw)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.raw)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.raw,), self.__selection__

    def __setstate__(self, selection: Selection) -> None:
        self.__selection__ = selection

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it, with its documented fields converted, those of objects inside it too.

        Keys are the portal's; dates and times are ISO 8601 text. What is not documented, or cannot be read, is as sent.
        """
        fields = fields_of(type(self))
        return {
            key: _as_json(fields[key].read_or_raw(self)) if key in fields else value for key, value in self.raw.items()
        }

    def decimal(self, wire_name: str) -> Decimal | None:
        """The number under a key, exactly as the portal wrote it; None where it wrote nothing.

        Of a JSON number with a fraction, which is a float on the portal too, the shortest number that means that float.

        Raises:
            FieldError: It is no number.
            MissingField: The call's `select` left it out.
            KeyError: There is no such key, and none is documented.
        """
        if wire_name not in self.raw:
            _refuse_unselected(self, wire_name, repr(wire_name))
            if wire_name not in fields_of(type(self)):
                raise KeyError(wire_name)
        value = self.raw.get(wire_name)
        if is_nothing(value):
            return None
        try:
            return decimal(value)
        except ConvertError as error:
            raise FieldError(f"{type(self).__name__}.decimal({wire_name!r}): {error.reason}") from None


def set_selection(value: object, selection: Selection) -> None:
    """Let a view, or each view of a list or map, know what the call's `select` asked for."""
    views = [value] if isinstance(value, View) else value if is_list(value) else value.values() if is_map(value) else ()
    for view in views:
        if isinstance(view, View):
            view.__selection__ = selection


def _pass_on(selection: Selection, view: View, inside: object) -> None:
    """The selection is that of the objects inside a view, if it is not that of the view itself."""
    if not any(map(selection.has, view.raw)):
        set_selection(inside, selection)


def _refuse_unselected(view: View, wire_name: str, attribute: str) -> None:
    """Raise MissingField if the call's `select` left the key out.

    What lies around the selected object has none of the selected keys, and is not judged.
    """
    selection = view.__selection__
    if selection is not None and not selection.has(wire_name) and any(map(selection.has, view.raw)):
        raise MissingField(
            f"{type(view).__name__}.{attribute}: {wire_name} is not among the call's select; add it to read it"
        )


def _refuse_map(view: View, attribute: str) -> None:
    """Raise FieldError if the portal sent objects by their keys where one object is documented."""
    objects = view.raw.values()
    if objects and all(map(is_map, objects)) and fields_of(type(view)).keys().isdisjoint(view.raw):
        raise FieldError(
            f"{type(view).__name__}.{attribute}: the portal sent a map of objects, not one object; see .raw"
        )


class Field(Generic[T]):
    """A documented field of a view, as a descriptor; make it with `field` or `always`.

    What is absent, null, or another of PHP's ways to say nothing that cannot be read, is [] in the place of a list, {}
    in that of a map, else None.
    """

    __slots__ = ("_null_is_none", "attribute", "convert", "owner", "wire_name")

    def __init__(self, wire_name: str, convert: Converter[T]) -> None:
        self.wire_name = wire_name
        self.convert = convert
        self.owner = self.attribute = ""
        self._null_is_none = False  # or not known yet: an error that is caught takes its time

    def __set_name__(self, owner: type[View], attribute: str) -> None:
        self.owner, self.attribute = owner.__name__, attribute

    @overload
    def __get__(self, view: None, owner: type[View]) -> Field[T]: ...
    @overload
    def __get__(self, view: View, owner: type[View]) -> T: ...
    def __get__(self, view: View | None, owner: type[View]) -> Field[T] | T:
        if view is None:
            return self
        try:
            value = view.raw[self.wire_name]
        except KeyError:
            _refuse_unselected(view, self.wire_name, self.attribute)
            _refuse_map(view, self.attribute)
            value = None
        if value is None and self._null_is_none:
            return cast("T", None)
        try:
            converted = self.convert(value)
        except ConvertError as error:
            if is_nothing(value):
                self._null_is_none |= value is None
                return cast("T", None)
            raise FieldError(
                f"{self.owner}.{self.attribute}: {error.reason} (in .raw[{self.wire_name!r}]{error.at})"
            ) from None
        if view.__selection__ is not None:
            _pass_on(view.__selection__, view, converted)
        return converted

    def read_or_raw(self, view: View) -> Any:
        """The field's value of a view that has it, as sent if it cannot be read."""
        try:
            return self.__get__(view, type(view))
        except FieldError:
            return view.raw[self.wire_name]

    def __set__(self, view: View, value: object) -> None:
        raise AttributeError(f"{self.owner}.{self.attribute} is a view of the answer and cannot be set")


def field(wire_name: str, convert: Converter[T]) -> Field[T | None]:
    """The field that the portal calls `wire_name`, and may leave empty."""
    return Field[Any](wire_name, convert)


def always(wire_name: str, convert: Converter[T]) -> Field[T]:
    """The field that the portal calls `wire_name`, and always fills; or one that reads as an empty list or map."""
    return Field(wire_name, convert)


@cache
def fields_of(view: type[View]) -> Mapping[str, Field[Any]]:
    """By wire name."""
    members: list[Any] = [each for base in reversed(view.__mro__) for each in vars(base).values()]
    fields: list[Field[Any]] = [each for each in members if isinstance(each, Field)]
    return {each.wire_name: each for each in fields}


def wire_names(view: type[View]) -> Iterable[str]:
    """What the portal calls the documented fields."""
    return fields_of(view).keys()


def _as_json(value: object) -> object:
    if isinstance(value, View):
        return value.to_dict()
    if is_list(value):
        return [_as_json(item) for item in value]
    if is_map(value):
        return {key: _as_json(item) for key, item in value.items()}
    return value.isoformat() if isinstance(value, dt.date) else value


def _leading(raw: Mapping[str, Any]) -> list[str]:
    """The keys of the id and of the title or name."""
    by_name = {key.casefold(): key for key in reversed(list(raw))}
    found = (next((by_name[name] for name in names if name in by_name), None) for names in (_ID, _NAMES))
    return [key for key in found if key is not None]


def _label(key: str, described: Field[Any] | None) -> str:
    if described is not None:
        return described.attribute
    return key if key.isidentifier() and len(key) <= _LONGEST_LABEL else shorten(key)


def shown(key: str, value: object) -> str:
    """A value for a person, on about a line; hidden where its key says that it is a secret."""
    text = shorten(value)
    named = f"{key}={text}"
    if redact(named) != named:
        return HIDDEN
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
