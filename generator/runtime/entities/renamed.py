"""The name that a field had before somebody relabelled it."""

from __future__ import annotations

import warnings
from typing import Any, Generic, TypeVar, overload

from typing_extensions import deprecated

from .._core.views import View
from .fields import Field

R_co = TypeVar("R_co", covariant=True)
V_contra = TypeVar("V_contra", contravariant=True)


class Renamed(Generic[R_co, V_contra]):
    """A former name of a field: `delivery = Renamed(delivery_date)`. It still works, with a warning."""

    __slots__ = ("attribute", "field")

    def __init__(self, field: Field[R_co, V_contra]) -> None:
        self.field = field
        self.attribute = ""

    def __set_name__(self, owner: type[View], attribute: str) -> None:
        self.attribute = attribute

    @overload
    @deprecated("the field has another name now")
    def __get__(self, view: None, owner: type[View]) -> Field[R_co, V_contra]: ...
    @overload
    @deprecated("the field has another name now")
    def __get__(self, view: View, owner: type[View]) -> R_co: ...
    def __get__(self, view: View | None, owner: type[View]) -> Field[R_co, V_contra] | R_co:
        self.warn(stacklevel=3)
        return self.field if view is None else self.field.__get__(view, owner)

    def __set__(self, view: View, value: object) -> None:
        self.field.__set__(view, value)

    def warn(self, stacklevel: int) -> None:
        field: Field[Any, Any] = self.field
        warnings.warn(
            f"{field.owner}.{self.attribute} is called {field.attribute} now", DeprecationWarning, stacklevel=stacklevel
        )
