# Copied from generator/runtime/_core/explained.py by "python -m generator generate". Edit that file.
"""What was meant by a name that is not there: an attribute of a namespace, an argument of a method."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])


class Named:
    """Says of an attribute that it does not have what was meant by it."""

    __slots__ = ()

    if not TYPE_CHECKING:  # to a type checker, a class that has this has every attribute

        def __getattr__(self, name: str) -> Any:
            if name.startswith("_"):
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            from .hints import no_such_name

            raise AttributeError(no_such_name(type(self), name))


class Explained(Named):
    """A class whose methods say of an argument that they do not take what was meant by it."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        for name, method in list(vars(cls).items()):
            if inspect.isfunction(method) and not name.startswith("_") and not hasattr(method, "__wrapped__"):
                setattr(cls, name, explained(method))


def explained(method: F) -> F:
    """The same method; Python's TypeError for arguments that it does not take says more."""

    @functools.wraps(method)
    def call(*args: object, **kwargs: object) -> Any:
        try:
            return method(*args, **kwargs)
        except TypeError as error:
            hint = _hint(method, kwargs)
            if hint:
                raise TypeError(f"{error}{hint}") from None
            raise

    @functools.wraps(method)
    async def call_async(*args: object, **kwargs: object) -> Any:
        try:
            return await method(*args, **kwargs)
        except TypeError as error:
            hint = _hint(method, kwargs)
            if hint:
                raise TypeError(f"{error}{hint}") from None
            raise

    return cast("F", call_async if inspect.iscoroutinefunction(method) else call)


def _hint(method: Callable[..., Any], given: Mapping[str, object]) -> str:
    if not given:
        return ""
    from .hints import wrong_arguments

    return wrong_arguments(method, given)
