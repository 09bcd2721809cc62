# Copied from generator/runtime/_core/deprecation.py by "python -m generator generate". Edit that file.
"""`deprecated` (PEP 702) for the generated methods; typing_extensions would take longer to import than the client."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

if TYPE_CHECKING:
    from typing_extensions import deprecated as deprecated

    from ..lists import SyncList
    from .base_batch import Pending

    class Renamed(Generic[P, T]):
        """A method under an earlier name."""

        @deprecated("is an earlier name of a method that is called otherwise now")
        def __get__(self, instance: object, owner: type) -> Callable[P, T]:
            raise NotImplementedError

    def renamed(name: str, now: str, method: Callable[Concatenate[Any, P], T]) -> Renamed[P, T]:
        """The method called `now` under its earlier name: the same, but that calling it warns."""
        raise NotImplementedError

    def renamed_in_batch(name: str, now: str, method: Callable[Concatenate[Any, P], T]) -> Renamed[P, Pending[T]]:
        """The same in a batch."""
        raise NotImplementedError

    def renamed_list_in_batch(
        name: str, now: str, method: Callable[Concatenate[Any, P], SyncList[T, Any]]
    ) -> Renamed[P, Pending[T]]:
        """The same of a list method, whose first page it is."""
        raise NotImplementedError

else:
    import functools
    import warnings

    from .explained import explained

    def deprecated(message: str):
        """Marks a method: calling it warns. An async one warns at the call, not at the await."""

        def mark(function):
            function = explained(function)

            @functools.wraps(function)
            def warning(*args, **kwargs):
                warnings.warn(message, DeprecationWarning, stacklevel=2)
                return function(*args, **kwargs)

            warning.__deprecated__ = message
            return warning

        return mark

    def renamed(name: str, now: str, method):
        return deprecated(f"{name} is deprecated; use {now}")(method)

    renamed_in_batch = renamed_list_in_batch = renamed
