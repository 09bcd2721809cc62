"""Typed views over the portal's JSON objects: attributes convert when they are read, and nothing is copied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar, cast, overload

from ..errors import FieldError, MissingField
from .convert import Converter, ConvertError, shorten

T = TypeVar("T")


class View:
    """An object of the portal: documented fields are attributes, every field, custom ones included, is an item.

    `raw` is the portal's JSON itself, untouched. Two views are equal when they are of one class and their JSON is.
    """

    __slots__ = ("raw",)

    raw: Mapping[str, Any]

    def __init__(self, raw: object) -> None:
        """Of a JSON object; [] is PHP's empty one. Anything else: ConvertError."""
        if isinstance(raw, Mapping):
            self.raw = cast("Mapping[str, Any]", raw)
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

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.raw == other.raw

    def __repr__(self) -> str:
        return f"{type(self).__name__}({shorten(self.raw)})"

    def __reduce__(self) -> tuple[type[View], tuple[Mapping[str, Any]]]:
        return type(self), (self.raw,)


class Field(Generic[T]):
    """A documented field of a view, as a descriptor; make it with `field`."""

    __slots__ = ("attribute", "convert", "owner", "wire_name")

    def __init__(self, wire_name: str, convert: Converter[T]) -> None:
        self.wire_name = wire_name
        self.convert = convert
        self.owner = self.attribute = ""

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
            return self._absent()
        try:
            return self.convert(value)
        except ConvertError as error:
            raise FieldError(
                f"{self.owner}.{self.attribute}: {error.reason} (in .raw[{self.wire_name!r}]{error.at})"
            ) from None

    def _absent(self) -> T:
        raise MissingField(f"{self.owner}.{self.attribute}: no {self.wire_name!r} in the answer") from None

    def __set__(self, view: View, value: object) -> None:
        raise AttributeError(f"{self.owner}.{self.attribute} is a view of the answer and cannot be set")


def field(wire_name: str, convert: Converter[T]) -> Field[T]:
    """The field that the portal calls `wire_name`; a missing one raises MissingField, an unreadable one FieldError."""
    return Field(wire_name, convert)
