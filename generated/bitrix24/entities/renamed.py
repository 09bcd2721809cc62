# Copied from generator/runtime/entities/renamed.py by "python -m generator generate". Edit that file.
"""The name that a field had before somebody relabelled it."""

from __future__ import annotations

import warnings
from typing import Any, Generic, TypeVar, overload

from typing_extensions import deprecated

from .._core.views import View
from .fields import Field

R = TypeVar("R")
V = TypeVar("V")


class Renamed(Generic[R, V]):
    """A former name of a field: `delivery = Renamed(delivery_date)`. It still works, with a warning."""

    __slots__ = ("attribute", "field")

    def __init__(self, field: Field[R, V]) -> None:
        self.field = field
        self.attribute = ""

    def __set_name__(self, owner: type[View], attribute: str) -> None:
        self.attribute = attribute

    @overload
    @deprecated("the field has another name now")
    def __get__(self, view: None, owner: type[View]) -> Field[R, V]: ...
    @overload
    @deprecated("the field has another name now")
    def __get__(self, view: View, owner: type[View]) -> R: ...
    def __get__(self, view: View | None, owner: type[View]) -> Field[R, V] | R:
        self.warn(stacklevel=3)
        return self.field if view is None else self.field.__get__(view, owner)

    def __set__(self, view: View, value: object) -> None:
        self.field.__set__(view, value)

    def warn(self, stacklevel: int) -> None:
        field: Field[Any, Any] = self.field
        warnings.warn(
            f"{field.owner}.{self.attribute} is called {field.attribute} now", DeprecationWarning, stacklevel=stacklevel
        )
